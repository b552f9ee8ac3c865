"""What the pictures of the hindcast show: the model's fan, the world without controls, and the observed points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.hindcast.assess import Assessment
from aicompete.analysis.hindcast.monthly import Array, Monthly, month_name, month_number, months_of
from aicompete.analysis.hindcast.observed import observed
from aicompete.analysis.hindcast.operators import fiscal_as_calendar, part, quarters, since_2022, total_over
from aicompete.analysis.hindcast.readings import clusters, rare_earth_exports
from aicompete.analysis.hindcast.series import SERIES, Observed
from aicompete.analysis.hindcast.targets import DIES_PER_ASCEND, Target, targets

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FIRST, LAST = "2022-01-01", "2025-12-31"
QUARTERS = tuple(quarters("2022Q1", "2025Q4"))
Dates = NDArray[np.datetime64]
Make = Callable[[Monthly], Array]


@dataclass(frozen=True)
class Point:
    """An observed figure from ``begin`` to ``end`` (equal for a point in time); NaN edges without a band."""

    begin: np.datetime64
    end: np.datetime64
    value: float
    low: float
    high: float

    @property
    def seen(self) -> list[float]:
        """Value and edges of the band, where known."""
        return [x for x in (self.value, self.low, self.high) if np.isfinite(x)]


@dataclass(frozen=True)
class Line:
    """One line of a panel.

    Attributes
    ----------
    label : name at its end; empty for the only line.
    side : whose it is, for the colour: ``us``, ``cn``, ``world`` or ``other``.
    dates : where the model's figures stand, ends of months or quarters.
    fan : (quantile of ``QUANTILES``, date).
    free : median without controls (date,), or ``None`` where controls change nothing.
    points : what was observed.
    """

    label: str
    side: str
    dates: Dates
    fan: Array
    free: Array | None
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Panel:
    """One small picture."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    log: bool = False


def chip_panels(found: Assessment) -> list[Panel]:
    """NVIDIA compute: world, to China, and China's share of the flow and of the total since 2022."""
    return [
        _panel(found, "NVIDIA compute shipped in the world", [("nvidia_world", "", "world")], log=True),
        _panel(
            found, "NVIDIA compute to China (legal)", [("nvidia_china", "", "cn")], bands=("H09", "H10", "H11", "H12")
        ),
        _panel(found, "China's share of NVIDIA compute: flow", [("china_flow_share", "", "cn")]),
        _panel(
            found,
            "China's share of NVIDIA compute since 2022",
            [("china_stock_share", "", "cn")],
            bands=("H05", "H06", "H07", "H08"),
        ),
    ]


def compute_panels(found: Assessment) -> list[Panel]:
    """Clusters, Ascend output, smuggled cards, tools, lag."""
    return [
        _panel(
            found,
            "Share of tracked GPU clusters",
            [("clusters_usa", "USA", "us"), ("clusters_china", "China", "cn")],
            bands=("H15", "H16", "H17"),
        ),
        _single(found, "Huawei Ascend units, packages as in 2025", "units per year", _ascend, ("H21",)),
        _single(found, "Cards smuggled into China", "cards per year", _smuggled, ("H40",)),
        _panel(found, "China's spending on chip tools", [("tool_spending", "", "cn")], bands=("H32",)),
        _single(found, "Capability lag of China", "months", _lag, ("H41",)),
        _single(found, "China's share of owned AI compute", "percent", _owned, ("H13",)),
    ]


def maker_panels(found: Assessment) -> list[Panel]:
    """Who makes the chips: other US designers, NVIDIA's share among them, Huawei, the home-made share in China."""
    others = tuple(
        _line(found, label, side, *_calendar(f"chip_flow_{name}"), _shipped(f"{name}_compute_stock"))
        for name, label, side in (("tpu", "Google", "us"), ("trainium", "Amazon", "other"), ("amd", "AMD", "world"))
    )
    huawei = _as_points(observed("huawei_compute_shipped"))
    local = _as_points(observed("china_local_ai_chip_share"))
    return [
        Panel("Compute shipped by other US designers", "H100e per quarter", others, log=True),
        Panel("NVIDIA's share of the four US designers", "percent", (_line(found, "", "us", *_four(), _four_seen()),)),
        Panel(
            "Compute shipped by Huawei",
            "H100e per quarter",
            (_line(found, "", "cn", *_calendar("chip_flow_huawei"), huawei),),
        ),
        Panel(
            "Home-made share of China's chip spending",
            "percent",
            (_line(found, "", "cn", *_metric("chip_home_value_share_chn", 100.0), local),),
        ),
        Panel(
            "NVIDIA's AI chip sales (demand is given)",
            "USD bn per year",
            (_line(found, "", "us", *_metric("chip_revenue_nvidia"), _data_centre()),),
        ),
        _panel(found, "Electricity made", [("electricity_china", "China", "cn"), ("electricity_usa", "USA", "us")]),
    ]


