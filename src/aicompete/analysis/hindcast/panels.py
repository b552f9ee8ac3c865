"""What the pictures of the hindcast show: the model's fan, the world without controls, and the observed points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.hindcast.assess import Assessment
from aicompete.analysis.hindcast.monthly import Array, months_of
from aicompete.analysis.hindcast.observed import observed
from aicompete.analysis.hindcast.points import (
    Point,
    as_points,
    data_centre,
    last_day,
    points_of,
    target_named,
)
from aicompete.analysis.hindcast.scores import quantiles
from aicompete.analysis.hindcast.series import SERIES
from aicompete.analysis.hindcast.targetfamilies import FAMILY_OF
from aicompete.analysis.hindcast.timelines import (
    TIME_LINES,
    Dates,
    Make,
    ascend,
    lag,
    of_metric,
    owned,
    per_month,
    smuggled,
)
from aicompete.analysis.hindcast.wide import moved

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
Record = tuple[str, str]
"""Whose discrepancy a line has: family, and the series with a record of its own (or the line's name)."""


@dataclass(frozen=True)
class Line:
    """One line of a panel.

    Attributes
    ----------
    label : name at its end; empty for the only line.
    side : whose it is, for the colour: ``us``, ``cn``, ``world`` or ``other``.
    dates : where the model's figures stand, ends of months or quarters.
    fan : (quantile of ``QUANTILES``, date).
    wide : lowest and highest of ``QUANTILES`` with the discrepancy, (2, date); ``None`` for a figure without a record.
    free : median without controls (date,), or ``None`` where controls change nothing.
    points : what was observed.
    """

    label: str
    side: str
    dates: Dates
    fan: Array
    wide: Array | None
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
        _single(found, "Huawei Ascend units, packages as in 2025", "units per year", ascend, ("H21",)),
        _single(found, "Cards smuggled into China", "cards per year", smuggled, ("H40",)),
        _panel(found, "China's spending on chip tools", [("tool_spending", "", "cn")], bands=("H32",)),
        _single(found, "Capability lag of China", "months", lag, ("H41",)),
        _single(found, "China's share of owned AI compute", "percent", owned, ("H13",)),
    ]


def maker_panels(found: Assessment) -> list[Panel]:
    """Who makes the chips: other US designers, NVIDIA's share among them, Huawei, the home-made share in China."""
    designers = [("tpu_world", "Google", "us"), ("trainium_world", "Amazon", "other"), ("amd_world", "AMD", "world")]
    return [
        _panel(found, "Compute shipped by other US designers", designers, log=True),
        _panel(found, "NVIDIA's share of the four US designers", [("nvidia_of_four", "", "us")]),
        _panel(found, "Compute shipped by Huawei", [("huawei_world", "", "cn")]),
        _panel(found, "Home-made share of China's chip spending", [("home_value_share", "", "cn")]),
        Panel(
            "NVIDIA's AI chip sales (demand is given)",
            "USD bn per year",
            (_line(found, "", "us", *of_metric("chip_revenue_nvidia"), data_centre(), None),),
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
        _line(found, label, side, *TIME_LINES[name], points_of(known[name], bands), (known[name].family, name))
        for name, label, side in lines
    )
    return Panel(title, known[lines[0][0]].unit, made, log)


def _single(found: Assessment, title: str, unit: str, read: Make, ids: Sequence[str]) -> Panel:
    """A panel whose observed figures are targets alone."""
    points = []
    for target in (target_named(name) for name in ids):
        period = target.period.removesuffix(" mean").replace("-", "..")
        end = last_day(period)
        begin = end if unit == "percent" else np.datetime64(f"{months_of(period)[0]}-01", "D")  # stocks have no span
        points.append(Point(begin, end, target.observed, target.low, target.high))
    kind = FAMILY_OF.get(ids[0])
    record = (kind.family, kind.series or ids[0]) if kind else None
    return Panel(title, unit, (_line(found, "", "cn", *per_month(read), tuple(points), record),))


def _germanium(found: Assessment) -> Panel:
    points = as_points(observed("germanium_price_fob_china"))
    price, prices = "mineral_price_germanium", "mineral_prices"
    lines = (
        _line(found, "Outside", "world", *of_metric(f"{price}_outside"), (), (prices, "germanium_outside")),
        _line(found, "China", "cn", *of_metric(f"{price}_inside"), points, (prices, "germanium_inside")),
    )
    return Panel("Germanium price (one quote observed)", "USD per kg", lines)


def _line(
    found: Assessment,
    label: str,
    side: str,
    dates: Dates,
    make: Make,
    points: tuple[Point, ...],
    record: Record | None,
) -> Line:
    values, free = make(found.replay), make(found.free)
    fan = quantiles(values, QUANTILES)
    middle = quantiles(free, (0.5,))[0]
    differs = not np.allclose(middle, fan[2], rtol=0.02, equal_nan=True)
    wide = None
    if record is not None:
        months = [str(date)[:7] for date in dates]
        with_it = moved(*record, values, months, found.replay.runs.tolist(), found.discrepancy)
        wide = quantiles(with_it, (QUANTILES[0], QUANTILES[-1]))
    return Line(label, side, dates, fan, wide, middle if differs else None, points)
