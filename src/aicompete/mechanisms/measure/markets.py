"""Metrics of the chip market and the trade matrices of chips."""

from __future__ import annotations

import numpy as np

from aicompete.mechanisms.base import Metric
from aicompete.rules import safe_divide
from aicompete.world.columns import Array, pick
from aicompete.world.facts import HOME_POOL, OPEN_POOL
from aicompete.world.state import World

CHN = 1


def _to_china(world: World, pool: int) -> Array:
    return np.asarray(pick(world.chips.flow[:, :, CHN], world.facts.pool_sellers[pool]).sum(axis=1))


def _home_share(world: World) -> Array:
    home = _to_china(world, HOME_POOL)
    return safe_divide(home, home + _to_china(world, OPEN_POOL))


def _home_value_share(world: World) -> Array:
    value = world.chips.flow_value[:, :, CHN]
    return safe_divide(pick(value, world.facts.pool_sellers[HOME_POOL]).sum(axis=1), value.sum(axis=1))


METRICS: tuple[Metric, ...] = (
    Metric(
        "chip_price",
        "USD per H100e",
        "price of an unrestricted chip from the open foundries",
        "series",
        lambda w: w.chips.price,
    ),
    Metric(
        "chip_price_home",
        "USD per H100e",
        "price of a chip from Chinese foundries",
        "series",
        lambda w: w.chips.pool_price[:, HOME_POOL],
    ),
    Metric(
        "chip_premium_chn",
        "ratio",
        "average price China pays over the world price",
        "series",
        lambda w: w.chips.price_paid[:, CHN] / w.chips.price,
    ),
    Metric(
        "chip_flow_world", "H100e per month", "AI chips delivered", "series", lambda w: w.chips.flow.sum(axis=(1, 2))
    ),
    Metric(
        "chip_flow_to_chn_foreign",
        "H100e per month",
        "foreign chips delivered legally to China",
        "series",
        lambda w: _to_china(w, OPEN_POOL),
    ),
    Metric(
        "chip_flow_to_chn_home",
        "H100e per month",
        "home-made chips delivered in China",
        "series",
        lambda w: _to_china(w, HOME_POOL),
    ),
    Metric(
        "chip_flow_to_chn_smuggled",
        "H100e per month",
        "smuggled chips arriving in China",
        "series",
        lambda w: w.chips.smuggled[:, CHN],
    ),
    Metric("chip_home_share_chn", "share", "home-made share of China's legal new compute", "series", _home_share),
    Metric(
        "chip_home_value_share_chn",
        "share",
        "home-made share of China's legal chip spending",
        "series",
        _home_value_share,
    ),
    Metric(
        "chip_spending_world",
        "USD bn per year",
        "spending on AI chips",
        "series",
        lambda w: w.chips.flow_value.sum(axis=(1, 2)) * 12.0,
    ),
    Metric(
        "chip_fill_open",
        "share",
        "share of the orders on open foundries that was shipped",
        "series",
        lambda w: w.chips.fill[:, OPEN_POOL],
    ),
    Metric(
        "chip_fill_home",
        "share",
        "share of the orders on Chinese foundries that was shipped",
        "series",
        lambda w: w.chips.fill[:, HOME_POOL],
    ),
    Metric(
        "chip_belief_chn",
        "index",
        "expected further tightening on chips to China",
        "series",
        lambda w: w.beliefs.chips[:, CHN],
    ),
    Metric(
        "chip_imports",
        "H100e per month",
        "AI chips delivered, diversions taken off",
        "nations",
        lambda w: w.chips.flow.sum(axis=1) - w.chips.diverted,
    ),
    Metric(
        "chip_price_paid", "USD per H100e", "average price paid for AI chips", "nations", lambda w: w.chips.price_paid
    ),
    Metric(
        "chip_diverted", "H100e per month", "legal imports diverted to smugglers", "nations", lambda w: w.chips.diverted
    ),
    Metric("chips", "H100e per month", "AI chips delivered by seller and buyer", "trade", lambda w: w.chips.flow),
    Metric(
        "chip_ceiling",
        "ratio",
        "best chip a seller may ship to a buyer, over the frontier",
        "trade",
        lambda w: pick(w.permissions.chip_ceiling, w.facts.seller_pool),
    ),
)