def mineral_panels(found: Assessment) -> list[Panel]:
    """Prices and exports of the minerals."""
    return [
        _panel(
            found,
            "Gallium price",
            [("gallium_outside", "Outside", "world"), ("gallium_inside", "China", "cn")],
        ),
        _germanium(found),
        _panel(
            found,
            "Dysprosium and terbium price",
            [("heavy_quote", "Outside", "world"), ("heavy_inside", "China", "cn")],
            log=True,
        ),
        _panel(found, "China's gallium exports", [("gallium_exports", "", "cn")]),
        _panel(found, "Magnet exports of China, 2023 = 1", [("magnet_exports", "", "cn")]),
        _panel(found, "China's rare-earth exports", [("rare_earth_exports", "", "cn")]),
    ]


# -- the model's figures on a time line ------------------------------------------------------------------------------


def _quarterly(read: Callable[[Monthly, str], Array]) -> tuple[Dates, Make]:
    dates = np.array([_last_day(quarter) for quarter in QUARTERS], dtype="datetime64[D]")
    return dates, lambda m: np.stack([read(m, quarter) for quarter in QUARTERS], axis=1)


def _per_month(read: Make) -> tuple[Dates, Make]:
    months = months_of("2022..2025")
    return np.array([_last_day(month) for month in months], dtype="datetime64[D]"), read


def _last_day(period: str) -> np.datetime64:
    after = month_name(month_number(months_of(period)[-1]) + 1)
    return np.datetime64(f"{after}-01", "D") - 1


def _metric(name: str, factor: float = 1.0) -> tuple[Dates, Make]:
    return _per_month(lambda m: m.metric(name) * factor)


def _share_of(of: Callable[[Array, Sequence[str], str], Array]) -> tuple[Dates, Make]:
    return _quarterly(
        lambda m, quarter: part(
            of(m.metric("chip_flow_nvidia_to_chn"), m.dates, quarter),
            of(m.metric("chip_flow_nvidia"), m.dates, quarter),
        )
    )


def _flow(name: str) -> tuple[Dates, Make]:
    return _quarterly(lambda m, quarter: fiscal_as_calendar(m.metric(name), m.dates, quarter))


def _calendar(name: str) -> tuple[Dates, Make]:
    """A flow by quarters of the calendar, as firms other than NVIDIA report."""
    return _quarterly(lambda m, quarter: total_over(m.metric(name), m.dates, quarter))


FOUR = ("nvidia", "amd", "tpu", "trainium")


def _four() -> tuple[Dates, Make]:
    def read(m: Monthly, quarter: str) -> Array:
        nvidia = fiscal_as_calendar(m.metric("chip_flow_nvidia"), m.dates, quarter)
        others = [total_over(m.metric(f"chip_flow_{name}"), m.dates, quarter) for name in FOUR[1:]]
        return part(nvidia, nvidia + np.sum(others, axis=0))

    return _quarterly(read)


def _four_seen() -> tuple[Point, ...]:
    """NVIDIA's observed share in the quarters for which all four are known."""
    nvidia = {point.end: point.value for point in _as_points(observed("nvidia_compute_shipped", "WORLD"))}
    others = [{point.end: point.value for point in _shipped(f"{name}_compute_stock")} for name in FOUR[1:]]
    ends = sorted(end for end in nvidia if all(end in other for other in others))
    shares = [100.0 * nvidia[end] / (nvidia[end] + sum(other[end] for other in others)) for end in ends]
    return tuple(Point(end, end, share, np.nan, np.nan) for end, share in zip(ends, shares, strict=True))


NETWORKING = 0.15
"""Part of NVIDIA's data-centre revenue that is no accelerators (estimate)."""


def _data_centre() -> tuple[Point, ...]:
    """NVIDIA's data-centre revenue less networking, at a yearly rate, in the middle of each fiscal quarter."""
    quarters_seen = _as_points(observed("nvidia_revenue_data_centre"))
    middle = np.timedelta64(46, "D")
    return tuple(
        replace(p, begin=p.end - middle, end=p.end - middle, value=4.0 * (1.0 - NETWORKING) * p.value)
        for p in quarters_seen
    )


def _shipped(stock: str) -> tuple[Point, ...]:
    """Shipments of a quarter as the rise of a counted total."""
    totals = _as_points(observed(stock))
    return tuple(Point(b.end, b.end, b.value - a.value, np.nan, np.nan) for a, b in pairwise(totals))


def _over_2023(m: Monthly) -> Array:
    flow = m.metric("mineral_export_rare_earths_chn")
    base = flow[:, [m.dates.index(month) for month in months_of("2023")]].mean(axis=1)
    return np.asarray(flow / base[:, None])


def _ascend(m: Monthly) -> Array:
    return m.metric("chip_dies_huawei") * 12.0 / DIES_PER_ASCEND


