"""From the rules of scenarios to places on the axes of the columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aicompete.config import Lever, Rule
from aicompete.config.reading.expressions import Seen

Place = tuple[str, int | None, int]
"""A lever that is answered with: its name, the place of the item (None without items), the place of the nation."""


@dataclass(frozen=True)
class Shown:
    """Rules and answered levers that a design records: those of all its scenarios, so that all tables are alike."""

    rules: tuple[Rule, ...] = ()
    levers: tuple[tuple[str, str, str | None], ...] = ()
    """Nation, lever and item."""

    @classmethod
    def of(cls, scenarios: Iterable[tuple[Rule, ...]]) -> Shown:
        """What scenarios with these rules record; of several rules of one name the first gives the meaning."""
        sets = {id(rules): rules for rules in scenarios}.values()
        found: dict[str, Rule] = {}
        levers: dict[tuple[str, str, str | None], None] = {}
        for rule in (rule for rules in sets for rule in rules):
            found.setdefault(rule.name, rule)
            levers.update(dict.fromkeys((rule.who, rule.lever, item) for item in rule.items or (None,)))
        return cls(tuple(found.values()), tuple(sorted(levers, key=lambda lever: (lever[0], lever[1], lever[2] or ""))))


@dataclass(frozen=True)
class AtWork:
    """A rule with its places on the axes."""

    rule: Rule
    column: int
    """On the axis of rules."""
    places: tuple[int, ...]
    """On the axis of answered levers."""
    span: tuple[float, float]
    """Range of the lever."""


@dataclass(frozen=True)
class Plan:
    """Everything about the replies of a block that does not change.

    ``inputs`` are the names that rules look at, ``months`` how far back; ``places`` the answered levers.
    """

    shown: Shown
    rules: tuple[AtWork, ...]
    places: tuple[Place, ...]
    inputs: tuple[tuple[str, ...], ...]
    months: int

    def input_of(self, seen: Seen) -> int:
        """Place on the axis of things looked at."""
        return self.inputs.index(seen.words)


def plan_of(rules: Sequence[Rule], shown: Shown, nations: Sequence[str], levers: Mapping[str, Lever]) -> Plan:
    """The plan of a block with these rules, which records what is ``shown``."""
    names = [rule.name for rule in shown.rules]
    places = tuple(
        (lever, levers[lever].items.index(item) if item is not None else None, nations.index(who))
        for who, lever, item in shown.levers
    )
    at_work = tuple(
        AtWork(
            rule,
            names.index(rule.name),
            tuple(shown.levers.index((rule.who, rule.lever, item)) for item in rule.items or (None,)),
            levers[rule.lever].range,
        )
        for rule in rules
    )
    inputs = tuple(dict.fromkeys(seen.words for rule in rules for seen in rule.seen))
    months = max((rule.lag + seen.months for rule in rules for seen in rule.seen), default=0)
    return Plan(shown, at_work, places, inputs, months)
