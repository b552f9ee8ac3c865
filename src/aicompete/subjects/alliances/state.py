"""State of the alliances: alignment, votes, trust, legitimacy, compliance and coalitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.rules import camp_shares, membership_hysteresis
from aicompete.subjects.alliances import opinion
from aicompete.subjects.alliances.conduct import ASSUMPTIONS as CONDUCT
from aicompete.world.coding import habit_of, last_vote
from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts
from aicompete.world.governments import governments
from aicompete.world.memo import Memo
from aicompete.world.relations import REASONS, SIDE, Relations, relations

TERMS = (
    "security",
    "trade",
    "stack",
    "offers",
    "trust",
    "legitimacy",
    "peers",
    "coercion",
    "hardening",
    "institutions",
    "government",
    "noise",
)
"""Named terms of the alignment utility, in the order of the ``term`` axis."""

EDGE = 0.99
"""Start values beyond this count as this, so that the fixed effect stays finite."""

VOTE_TERMS = ("legitimacy", "offers", "trust", "alignment", "peers", "government")


def camps(ties: Relations, seats: Array, enter: Array, leave: Array, wobble: Array) -> Array:
    """Shares of UN votes in the US camp, in China's and in none ``(run, 3)``, the powers not counted.

    The threshold lies half-way between those of joining and leaving a bloc: votes have no memory of camps.
    """
    return camp_shares(seats, ties.assembly.states * (1.0 - ties.assembly.power), 0.5 * (enter + leave), wobble)


@dataclass(frozen=True, eq=False)
class Demand:
    """Compliance: cost ``(run, power, N)`` without trade, less ``reliance x (trade + base)``; rate of change.

    reliance is ``(run, power, 1)``.
    """

    cost: Array
    reliance: Array
    rate: Array


@dataclass(frozen=True, eq=False)
class Traits:
    """Alignment and votes: fixed traits of the nations ``(run, N)``; rates are zero where nobody moves.

    votes_rest is counted from the terms at the start; hardening and the others are those of ``Alliances``.
    """

    alignment_rate: Array
    votes_rate: Array
    votes_rest: Array
    peer_weight: Array


@dataclass(frozen=True, eq=False)
class Leaning:
    """Alignment: worth of guarantees ``(run, power, N)``, hardening ``(run, 1)``."""

    guarantee: Array
    hardening: Array


@dataclass(frozen=True, eq=False)
class Conduct:
    """Trust: ``strain = steady + by_alignment x alignment`` and the legitimacy aimed at, ``(run, power, N)``."""

    steady: Array
    by_alignment: Array
    legitimacy_pull: Array


@dataclass
class Alliances:
    """Trust, leaning and coalitions of the nations.

    Power axis = USA, CHN. Alignment and votes: +1 with the USA, -1 with China. The powers and the rest of the world do
    not move; the seats of the rest drift with the uncommitted.
    """

    ties: Relations
    alignment: Array = column(
        "nation", "index", "security and technology alignment", "adoption_by_nation.csv alignment_prior and a spread"
    )
    alignment_start: Array = column("nation", "index", "alignment at the start (fixed effect)", "as alignment")
    alignment_rest: Array = column(
        "nation", "utility", "fixed effect of the alignment utility, 4h artanh of the start", "computed"
    )
    votes: Array = column(
        "nation", "index", "diplomatic alignment: how a nation votes", "UN General Assembly ideal points"
    )
    votes_start: Array = column("nation", "index", "votes at the start (fixed effect)", "as votes")
    votes_rest: Array = column(
        "nation", "utility", "fixed effect of the votes, artanh of the habit", "un_ideal_points.csv, four years"
    )
    vote_luck: Array = column("nation", "index", "what chance of a nation's own adds to its votes", "zero")
    government: Array = column(
        "nation", "-1, 0, 1", "side of the government in office: -1 left, 1 right, 0 centre or none", "governments.csv"
    )
    government_usual: Array = column(
        "nation", "index", "mean side of the governments whose votes are the habit", "governments.csv"
    )
    government_pull: Array = column(
        "nation", "ratio", "how far a change of government shows abroad, against other nations", "a spread around 1"
    )
    term_end: Array = column(
        "nation", "months", "month of the run in which the term of the government ends", "terms_of_office.csv"
    )
    trust: Array = column(
        "power nation", "share", "the public's trust in each power", "lasting trust, and conduct over that of 2021"
    )
    trade: Array = column("power nation", "share", "exports to each power over all exports", "ties.csv")
    confidence: Array = column("power nation", "share", "how far a government counts on each power", "as trust")
    trust_start: Array = column("power nation", "share", "trust at the start", "as trust")
    confidence_start: Array = column("power nation", "share", "confidence at the start", "as trust")
    trust_lasting: Array = column(
        "power nation", "share", "trust in each power without the opinion of the day", "rule on the start alignment"
    )
    trust_rest: Array = column(
        "power nation", "share", "lasting trust a nation would return to unstrained", "computed in the first month"
    )
    conduct_met: Array = column(
        "power nation", "per year", "strain as the public has it in mind", "levers of the years before the start"
    )
    conduct_known: Array = column("power nation", "per year", "the same in a calm year", "levers of 2021")
    strain: Array = column("power nation", "per year", "rate at which a power's conduct wears trust down", "computed")
    strain_start: Array = column(
        "power nation", "per year", "strain of the levers in force before the start", "lever_history.csv, defaults"
    )
    mineral_harm: Array = column("nation", "share", "how hard China's new licences hit", "zero")
    struck: Array = column("power nation", "share", "blow by force felt from each power", "zero")
    harm: Array = column("power nation", "share", "coercion met from each power", "computed")
    grievance: Array = column("power nation", "share", "coercion that is remembered", "as harm under the first levers")
    grievance_start: Array = column("power nation", "share", "the same at the start", "computed in the first month")
    resolve: Array = column("power nation", "share", "how far one resists each power", "computed in the first month")
    reaction: Array = column("nation", "utility", "what coercion adds to the alignment utility", "computed")
    legitimacy: Array = column(
        "power nation", "index", "how legitimate a power's governance proposals look", "rule on the likeness of votes"
    )
    legitimacy_start: Array = column("power nation", "index", "the same at the start", "as legitimacy")
    legitimacy_pull: Array = column(
        "power nation", "index", "pull of the levers in force before the start", "computed in the first month"
    )
    compliance: Array = column(
        "power nation", "share", "compliance with the controls of each power", "diplomacy_by_nation.csv"
    )
    compliance_chosen: Array = column(
        "power nation", "share", "compliance that a government would choose today", "as compliance"
    )
    compliance_start: Array = column("power nation", "share", "compliance at the start", "as compliance")
    compliance_offset: Array = column(
        "power nation",
        "share",
        "fixed effect that makes the start compliance a rest point",
        "computed in the first month",
    )
    reasons: Array = column(
        "reason nation", "share", "named reasons to comply with the USA over their start", "computed in the first month"
    )
    reasons_start: Array = column("reason nation", "share", "the same at the start", "computed in the first month")
    membership: Array = column(
        "nation", "-1, 0, 1", "coalition by alignment, with hysteresis: 1 US, -1 China, 0 none", "computed"
    )
    enter: Array = column("", "index", "alignment above which one joins a bloc", "assumption membership_enter")
    leave: Array = column("", "index", "alignment below which one leaves it", "assumption membership_leave")
    assembly: Array = column(
        "seat", "index", "where each seat of the UN General Assembly stands", "assembly.csv, votes of the nations"
    )
    camp_votes: Array = column(
        "bloc", "share", "share of UN votes in the US camp, in China's and in none; powers not counted", "computed"
    )
    shock: Array = column("nation", "utility", "fading random term: scandals, coups, early elections", "zero")
    terms: Array = column(
        "term nation", "utility", "named terms of the alignment utility over their start values", "zero"
    )
    terms_start: Array = column(
        "term nation", "utility", "raw terms at the start, from which terms are counted", "computed in the first month"
    )
    vote_terms: Array = column("vote_term nation", "utility", "named terms of the votes over their start", "zero")
    vote_terms_start: Array = column(
        "vote_term nation", "utility", "raw terms of the votes at the start", "computed in the first month"
    )
    capability_start: Array = column(
        "power", "log10 H100e", "capability of the powers at the start", "computed in the first month"
    )
    hedge: Array = column(
        "nation", "utility", "value of keeping options open, h", "assumption hedge_value and a spread"
    )
    half_life: Array = column(
        "nation", "months", "half-life of alignment", "assumption alignment_half_life and a spread"
    )
    exposure: Array = column(
        "nation", "ratio", "how sensitive a nation is to being alienated and coerced", "a spread around 1"
    )
    peer_gain: Array = column("nation", "ratio", "weight of the peers, J / (4 h)", "assumption peer_gain and a spread")

    conduct: Memo[Conduct] | None = None
    leaning: Memo[Leaning] | None = None
    trade_aim: Memo[Array] | None = None
    demand: Memo[Demand] | None = None
    traits: Memo[Traits] | None = None

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "alignment_start_spread",
            "ally_spread",
            "hedge_value",
            "alignment_half_life",
            "peer_gain",
            "trust_start_level",
            "trust_start_slope",
            "trust_start_spread",
            "legitimacy_start_level",
            "legitimacy_start_slope",
            "membership_enter",
            "membership_leave",
            "vote_wobble",
            *CONDUCT,
            *opinion.ASSUMPTIONS,
        ),
        streams=(
            Stream("start_alignment", ("nation",)),
            Stream("start_hedge", ("nation",)),
            Stream("start_inertia", ("nation",)),
            Stream("start_exposure", ("nation",)),
            Stream("start_peers", ("nation",)),
            Stream("start_trust", ("power", "nation")),
            Stream("start_government", ("nation",)),
        ),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Coded alignment and votes with a small spread; traits of a nation are lognormal around the draw's value."""
        runs, ties = setup.runs, relations(facts.date)
        prior = spread(facts.tables.alignment_prior, runs)
        band = setup.assume("alignment_start_spread") * np.clip(setup.noise("start_alignment"), -2.0, 2.0)
        alignment = np.clip(prior + band * ties.acts, -1.0, 1.0)
        votes, governed = spread(facts.tables.votes, runs), governments(facts)
        wont = habit_of(last_vote(facts.date))
        resting = np.array([wont.get(name, facts.tables.votes[i]) for i, name in enumerate(facts.tables.nation_ids)])

        def trait(name: str, stream: str) -> Array:
            return np.asarray(setup.assume(name) * np.exp(setup.assume("ally_spread") * setup.noise(stream)))

        hedge = trait("hedge_value", "start_hedge")
        trust = np.clip(
            setup.assume("trust_start_level", 2)
            + setup.assume("trust_start_slope", 2) * SIDE * alignment[:, None, :]
            + setup.assume("trust_start_spread", 2) * setup.noise("start_trust"),
            0.02,
            0.98,
        )
        kin = 2.0 * ties.kinship - 1.0
        legitimacy = setup.assume("legitimacy_start_level", 2) + setup.assume("legitimacy_start_slope", 2) * kin
        enter, leave = setup.assume("membership_enter"), setup.assume("membership_leave")
        # who stands between the two thresholds is in the bloc of a treaty ally: it came from above
        treaty = np.where(ties.security[0] >= 1.0, 1.0, np.where(ties.security[1] >= 1.0, -1.0, 0.0))
        zero = spread(np.zeros((2, facts.n)), runs)
        seats = ties.assembly.positions(votes, np.zeros(runs))
        made = cls(
            alignment=alignment,
            alignment_start=alignment,
            alignment_rest=4.0 * hedge * np.arctanh(np.clip(alignment, -EDGE, EDGE)),
            votes=votes,
            votes_start=votes,
            votes_rest=np.arctanh(np.clip(spread(resting, runs), -EDGE, EDGE)),
            vote_luck=zero[:, 0],
            government=spread(governed.side, runs),
            government_usual=spread(governed.usual, runs),
            government_pull=np.exp(setup.assume("ally_spread") * setup.noise("start_government")),
            term_end=spread(governed.next_end, runs),
            trust=trust,
            trade=spread(ties.trade, runs),
            confidence=trust,
            confidence_start=trust,
            trust_start=trust,
            trust_lasting=trust,
            trust_rest=trust,
            conduct_met=zero,
            conduct_known=zero,
            strain=zero,
            strain_start=zero,
            mineral_harm=zero[:, 0],
            struck=zero,
            harm=zero,
            grievance=zero,
            grievance_start=zero,
            resolve=zero,
            reaction=zero[:, 0],
            legitimacy=legitimacy,
            legitimacy_start=legitimacy,
            legitimacy_pull=zero,
            compliance=spread(ties.compliance, runs),
            compliance_chosen=spread(ties.compliance, runs),
            compliance_start=spread(ties.compliance, runs),
            compliance_offset=zero,
            reasons=spread(np.zeros((len(REASONS), facts.n)), runs),
            reasons_start=spread(np.zeros((len(REASONS), facts.n)), runs),
            membership=membership_hysteresis(treaty, alignment, enter, leave),
            enter=enter[:, 0],
            leave=leave[:, 0],
            assembly=seats,
            camp_votes=camps(ties, seats, enter, leave, setup.assume("vote_wobble")),
            shock=zero[:, 0],
            terms=spread(np.zeros((len(TERMS), facts.n)), runs),
            terms_start=spread(np.zeros((len(TERMS), facts.n)), runs),
            vote_terms=spread(np.zeros((len(VOTE_TERMS), facts.n)), runs),
            vote_terms_start=spread(np.zeros((len(VOTE_TERMS), facts.n)), runs),
            capability_start=spread(np.zeros(2), runs),
            hedge=hedge,
            half_life=trait("alignment_half_life", "start_inertia"),
            exposure=np.exp(setup.assume("ally_spread") * setup.noise("start_exposure")),
            peer_gain=trait("peer_gain", "start_peers"),
            ties=ties,
        )
        made.conduct_met, made.conduct_known = opinion.in_mind(made, facts.date, setup)
        made.trust, made.confidence = opinion.judged(made, setup)
        made.trust_start, made.confidence_start = made.trust, made.confidence
        return made
