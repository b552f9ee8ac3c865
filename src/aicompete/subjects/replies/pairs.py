"""Pairs of rules that answer each other, and whether such a pair settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from aicompete.config import Rule
from aicompete.config.reading.expressions import Comparison, Seen
from aicompete.rules import richardson_settles
from aicompete.subjects.replies.conditions import margins
from aicompete.world.columns import Array

NUDGE = 1.0 / 1024.0


@dataclass(frozen=True)
class Pair:
    """Two rules whose triggers see each other's lever, as an arms race in the sense of Richardson.

    ``reaction`` is by how much the first trigger rises for a unit that the second rule adds, ``other_reaction`` the
    same the other way round. Fatigue is that of the rules.
    """

    first: Rule
    second: Rule
    reaction: float
    other_reaction: float

    @property
    def settles(self) -> bool:
        """Whether the product of the reactions is below that of the fatigues; otherwise both run to their limits."""
        return bool(
            richardson_settles(self.reaction, self.other_reaction, self.first.fatigue, self.second.fatigue).all()
        )


def pairs_of(rules: Sequence[Rule]) -> tuple[Pair, ...]:
    """Every pair that spurs each other on."""
    found = []
    for first, second in combinations(rules, 2):
        reaction, other_reaction = reaction_of(first, second), reaction_of(second, first)
        if reaction > 0.0 and other_reaction > 0.0:
            found.append(Pair(first, second, reaction, other_reaction))
    return tuple(found)


def reaction_of(rule: Rule, other: Rule) -> float:
    """Rise of a rule's trigger for a unit that the other rule adds to its lever, close to where all names are 0.5.

    0 for a trigger of several comparisons: it has no one slope.
    """
    if not isinstance(rule.condition, Comparison):
        return 0.0
    sign = 1.0 if other.step > 0.0 else -1.0

    def still_look(seen: Seen) -> Array:
        return np.asarray(0.5)

    def nudged_look(seen: Seen) -> Array:
        moved = seen.words[:2] == (other.who, other.lever) and (seen.words[2:] or ("",))[0] in (other.items or ("",))
        return np.asarray(0.5 + (sign * NUDGE if moved and seen.past not in ("start", "change") else 0.0))

    with np.errstate(all="ignore"):
        (still,), (nudged,) = margins(rule.condition, still_look), margins(rule.condition, nudged_look)
        return float(np.nan_to_num(round(float(nudged - still) / NUDGE, 9)))
