"""Who makes the chips: observed shipments of Google, Amazon, AMD and Huawei, and the shares that follow from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.figure import Observed, Read, quarter_of
from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.observed import observed
from aicompete.analysis.hindcast.operators import fiscal_as_calendar, mean_over, part, total_over

FOUR = ("nvidia", "amd", "tpu", "trainium")
"""US designers whose shipments are counted."""


def shipments(stock: str) -> pd.DataFrame:
    """Shipments of a quarter as the rise of a counted total; without the first, and without a band."""
    totals = observed(stock)
    rise = totals["value"].diff()
    return totals.assign(value=rise, value_low=np.nan, value_high=np.nan)[rise.notna()].reset_index(drop=True)


def share_of_four() -> pd.DataFrame:
    """NVIDIA's observed share in the quarters for which all four are known, percent."""
    nvidia = observed("nvidia_compute_shipped", "WORLD").set_index("date")
    others = [shipments(f"{name}_compute_stock").set_index("date")["value"] for name in FOUR[1:]]
    rest = pd.concat(others, axis=1, join="inner").sum(axis=1)
    known = nvidia.loc[nvidia.index.intersection(rest.index)]
    share = 100.0 * known["value"] / (known["value"] + rest.loc[known.index])
    return known.assign(value=share, value_low=np.nan, value_high=np.nan).reset_index()


def four_read(m: Monthly, quarter: str) -> Array:
    """NVIDIA's share of what the four shipped in a quarter, percent."""
    nvidia = fiscal_as_calendar(m.metric("chip_flow_nvidia"), m.dates, quarter)
    others = [total_over(m.metric(f"chip_flow_{name}"), m.dates, quarter) for name in FOUR[1:]]
    return part(nvidia, nvidia + np.sum(others, axis=0))


def _calendar(metric: str) -> Read:
    return lambda m, point: total_over(m.metric(metric), m.dates, quarter_of(point["date"]))


def _rises(name: str) -> Callable[[], pd.DataFrame]:
    return lambda: shipments(f"{name}_compute_stock")


def _maker(name: str, title: str) -> Observed:
    flow, points = _calendar(f"chip_flow_{name}"), _rises(name)
    return Observed(f"{name}_world", title, "H100e per quarter", flow, points, 1e3, "chip_flows")


MAKERS: tuple[Observed, ...] = (
    _maker("tpu", "Compute shipped by Google"),
    _maker("trainium", "Compute shipped by Amazon"),
    _maker("amd", "Compute shipped by AMD"),
    Observed(
        "huawei_world",
        "Compute shipped by Huawei (one quarter)",
        "H100e per quarter",
        _calendar("chip_flow_huawei"),
        lambda: observed("huawei_compute_shipped"),
        1e3,
        "chip_flows",
    ),
    Observed(
        "nvidia_of_four",
        "NVIDIA's share of the four US designers",
        "percent",
        lambda m, point: four_read(m, quarter_of(point["date"])),
        share_of_four,
        None,
        "chip_shares",
    ),
    Observed(
        "home_value_share",
        "Home-made share of China's chip spending",
        "percent",
        lambda m, point: 100.0 * mean_over(m.metric("chip_home_value_share_chn"), m.dates, point["date"][:4]),
        lambda: observed("china_local_ai_chip_share"),
        None,
        "chip_shares",
    ),
)
