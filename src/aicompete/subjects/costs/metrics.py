"""Metrics of the account: what the competition costs the powers, the rest and the world, in all and by kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aicompete.subjects.costs.state import KINDS, LAYERS
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside

UNIT = "USD bn per year"
PAYERS = (("usa", "the USA"), ("chn", "China"), ("rest", "all other nations"), ("world", "all nations"))
WORDS = {
    "sales": "sales that its firms lose to controls and guidance",
    "prices": "prices of chips and minerals over their cost",
    "tariffs": "trade lost to tariffs, and prices cut because of them",
    "programmes": "public programmes",
    "compute": "worth of the compute it is kept from",
    "idle": "compute without power and foundries without orders",
    "minerals": "output lost for want of minerals",
    "output": "output lost by a disruption of chip making",
    "ties": "cutting ties with the rival",
}


def by_payer(world: World) -> Array:
    """Costs by kind and payer, the kinds and their sum, ``(run, kind + 1, payer)``."""
    kinds, facts = world.costs.by_kind, world.facts
    whole = np.concatenate([kinds, np.einsum("rkn->rn", kinds)[:, None]], axis=1)
    total = np.einsum("rkn->rk", whole)
    usa, chn = whole[..., facts.usa], whole[..., facts.chn]
    rest = np.einsum("rkn,n->rk", whole, np.where(facts.is_power, 0.0, 1.0))
    return np.moveaxis(beside(usa, chn, rest, total), 1, 2)


def _total(world: World) -> Array:
    """All kinds, ``(run, N)``."""
    return np.asarray(np.einsum("rkn->rn", world.costs.by_kind))


def _tariffs_paid(world: World) -> Array:
    return world.costs.tariffs_paid


def _series() -> Iterator[Metric]:
    for place, (payer, words) in enumerate(PAYERS):
        yield Metric(
            f"cost_{payer}", UNIT, f"what the competition costs {words}", "series", by_payer, (len(KINDS), place)
        )
    for place, (payer, words) in enumerate(PAYERS):
        for at, kind in enumerate(KINDS):
            yield Metric(f"cost_{kind}_{payer}", UNIT, f"{WORDS[kind]}, {words}", "series", by_payer, (at, place))
    for place, (payer, words) in enumerate(PAYERS[:2]):
        yield Metric(
            f"tariffs_paid_{payer}",
            UNIT,
            f"tariffs that importers pay to the treasury of {words} (in no cost)",
            "series",
            _tariffs_paid,
            (place,),
        )


TIES = {
    "goods": "trade between the powers over that of free trade",
    "chips": "foreign part of what China spends on AI chips",
    "tools": "foreign part of what China spends on chip tools",
    "minerals": "part of the US need for minerals from sellers with a licence duty, mean of the items",
    "sites": "foreign research and supply in China that has not moved away",
}


def _ties(world: World) -> Array:
    return world.costs.ties


def _decoupling(world: World) -> Array:
    """1 less the mean of what is left of the ties, ``(run,)``."""
    return np.asarray(1.0 - world.costs.ties.mean(axis=1))


METRICS: tuple[Metric, ...] = (
    *_series(),
    Metric(
        "decoupling_index", "index", "ties between the powers that are gone, mean of five layers", "series", _decoupling
    ),
    *(Metric(f"tie_{layer}", "share", TIES[layer], "series", _ties, (place,)) for place, layer in enumerate(LAYERS)),
    Metric("cost", UNIT, "what the competition costs", "nations", _total),
    Metric(
        "sales_lost",
        UNIT,
        "own part of sales lost to controls and guidance",
        "firms",
        lambda w: w.costs.sales_lost,
    ),
)
