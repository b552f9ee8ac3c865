"""Trust that lasts, slowly worn down by alienation and coercion; legitimacy of each power's proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate
from aicompete.subjects.alliances import conduct, opinion
from aicompete.subjects.alliances.conduct import past_strains, remembered, slighted, strain, wear
from aicompete.subjects.alliances.state import Conduct
from aicompete.subjects.mechanism import Month
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import of_powers, of_rival

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
    *conduct.ASSUMPTIONS,
    *opinion.ASSUMPTIONS,
    "embargo_strain",
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


def remember(world: World, month: Month) -> None:
    """First month: find the trust nations would return to, given the conduct they remember from before the start.

    Lasting trust is taken as at rest under the *remembered* strain ``Z_mem`` (past years weighted by ``exp(-t /
    memory)``), not under that of the last year: ``rest = L_0 (1 + memory lasting Z_mem)``. So lasting trust still
    drifts toward what the latest conduct implies.
    """
    alliances = world.alliances
    memory = month.assume("trust_memory", 0)
    lasting = (memory * month.assume("lasting_share", 0))[:, None, None]
    date = world.facts.date
    past = past_strains(alliances, date, date, month)
    alliances.trust_rest = alliances.trust_lasting * (1.0 + lasting * remembered(past, memory))
    before = policy_at(date)
    alliances.strain_start = strain(alliances, *wear(alliances, date, before, month))
    alliances.legitimacy_pull = legitimacy_pull(world, before, month)


def present_conduct(world: World, month: Month) -> Conduct:
    """Conduct under the levers in force."""
    alliances = world.alliances

    def computed() -> Conduct:
        return Conduct(*wear(alliances, world.facts.date, month, month), legitimacy_pull(world, month, month))

    alliances.conduct = memo(alliances.conduct, month, LEVERS, computed, (alliances.exposure,))
    return alliances.conduct.value


def move_trust(world: World, month: Month, felt: Conduct) -> None:
    """Lasting trust L wears down and comes back over years; what the public says today is far quicker (``opinion``).

    ``dL/dt = (rest - L) / memory - lasting Z L + g (offers - offers at start)(1 - L)`` per year: Z = strain, lasting =
    the part of it that outlives a change of conduct. Rebinds strain, trust_lasting, conduct_met,
    trust and confidence.
    """
    alliances, offers = world.alliances, world.offers
    # licences wear by what a nation meets, target lists and modes included; so do blows by force
    cut = np.stack([np.zeros_like(alliances.mineral_harm), alliances.mineral_harm], axis=1) + alliances.struck
    cut = month.assume("embargo_strain", 2) * cut * (alliances.exposure * alliances.ties.acts)[:, None]
    alliances.strain = strain(alliances, felt.steady, felt.by_alignment) + cut
    won = month.assume("trust_from_offers", 2) / 12.0 * (offers.effect - offers.effect_start)
    back = 1.0 / (12.0 * month.assume("trust_memory", 2))
    # dT of a month, with the terms in T gathered
    kept = (1.0 - back) - month.assume("lasting_share", 2) * alliances.strain / 12.0 - won
    lasting = alliances.trust_lasting * kept + (back * alliances.trust_rest + won)
    alliances.trust_lasting = np.clip(lasting, 0.0, 1.0)
    rate = half_life_to_rate(month.assume("opinion_half_life", 2))
    alliances.conduct_met = approach(alliances.conduct_met, alliances.strain, rate)
    alliances.trust, alliances.confidence = opinion.judged(alliances, month)


def move_legitimacy(world: World, month: Month, felt: Conduct) -> None:
    """Legitimacy moves with its half-life toward its start value plus what diplomacy and conduct pull over before."""
    alliances = world.alliances
    acts = world.standing.conduct_pull + world.institutions.repute[:, :, None]
    pull = felt.legitimacy_pull - alliances.legitimacy_pull + acts
    target = np.clip(alliances.legitimacy_start + pull, 0.0, 1.0)
    alliances.legitimacy = approach(
        alliances.legitimacy, target, half_life_to_rate(month.assume("legitimacy_half_life", 2))
    )


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
        - month.assume("alienation_legitimacy_loss", 2) * slighted(ties, levers, month)
        - month.assume("clause_legitimacy_loss", 2) * of_powers(levers.lever("open_source_weaponisation"))
    )
