"""Results in the formats of other tools: one file a format, and ``save`` for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.export.iamc import save_iamc, to_iamc
from aicompete.analysis.export.netcdf import save_netcdf
from aicompete.analysis.export.salib import save_salib, to_salib
from aicompete.analysis.export.sheets import save_sheets
from aicompete.analysis.tables import ResultsLike

Tell = Callable[[str], None]

__all__ = ["FORMATS", "save", "save_iamc", "save_netcdf", "save_salib", "save_sheets", "to_iamc", "to_salib"]


def save(
    results: ResultsLike | str | Path,
    form: str,
    folder: str | Path,
    metrics: Sequence[str] | None = None,
    date: str | None = None,
    tell: Tell = lambda text: None,
) -> list[Path]:
    """Write results in one of ``FORMATS`` into a folder; returns the files.

    ``metrics``: metrics or families of the series, all of them when none is named (in a sweep those that it shows).
    ``date``: the month of the outcomes where a format has one month (salib). ``tell`` is given remarks.
    """
    if form not in FORMATS:
        raise AnalysisError(f"the format must be one of {', '.join(FORMATS)}, not {form!r}")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return FORMATS[form](results, target, list(metrics) if metrics else None, date, tell)


def _ema(results: ResultsLike | str | Path, folder: Path, metrics: list[str] | None, *more: object) -> list[Path]:
    """experiments.csv and an array an outcome; with the workbench installed also its own results.tar.gz."""
    from aicompete.analysis.ema import save_ema, save_workbench

    written = sorted(path for path in save_ema(results, folder, metrics).iterdir() if path.suffix in (".csv", ".npy"))
    if find_spec("ema_workbench") is not None:
        written.append(save_workbench(results, folder / "results.tar.gz", metrics))
    return written


FORMATS: dict[str, Callable[..., list[Path]]] = {
    "iamc": save_iamc,
    "ema": _ema,
    "salib": save_salib,
    "csv": save_sheets,
    "netcdf": save_netcdf,
}
