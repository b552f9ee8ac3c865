"""The observed figures, and how each is read off the model.

``data/targets.csv`` holds the figures with their pass bands; ``OPERATORS`` says for each how the recorded months become
the same figure, ``NOT_EXPRESSED`` why one cannot be read off the model. Every target is in one of the two.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.operators import (
    at_end,
    fiscal_as_calendar,
    mean_over,
    part,
    quote_on,
    since_2022,
    total_over,
)
from aicompete.analysis.hindcast.readings import clusters, rare_earth_exports

DATA = Path(__file__).parent / "data"
USES = ("calibrate", "test", "context")

DIES_PER_ASCEND = 1.81
"""Dies in an Ascend of 2025: about 653,000 packages with two dies and 152,000 with one (estimate)."""

USED_OF_GENERATED = 0.98
"""Electricity consumption of China over generation: 10,400 TWh used (NEA) of 10,600 TWh made in 2025 (estimate)."""


@dataclass(frozen=True)
class Target:
    """An observed figure: ``low`` to ``high`` is its pass band; ``use`` is calibrate, test or context (shown only)."""

    id: str
    metric: str
    actor: str
    period: str
    observed: float
    unit: str
    low: float
    high: float
    use: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class Operator:
    """How a figure is read off the recorded months: ``(run,)`` in the target's unit, and the same in words."""

    read: Callable[[Monthly], Array]
    how: str


@cache
def targets() -> tuple[Target, ...]:
    """All targets in the order of their numbers."""
    with (DATA / "targets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Target(
            id=row["id"],
            metric=row["metric"],
            actor=row["actor"],
            period=row["period"],
            observed=float(row["observed"]),
            unit=row["unit"],
            low=float(row["lo"]),
            high=float(row["hi"]),
            use=row["use"],
            source=row["source"],
            confidence=row["confidence"],
            note=row["note"],
        )
        for row in rows
    )


def expressed() -> tuple[Target, ...]:
    """The targets that the model can express."""
    return tuple(target for target in targets() if target.id in OPERATORS)


def observe(series: pd.DataFrame) -> pd.DataFrame:
    """Every figure that the model can express, by run.

    Parameters
    ----------
    series : a series table with run, month and the metrics, of a run that starts in 2022-01.

    Returns
    -------
    One row a run (index ``run``), one column a target id in the target's unit; NaN where the months were not run.
    Raises ``NotRecorded`` when a metric is not in the table.
    """
    monthly = Monthly.of(series)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {target.id: OPERATORS[target.id].read(monthly) for target in expressed()}
    return pd.DataFrame(columns, index=pd.Index(monthly.runs, name="run"))


def _counted(quarter: str) -> Operator:
    return Operator(
        lambda m: since_2022(m.metric("chip_flow_nvidia"), m.dates, quarter),
        "NVIDIA deliveries from 2022Q1 on, fiscal quarters put together as calendar quarters",
    )


def _counted_share(quarter: str) -> Operator:
    def read(m: Monthly) -> Array:
        china = since_2022(m.metric("chip_flow_nvidia_to_chn"), m.dates, quarter)
        return part(china, since_2022(m.metric("chip_flow_nvidia"), m.dates, quarter))

    return Operator(read, "legal NVIDIA deliveries to China over all of them, both from 2022Q1 on")


def _to_china(quarter: str) -> Operator:
    return Operator(
        lambda m: fiscal_as_calendar(m.metric("chip_flow_nvidia_to_chn"), m.dates, quarter),
        "legal NVIDIA deliveries to China: 1/3 of one fiscal quarter and 2/3 of the next",
    )


def _huawei_part(m: Monthly) -> Array:
    huawei, foreign = m.metric("chip_flow_huawei"), m.metric("chip_flow_to_chn_foreign")
    made = total_over(huawei, m.dates, "2022..2025")
    return part(made, made + total_over(foreign, m.dates, "2022..2025"))


def _clusters(place: str, date: str) -> Operator:
    return Operator(
        lambda m: at_end(clusters(m, place), m.dates, date),
        "legal owned and smuggled compute of the USA, China and the rest, each weighed by the chance that its clusters "
        "were listed in the first three quarters of 2022",
    )


def _revenue_part(first: str, last: str) -> Operator:
    def read(m: Monthly) -> Array:
        china = mean_over(m.metric("chip_revenue_nvidia_chn"), m.dates, f"{first}..{last}")
        return part(china, mean_over(m.metric("chip_revenue_nvidia"), m.dates, f"{first}..{last}"))

    return Operator(read, f"NVIDIA's AI chips alone, {first} to {last}")


