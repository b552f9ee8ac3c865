"""Pictures of a results folder in one call: those that tell its story, or all."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.cube import SAMPLED, kind_of_design
from aicompete.analysis.errors import AnalysisError, NotRecorded
from aicompete.analysis.horizon import LOGARITHM
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.tipping import has_push
from aicompete.plots.family import draw_family
from aicompete.plots.horizon import draw_horizon
from aicompete.plots.pictures import PICTURES, Picture, story_pictures
from aicompete.plots.style import save
from aicompete.plots.sweep import draw_sweep_response
from aicompete.plots.tipping import draw_tipping

FORMATS = ("png", "svg")


def draw_story(
    results: ResultsLike | View | str | Path,
    out: str | Path | None = None,
    dates: Sequence[str] | None = None,
    formats: Sequence[str] = FORMATS,
    metric: str | None = None,
    point: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Draw the six pictures that tell a run's story and return the files written.

    Chosen by what moved in this run (`plots/pictures.py`); `tell` says of each why it was chosen. For the rest see
    `draw_all`, whose arguments these are.
    """
    seen = view(results, point)
    chosen = [] if seen.is_sweep else story_pictures(seen)
    if tell is not None:
        for one in chosen:
            tell(f"{one.picture.name}: {one.why}")
    return _draw(seen, [one.picture for one in chosen], out, dates, formats, metric, tell)


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

    A run (or one `point` of a sweep) gets every picture of `plots/pictures.py`; a sweep gets the response of each
    metric the experiment shows, and one over a dated push what is left of it. `metric`: a metric or family of metrics
    to draw as well. `dates`: months for networks, map and sweep response. `out`: folder, by default
    `plots/` in the results folder. A picture whose data was not recorded is left out, and `tell` (or a warning) says
    which and why.
    """
    return _draw(view(results, point), PICTURES, out, dates, formats, metric, tell)


def _draw(
    seen: View,
    pictures: Sequence[Picture],
    out: str | Path | None,
    dates: Sequence[str] | None,
    formats: Sequence[str],
    metric: str | None,
    tell: Callable[[str], None] | None,
) -> list[Path]:
    target = Path(out) if out is not None else _folder(seen)
    for date in dates or ():
        seen.month_index(date)  # a date outside the results is one error, not one per picture
    if metric:
        seen.select(metric)
    say = tell or (lambda text: warnings.warn(text, stacklevel=4))
    written = []
    for name, make in _named(seen, pictures, dates, metric):
        try:
            figure = make()
        except NotRecorded as reason:
            say(f"{name} is left out: {reason}")
            continue
        written += [save(figure, target / f"{name}.{ending}") for ending in formats]
    return written


def _named(
    seen: View, pictures: Sequence[Picture], dates: Sequence[str] | None, metric: str | None
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    if seen.is_sweep:
        date = dates[-1] if dates else None
        asked = seen.select(metric) if metric else []
        for name in dict.fromkeys([*shown_metrics(seen), *asked]):
            yield f"response_{name}", lambda name=name: draw_sweep_response(seen, metric=name, date=date)  # type: ignore[misc]
        if has_push(seen):
            yield "tipping", lambda: draw_tipping(seen)
        for name in by_horizon(seen):
            yield f"horizon_{name}", lambda name=name: draw_horizon(seen, metric=name)  # type: ignore[misc]
        return
    if metric:
        yield f"metric_{metric}", lambda: draw_family(seen, metric=metric)
    for picture in pictures:
        yield picture.name, lambda picture=picture: picture.make(seen, dates)  # type: ignore[misc]


def by_horizon(seen: View) -> list[str]:
    """The shown metrics of a sweep whose effects are drawn by horizon: those that it may help now and hurt later."""
    if kind_of_design(seen) in SAMPLED or len(seen.dates) < 3:
        return []
    return [name for name in shown_metrics(seen) if seen.unit(name) == LOGARITHM]


def _folder(seen: View) -> Path:
    folder = getattr(seen.results, "folder", None)
    if folder is None:
        raise AnalysisError("these results are in memory only: say where the pictures should go (out=...)")
    name = "plots" if seen.point is None else f"plots/point_{seen.point}"
    return Path(folder) / name
