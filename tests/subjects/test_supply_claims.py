"""What controls do over the years, where the first year and the last point in other directions."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.subjects.alliance_kit import path

from aicompete.engine.metrics import by_level
from aicompete.subjects.state import World
from aicompete.world.columns import Array

pytestmark = pytest.mark.slow
NAMES = ("compute_chn", "capability_lag_chn", "chip_flow_to_chn_home", "supply_home", "home_tool_share_chn",
         "revenue_us_chip_firms", "capability_usa")  # fmt: skip
READ = [metric.read for name in NAMES for metric in by_level("series") if metric.name == name]
OPEN = "CHN.purchase_guidance.ai_chips=0.05"  # China still lets its firms buy foreign chips


@cache
def run(*settings: str) -> dict[str, Array]:
    """Metrics ``(month, run)`` of the whole model over nine years."""

    def read(world: World) -> Array:
        return np.stack([metric(world) for metric in READ])

    values = path(read, *settings, runs=48, months=108, disable=())
    return {name: values[:, i] for i, name in enumerate(NAMES)}


def change(metric: str, month: int, before: tuple[str, ...], after: tuple[str, ...], relative: bool = True) -> float:
    """Median over pairs of runs with the same luck."""
    low, high = run(*before)[metric][month], run(*after)[metric][month]
    return float(np.median(high / low - 1.0 if relative else high - low))


LOOSE, TIGHT = ("USA.chip_export_control=0.3", OPEN), ("USA.chip_export_control=0.9", OPEN)


def test_chip_control_costs_compute_at_once_and_widens_the_lag() -> None:
    assert change("compute_chn", 11, LOOSE, TIGHT) < -0.2
    assert change("capability_lag_chn", 47, LOOSE, TIGHT, relative=False) > 1.0


def test_denied_buyers_make_their_own_but_only_after_years() -> None:
    """Lines that stood idle beside cheaper foreign chips fill at once; most of the gain has to be built."""
    late = change("chip_flow_to_chn_home", 95, LOOSE, TIGHT)
    assert late > 0.8
    assert change("chip_flow_to_chn_home", 11, LOOSE, TIGHT) < late / 3.0


def test_where_the_buyer_has_shut_its_market_more_control_breeds_little() -> None:
    shut = "CHN.purchase_guidance.ai_chips=0.95"
    gain = change("chip_flow_to_chn_home", 95, (LOOSE[0], shut), (TIGHT[0], shut))
    assert gain < 0.2 * change("chip_flow_to_chn_home", 95, LOOSE, TIGHT)


def test_tool_denial_cuts_supply_first_and_brings_home_tools_later() -> None:
    open_shop, shut_shop = ("USA.sme_export_control=0.2",), ("USA.sme_export_control=1",)
    assert change("supply_home", 23, open_shop, shut_shop) < -0.1
    assert change("home_tool_share_chn", 95, open_shop, shut_shop, relative=False) > 0.02


def test_lost_sales_cost_revenue_and_in_the_end_some_of_the_lead() -> None:
    assert change("revenue_us_chip_firms", 47, LOOSE, TIGHT) < -0.05
    first, last = (change("capability_usa", month, LOOSE, TIGHT, relative=False) for month in (11, 107))
    assert last < 0.0
    assert last < first
