"""The short way in from Python: ``simulate("baseline", runs=100)``."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aicompete.batch.store.results import Results
    from aicompete.config import Scenario

Settings = Mapping[str, object] | Iterable[str] | str


def simulate(
    scenario: Scenario | str | Path = "baseline",
    runs: int = 100,
    seed: int = 1,
    *,
    settings: Settings = (),
    months: int | None = None,
    nations: bool = True,
    firms: bool = False,
    trade: bool = False,
    every: str = "month",
    series: Iterable[str] = (),
    out: str | Path | None = None,
    block_size: int | None = None,
    workers: int | None = 1,
    engine: str | None = None,
) -> Results:
    """Run a scenario ``runs`` times and return tidy tables; the numbers do not depend on blocks or workers.

    Run i has draw i of the assumptions and replicate i of the shocks, so the spread shows both.

    Parameters
    ----------
    scenario : a ``Scenario``, the path of a scenario file, or the name of one that comes with the package.
    runs, seed : how many runs, and which.
    settings : changes on top: ``{"USA.ally_alienation": 0.9}``, or as on the command line.
    months : another length than the scenario's.
    nations, firms, trade, every : what to record besides the series, each ``"month"``, ``"year"`` or at the ``"end"``.
    series : metrics of the series to record, or families of them; all when none is named.
    out : write a results folder here (and go on from what is there); in memory when not given.
    block_size : runs stepped together; None: 256 at most, 512 where series alone are recorded.
    workers : processes; None: one for each processor.
    engine : ``"compiled"`` (the default where llvmlite is installed) or ``"numpy"``: the same but for the last digits.

    Whole numbers may be of any numeric type (100.0 is 100) and have the limits of ``aicompete.limits``.

    What a scenario asks for in vain (a date after the end, a lever without what it acts through) is a warning.

    Raises
    ------
    ConfigError : the scenario or the settings; with every problem found.
    BatchError : another argument, with what it must be.
    """
    from aicompete.batch.design.design import ensemble, with_months
    from aicompete.batch.design.remarks import in_vain
    from aicompete.batch.errors import BatchError
    from aicompete.batch.run.runner import in_memory, to_folder
    from aicompete.config import Scenario, apply_settings, load_scenario
    from aicompete.engine.block import Record

    if every not in ("month", "year", "end"):
        raise BatchError(f"every must be 'month', 'year' or 'end', not {every!r}")
    for word, value in (("nations", nations), ("firms", firms), ("trade", trade)):
        if not isinstance(value, bool):
            raise BatchError(f"{word} must be True or False, not {value!r}")
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if months is not None:
        chosen = with_months(chosen, months)  # first: which dates a setting may name hangs on it
    changes = [settings] if isinstance(settings, str) else settings
    if changes:
        chosen = apply_settings(chosen, changes)
    for remark in in_vain(chosen):  # what acts through few is told by `validate` and `run`
        warnings.warn(remark, stacklevel=2)
    record = Record(nations=nations, firms=firms, trade=trade, every=every, series=_names(series))
    design = ensemble(chosen, runs, seed, record=record)
    if out is None:
        return in_memory(design, block_size=block_size, workers=workers, engine=engine)
    return to_folder(design, out, block_size=block_size, workers=workers, engine=engine)


def _names(series: Iterable[str]) -> tuple[str, ...]:
    return (series,) if isinstance(series, str) else tuple(series)
