"""How the conduct of each power wears trust down: by bond, trade, sales at stake and leaning, as levers say."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from aicompete.rules import Array
from aicompete.world.past_policy import Levers, memory_weights, policies_before, policy_at
from aicompete.world.powers import of_powers, of_rival
from aicompete.world.relations import SIDE, Relations

ASSUMPTIONS = (
    "alienation_strain",
    "alienation_floor",
    "captive_share",
    "tariff_strain",
    "regulatory_strain",
    "pressure_strain",
    "sanction_strain",
    "licence_strain",
    "market_share_scale",
)


class Given(Protocol):
    """Anything that knows the assumptions: a month, or the set-up of a start."""

    def assume(self, name: str, extra: int = 1, /) -> Array:
        """An assumption, ``(run,)`` with ``extra`` axes of length one."""


class Nations(Protocol):
    """Whom conduct meets."""

    ties: Relations
    exposure: Array
    alignment: Array


def past_strains(nations: Nations, date: str, until: str, given: Given) -> list[Array]:
    """Strains of each coded year before ``until``, the latest first, as nations of the start ``date`` feel them."""
    return [strain(nations, *wear(nations, date, year, given)) for year in policies_before(until)]


def remembered(past: list[Array], memory: Array) -> Array:
    """Mean of past years' strains, latest first, weighted by a memory ``(run,)`` in years; ``(run, power, N)``."""
    weights = memory_weights(len(past), memory)
    return np.asarray(sum(weights[:, i, None, None] * worn for i, worn in enumerate(past)))


def strain(nations: Nations, steady: Array, by_alignment: Array) -> Array:
    """Rate at which each power's conduct wears trust down, per year ``(run, power, N)``."""
    return np.asarray(steady + by_alignment * nations.alignment[:, None, :])


def wear(nations: Nations, date: str, levers: Levers, given: Given) -> tuple[Array, Array]:
    """How each power's conduct wears trust down in proportion to exposure: steadily, and by alignment.

    Both are ``(run, power, N)``; date = start of the run, whose licences are the usual ones.

    Alienation hurts allies most, and least those whom the rival threatens (they have nowhere to go); tariffs and
    sanctions bite by trade, pressure to copy controls by the revenue at stake in the rival's market, licences by
    dependence, regulation by the wish to make one's own rules. Sanctions hurt those who lean away from the power.
    """
    ties = nations.ties
    market = np.minimum(ties.trade / given.assume("market_share_scale", 2), 1.0)
    at_stake = np.maximum(ties.rival_market, of_rival(ties.trade[None]))
    rules = of_powers(levers.lever("reg_pressure_on_allies")) * levers.lever("digital_autonomy")[:, None, :]
    total = (
        given.assume("alienation_strain", 2) * slighted(nations.ties, levers, given)
        + given.assume("tariff_strain", 2) * of_powers(levers.lever("tariff_on_allies")) / 100.0 * market
        + given.assume("regulatory_strain", 2) * rules
        + given.assume("pressure_strain", 2) * of_powers(levers.lever("ally_control_pressure")) * at_stake
        + given.assume("licence_strain", 2) * licences(nations.ties, date, levers, market)
    )
    # who leans half away feels half of the sanctions: (1 - side x alignment) / 2
    halved = 0.5 * given.assume("sanction_strain", 2) * of_powers(levers.lever("entity_sanctions")) * market
    felt = nations.exposure[:, None, :] * ties.acts
    return (total + halved) * felt, -SIDE * halved * felt


def slighted(ties: Relations, levers: Levers, given: Given) -> Array:
    """How much a nation takes a power's alienation of allies to itself, ``(run, power, N)``.

    Allies most; those whom the rival threatens least, for they have nowhere to go.
    """
    floor = given.assume("alienation_floor", 2)
    bond = floor + (1.0 - floor) * ties.security
    return np.asarray(of_powers(levers.lever("ally_alienation")) * bond * spared(ties, given))


def spared(ties: Relations, given: Given) -> Array:
    """Part of a slight that is left where the rival threatens, ``1 - captive x rivalry of the rival``, ``(run, power,
    N)``."""
    return np.asarray(1.0 - given.assume("captive_share", 2) * of_rival(ties.rivalry[None]))


def reliable(ties: Relations, levers: Levers, given: Given) -> Array:
    """How far a power is relied on to stand by who follows it, ``1 - e alienation spared``, ``(run, power, N)``.

    Hardly less by those who need it against the rival (Snyder 1984: the more dependent an ally, the less it can answer
    abandonment by leaving).
    """
    return np.asarray(1.0 - doubt(ties, levers, given))


def guaranteed(ties: Relations, levers: Levers, given: Given) -> Array:
    """How much of a power's guarantee is left, ``1 - doubt (1 - captive menaced tie)``, ``(run, power, N)``.

    Where it guards a nation from a hostile third, as most of NATO from Russia, it is needed as against the rival; the
    publics there resent a slight none the less, and so ``reliable`` counts no such need.
    """
    guarded = 1.0 - given.assume("captive_share", 2) * ties.menaced * ties.security
    return np.asarray(1.0 - doubt(ties, levers, given) * guarded)


def doubt(ties: Relations, levers: Levers, given: Given) -> Array:
    """What alienation takes from a power's word, ``e alienation spared``, ``(run, power, N)``."""
    slight = of_powers(levers.lever("ally_alienation")) * spared(ties, given)
    return np.asarray(given.assume("guarantee_erosion", 2) * slight)


def licences(ties: Relations, date: str, levers: Levers, market: Array) -> Array:
    """How much a nation feels the licences of each power, ``(run, power, N)``.

    US chips by its tier as far as none are released to it, Chinese minerals by trade: those of before the start; what
    has risen since is felt by whom it hits (``mineral_harm``).
    """
    released = levers.lever("chip_ally_release")[:, :1] * levers.targets("chip_ally_release")[0]
    chips = (1.0 - released) * ties.tier
    # what is stricter than before the start is felt by whom it hits, see mineral_harm
    minerals = np.minimum(mean_licences(levers), mean_licences(policy_at(date))) * market[:, 1]
    shape = (max(chips.shape[0], minerals.shape[0]), chips.shape[-1])
    return np.stack([np.broadcast_to(chips, shape), np.broadcast_to(minerals, shape)], axis=1)


def mean_licences(levers: Levers) -> Array:
    """Mean strictness of China's mineral licences over the items, ``(1 or run, 1)``."""
    return np.asarray(levers.lever("mineral_licence_strictness")[:, :, 1].mean(axis=1, keepdims=True))
