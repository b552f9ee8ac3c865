"""An ensemble: many runs of one world stepped together, month by month."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from aicompete.config import Scenario
from aicompete.engine.noise import Shocks, draw_shocks
from aicompete.engine.policy import Policy
from aicompete.engine.replies import Answering
from aicompete.month import MONTH
from aicompete.subjects.fabrication.state import EVENTS
from aicompete.subjects.laws.state import CHOSEN
from aicompete.subjects.mechanism import Cache, Mechanism, Month
from aicompete.subjects.replies.plan import Shown
from aicompete.subjects.state import World, start_reads
from aicompete.world.columns import Array, Stream
from aicompete.world.facts import Facts, load_facts
from aicompete.world.institutions import CLUBS

SHARED = ("start", "disable", "targets", "replies")
"""What all scenarios of a block have in common."""


@dataclass(frozen=True)
class Start:
    """What the state classes are given to build the first month (see ``columns.Setup``)."""

    runs: int
    assumptions: Mapping[str, Array]
    shocks: Mapping[str, Array]

    def assume(self, name: str, extra: int = 1) -> Array:
        """An assumption, ``(run,)`` with ``extra`` axes of length one."""
        values = self.assumptions[name]
        return values.reshape(values.shape[0], *([1] * extra))

    def noise(self, name: str) -> Array:
        """Start shocks of a stream, ``(run, *axes)``."""
        return np.asarray(self.shocks[name][0])


@cache
def month_streams() -> tuple[Stream, ...]:
    """Streams read by the mechanisms, each once."""
    return tuple({s.name: s for step in MONTH for s in step.streams}.values())


@cache
def start_streams() -> tuple[Stream, ...]:
    """Streams read for start values, each once."""
    return tuple({s.name: s for _, reads in start_reads() for s in reads.streams}.values())


def axis_sizes(facts: Facts) -> dict[str, int]:
    """Length of every named axis."""
    from aicompete.subjects.minerals.state import mineral_sellers

    return {
        "nation": facts.n,
        "firm": len(facts.firm_ids),
        "seller": len(facts.seller_firm),
        "mineral": 4,
        "mineral_seller": len(mineral_sellers(facts)),
        "stack": 3,
        "power": 2,
        "pool": 2,
        "stage": 3,
        "event": EVENTS,
        "law": len(CHOSEN),
        "club": len(CLUBS),
        "site": 3,
        "state": 50,
        "one": 1,
    }


def steps_of(disabled: Collection[str]) -> tuple[Mechanism, ...]:
    """The month's steps but for those that are left out."""
    return tuple(step for step in MONTH if step.name not in disabled)


def in_force(world: World) -> dict[str, Array]:
    """Laws that nations have chosen, as their officials apply them, lever -> ``(run, nation)``."""
    return {name: world.laws.enforced[:, place] for place, name in enumerate(CHOSEN)}


class Ensemble:
    """Runs stepped together.

    Parameters
    ----------
    points : distinct scenarios; all share start, disabled mechanisms, targets and replies.
    point_of_run : index into ``points`` for each run, ``(run,)``.
    assumptions : every assumption of the catalogue, and positions in the bands of lever paths, ``(run,)``.
    replicates : stream of shocks of each run, ``(run,)``.
    seed : base seed of the shocks.
    months : how many months can be stepped.
    shown : which replies are recorded; those of the scenarios when it is not given.
    """

    def __init__(
        self,
        points: Sequence[Scenario],
        point_of_run: Sequence[int],
        assumptions: Mapping[str, Array],
        replicates: Sequence[int],
        seed: int,
        months: int,
        shown: Shown | None = None,
    ) -> None:
        first = points[0]
        for other in points[1:]:
            if any(getattr(other, name) != getattr(first, name) for name in SHARED):
                raise ValueError(
                    "scenarios of one block must share start date, disabled mechanisms, targets and replies"
                )
        self.runs = len(point_of_run)
        self.months = months
        self.index = 0
        self.start = first.start
        self.policy = Policy(points, point_of_run, months, assumptions)
        self.assumptions = dict(assumptions)
        self._caches: dict[str, Cache] = {}
        self.facts = load_facts(str(first.start))
        sizes = axis_sizes(self.facts)
        self.noise = Shocks(seed, replicates, month_streams(), sizes)
        setup = Start(self.runs, self.assumptions, draw_shocks(seed, replicates, start_streams(), sizes, 1))
        self.world = World.start(self.facts, setup)
        self.answering = Answering(first.replies, shown, self.facts)
        self.answering.begin(self.world)
        self.steps = steps_of(first.disable)

    @property
    def date(self) -> str:
        """The coming month, ``YYYY-MM``."""
        return str(self.start + self.index)

    def step(self) -> None:
        """One month for all runs.

        Raises
        ------
        IndexError : no month left.
        """
        if self.index >= self.months:
            raise IndexError(f"the ensemble was prepared for {self.months} months")
        self.answering.decide(self.world, self.index)
        self._put_in_force()
        levers = self.policy.columns(self.index)
        month = Month(
            self.index,
            self.date,
            self.runs,
            levers,
            self.assumptions,
            self.shocks(self.index),
            self.policy.targets(),
            self._caches,
            days_held=self.policy.days_held(self.index),
        )
        with np.errstate(all="ignore"):
            for mechanism in self.steps:
                mechanism(self.world, month)
            self.answering.watch(self.world, levers, self.index)
        self.index += 1

    def shocks(self, index: int) -> dict[str, Array]:
        """The shocks of a month by stream, ``(run, *axes)``."""
        return self.noise.month(index)

    def branch(self) -> World:
        """A snapshot of the present state (no data is copied)."""
        return self.world.snapshot()

    def restore(self, snapshot: World, index: int) -> None:
        """Go on from a snapshot taken when ``index`` months had been stepped."""
        self.world = snapshot.snapshot()
        self.index = index
        self._put_in_force()

    def _put_in_force(self) -> None:
        """Hand the policy the laws by choice and what the replies add."""
        self.policy.enact(in_force(self.world))
        self.policy.add(self.answering.additions(self.world))
