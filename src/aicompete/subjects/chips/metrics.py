"""Metrics of the chip market."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import HOME_POOL, OPEN_POOL, Facts, Ints

CHN = 1
DESIGNERS = {
    "nvidia": "nvidia",
    "amd": "amd",
    "tpu": "google_tpu",
    "trainium": "amazon_trainium",
    "huawei": "huawei_ascend",
}
NVIDIA, HUAWEI = list(DESIGNERS).index("nvidia"), list(DESIGNERS).index("huawei")


def _to_china(world: World, pool: int) -> Array:
    return world.chips.delivered[:, pool, CHN]


def _home_share(world: World) -> Array:
    home = _to_china(world, HOME_POOL)
    return safe_divide(home, home + _to_china(world, OPEN_POOL))


def _home_value_share(world: World) -> Array:
    value = world.chips.delivered_value[..., CHN]
    return safe_divide(value[:, HOME_POOL], value.sum(axis=1))


def _places(facts: Facts) -> Ints:
    """Where the designers of ``DESIGNERS`` stand on the seller axis."""
    return np.array([facts.seller_ids.index(firm) for firm in DESIGNERS.values()])


def _delivered(world: World) -> Array:
    """Chips delivered by designer, ``(run, designer)`` H100e per month."""
    return pick(world.chips.sold, world.facts.once(_places))


def _delivered_to_china(world: World) -> Array:
    """The same, those that go to China."""
    return pick(world.chips.sold_chn, world.facts.once(_places))


def _sold(world: World) -> Array:
    """Value of what each designer delivered, ``(run, designer)`` USD bn a year."""
    return pick(world.chips.sales, world.facts.once(_places)) * 12.0


def _sold_to_china(world: World) -> Array:
    """The same, what China paid."""
    return pick(world.chips.sales_chn, world.facts.once(_places)) * 12.0


def _huawei_dies(world: World) -> Array:
    """Performance delivered over performance per die; a package may hold two."""
    return _delivered(world)[:, HUAWEI] / world.chips.performance[:, HOME_POOL]


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
        "chip_flow_world",
        "H100e per month",
        "AI chips delivered",
        "series",
        lambda w: w.chips.delivered.sum(axis=(1, 2)),
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
    *(
        Metric(f"chip_flow_{name}", "H100e per month", f"AI chips delivered, {firm}", "series", _delivered, (place,))
        for place, (name, firm) in enumerate(DESIGNERS.items())
    ),
    Metric(
        "chip_flow_nvidia_to_chn",
        "H100e per month",
        "AI chips delivered legally to China, nvidia",
        "series",
        _delivered_to_china,
        (NVIDIA,),
    ),
    Metric("chip_revenue_nvidia", "USD bn per year", "AI-chip sales, nvidia", "series", _sold, (NVIDIA,)),
    Metric(
        "chip_revenue_nvidia_chn",
        "USD bn per year",
        "AI-chip sales in China, nvidia",
        "series",
        _sold_to_china,
        (NVIDIA,),
    ),
    Metric("chip_dies_huawei", "dies per month", "dies in the AI chips that Huawei delivered", "series", _huawei_dies),
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
        lambda w: w.chips.delivered_value.sum(axis=(1, 2)) * 12.0,
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
        "chip_imports",
        "H100e per month",
        "AI chips delivered, diversions taken off",
        "nations",
        lambda w: w.chips.delivered.sum(axis=1) - w.leakage.diverted,
    ),
    Metric(
        "chip_price_paid", "USD per H100e", "average price paid for AI chips", "nations", lambda w: w.chips.price_paid
    ),
    Metric("chips", "H100e per month", "AI chips delivered by seller and buyer", "trade", lambda w: w.chips.flow),
)
