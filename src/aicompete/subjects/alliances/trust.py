"""Trust that lasts, slowly worn down by alienation and coercion; legitimacy of each power's proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate
from aicompete.subjects.alliances import opinion
from aicompete.subjects.mechanism import Month
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, memory_weights, policies_before, policy_at
from aicompete.world.powers import of_powers, of_rival
from aicompete.world.relations import SIDE

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = (
    "ally_alienation",
    "ally_control_pressure",
    "reg_pressure_on_allies",
    "tariff_on_allies",
    "tariff_on_rival",
    "entity_sanctions",
    "mineral_licence_strictness",
    "chip_ally_release",
    "digital_autonomy",
    "multilateral_engagement",
    "un_effort",
    "discourse_effort",
    "audit_openness",
    "allied_dialogue",
    "waico_resource",
    "brics_centre_budget",
    "open_source_weaponisation",
)
ASSUMPTIONS = (
    "trust_memory",
    "lasting_share",
    "alienation_strain",
    "alienation_floor",
    "captive_share",
    "tariff_strain",
    "regulatory_strain",
    "pressure_strain",
    "sanction_strain",
    "licence_strain",
    "embargo_strain",
    "market_share_scale",
    "trust_from_offers",
    "legitimacy_half_life",
    "un_effort_gain",
    "engagement_gain",
    "institution_gain",
    "institution_reference",
    "discourse_gain",
    "audit_shield",
    "narrative_decoupling_gain",
    "dialogue_gain",
    "alienation_legitimacy_loss",
    "clause_legitimacy_loss",
)


@dataclass(frozen=True, eq=False)
class Conduct:
    """Trust: ``strain = steady + by_alignment x alignment`` and the legitimacy aimed at, ``(run, power, N)``."""

    steady: Array
    by_alignment: Array
    legitimacy_pull: Array


def remember(world: World, month: Month) -> None:
    """First month: find the trust nations would return to, given the conduct they remember from before the start.

    Lasting trust is taken as at rest under the *remembered* strain ``Z_mem`` (past years weighted by ``exp(-t /
    memory)``), not under that of the last year: ``rest = L_0 (1 + memory lasting Z_mem)``. So lasting trust still
    drifts toward what the latest conduct implies.
    """
    alliances = world.alliances
    memory = month.assume("trust_memory", 0)
    lasting = (memory * month.assume("lasting_share", 0))[:, None, None]
    years = policies_before(world.facts.date)
    past = [strain(world, *wear(world, year, month)) for year in years]
    alliances.trust_rest = alliances.trust_lasting * (1.0 + lasting * remembered(past, memory))
    before = policy_at(world.facts.date)
    alliances.strain_start = strain(world, *wear(world, before, month))
    alliances.legitimacy_pull = legitimacy_pull(world, before, month)


def remembered(past: list[Array], memory: Array) -> Array:
    """Mean of past years' strains, latest first, weighted by a memory ``(run,)`` in years; ``(run, power, N)``."""
    weights = memory_weights(len(past), memory)
    return np.asarray(sum(weights[:, i, None, None] * worn for i, worn in enumerate(past)))


def present_conduct(world: World, month: Month) -> Conduct:
    """Conduct under the levers in force."""
    alliances = world.alliances

    def computed() -> Conduct:
        return Conduct(*wear(world, month, month), legitimacy_pull(world, month, month))

    alliances.conduct = memo(alliances.conduct, month, LEVERS, computed, (alliances.exposure,))
    return alliances.conduct.value


