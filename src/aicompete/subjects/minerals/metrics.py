"""Metrics of the critical minerals: prices, exports, stocks, need met, refining shares, licences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, safe_divide
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.minerals.demand import outside
from aicompete.world.facts import MINERALS

if TYPE_CHECKING:
    from aicompete.subjects.state import World
    from aicompete.world.facts import Facts

COVERED = {"usa": 0, "chn": 1, "jpn": 4}
"""Nations whose stocks have a series of their own: column of the nation axis."""

WORDS = {
    "rare_earths": "light rare earths (and magnets)",
    "heavy_rare_earths": "dysprosium and terbium",
    "gallium": "gallium",
    "germanium": "germanium",
}
Source = Callable[["World"], Array]


def cover(world: World) -> Array:
    """Months of present need in stock, ``(run, mineral, nation)``; 0 where nothing is needed."""
    return safe_divide(world.minerals.stock, world.minerals.need)


def cover_of_some(world: World) -> Array:
    """The same for the nations that have a series of their own, ``(run, mineral, nation of COVERED)``."""
    m, places = world.minerals, list(COVERED.values())
    return safe_divide(np.take(m.stock, places, axis=-1), np.take(m.need, places, axis=-1))


def need_outside(world: World) -> Array:
    """Need outside China, ``(run, mineral)`` t per month."""
    return np.asarray(np.einsum("rmn,n->rm", world.minerals.need, world.facts.once(outside)))


def outside_mean(world: World, values: Array) -> Array:
    """Mean of a nation figure outside China, weighted by need: ``(run, mineral, nation)`` to ``(run, mineral)``."""
    total = np.einsum("rmn,rmn,n->rm", values, world.minerals.need, world.facts.once(outside))
    return np.asarray(total / need_outside(world))


def fill_outside(world: World) -> Array:
    """Share met of the need outside China, ``(run, mineral)``."""
    return outside_mean(world, world.minerals.fill)


def cover_outside(world: World) -> Array:
    """Mean of months of need in stock outside China, weighted by need, ``(run, mineral)``."""
    held = np.einsum("rmn,mn->rm", world.minerals.stock, world.facts.once(_users_outside))
    return np.asarray(held / need_outside(world))


def _users_outside(facts: Facts) -> Array:
    """1 for nations outside China that need an item, ``(mineral, nation)``."""
    return np.where(facts.tables.mineral_consumption > 0.0, outside(facts), 0.0)


def met_usa(world: World) -> Array:
    """Share of the US need that is met, by value of need at start prices inside China, ``(run,)``."""
    m, usa = world.minerals, world.facts.usa
    value = m.need[..., usa] * m.worth
    return np.asarray(np.sum(m.fill[..., usa] * value, axis=-1) / np.sum(value, axis=-1))


def refining_share(world: World) -> Array:
    """China's share of refined primary output, ``(run, mineral)``."""
    output = world.minerals.refine_output
    return safe_divide(output[..., world.facts.chn], np.einsum("rmn->rm", output))


def self_supply(world: World) -> Array:
    """Output and scrap outside China over the need there, ``(run, mineral)``."""
    m, abroad = world.minerals, world.facts.once(outside)
    made = np.einsum("rmn,n->rm", m.refine_output, abroad) + np.einsum("rmn,n->rm", m.recycled, abroad)
    return np.asarray(made / need_outside(world))


def leverage(world: World) -> Array:
    """China's hold: need outside, after substitutes, beyond capacity and scrap there, mean of the items, ``(run,)``."""
    m, abroad = world.minerals, world.facts.once(outside)
    need = np.einsum("rmn,n->rm", m.need * (1.0 - m.substitution), abroad)
    own = np.einsum("rmn,n->rm", m.capacity, abroad) + np.einsum("rmn,n->rm", m.recycling * m.need, abroad)
    return np.asarray(np.maximum(1.0 - own / need, 0.0).mean(axis=1))


def offtake_usa(world: World) -> Array:
    """What the USA takes under contracts with partners over its need, mean of the items, ``(run,)``."""
    m, usa = world.minerals, world.facts.usa
    return np.asarray(safe_divide(m.offtake[..., usa], m.need[..., usa]).mean(axis=1))


def exported(world: World) -> Array:
    """Declared exports of China, ``(run, mineral)`` t per month."""
    return np.asarray(world.minerals.shipped[..., world.facts.chn])


def waiting(world: World) -> Array:
    """Applications waiting for a licence, ``(run, mineral)`` t."""
    return np.asarray(np.einsum("rmn->rm", world.minerals.waiting))


def diverted(world: World) -> Array:
    """Goods passed on against the licence, ``(run, mineral)`` t per month."""
    return np.asarray(np.einsum("rmn->rm", np.maximum(world.minerals.diverted, 0.0)))


