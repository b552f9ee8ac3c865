"""The points of a sweep as scenarios of their own, with names that stay when the sweep grows."""

from __future__ import annotations

from collections.abc import Iterator

from aicompete.analysis.tables import View


def scenarios_of(whole: View) -> Iterator[tuple[str, View]]:
    """Name and runs of every point with a good run; a plain run is one scenario of its own name.

    A point is named after its scenario (or the experiment) and its id.
    """
    points = whole.manifest.get("points") or [{}]
    name = str(whole.manifest.get("name", whole.results.name))
    if not whole.is_sweep:
        yield name, whole
        return
    ids = whole.manifest.get("point_ids") or [f"point{i}" for i in range(len(points))]
    met: dict[str, int] = {}
    for number, point in enumerate(points):
        seen = View(whole.results, number)
        met[ids[number]] = met.get(ids[number], 0) + 1
        again = f" ({met[ids[number]]})" if met[ids[number]] > 1 else ""  # a design may have a point twice
        if len(seen.good):
            yield f"{point.get('scenario', name)} {ids[number]}{again}", seen