def move_trust(world: World, month: Month, felt: Conduct) -> None:
    """Lasting trust L wears down and comes back over years; what the public says today is far quicker (``opinion``).

    ``dL/dt = (rest - L) / memory - lasting Z L + g (offers - offers at start)(1 - L)`` per year: Z = strain, lasting =
    the part of it that outlives a change of conduct. Rebinds strain, trust_lasting, conduct_met and trust.
    """
    alliances, offers = world.alliances, world.offers
    # licences wear by what a nation meets, target lists and modes included; so do blows by force
    cut = np.stack([np.zeros_like(alliances.mineral_harm), alliances.mineral_harm], axis=1) + alliances.struck
    cut = month.assume("embargo_strain", 2) * cut * (alliances.exposure * alliances.ties.acts)[:, None]
    alliances.strain = strain(world, felt.steady, felt.by_alignment) + cut
    won = month.assume("trust_from_offers", 2) / 12.0 * (offers.effect - offers.effect_start)
    back = 1.0 / (12.0 * month.assume("trust_memory", 2))
    # dT of a month, with the terms in T gathered
    kept = (1.0 - back) - month.assume("lasting_share", 2) * alliances.strain / 12.0 - won
    lasting = alliances.trust_lasting * kept + (back * alliances.trust_rest + won)
    alliances.trust_lasting = np.clip(lasting, 0.0, 1.0)
    opinion.move_opinion(world, month)


def move_legitimacy(world: World, month: Month, felt: Conduct) -> None:
    """Legitimacy moves with its half-life toward its start value plus what diplomacy and conduct pull over before."""
    alliances = world.alliances
    conduct = world.standing.conduct_pull + world.institutions.repute[:, :, None]
    pull = felt.legitimacy_pull - alliances.legitimacy_pull + conduct
    target = np.clip(alliances.legitimacy_start + pull, 0.0, 1.0)
    alliances.legitimacy = approach(
        alliances.legitimacy, target, half_life_to_rate(month.assume("legitimacy_half_life", 2))
    )


def strain(world: World, steady: Array, by_alignment: Array) -> Array:
    """Rate at which each power's conduct wears trust down, per year ``(run, power, N)``."""
    return np.asarray(steady + by_alignment * world.alliances.alignment[:, None, :])


def wear(world: World, levers: Levers, month: Month) -> tuple[Array, Array]:
    """How each power's conduct wears trust down in proportion to exposure: steadily, and by alignment.

    Both are ``(run, power, N)``.

    Alienation hurts allies most, and least those whom the rival threatens (they have nowhere to go); tariffs and
    sanctions bite by trade, pressure to copy controls by the revenue at stake in the rival's market, licences by
    dependence, regulation by the wish to make one's own rules. Sanctions hurt those who lean away from the power.
    """
    ties = world.alliances.ties
    market = np.minimum(ties.trade / month.assume("market_share_scale", 2), 1.0)
    at_stake = np.maximum(ties.rival_market, of_rival(ties.trade[None]))
    rules = of_powers(levers.lever("reg_pressure_on_allies")) * levers.lever("digital_autonomy")[:, None, :]
    total = (
        month.assume("alienation_strain", 2) * slighted(world, levers, month)
        + month.assume("tariff_strain", 2) * of_powers(levers.lever("tariff_on_allies")) / 100.0 * market
        + month.assume("regulatory_strain", 2) * rules
        + month.assume("pressure_strain", 2) * of_powers(levers.lever("ally_control_pressure")) * at_stake
        + month.assume("licence_strain", 2) * licences(world, levers, market)
    )
    # who leans half away feels half of the sanctions: (1 - side x alignment) / 2
    halved = 0.5 * month.assume("sanction_strain", 2) * of_powers(levers.lever("entity_sanctions")) * market
    felt = world.alliances.exposure[:, None, :] * ties.acts
    return (total + halved) * felt, -SIDE * halved * felt


def slighted(world: World, levers: Levers, month: Month) -> Array:
    """How much a nation takes a power's alienation of allies to itself, ``(run, power, N)``.

    Allies most; those whom the rival threatens least, for they have nowhere to go.
    """
    ties, floor = world.alliances.ties, month.assume("alienation_floor", 2)
    bond = floor + (1.0 - floor) * ties.security
    return np.asarray(of_powers(levers.lever("ally_alienation")) * bond * spared(world, month))


