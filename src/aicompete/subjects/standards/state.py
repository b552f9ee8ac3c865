"""State of the technology stacks: installed bases, adoption, standards and forums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts
from aicompete.world.memo import Memo
from aicompete.world.relations import Relations, relations

ADOPTION_TERMS = (
    "base",
    "quality",
    "standard",
    "taste",
    "alignment",
    "offers",
    "contracts",
    "trust",
    "data rules",
    "audits",
    "open models",
)
"""Named terms of the utility of a stack, in the order of the ``adoption_term`` axis; base: own and partners'."""


@dataclass(frozen=True, eq=False)
class Adoption:
    """Standards: what counts off the utility ``(run, stack, N)``, and the weights of the two choices.

    free ``(run, stack, N)`` for the layers above the chips, chips ``(run, power, N)``.
    """

    counted_off: Array
    free: Array
    chips: Array


@dataclass(frozen=True, eq=False)
class ForumPull:
    """Forums: log gain of seats ``(run, power)``, where the venue ``(run,)`` is pulled, and how fast ``(run, 1)``."""

    gain: Array
    venue: Array
    rate: Array


@dataclass
class Stacks:
    """Stack axis = us, cn, open."""

    ties: Relations
    base: Array = column(
        "stack nation", "share", "installed base of a nation by stack, sums to 1", "adoption_by_nation.csv and a spread"
    )
    base_start: Array = column(
        "stack nation", "share", "installed base at the start (fixed effect of the choice)", "as base"
    )
    chip_taste: Array = column(
        "power nation", "utility", "log share of each power's chips where both can be had", "as base"
    )
    free_taste: Array = column(
        "stack nation", "utility", "log share of each stack in the layers above the chips", "as base"
    )
    adoption: Array = column(
        "stack nation", "share per month", "part of the base that chose or chose again this month", "zero"
    )
    age: Array = column("stack nation", "years", "mean age of the installed base", "assumption stack_age_start")
    taste: Array = column("stack nation", "utility", "passing fashion, a fading random term", "zero")
    utility: Array = column("stack nation", "utility", "utility of a stack over that of the start", "zero")
    network_start: Array = column(
        "stack nation", "utility", "network benefit less switching cost at the start", "computed in the first month"
    )
    terms: Array = column(
        "adoption_term stack nation", "utility", "named terms of the utility over their start values", "zero"
    )
    welcome: Array = column(
        "power nation", "share", "how far a nation lets a power build its infrastructure", "computed in the first month"
    )
    contracted: Array = column(
        "power nation", "share", "long-lived infrastructure under contract with a power", "computed in the first month"
    )
    contracted_usual: Array = column(
        "power nation", "share", "the same if the deals of before the start had gone on", "computed in the first month"
    )
    deals_start: Array = column(
        "power nation", "share", "packages that were trusted and let in before the start", "computed in the first month"
    )
    quality: Array = column("stack", "log10", "capability behind each stack", "computed")
    quality_start: Array = column("stack", "log10", "the same at the start", "computed in the first month")
    standard_share: Array = column("stack", "share", "share in the global standard", "computed")
    standard_start: Array = column("stack", "share", "the same at the start", "computed in the first month")
    forum: Array = column("stack", "share", "share of forum votes and seats", "computed")
    seats: Array = column(
        "stack", "share", "seats in the technical bodies (ISO, IEC, ITU), by the camp that holds them", "assumptions"
    )
    seats_start: Array = column("stack", "share", "the same at the start", "assumptions technical_seats_*")
    draft: Array = column(
        "power track", "share", "part of a power's next text that is written; track: as it is, as before", "assumption"
    )
    published: Array = column("power", "count", "texts published since the start", "zero")
    text_force: Array = column("power track", "share", "force of a power's newest text", "zero")
    text_field: Array = column("power track", "share", "field of new standards that its texts cover", "zero")
    venue: Array = column(
        "", "share", "weight of the one-state-one-vote track among the forums", "assumption un_track_weight"
    )

    choice: Memo[Adoption] | None = None
    forum_pull: Memo[ForumPull] | None = None

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "stack_start_spread",
            "stack_age_start",
            "compute_layer",
            "technical_seats_us",
            "technical_seats_cn",
            "un_track_weight",
        ),
        streams=(Stream("start_stacks", ("stack", "nation")),),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Coded shares, spread per run in logarithms: the coding gives many nations the very same shares."""
        runs = setup.runs
        coded = np.log(np.maximum(facts.tables.adoption, 1e-6))
        noise = np.clip(setup.noise("start_stacks"), -2.0, 2.0)  # a stated band, not a tail
        weight = np.exp(coded + setup.assume("stack_start_spread", 2) * noise)
        base = weight / weight.sum(axis=1, keepdims=True)
        # the chips are US or Chinese; what is left of the coded shares is the choice in networks and models
        chips = base[:, :2] / base[:, :2].sum(axis=1, keepdims=True)
        layer = setup.assume("compute_layer", 2)
        bought = np.concatenate([chips, np.zeros_like(chips[:, :1])], axis=1)
        free = (base - layer * bought) / (1.0 - layer)
        us, cn = setup.assume("technical_seats_us"), setup.assume("technical_seats_cn")
        seats = np.concatenate([us, cn, 1.0 - us - cn], axis=1)
        zero, flat = spread(np.zeros((3, facts.n)), runs), spread(np.zeros(3), runs)
        return cls(
            base=base,
            base_start=base,
            chip_taste=np.log(chips),
            free_taste=np.log(np.maximum(free, 1e-9)),
            adoption=zero,
            age=zero + setup.assume("stack_age_start", 2),
            taste=zero,
            utility=zero,
            terms=spread(np.zeros((len(ADOPTION_TERMS), 3, facts.n)), setup.runs),
            network_start=zero,
            welcome=zero[:, :2],
            contracted=zero[:, :2],
            contracted_usual=zero[:, :2],
            deals_start=zero[:, :2],
            quality=flat,
            quality_start=flat,
            standard_share=seats,
            standard_start=seats,
            forum=seats,
            seats=seats,
            seats_start=seats,
            draft=spread(np.zeros((2, 2)), runs),
            published=zero[:, :2, 0],
            text_force=spread(np.zeros((2, 2)), runs),
            text_field=spread(np.zeros((2, 2)), runs),
            venue=setup.assume("un_track_weight", 0),
            ties=relations(facts.date),
        )
