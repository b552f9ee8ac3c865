"""The engine's side of the replies: it hands the rules what is measured and in force, and takes what they add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from aicompete.config import Catalogue, ConfigError, Problem, Rule, Scenario, load_catalogue
from aicompete.config.reading.suggest import nearest
from aicompete.engine.metrics import by_level, metrics
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.replies.answer import additions, answer, watch
from aicompete.subjects.replies.metrics import reply_metrics
from aicompete.subjects.replies.plan import Place, Shown, plan_of
from aicompete.subjects.replies.state import Replies
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Read
from aicompete.world.facts import Facts


class Answering:
    """The replies of a block of runs with the same rules.

    Raises ``ConfigError`` when a rule names a metric that is not there.
    """

    def __init__(self, rules: tuple[Rule, ...], shown: Shown | None, facts: Facts) -> None:
        catalogue = load_catalogue()
        check_metrics(rules, catalogue)
        self.shown = Shown.of([rules]) if shown is None else shown
        self.plan = plan_of(rules, self.shown, facts.nation_ids, catalogue.levers)
        self._levers = catalogue.levers
        self._nations = facts.nation_ids

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do and nothing to record."""
        return not self.shown.rules

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What is recorded of the replies."""
        return reply_metrics(self.shown, self._levers)

    def begin(self, world: World) -> None:
        """Make room for the rules in the first month."""
        if self.idle:
            return
        plan, strength = self.plan, world.replies.strength
        counts = (len(self.shown.rules), len(plan.places), len(plan.inputs), plan.months)
        world.replies = Replies.empty(strength.shape[0], *counts, strength)

    def decide(self, world: World, index: int) -> None:
        """Let the rules answer before month ``index``."""
        if self.idle:
            return
        with np.errstate(all="ignore"):
            answer(world.replies, self.plan, index)

    def additions(self, world: World) -> Iterator[tuple[Place, Array]]:
        """What is added to the levers of the month."""
        return additions(world.replies, self.plan)

    def watch(self, world: World, levers: Mapping[str, Array], index: int) -> None:
        """Note the month that was just stepped."""
        if self.idle:
            return
        known: dict[Read, Array] = {}
        inputs = [self._read(words, world, levers, known) for words in self.plan.inputs]
        in_force = [_at(levers[lever], item, nation) for lever, item, nation in self.plan.places]
        watch(world.replies, self.plan, inputs, in_force, index)

    def _read(
        self, words: tuple[str, ...], world: World, levers: Mapping[str, Array], known: dict[Read, Array]
    ) -> Array:
        """A metric or lever by its words, ``(run,)`` or ``(1,)``."""
        if len(words) == 1:
            return metrics()[f"series:{words[0]}"].read(world, known)
        nation = self._nations.index(words[0])
        lever = self._levers.get(words[1])
        if lever is None:
            return metrics()[f"nations:{words[1]}"].read(world, known)[:, nation]
        return _at(levers[lever.name], lever.items.index(words[2]) if len(words) > 2 else None, nation)


def check_metrics(rules: Iterable[Rule], catalogue: Catalogue) -> None:
    """Raise ``ConfigError`` for every metric that a trigger names and that is not there."""
    problems = []
    for rule in rules:
        for words in dict.fromkeys(seen.words for seen in rule.seen):
            level = "series" if len(words) == 1 else "nations"
            name = words[-1] if len(words) == 1 else words[1]
            if len(words) > 1 and name in catalogue.levers:
                continue
            if f"{level}:{name}" not in metrics():
                known = [metric.name for metric in by_level(level)]
                near = nearest(name, known if len(words) == 1 else [*known, *catalogue.levers])
                what = f"the trigger of '{rule.name}' names an unknown metric '{'.'.join(words)}'"
                problems.append(Problem(rule.mark.file, rule.mark.line, rule.mark.column, what, near))
    if problems:
        raise ConfigError(dict.fromkeys(problems))


def shown_of(points: Iterable[Scenario]) -> Shown:
    """What a design with these scenarios records of replies. Raises ``ConfigError`` as ``check_metrics`` does."""
    sets = {id(point.replies): point.replies for point in points}.values()
    catalogue = load_catalogue()
    for rules in sets:
        check_metrics(rules, catalogue)
    return Shown.of(sets)


def _at(column: Array, item: int | None, nation: int) -> Array:
    return np.asarray(column[:, nation] if item is None else column[:, item, nation])
