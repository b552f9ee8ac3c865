"""A sampled sweep as SALib takes it: a problem, its samples and the outcomes (Herman and Usher 2017, JOSS 2, 97).

Saltelli blocks and Morris walks come in the order that SALib's own samplers have, so that
``SALib.analyze.sobol.analyze(problem, Y, calc_second_order=False)`` and ``SALib.analyze.morris.analyze(problem, X, Y,
num_levels=...)`` read them as they are. Samples of the other designs fit the methods that take any sample (delta, pawn,
rbd_fast). Words and truth values are numbered in the order of the design.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.cube import SAMPLED, blocks_of, cube, is_number, kind_of_design, layout
from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.montecarlo import mean_error
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import Array, Index, ResultsLike, View, view

METHODS = {"saltelli": "sobol", "morris": "morris", "latin_hypercube": "rbd_fast", "sobol": "delta", "halton": "delta"}
"""What each design is made for."""


def to_salib(
    results: ResultsLike | View | str | Path, metrics: list[str] | None = None, date: str | None = None
) -> tuple[dict[str, Any], Array, dict[str, Array]]:
    """(problem, X, Y by metric): one row a sample; outcomes are means over draws and replicates in one month (the
    last). The problem has SALib's `num_vars`, `names` and `bounds`.

    Raises
    ------
    AnalysisError : no sampled design, a dimension whose values were not recorded, or a point without a good run.
    """
    seen = view(results)
    kind = kind_of_design(seen)
    if kind not in SAMPLED:
        raise AnalysisError(f"SALib takes sampled designs ({', '.join(SAMPLED)}); {seen.name} is none")
    dimensions = [dict(d) for d in seen.manifest["sampling"]["dimensions"]]
    columns = {str(d["name"]): _column(seen, d) for d in dimensions}
    problem = {
        "num_vars": len(columns),
        "names": list(columns),
        "bounds": [_bounds(d, columns[str(d["name"])]) for d in dimensions],
    }
    order = _order(seen, kind)
    x = np.stack([column[order] for column in columns.values()], axis=1)
    month = len(seen.dates) - 1 if date is None else seen.month_index(date)
    names = [one for name in metrics for one in seen.select(name)] if metrics else shown_metrics(seen)
    where = layout(seen)
    y = {name: mean_error(cube(seen, name, month, where)).mean[order] for name in dict.fromkeys(names)}
    missing = int(max((np.isnan(values).sum() for values in y.values()), default=0))
    if missing:
        raise AnalysisError(f"{missing} samples have no good run, and SALib takes no gaps; look at aicompete status")
    return problem, x, y


def save_salib(
    results: ResultsLike | str | Path,
    folder: Path,
    metrics: list[str] | None = None,
    date: str | None = None,
    *_: object,
) -> list[Path]:
    """Write problem.json (with the method that the design is made for), samples.csv and outcomes.csv."""
    seen = view(results)
    problem, x, y = to_salib(seen, metrics, date)
    kind = kind_of_design(seen)
    sampling = seen.manifest["sampling"]
    options = {"saltelli": {"calc_second_order": False}, "morris": {"num_levels": _levels(sampling)}}.get(kind, {})
    about = {"problem": problem, "design": kind, "method": METHODS[kind], "options": options}
    about["month"] = seen.dates[-1] if date is None else date
    paths = [folder / "problem.json", folder / "samples.csv", folder / "outcomes.csv"]
    paths[0].write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    pd.DataFrame(x, columns=problem["names"]).to_csv(paths[1], index=False, lineterminator="\n")
    pd.DataFrame(y).to_csv(paths[2], index=False, lineterminator="\n")
    return paths


def _column(seen: View, dimension: dict[str, Any]) -> Array:
    """The value of a dimension at every point, words as their place."""
    name = str(dimension["name"])
    points = [dict(point) for point in seen.manifest["points"]]
    if all(name in point for point in points):
        values = [point[name] for point in points]
    elif name in seen.runs.columns:
        values = seen.runs.drop_duplicates("point").set_index("point").reindex(range(len(points)))[name].tolist()
    else:
        raise AnalysisError(f"the values of '{name}' at the points were not recorded")
    if all(is_number(value) for value in values):
        return np.array(values, dtype=np.float64)
    order = [json.dumps(value, sort_keys=True) for value in dimension.get("values") or values]
    place = {text: number for number, text in reversed(list(enumerate(order)))}
    return np.array([place[json.dumps(value, sort_keys=True)] for value in values], dtype=np.float64)


def _bounds(dimension: dict[str, Any], column: Array) -> list[float]:
    """Range of a dimension: that of its uniform distribution, or of its values."""
    uniform = (dimension.get("distribution") or {}) if isinstance(dimension.get("distribution"), dict) else {}
    if "uniform" in uniform:
        low, high = (float(edge) for edge in uniform["uniform"])
    else:
        low, high = float(column.min()), float(column.max())
    return [low, high if high > low else low + 1.0]


def _order(seen: View, kind: str) -> Index:
    """Numbers of the points in the order of the samples."""
    if kind == "saltelli":
        return blocks_of(seen).ravel()
    if kind == "morris":
        ids = list(seen.manifest["point_ids"])
        number = {name: place for place, name in reversed(list(enumerate(ids)))}
        return np.array([number[name] for walk in seen.manifest["sampling"]["path"] for name in walk], dtype=np.int64)
    return np.arange(len(seen.manifest["points"]))


def _levels(sampling: dict[str, Any]) -> int:
    """Levels of a Morris design, from its step: half of the levels over one less than the levels."""
    steps = [abs(float(step)) for walk in sampling.get("step") or [] for step in walk]
    if not steps:
        return 4
    return round(2 * steps[0] / (2 * steps[0] - 1))
