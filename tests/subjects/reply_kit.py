"""Rules of reply for tests: alone, over invented months, or in the whole model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from aicompete.config import Rule, Scenario, load_catalogue, scenario_from_dict
from aicompete.subjects.replies.answer import answer, watch
from aicompete.subjects.replies.plan import Plan, Shown, plan_of
from aicompete.subjects.replies.state import Replies
from aicompete.world.columns import Array

PLAIN: dict[str, Any] = {
    "who": "USA",
    "lever": "chip_export_control",
    "trigger": "x > 1",
    "lag": 1,
    "step": 0.1,
    "limit": 0.3,
    "cooldown": 3,
    "dead_band": 0.5,
}


def rules_of(*changes: Mapping[str, Any] | str) -> tuple[Rule, ...]:
    """Rules in the form of a scenario: names, or what differs from a plain rule."""
    entries = [c if isinstance(c, str) else {"name": f"rule_{i}", **PLAIN, **c} for i, c in enumerate(changes)]
    return scenario_from_dict({"name": "x", "replies": entries}).replies


def answered(*entries: object, months: int = 24, **more: Any) -> Scenario:
    """The default levers with these replies."""
    replies: object = list(entries) if entries else "on"
    return scenario_from_dict({"name": "x", "months": months, "replies": replies, **more})


class Months:
    """Rules over invented months of one or several runs; levers start from the middle of their range."""

    def __init__(
        self, rules: tuple[Rule, ...], runs: int = 1, strength: float = 1.0, base: float | None = None
    ) -> None:
        catalogue = load_catalogue()
        self.plan: Plan = plan_of(rules, Shown.of([rules]), catalogue.actors.axis, catalogue.levers)
        sizes = (len(rules), len(self.plan.places), len(self.plan.inputs), self.plan.months)
        self.replies = Replies.empty(runs, *sizes, np.full(runs, strength))
        self.runs, self.index, self.base = runs, 0, base
        self.ranges = [catalogue.levers[lever].range for lever, _, _ in self.plan.places]
        self.added: list[Array] = []
        self.acted: list[Array] = []
        self.levers: list[Array] = []

    def step(self, values: Mapping[str, float | Array]) -> None:
        """One month: rules answer, then the month is noted; names that are levers of the plan come from it."""
        with np.errstate(all="ignore"):  # as the engine does
            answer(self.replies, self.plan, self.index)
        in_force = []
        for place, (low, high) in enumerate(self.ranges):
            sums = np.full(self.runs, 0.5 * (low + high) if self.base is None else self.base)
            for at_work in self.plan.rules:
                if place in at_work.places:
                    sums = sums + self.replies.added[:, at_work.column]
            in_force.append(np.clip(sums, low, high))
        inputs = [self._input(words, values, in_force) for words in self.plan.inputs]
        watch(self.replies, self.plan, inputs, in_force, self.index)
        self.index += 1
        self.added.append(self.replies.added)
        self.acted.append(self.replies.acted)
        self.levers.append(self.replies.in_force)

    def _input(self, words: tuple[str, ...], values: Mapping[str, float | Array], in_force: Sequence[Array]) -> Array:
        for place, (who, lever, item) in enumerate(self.plan.shown.levers):
            if words == tuple(word for word in (who, lever, item) if word):
                return in_force[place]
        return np.broadcast_to(np.asarray(values[".".join(words)], dtype=float), (self.runs,))

    def run(self, **series: Sequence[float]) -> list[float]:
        """Step through series of values; what the first rule of the first run added, month by month."""
        for months in zip(*series.values(), strict=True):
            self.step(dict(zip(series, months, strict=True)))
        return [round(float(added[0, 0]), 9) for added in self.added]