def price_outside(world: World) -> Array:
    """Quote outside China, ``(run, mineral)`` USD per kg."""
    return world.minerals.price_outside


def price_inside(world: World) -> Array:
    """Price inside China, ``(run, mineral)`` USD per kg."""
    return world.minerals.price_inside


def price_traded(world: World) -> Array:
    """Average price of trade outside China, ``(run, mineral)`` USD per kg."""
    return world.minerals.price_traded


FAMILIES: tuple[tuple[str, str, str, Source], ...] = (
    ("price_{}_outside", "USD per kg", "quote outside China, {}", price_outside),
    ("price_{}_inside", "USD per kg", "price inside China, {}", price_inside),
    ("price_{}_traded", "USD per kg", "average price of trade outside China, {}", price_traded),
    ("export_{}_chn", "t per month", "declared exports of China, {}", exported),
    ("fill_{}_outside", "share", "need met outside China, {}", fill_outside),
    ("refine_share_{}_chn", "share", "China's share of refined output, {}", refining_share),
    ("self_supply_{}_outside", "ratio", "output and scrap over need outside China, {}", self_supply),
    ("waiting_{}", "t", "applications waiting for a licence, {}", waiting),
    ("diverted_{}", "t per month", "goods passed on against the licence, {}", diverted),
    ("cover_{}_outside", "months", "stock over need outside China, {}", cover_outside),
)
"""Series of each item: name, unit, meaning, and the ``(run, mineral)`` figures it is taken from."""


def _series(item: int) -> Iterator[Metric]:
    name, words = MINERALS[item], WORDS[MINERALS[item]]
    for stem, unit, meaning, source in FAMILIES:
        yield Metric(f"mineral_{stem.format(name)}", unit, meaning.format(words), "series", source, (item,))
    for place, nation in enumerate(COVERED):
        yield Metric(
            f"mineral_cover_{name}_{nation}",
            "months",
            f"stock over need, {words}, {nation.upper()}",
            "series",
            cover_of_some,
            (item, place),
        )


def _fill(world: World) -> Array:
    return world.minerals.fill


def _nations(item: int) -> Iterator[Metric]:
    name, words = MINERALS[item], WORDS[MINERALS[item]]
    yield Metric(f"mineral_cover_{name}", "months", f"stock over need, {words}", "nations", cover, (item,))
    yield Metric(f"mineral_fill_{name}", "share", f"need met, {words}", "nations", _fill, (item,))


METRICS: tuple[Metric, ...] = (
    *(metric for item in range(len(MINERALS)) for metric in _series(item)),
    Metric("mineral_fill_usa", "share", "US need for critical minerals met, by value", "series", met_usa),
    Metric(
        "mineral_input_fill_usa",
        "share",
        "mineral inputs of US chip making at hand (Leontief in small shares)",
        "series",
        lambda w: w.minerals.input_fill,
        (COVERED["usa"],),
    ),
    Metric(
        "mineral_substitution_usa",
        "share",
        "US need taken away by substitutes, mean of the four items",
        "series",
        lambda w: w.minerals.substitution[..., COVERED["usa"]].mean(axis=-1),
    ),
    Metric(
        "mineral_leverage_chn",
        "share",
        "need outside China that could not be met if China shipped nothing, mean of the four items",
        "series",
        leverage,
    ),
    Metric(
        "mineral_offtake_usa",
        "share",
        "US need met from plants abroad that US programmes paid for, mean of the four items",
        "series",
        offtake_usa,
    ),
    Metric(
        "mineral_bypass_usa",
        "share",
        "US need met without sellers with a licence duty, mean of the four items",
        "series",
        lambda w: w.minerals.bypass[..., COVERED["usa"]].mean(axis=-1),
    ),
    Metric(
        "mineral_unbundled_usa",
        "share",
        "US dependence on sellers with a licence duty that is given up on purpose, mean of the four items",
        "series",
        lambda w: w.minerals.unbundled[..., COVERED["usa"]].mean(axis=-1),
    ),
    Metric(
        "mineral_research_usa",
        "USD bn per year",
        "US research into substitutes and recycling as it bears fruit",
        "series",
        lambda w: w.minerals.research[..., COVERED["usa"]],
    ),
    Metric(
        "mineral_bypass",
        "share",
        "need met without sellers with a licence duty, mean of the four items",
        "nations",
        lambda w: w.minerals.bypass.mean(axis=1),
    ),
    Metric(
        "mineral_unbundled",
        "share",
        "dependence on sellers with a licence duty that is given up on purpose, mean of the four items",
        "nations",
        lambda w: w.minerals.unbundled.mean(axis=1),
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
