"""What a page holds: first picture, further runs, honest counts, and nothing left when it is closed."""

from __future__ import annotations

import asyncio
from concurrent.futures import BrokenExecutor
from typing import Any

import pytest

from aicompete.app.crew import Crew
from aicompete.app.page.session import Session
from aicompete.app.pile import Pile
from aicompete.app.policy import Policy
from aicompete.app.rounds import FIRST, run_round
from aicompete.batch.run.executors import SerialExecutor
from aicompete.config import ConfigError, load_catalogue

LEVER = load_catalogue().levers["ally_alienation"]
RUNS = FIRST + 2
MONTHS = 3


def crew() -> Crew:
    found = Crew(1)
    found._pool = SerialExecutor()
    return found


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Months enough to see, few enough to be quick."""
    from dataclasses import replace

    from aicompete.app.page import session

    load = session.load_scenario
    whole = Policy.scenario
    monkeypatch.setattr(session, "load_scenario", lambda name: replace(load(name), months=MONTHS))
    monkeypatch.setattr(Policy, "scenario", lambda self: replace(whole(self), months=MONTHS))


async def settled(session: Session) -> None:
    assert session._task is not None
    await session._task


def test_runs_come_in_rounds_and_are_told_after_each() -> None:
    async def story() -> None:
        session = Session(crew(), most=RUNS)
        told: list[str] = []
        session.on_runs.append(lambda: told.append(session.runs_text()))
        session.restart()
        await settled(session)
        assert told[0] == "first runs under way"
        assert told[1] == f"{FIRST} of {RUNS} runs, bands rough"
        assert told[-1] == f"{RUNS} of {RUNS} runs, bands rough"
        assert not session.working
        session.set_policy(session.policy.put("USA", LEVER, None, 0.9))
        assert session.runs_text() == f"{RUNS} runs of the policy before"
        await settled(session)
        assert session.result is not session.reference
        assert session.result is not None
        assert session.result.runs == RUNS

    asyncio.run(story())


def test_a_policy_that_does_not_hold_changes_nothing() -> None:
    async def story() -> None:
        session = Session(crew(), most=4)
        before = session.policy
        with pytest.raises(ConfigError):
            session.set_policy(before.put("USA", LEVER, None, 3.0))
        assert session.policy is before
        assert session._task is None

    asyncio.run(story())


def test_a_policy_with_nothing_set_follows_the_reference_and_another_stays() -> None:
    async def story() -> None:
        session = Session(crew(), most=4)
        session.set_reference("tight_controls")
        assert session.policy.base == "tight_controls"
        session.set_policy(session.policy.put("USA", LEVER, None, 0.9))
        session.set_reference("baseline")
        assert session.policy.base == "tight_controls"
        await settled(session)

    asyncio.run(story())


def test_runs_of_a_folder_are_shown_until_a_lever_is_pulled() -> None:
    async def story() -> None:
        session = Session(crew(), most=8)
        opened = Pile(Policy.on("baseline").put("USA", LEVER, None, 1.0).scenario(), 3, note="from the folder x")
        opened.add(run_round(opened.scenario, 0, 5, 3))
        session.open_pile(opened)
        await settled(session)
        assert session.result is opened
        assert session.seed == 3
        assert session.runs_text() == "5 runs from the folder x, bands rough"
        assert [setting.key for setting in session.policy.settings()] == ["USA.ally_alienation"]
        session.set_policy(session.policy.put("USA", LEVER, None, 0.2))
        await settled(session)
        assert session.result is not opened
        assert session.result is not None
        assert session.result.runs == 8

    asyncio.run(story())


def test_a_closed_page_waits_for_nothing() -> None:
    async def story() -> None:
        work = crew()
        session = Session(work, most=200)
        session.on_runs.append(lambda: None)
        session.restart()
        await asyncio.sleep(0)
        session.close()
        await asyncio.sleep(0.05)
        assert work.waiting == 0
        assert not session.on_runs

    asyncio.run(story())


def test_trouble_is_told_and_ends_the_work() -> None:
    async def story() -> None:
        work = crew()

        async def failing(*_: Any) -> None:
            raise RuntimeError("no memory")

        work.more = failing  # type: ignore[method-assign]
        session = Session(work, most=4)
        heard: list[str] = []
        session.on_trouble.append(heard.append)
        session.restart()
        await settled(session)
        assert heard == ["no memory"]
        assert not session.working

    asyncio.run(story())


class Broken(SerialExecutor):
    """A pool whose workers were killed."""

    def submit(self, fn: Any, /, *args: Any) -> Any:
        raise BrokenExecutor


def test_killed_workers_are_replaced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        work = crew()
        work._pool = Broken()
        monkeypatch.setattr(work, "_open", SerialExecutor)
        pile = work.pile(Policy.on("baseline").scenario(), 1)
        await work.more(pile, 0, 2)
        assert pile.runs == 2
        work._pool = Broken()
        monkeypatch.setattr(work, "_open", Broken)
        with pytest.raises(RuntimeError, match="memory"):
            await work.more(pile, 2, 4)

    asyncio.run(story())
