"""Results folders that may be opened, and their runs as a pile."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.tables import View, view
from aicompete.app.pile import Pile
from aicompete.app.rounds import NATION_METRICS, Chunk
from aicompete.config import Scenario, apply_settings, scenario_from_dict

DEEPEST = 3


def found(root: Path) -> dict[str, Path]:
    """Results folders below a root, by name: folders that hold a manifest. Only these can be opened from the page."""
    if not root.is_dir():
        return {}
    places = sorted(path.parent for depth in range(DEEPEST) for path in root.glob("*/" * depth + "manifest.json"))
    return {str(place.relative_to(root)) if place != root else root.name: place for place in places}


def points(folder: Path) -> list[str]:
    """Names of the points of a sweep; one for a plain run. Raises ``AnalysisError`` or ``BatchError``."""
    seen = view(folder)
    count = len(seen.manifest.get("points") or [{}])
    return [View(seen.results, point).name for point in range(count)] if count > 1 else [seen.name]


def opened(folder: Path, point: int = 0) -> Pile:
    """The runs of a results folder (of one point of a sweep). Raises ``AnalysisError`` or ``BatchError``.

    A plain run has draw i and replicate i in run i, so it pairs with runs computed here; a sweep crosses them and
    does not.
    """
    whole = view(folder)
    plain = len(whole.manifest.get("points") or [{}]) == 1 and whole.manifest.get("kind") == "run"
    seen = whole if plain else View(whole.results, point)
    names = [str(c) for c in seen.results.series.columns if c not in ("run", "month")]
    series = {name: seen.metric(name).astype(np.float32) for name in names}
    nations = {n: seen.nation_metric(n).astype(np.float32) for n in NATION_METRICS if seen.has_nations(n)}
    if len(nations) < len(NATION_METRICS):
        nations = {}
    runs = len(seen.good)
    chunk = Chunk(
        0, runs, tuple(seen.dates), series, nations, np.empty((0,), np.float32), np.empty((0,), np.float32), 0
    )
    pile = Pile(scenario_of(seen), int(whole.manifest.get("seed", 1)), note=f"from the folder {folder.name}")
    pile.paired = plain and runs == len(seen.runs)
    pile.add(chunk)
    return pile


def scenario_of(seen: View) -> Scenario:
    """The scenario whose runs these are. Raises ``ConfigError`` when the catalogue of today no longer knows its levers,
    and ``AnalysisError`` for a point that differs by more than its settings.
    """
    base = scenario_from_dict(seen.manifest["scenario"])
    settings = dict(seen.settings)
    if "scenario" in settings:
        raise AnalysisError("a sweep over scenarios cannot be opened here; open a run of one of them")
    return apply_settings(base, settings) if settings else base