def spared(world: World, month: Month) -> Array:
    """Part of a slight that is left where the rival threatens, ``1 - captive x rivalry of the rival``, ``(run, power,
    N)``."""
    return np.asarray(1.0 - month.assume("captive_share", 2) * of_rival(world.alliances.ties.rivalry[None]))


def reliable(world: World, levers: Levers, month: Month) -> Array:
    """How far a power is relied on to stand by others, ``1 - e alienation spared``, ``(run, power, N)``.

    Hardly less by those who need it against the rival (Snyder 1984: the more dependent an ally, the less it can answer
    abandonment by leaving).
    """
    doubt = of_powers(levers.lever("ally_alienation")) * spared(world, month)
    return np.asarray(1.0 - month.assume("guarantee_erosion", 2) * doubt)


def licences(world: World, levers: Levers, market: Array) -> Array:
    """How much a nation feels the licences of each power, ``(run, power, N)``.

    US chips by its tier as far as none are released to it, Chinese minerals by trade: those of before the start; what
    has risen since is felt by whom it hits (``mineral_harm``).
    """
    ties = world.alliances.ties
    released = levers.lever("chip_ally_release")[:, :1] * levers.targets("chip_ally_release")[0]
    chips = (1.0 - released) * ties.tier
    # what is stricter than before the start is felt by whom it hits, see mineral_harm
    minerals = np.minimum(mean_licences(levers), mean_licences(policy_at(world.facts.date))) * market[:, 1]
    shape = (max(chips.shape[0], minerals.shape[0]), chips.shape[-1])
    return np.stack([np.broadcast_to(chips, shape), np.broadcast_to(minerals, shape)], axis=1)


def mean_licences(levers: Levers) -> Array:
    """Mean strictness of China's mineral licences over the items, ``(1 or run, 1)``."""
    return np.asarray(levers.lever("mineral_licence_strictness")[:, :, 1].mean(axis=1, keepdims=True))


def legitimacy_pull(world: World, levers: Levers, month: Month) -> Array:
    """What the powers do for their own standing and against the other's, ``(run, power, N)``.

    Own: UN effort, engagement, institutions, courting the other's friends where rules of one's own matter. Against: the
    rival's story, heard by those who are like the speaker, louder the more one decouples, and believed less of a power
    whose AI others may audit; alienation; clauses against users of what was given freely.
    """
    ties = world.alliances.ties
    bodies = of_powers(levers.lever("waico_resource")) + of_powers(levers.lever("brics_centre_budget"))
    institutions = np.log1p(bodies / month.assume("institution_reference", 2)) * (1.0 - of_rival(ties.kinship[None]))
    courted = of_rival(ties.security[None]) * levers.lever("digital_autonomy")[:, None, :]
    tariff = of_powers(levers.lever("tariff_on_rival")) / 100.0
    visible = 1.0 + month.assume("narrative_decoupling_gain", 2) * tariff / (1.0 + tariff)
    opened = of_powers(levers.lever("audit_openness") - policy_at(world.facts.date).lever("audit_openness"))
    heard = 1.0 - month.assume("audit_shield", 2) * opened
    story = of_rival(of_powers(levers.lever("discourse_effort")) * ties.kinship) * visible * heard
    return np.asarray(
        month.assume("un_effort_gain", 2) * of_powers(levers.lever("un_effort")) * ties.kinship
        + month.assume("engagement_gain", 2) * of_powers(levers.lever("multilateral_engagement"))
        + month.assume("institution_gain", 2) * institutions
        + month.assume("dialogue_gain", 2) * of_powers(levers.lever("allied_dialogue")) * courted
        - month.assume("discourse_gain", 2) * story
        - month.assume("alienation_legitimacy_loss", 2) * slighted(world, levers, month)
        - month.assume("clause_legitimacy_loss", 2) * of_powers(levers.lever("open_source_weaponisation"))
    )
