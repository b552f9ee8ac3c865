"""All pictures of a results folder in one call."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.errors import AnalysisError, NotRecorded
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.alignment import draw_alignment_heatmap
from aicompete.plots.coalition import draw_coalition_area, draw_coalition_lines
from aicompete.plots.compute import draw_compute
from aicompete.plots.costs import draw_costs
from aicompete.plots.family import draw_family
from aicompete.plots.markets import draw_chip_market, draw_mineral_market
from aicompete.plots.network import draw_alliance_network
from aicompete.plots.standards import draw_standards
from aicompete.plots.style import save
from aicompete.plots.sweep import draw_sweep_response
from aicompete.plots.tilemap import draw_alignment_map

FORMATS = ("png", "svg")


def draw_all(
    results: ResultsLike | View | str | Path,
    out: str | Path | None = None,
    dates: Sequence[str] | None = None,
    formats: Sequence[str] = FORMATS,
    metric: str | None = None,
    point: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Draw everything that the results allow and return the files written.

    A run (or one `point` of a sweep) gets the pictures of coalitions, alignment, standards, compute and markets; a
    sweep gets the response of each metric the experiment shows. `metric`: a metric or family of metrics to draw as
    well. `dates`: months for networks, map and sweep response. `out`: folder, by default `plots/` in the results
    folder. A picture whose data was not recorded is left out, and `tell` (or a warning) says which and why.
    """
    seen = view(results, point)
    target = Path(out) if out is not None else _folder(seen)
    for date in dates or ():
        seen.month_index(date)  # a date outside the results is one error, not one per picture
    if metric:
        seen.select(metric)
    say = tell or (lambda text: warnings.warn(text, stacklevel=3))
    written = []
    for name, make in _pictures(seen, dates, metric):
        try:
            figure = make()
        except NotRecorded as reason:
            say(f"{name} is left out: {reason}")
            continue
        written += [save(figure, target / f"{name}.{ending}") for ending in formats]
    return written


def _pictures(
    seen: View, dates: Sequence[str] | None, metric: str | None
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    if seen.is_sweep:
        date = dates[-1] if dates else None
        asked = seen.select(metric) if metric else []
        for name in dict.fromkeys([*shown_metrics(seen), *asked]):
            yield f"response_{name}", lambda name=name: draw_sweep_response(seen, metric=name, date=date)  # type: ignore[misc]
        return
    if metric:
        yield f"metric_{metric}", lambda: draw_family(seen, metric=metric)
    yield "coalition_areas", lambda: draw_coalition_area(seen)
    yield "coalition_lines", lambda: draw_coalition_lines(seen)
    yield "alignment_heatmap", lambda: draw_alignment_heatmap(seen)
    yield "alignment_map", lambda: draw_alignment_map(seen, dates=dates)
    yield "alliance_network", lambda: draw_alliance_network(seen, dates=dates)
    yield "standards", lambda: draw_standards(seen)
    yield "compute", lambda: draw_compute(seen)
    yield "chip_market", lambda: draw_chip_market(seen)
    yield "mineral_market", lambda: draw_mineral_market(seen)
    yield "who_pays", lambda: draw_costs(seen)


def _folder(seen: View) -> Path:
    folder = getattr(seen.results, "folder", None)
    if folder is None:
        raise AnalysisError("these results are in memory only: say where the pictures should go (out=...)")
    name = "plots" if seen.point is None else f"plots/point_{seen.point}"
    return Path(folder) / name
