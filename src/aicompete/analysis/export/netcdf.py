"""NetCDF-4 with one group a table: labelled arrays over run x month (x nation), for xarray, R and others."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.tables import ResultsLike, open_results, view

GROUPS = ("runs", "series", "nations", "firms")
FILE = "results.nc"


def save_netcdf(
    results: ResultsLike | str | Path, folder: Path, metrics: list[str] | None = None, *_: object
) -> list[Path]:
    """Write results.nc with the groups runs, series, nations and firms, as far as they were recorded.

    Months are dates, units and meanings attributes. ``metrics`` chooses columns of the series.
    """
    missing = [name for name in ("xarray", "h5netcdf", "h5py") if find_spec(name) is None]
    if missing:
        raise AnalysisError(
            f"netcdf needs {' and '.join(missing)}, which is not installed: pip install 'aicompete[netcdf]'"
        )
    from aicompete.batch.store.results import Results

    opened = open_results(results)
    if not isinstance(opened, Results):
        raise AnalysisError("netcdf takes a results folder, or what simulate() returned")
    named = {one for name in metrics for one in view(opened).select(name)} if metrics else None
    path = folder / FILE
    path.unlink(missing_ok=True)
    mode = "w"
    for group in GROUPS:
        if opened.table(group) is None:
            continue
        cubes = opened.to_xarray(group)
        if named is not None and group == "series":
            cubes = cubes[[name for name in cubes.data_vars if name in named]]
        if "month" in cubes.coords:
            days = np.array([f"{month}-01" for month in cubes["month"].values], dtype="datetime64[ns]")
            cubes = cubes.assign_coords(month=days)
        cubes = cubes.map(_plain, keep_attrs=True)
        cubes.attrs |= _about(opened)
        cubes.to_netcdf(path, mode=mode, group=group, engine="h5netcdf")
        mode = "a"
    return [path]


def _plain(values: Any) -> Any:
    """Text without gaps, which the format does not have; truth values as 0 and 1."""
    if values.dtype.kind == "O":
        words = ["" if value is None or value != value else str(value) for value in values.values.ravel()]
        return values.copy(data=np.array(words, dtype=object).reshape(values.shape))
    return values.astype("i1") if values.dtype.kind == "b" else values


def _about(results: Any) -> dict[str, str]:
    made = results.manifest
    return {
        "name": str(made.get("name", "")),
        "source": f"aicompete {made.get('version', '')}",
        "seed": str(made.get("seed", "")),
        "model_hash": str(made.get("model_hash", "")),
        "Conventions": "CF-1.10",
    }
