"""Results in the shape of the EMA workbench: a table of experiments, and arrays of outcomes.

The workbench's analyses (PRIM, CART, feature scoring) take ``(experiments, outcomes)``: one row an experiment, with
its uncertainties and levers, and for every outcome an array whose first axis is the experiment (Kwakkel 2017,
Environmental Modelling & Software 96, 239-250).
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.tables import KEYS, Array, ResultsLike, View, view

TIME = "TIME"


def to_ema(
    results: ResultsLike | View | str | Path, metrics: list[str] | None = None
) -> tuple[pd.DataFrame, dict[str, Array]]:
    """(experiments, outcomes) of the good runs.

    Experiments: one row a run with its settings and assumptions as columns, and the workbench's `scenario` (draw and
    replicate, `draw0_replicate0`: an id that reads as a number would lose its last zeros in a CSV), `policy` (the
    point) and `model` (the scenario's name). Outcomes: for every series metric (run, month),
    or (run,) when one month was recorded, and `TIME`, the months as fractions of years.
    """
    seen = view(results)
    names = [one for name in metrics for one in seen.select(name)] if metrics else None
    if names is None:
        names = [str(name) for name in seen.results.series.columns if name not in KEYS]
    runs = seen.runs.loc[seen.good].reset_index(drop=True)
    settings = dict.fromkeys(str(key) for point in seen.manifest.get("points") or [{}] for key in point)
    varied = [str(c) for c in runs.columns if str(c).startswith("assumptions.") or str(c) in settings]
    experiments = runs[[c for c in varied if c != "scenario"]].copy()
    experiments["scenario"] = [f"draw{d}_replicate{r}" for d, r in zip(runs["draw"], runs["replicate"], strict=True)]
    experiments["policy"] = runs["point_id"] if "point_id" in runs else [f"point{p}" for p in runs["point"]]
    experiments["model"] = runs.get("scenario", seen.name)
    values = {name: seen.metric(name) for name in dict.fromkeys(names)}
    if len(seen.dates) == 1:
        return experiments, {name: column[:, 0] for name, column in values.items()}
    years = np.array([int(date[:4]) + (int(date[5:7]) - 1) / 12 for date in seen.dates])
    return experiments, {TIME: np.tile(years, (len(runs), 1)), **values}


def save_ema(results: ResultsLike | View | str | Path, folder: str | Path, metrics: list[str] | None = None) -> Path:
    """Write experiments.csv and one NumPy file an outcome into a folder; returns the folder."""
    experiments, outcomes = to_ema(results, metrics)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    experiments.to_csv(target / "experiments.csv", index=False, lineterminator="\n")
    for name, values in outcomes.items():
        np.save(target / f"{name}.npy", values)
    return target


def save_workbench(results: ResultsLike | View | str | Path, file: Path, metrics: list[str] | None = None) -> Path:
    """Write what ``ema_workbench.load_results`` reads; needs that package. Returns the file (``.tar.gz``)."""
    if find_spec("ema_workbench") is None:
        raise AnalysisError("this needs ema_workbench, which is not installed: pip install 'aicompete[ema]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells on import what else could be installed
        from ema_workbench import ArrayOutcome, ScalarOutcome, save_results
        from ema_workbench.em_framework.outcomes import register

    experiments, outcomes = to_ema(results, metrics)
    for name, values in outcomes.items():  # the workbench looks their kinds up by their names
        register.outcomes.pop(name, None)  # of results with more or fewer months, saved before
        (ScalarOutcome if values.ndim == 1 else ArrayOutcome)(name)
    save_results((experiments, outcomes), str(file))
    return file
