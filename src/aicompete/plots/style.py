"""One look for every picture: sizes, fonts, the colour-blind safe palette of Okabe and Ito (2008), small helpers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.dates import ConciseDateFormatter, DateFormatter, MonthLocator, YearLocator
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

DPI = 160
WIDE = (13.33, 7.5)  # inches: one slide of a briefing
TALL = (13.33, 10.0)

BLUE, VERMILLION, GREY, GREEN = "#0072B2", "#D55E00", "#8C8C8C", "#009E73"
SKY, ORANGE, PURPLE, YELLOW, BLACK = "#56B4E9", "#E69F00", "#CC79A7", "#F0E442", "#222222"
SIDE_COLOURS = {"us": BLUE, "cn": VERMILLION, "none": GREY, "open": GREEN}
SEQUENCE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK, YELLOW)
MUTED = "#555555"
ALIGNMENT = LinearSegmentedColormap.from_list(
    "china_to_us", ["#8A3B00", VERMILLION, "#F2B48C", "#FAFAFA", "#8FC1E3", BLUE, "#003F66"]
)
RESPONSE = "cividis"  # made for colour-blind readers

RC: Any = {
    "timezone": "UTC",  # one of the few settings that matplotlib's defaults leave as they are
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#777777",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",  # text stays text: small files, searchable
    "svg.hashsalt": "aicompete",
    "hatch.linewidth": 0.6,
}


@contextmanager
def own_look() -> Iterator[None]:
    """Inside, matplotlib's own defaults with ours on top, whatever a ``matplotlibrc`` or the caller has set.

    A picture then looks the same everywhere, and needs nothing that only some machines have (TeX, fonts, colour maps).
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)
        yield


def new_figure(size: tuple[float, float]) -> Figure:
    """An empty figure without any global state of pyplot."""
    figure = Figure(figsize=size, dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure; the format is the file's ending. No date inside, so that equal pictures are equal files."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    extra: dict[str, Any] = {}
    if target.suffix == ".svg":
        extra["metadata"] = {"Date": None}
    elif target.suffix == ".png":
        extra["pil_kwargs"] = {"compress_level": 4}  # half the time of the default for a tenth more bytes
    with own_look():
        figure.savefig(target, dpi=DPI, **extra)
    return target


def percent_axis(axes: Axes) -> None:
    """Shares on the y axis as percent."""

    def text(value: float, _position: object) -> str:
        ticks = axes.yaxis.get_majorticklocs()
        step = 100 * abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        digits = 0 if abs(step - round(step)) < 1e-6 else 1 if step > 0.1 else 2
        return f"{100 * value:.{digits}f} %"

    axes.yaxis.set_major_formatter(FuncFormatter(text))


def short_number(value: float) -> str:
    """A tick label in few characters: 1.5M, 20k, 0.3."""
    for limit, letter in ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= limit:
            return f"{value / limit:.3g} {letter}"
    return f"{value:.3g}"


def number_axis(axes: Axes) -> None:
    """Large numbers on the y axis as 20 k, 3 M, 1 bn."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))


def log_axis(axes: Axes, ratio: float) -> None:
    """A log scale on the y axis, with ticks at 1, 2 and 5 when it spans less than two decades."""
    axes.set_yscale("log")
    subs = (1.0, 2.0, 5.0) if ratio < 100 else (1.0,)
    axes.yaxis.set_major_locator(LogLocator(subs=subs))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))
    axes.yaxis.set_minor_formatter(NullFormatter())


def date_axis(axes: Axes, dates: Sequence[Any]) -> None:
    """Few, plain date ticks: years on long spans, months on short ones; limits exactly the span."""
    months = len({str(d)[:7] for d in dates})
    first, last = dates[0], dates[-1]
    span = (int(str(last)[:4]) - int(str(first)[:4])) * 12 + int(str(last)[5:7]) - int(str(first)[5:7])
    if span > 30:
        room = max(int(inches(axes)[0] / 0.52), 1)  # a year's label and its air
        years = next((y for y in (1, 2, 5, 10, 20) if span / 12 / y <= room), 50)
        axes.xaxis.set_major_locator(YearLocator(years))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    else:
        every = 1 if span < 6 else 3 if span < 19 else 6
        locator = MonthLocator(bymonth=range(1, 13, every))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        words = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(words)
    if months > 1:
        axes.set_xlim(first, last)


def inches(axes: Axes) -> tuple[float, float]:
    """Width and height of axes in inches."""
    box = axes.get_position()
    width, height = axes.figure.get_size_inches()  # type: ignore[union-attr]
    return float(box.width * width), float(box.height * height)


def end_labels(axes: Axes, entries: Iterable[tuple[float, str, str]], *, size: float = 10.5) -> None:
    """Names at the right end of lines, pushed apart so that they never overlap. `entries`: (y, text, colour)."""
    low, high = axes.get_ylim()
    gap = 1.3 * size / 72 / inches(axes)[1]
    transform = axes.transData
    bottom, top = transform.transform((0, low))[1], transform.transform((0, high))[1]
    placed: list[float] = []
    items = sorted(entries, key=lambda e: e[0])
    wanted = [(transform.transform((0, max(y, low)))[1] - bottom) / (top - bottom) for y, _, _ in items]
    for want in wanted:
        placed.append(max(want, placed[-1] + gap) if placed else max(want, 0.0))
    over = placed[-1] - 1.0 if placed else 0.0
    for i in range(len(placed) - 1, -1, -1):
        limit = 1.0 if i == len(placed) - 1 else placed[i + 1] - gap
        placed[i] = min(placed[i], limit) if over > 0 else placed[i]
    for (_, text, colour), height in zip(items, placed, strict=True):
        axes.annotate(
            text,
            (1.01, height),
            xycoords="axes fraction",
            color=colour,
            va="center",
            ha="left",
            fontsize=size,
            fontweight="bold",
            annotation_clip=False,
        )