def _smuggled(m: Monthly) -> Array:
    return m.metric("chip_cards_smuggled_chn") * 12.0


def _lag(m: Monthly) -> Array:
    return m.metric("capability_lag_chn")


def _owned(m: Monthly) -> Array:
    return 100.0 * m.metric("compute_share_chn")


TIME_LINES: dict[str, tuple[Dates, Make]] = {
    "nvidia_world": _flow("chip_flow_nvidia"),
    "nvidia_china": _flow("chip_flow_nvidia_to_chn"),
    "china_flow_share": _share_of(fiscal_as_calendar),
    "china_stock_share": _share_of(since_2022),
    "clusters_usa": _per_month(lambda m: clusters(m, "usa")),
    "clusters_china": _per_month(lambda m: clusters(m, "chn")),
    "gallium_outside": _metric("mineral_price_gallium_outside"),
    "gallium_inside": _metric("mineral_price_gallium_inside"),
    "gallium_exports": _metric("mineral_export_gallium_chn"),
    "heavy_quote": _metric("mineral_price_heavy_rare_earths_outside"),
    "heavy_inside": _metric("mineral_price_heavy_rare_earths_inside"),
    "rare_earth_exports": _per_month(lambda m: rare_earth_exports(m) * 12.0),
    "magnet_exports": _per_month(_over_2023),
    "tool_spending": _metric("tool_spending_chn"),
    "electricity_china": _metric("electricity_chn"),
    "electricity_usa": _metric("electricity_usa"),
}
"""How each drawn series of ``SERIES`` runs through time in the model."""


# -- panels ----------------------------------------------------------------------------------------------------------


def _panel(
    found: Assessment,
    title: str,
    lines: Sequence[tuple[str, str, str]],
    *,
    log: bool = False,
    bands: Sequence[str] = (),
) -> Panel:
    """A panel of series (name, label, side); targets named in ``bands`` lend their pass bands to points without one."""
    known = {series.name: series for series in SERIES}
    made = tuple(
        _line(found, label, side, *TIME_LINES[name], _points(known[name], bands)) for name, label, side in lines
    )
    return Panel(title, known[lines[0][0]].unit, made, log)


def _single(found: Assessment, title: str, unit: str, read: Make, ids: Sequence[str]) -> Panel:
    """A panel whose observed figures are targets alone."""
    points = []
    for target in (_target(name) for name in ids):
        period = target.period.removesuffix(" mean").replace("-", "..")
        end = _last_day(period)
        begin = end if unit == "percent" else np.datetime64(f"{months_of(period)[0]}-01", "D")  # stocks have no span
        points.append(Point(begin, end, target.observed, target.low, target.high))
    return Panel(title, unit, (_line(found, "", "cn", *_per_month(read), tuple(points)),))


def _germanium(found: Assessment) -> Panel:
    points = _as_points(observed("germanium_price_fob_china"))
    lines = (
        _line(found, "Outside", "world", *_metric("mineral_price_germanium_outside"), ()),
        _line(found, "China", "cn", *_metric("mineral_price_germanium_inside"), points),
    )
    return Panel("Germanium price (one quote observed)", "USD per kg", lines)


def _line(found: Assessment, label: str, side: str, dates: Dates, make: Make, points: tuple[Point, ...]) -> Line:
    values, free = make(found.replay), make(found.free)
    fan = np.quantile(values, QUANTILES, axis=0)
    middle = np.median(free, axis=0)
    moved = not np.allclose(middle, fan[2], rtol=0.02, equal_nan=True)
    return Line(label, side, dates, fan, middle if moved else None, points)


def _points(series: Observed, bands: Sequence[str]) -> tuple[Point, ...]:
    table = series.points()
    points = _as_points(table[(table["date"] >= FIRST) & (table["date"] <= LAST)])
    lent = [_target(name) for name in bands]
    return tuple(_with_band(point, lent) for point in points)


def _with_band(point: Point, lent: Sequence[Target]) -> Point:
    """The point with the pass band of the target that is the same figure, if it has no band of its own."""
    if np.isfinite(point.low):
        return point
    for target in lent:
        same = np.isclose(point.value, target.observed, rtol=0.05)
        if same and str(point.end)[:7] == months_of(target.period)[-1]:
            return replace(point, low=target.low, high=target.high)
    return point


def _as_points(table: pd.DataFrame) -> tuple[Point, ...]:
    """Where points stand in time: a year's figure spans the year, all else stands at its date."""
    made = []
    for date, freq, *numbers in zip(
        *(table[name].tolist() for name in ("date", "freq", "value", "value_low", "value_high")), strict=True
    ):
        begin = f"{date[:4]}-01-01" if freq == "year" else date
        value, low, high = (float(number) for number in numbers)
        made.append(Point(np.datetime64(begin, "D"), np.datetime64(date, "D"), value, low, high))
    return tuple(made)


def _target(name: str) -> Target:
    return next(target for target in targets() if target.id == name)
