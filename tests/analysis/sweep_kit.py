"""Sweeps made up from a formula: level = f(settings of the point, draw, replicate), no model and no files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aicompete.config.sampling.unitpoints import morris_trajectories, saltelli_points

A, B, DEAD = "USA.chip_export_control", "CHN.mineral_licence_strictness", "USA.ally_alienation"
Formula = Callable[[Mapping[str, Any], int, int], float]
MONTHS = {"2026-01": 0.5, "2026-02": 1.0}
NATIONS = [{"iso3": "USA", "name": "United States", "power": "us"}, {"iso3": "CHN", "name": "China", "power": "cn"}]


@dataclass(frozen=True)
class MadeSweep:
    """Results in memory; `failed` runs have no numbers."""

    manifest: dict[str, Any]
    runs: pd.DataFrame
    series: pd.DataFrame
    nations: pd.DataFrame | None = None

    @property
    def name(self) -> str:
        return "made"


def made_sweep(
    points: Sequence[Mapping[str, Any]],
    formula: Formula,
    *,
    draws: int = 1,
    replicates: int = 1,
    sampling: Mapping[str, Any] | None = None,
    failed: Sequence[int] = (),
    given: Mapping[str, Sequence[float]] | None = None,
) -> MadeSweep:
    """One metric `level` (half of it in the first month) and one that never moves."""
    keys = [(p, d, r) for p in range(len(points)) for d in range(draws) for r in range(replicates)]
    runs = pd.DataFrame(keys, columns=["point", "draw", "replicate"])
    runs.insert(0, "run", range(len(keys)))
    runs["point_id"] = [f"id{p}" for p, _, _ in keys]
    for name in dict.fromkeys(key for point in points for key in point):
        runs[name] = [points[p].get(name) for p, _, _ in keys]
    values = {}
    for name, column in (given or {}).items():
        runs[name] = [column[p] for p, _, _ in keys]
    for run, (p, d, r) in enumerate(keys):
        known = {**points[p], **{name: column[p] for name, column in (given or {}).items()}}
        values[run] = np.nan if run in failed else formula(known, d, r)
    runs["state"] = ["failed" if run in failed else "ok" for run in runs["run"]]
    rows = [(run, month, share * level) for run, level in values.items() for month, share in MONTHS.items()]
    series = pd.DataFrame(rows, columns=["run", "month", "level"])
    series["flat"] = np.where(series["level"].isna(), np.nan, 1.0)
    manifest = {
        "name": "made",
        "kind": "sweep",
        "dates": list(MONTHS),
        "metrics": {"level": {"unit": "index"}, "flat": {"unit": "index"}},
        "nations": NATIONS,
        "points": [dict(point) for point in points],
        "point_ids": [f"id{p}" for p in range(len(points))],
        "draws": draws,
        "replicates": replicates,
        "pairing": "crossed",
        "sampling": dict(sampling or {"kind": "grid"}),
        "show": ["level"],
    }
    return MadeSweep(manifest, runs, series)


def morris_sweep(formula: Formula, count: int = 10) -> MadeSweep:
    """Two replicates at the points of Morris walks over three levers."""
    walks = morris_trajectories(count, 4, 3, seed=2)
    names = [A, B, DEAD]
    points = [dict(zip(names, row, strict=True)) for row in walks.points.tolist()]
    path = [[f"id{p}" for p in walk] for walk in walks.path]
    sampling = {
        "kind": "morris",
        "dimensions": [{"name": name} for name in names],
        "path": path,
        "moved": walks.moved.tolist(),
        "step": walks.step.tolist(),
    }
    return made_sweep(points, formula, sampling=sampling, replicates=2)


def saltelli_sweep(formula: Formula, base: int = 16) -> MadeSweep:
    """The points of Saltelli blocks over three levers."""
    names = [A, B, DEAD]
    shares = saltelli_points(base, len(names), seed=2)
    points = [dict(zip(names, row, strict=True)) for row in shares.tolist()]
    blocks = [[f"id{p}" for p in row] for row in np.arange(len(points)).reshape(base, -1)]
    sampling = {"kind": "saltelli", "samples": base, "dimensions": [{"name": name} for name in names], "blocks": blocks}
    return made_sweep(points, formula, sampling=sampling)
