"""What one open page holds: its policy, its reference, and the runs that come in while it is looked at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aicompete.app.crew import Crew
from aicompete.app.pile import ROUGH, Pile, common_months
from aicompete.app.policy import START, Policy
from aicompete.app.rounds import MOST, edges
from aicompete.config import Scenario, load_scenario

SHOWN = ("compute_share_chn", "capability_lag_chn", "coalition_share_us_gdp", "chip_price")
"""Metrics of a fresh page."""


@dataclass
class Session:
    """State of one page. ``on_policy`` is told of another policy, ``on_runs`` of more runs, ``on_month`` of the slider.

    Nothing of it outlives the page: ``close`` ends its work, and rounds nobody else waits for are not begun.
    """

    crew: Crew
    most: int = MOST
    seed: int = 1
    reference_name: str = START
    policy: Policy = field(default_factory=lambda: Policy.on(START))
    metrics: list[str] = field(default_factory=lambda: list(SHOWN))
    as_effect: bool = False
    date: str = ""
    nation: str = "KOR"
    on_policy: list[Callable[[], None]] = field(default_factory=list)
    on_runs: list[Callable[[], None]] = field(default_factory=list)
    on_month: list[Callable[[], None]] = field(default_factory=list)
    on_trouble: list[Callable[[str], None]] = field(default_factory=list)
    reference: Pile | None = None
    result: Pile | None = None
    opened: Pile | None = None
    working: bool = False
    first_seconds: float | None = None
    all_seconds: float | None = None
    scenario: Scenario = field(init=False)
    _task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.scenario = self.policy.scenario()

    def set_policy(self, policy: Policy) -> None:
        """Another policy, and runs of it. Raises ``ConfigError`` and changes nothing when it does not hold."""
        self.scenario = policy.scenario()
        self.policy = policy
        self.opened = None
        self.restart()
        self._tell(self.on_policy)

    def set_reference(self, name: str) -> None:
        """Another scenario of the package to compare with; a policy with nothing set moves with it."""
        self.reference_name = name
        if not self.policy.settings() and self.policy.base and self.opened is None:
            self.policy = Policy.on(name)
            self.scenario = self.policy.scenario()
        self.restart()
        self._tell(self.on_policy)

    def open_pile(self, pile: Pile) -> None:
        """Show the runs of a results folder as your policy; the first lever pulled goes on from its scenario."""
        self.policy = Policy.of(pile.scenario)
        self.scenario = pile.scenario
        self.opened = pile
        self.seed = pile.seed
        self.restart()
        self._tell(self.on_policy)

    def set_month(self, date: str) -> None:
        """Another month under the slider."""
        self.date = date
        self._tell(self.on_month)

    def restart(self) -> None:
        """Give up the rounds under way and begin with a first picture."""
        if self._task is not None:
            self._task.cancel()
        self.working, self.first_seconds, self.all_seconds = True, None, None
        self._tell(self.on_runs)
        self._task = asyncio.get_running_loop().create_task(self._refine())

    async def _refine(self) -> None:
        """Rounds of both sides, one after the other; the page is told after each."""
        began = time.monotonic()
        try:
            reference = self.crew.pile(load_scenario(self.reference_name), self.seed)
            result = self.opened or self.crew.pile(self.scenario, self.seed)
            for first, stop in edges(self.most):
                growing = [reference, result] if self.opened is None else [reference]
                if all(first in pile.chunks for pile in growing) and stop < self.most:
                    continue  # known from before: the picture with the most runs is enough
                await asyncio.gather(*(self.crew.more(pile, first, stop) for pile in growing))
                self._show(reference, result, began)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.working = False
            for listener in self.on_trouble:
                listener(str(error))
            self._tell(self.on_runs)

    def _show(self, reference: Pile, result: Pile, began: float) -> None:
        self.reference, self.result = reference, result
        months = common_months(result, reference)
        if self.date not in result.dates:
            self.date = (months or result.dates)[-1]
            self._tell(self.on_month)
        if self.first_seconds is None:
            self.first_seconds = time.monotonic() - began
        if reference.runs >= self.most and (self.opened is not None or result.runs >= self.most):
            self.working, self.all_seconds = False, time.monotonic() - began
        self._tell(self.on_runs)

    def runs_text(self) -> str:
        """How many runs the page rests on, and how good that is."""
        if self.result is None or self.reference is None:
            return "first runs under way"
        count = self.result.runs
        if self.opened is not None:
            return f"{count} runs {self.opened.note}" + (", bands rough" if count < ROUGH else "")
        if self.working and self.first_seconds is None:
            return f"{count} runs of the policy before"
        text = f"{count} of {self.most} runs"
        return text + (", bands rough" if count < ROUGH else "")

    def time_text(self) -> str:
        """How long the first picture and all runs took."""
        if self.first_seconds is None:
            return "new runs under way"
        soon = self.first_seconds < 0.05
        text = "first picture at once" if soon else f"first picture after {self.first_seconds:.1f} s"
        return text if self.all_seconds is None else f"{text}, all runs after {self.all_seconds:.1f} s"

    def close(self) -> None:
        """End what this page has under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        for listeners in (self.on_policy, self.on_runs, self.on_month, self.on_trouble):
            listeners.clear()

    def _tell(self, listeners: list[Callable[[], None]]) -> None:
        for listener in listeners:
            listener()
