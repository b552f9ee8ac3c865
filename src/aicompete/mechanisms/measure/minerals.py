"""Metrics of the critical minerals: prices, exports, stocks, need met, refining shares, licences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Metric
from aicompete.rules import Array, safe_divide
from aicompete.world.facts import MINERALS
from aicompete.world.minerals import SELLERS

if TYPE_CHECKING:
    from aicompete.world.state import World

COVERED = {"usa": 0, "chn": 1, "jpn": 4}
"""Nations whose stocks have a series of their own: column of the nation axis."""

WORDS = {
    "rare_earths": "light rare earths (and magnets)",
    "heavy_rare_earths": "dysprosium and terbium",
    "gallium": "gallium",
    "germanium": "germanium",
}
Read = Callable[["World"], Array]


def cover(world: World) -> Array:
    """Months of present need in stock, ``(run, mineral, nation)``; 0 where nothing is needed."""
    return safe_divide(world.minerals.stock, world.minerals.need)


def outside_mean(world: World, values: Array) -> Array:
    """Mean of a nation figure outside China, weighted by need: ``(run, mineral, nation)`` to ``(run, mineral)``."""
    need = np.where(world.facts.is_chn, 0.0, world.minerals.need)
    return np.asarray(np.sum(values * need, axis=-1) / np.sum(need, axis=-1))


def met_usa(world: World) -> Array:
    """Share of the US need that is met, by value of need at start prices inside China, ``(run,)``."""
    m, usa = world.minerals, world.facts.usa
    value = m.need[..., usa] * world.facts.tables.price_inside
    return np.asarray(np.sum(m.fill[..., usa] * value, axis=-1) / np.sum(value, axis=-1))


def refining_share(world: World) -> Array:
    """China's share of refined primary output, ``(run, mineral)``."""
    output = world.minerals.refine_output
    return safe_divide(output[..., world.facts.chn], output.sum(axis=-1))


def self_supply(world: World) -> Array:
    """Output and scrap outside China over the need there, ``(run, mineral)``."""
    m, outside = world.minerals, ~world.facts.is_chn
    made = np.sum((m.refine_output + m.recycled) * outside, axis=-1)
    return np.asarray(made / np.sum(m.need * outside, axis=-1))


def _at(read: Read, *place: int) -> Read:
    def pick(world: World) -> Array:
        values = read(world)
        for index in place:
            values = values[:, index]
        return values

    return pick


def _series(item: int) -> Iterator[Metric]:
    name, words = MINERALS[item], WORDS[MINERALS[item]]
    china = SELLERS.index("CHN")

    def metric(stem: str, unit: str, meaning: str, read: Read) -> Metric:
        return Metric(f"mineral_{stem}", unit, meaning, "series", _at(read, item))

    yield metric(
        f"price_{name}_outside", "USD per kg", f"quote outside China, {words}", lambda w: w.minerals.price_outside
    )
    yield metric(
        f"price_{name}_inside", "USD per kg", f"price inside China, {words}", lambda w: w.minerals.price_inside
    )
    yield metric(
        f"price_{name}_traded",
        "USD per kg",
        f"average price of trade outside China, {words}",
        lambda w: w.minerals.price_traded,
    )
    yield metric(
        f"export_{name}_chn",
        "t per month",
        f"declared exports of China, {words}",
        lambda w: w.minerals.flow[:, :, china].sum(axis=-1),
    )
    yield metric(
        f"fill_{name}_outside", "share", f"need met outside China, {words}", lambda w: outside_mean(w, w.minerals.fill)
    )
    yield metric(f"refine_share_{name}_chn", "share", f"China's share of refined output, {words}", refining_share)
    yield metric(
        f"self_supply_{name}_outside", "ratio", f"output and scrap over need outside China, {words}", self_supply
    )
    yield metric(
        f"waiting_{name}",
        "t",
        f"applications waiting for a licence, {words}",
        lambda w: w.minerals.waiting.sum(axis=-1),
    )
    yield metric(
        f"diverted_{name}",
        "t per month",
        f"goods passed on against the licence, {words}",
        lambda w: np.maximum(w.minerals.diverted, 0.0).sum(axis=-1),
    )
    yield metric(
        f"cover_{name}_outside",
        "months",
        f"stock over need outside China, {words}",
        lambda w: outside_mean(w, cover(w)),
    )
    for nation, place in COVERED.items():
        yield Metric(
            f"mineral_cover_{name}_{nation}",
            "months",
            f"stock over need, {words}, {nation.upper()}",
            "series",
            _at(cover, item, place),
        )


def _nations(item: int) -> Iterator[Metric]:
    name, words = MINERALS[item], WORDS[MINERALS[item]]
    yield Metric(f"mineral_cover_{name}", "months", f"stock over need, {words}", "nations", _at(cover, item))
    yield Metric(f"mineral_fill_{name}", "share", f"need met, {words}", "nations", _at(lambda w: w.minerals.fill, item))


METRICS: tuple[Metric, ...] = (
    *(metric for item in range(len(MINERALS)) for metric in _series(item)),
    Metric("mineral_fill_usa", "share", "US need for critical minerals met, by value", "series", met_usa),
    Metric(
        "mineral_input_fill_usa",
        "share",
        "mineral inputs of US chip making at hand (Leontief in small shares)",
        "series",
        _at(lambda w: w.minerals.input_fill, COVERED["usa"]),
    ),
    Metric(
        "mineral_substitution_usa",
        "share",
        "US need taken away by substitutes, mean of the four items",
        "series",
        lambda w: w.minerals.substitution[..., COVERED["usa"]].mean(axis=-1),
    ),
    *(metric for item in range(len(MINERALS)) for metric in _nations(item)),
    Metric(
        "minerals",
        "t per month",
        "declared shipments by mineral, seller and buyer",
        "trade",
        lambda w: w.minerals.flow,
    ),
)