def _ratio(metric: str, before: str, after: str) -> Operator:
    def read(m: Monthly) -> Array:
        return quote_on(m.metric(metric), m.dates, after) / quote_on(m.metric(metric), m.dates, before)

    return Operator(read, f"{metric} on {after} over {before}, by days between month ends")


def _magnets(m: Monthly) -> Array:
    flow = m.metric("mineral_export_rare_earths_chn")
    return total_over(flow, m.dates, "2025Q2") / total_over(flow, m.dates, "2025Q1")


def _rare_earths(m: Monthly) -> Array:
    flow = rare_earth_exports(m)
    return total_over(flow, m.dates, "2025") / total_over(flow, m.dates, "2022")


def _growth(m: Monthly) -> Array:
    made = m.metric("electricity_chn")
    return 100.0 * (mean_over(made, m.dates, "2023") / mean_over(made, m.dates, "2022") - 1.0)


OPERATORS: dict[str, Operator] = {
    "H01": _counted("2022Q4"),
    "H02": _counted("2023Q4"),
    "H03": _counted("2024Q4"),
    "H04": _counted("2025Q4"),
    "H05": _counted_share("2022Q4"),
    "H06": _counted_share("2023Q3"),
    "H07": _counted_share("2024Q4"),
    "H08": _counted_share("2025Q4"),
    "H09": _to_china("2023Q3"),
    "H10": _to_china("2024Q1"),
    "H11": _to_china("2025Q1"),
    "H12": _to_china("2025Q4"),
    "H13": Operator(
        lambda m: 100.0 * at_end(m.metric("compute_share_chn"), m.dates, "2025Q4"),
        "owned compute at the end of 2025, home-made chips with it and smuggled ones without",
    ),
    "H14": Operator(_huawei_part, "Huawei's deliveries of 2022 to 2025 over those and the legal foreign ones"),
    "H15": _clusters("usa", "2022Q4"),
    "H16": _clusters("usa", "2025Q2"),
    "H17": _clusters("chn", "2025Q2"),
    "H18": _revenue_part("2022-02", "2023-01"),
    "H19": _revenue_part("2024-02", "2025-01"),
    "H21": Operator(
        lambda m: total_over(m.metric("chip_dies_huawei"), m.dates, "2025") / DIES_PER_ASCEND,
        f"dies that Huawei delivered in 2025 over {DIES_PER_ASCEND} dies a package",
    ),
    "H22": _ratio("mineral_price_gallium_outside", "2023-06-30", "2023-12-15"),
    "H23": _ratio("mineral_price_gallium_inside", "2023-06-30", "2023-09-22"),
    "H25": Operator(_magnets, "declared exports of light rare earths and magnets, 2025Q2 over 2025Q1"),
    "H27": Operator(
        lambda m: (
            quote_on(m.metric("mineral_price_heavy_rare_earths_outside"), m.dates, "2025-05-06")
            / at_end(m.metric("mineral_price_heavy_rare_earths_outside"), m.dates, "2025-03")
        ),
        "quote for dysprosium and terbium on 2025-05-06 over the end of March: the first quote is of 3 April, the day "
        "before the licences",
    ),
    "H29": Operator(_rare_earths, "declared exports of light and heavy rare earths, 2025 over 2022"),
    "H32": Operator(
        lambda m: mean_over(m.metric("tool_spending_chn"), m.dates, "2022"), "foreign and home-made tools, mean of 2022"
    ),
    "H35": Operator(_growth, "electricity made in China, mean of 2023 over mean of 2022"),
    "H36": Operator(
        lambda m: USED_OF_GENERATED * mean_over(m.metric("electricity_chn"), m.dates, "2025"),
        f"electricity made in China in 2025 times {USED_OF_GENERATED}: the model knows generation",
    ),
    "H37": Operator(lambda m: mean_over(m.metric("electricity_usa"), m.dates, "2024"), "mean of 2024"),
    "H40": Operator(
        lambda m: total_over(m.metric("chip_cards_smuggled_chn"), m.dates, "2024"),
        "smuggled cards that arrived in 2024, of the frontier's size of the month",
    ),
    "H41": Operator(lambda m: mean_over(m.metric("capability_lag_chn"), m.dates, "2023..2025"), "mean of 2023 to 2025"),
}

NOT_EXPRESSED: dict[str, str] = {
    "H30": "the model refines and does not mine: mine shares are facts of the starting world, feed is not traced",
}
