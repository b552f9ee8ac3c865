"""Rounds, piles and the crew: the numbers are those of any ensemble, shared, counted honestly, and left when nobody
waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from aicompete.api import simulate
from aicompete.app import crew as crews
from aicompete.app import folders
from aicompete.app.crew import Crew
from aicompete.app.pile import Pile, difference
from aicompete.app.policy import Policy
from aicompete.app.rounds import FIRST, Chunk, edges, run_round
from aicompete.batch.run.executors import SerialExecutor
from aicompete.config import Scenario, load_catalogue, load_scenario
from aicompete.subjects.alliances.state import TERMS

MONTHS = 6


@pytest.fixture(scope="module")
def short() -> Scenario:
    from dataclasses import replace

    return replace(load_scenario("baseline"), months=MONTHS)


@pytest.fixture(scope="module")
def pile(short: Scenario) -> Pile:
    found = Pile(short, 1)
    for first, stop in ((0, 3), (3, 8)):
        found.add(run_round(short, first, stop, 1))
    return found


@pytest.mark.parametrize("most", [1, 5, FIRST, FIRST + 1, 100, 200, 201])
def test_rounds_cover_every_run_once(most: int) -> None:
    found = edges(most)
    assert [run for first, stop in found for run in range(first, stop)] == list(range(most))
    assert found[0][1] <= FIRST


def test_runs_are_those_of_an_ensemble_whatever_the_rounds(short: Scenario, pile: Pile) -> None:
    results = simulate(short, runs=8, seed=1)
    assert results.nations is not None
    for metric in ("compute_share_chn", "chip_price", "coalition_share_us_gdp"):
        expected = results.series[metric].to_numpy().reshape(8, MONTHS)
        np.testing.assert_allclose(pile.series(metric), expected, rtol=1e-6)  # kept in single precision
    expected = results.nations["alignment"].to_numpy().reshape(8, MONTHS, -1)
    np.testing.assert_allclose(pile.nation_at("alignment", 4), expected[:, 4], atol=1e-6)


def test_terms_are_those_that_explain_prints(short: Scenario, pile: Pile) -> None:
    from aicompete.batch.run.explain import explain

    place = load_catalogue().actors.axis.index("KOR")
    said = explain(short, "KOR", short.dates[-1], runs=8, seed=1)
    found = pile.terms(MONTHS - 1, place)
    for i, term in enumerate(TERMS):
        np.testing.assert_allclose(found[:, i], said.terms[term], atol=1e-6)
    np.testing.assert_allclose(pile.start(place), said.start, atol=1e-6)


def test_only_runs_without_a_gap_are_counted(short: Scenario) -> None:
    found = Pile(short, 1)
    found.add(run_round(short, 4, 6, 1))
    assert found.runs == 0
    found.add(run_round(short, 0, 4, 1))
    assert found.runs == 6


def test_a_policy_that_changes_nothing_has_no_effect_in_any_pair(pile: Pile, short: Scenario) -> None:
    again = Pile(short, 1)
    again.add(run_round(short, 0, 5, 1))
    found = difference(again, pile, "chip_price")
    assert found is not None
    assert found.runs == 5
    assert float(np.abs(found.high - found.low).max()) == 0.0
    assert difference(Pile(short, 2, again.chunks), pile, "chip_price") is None  # another seed is no pair


def test_a_run_that_leaves_the_finite_numbers_is_left_out_and_counted(
    short: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aicompete.engine.recorder import Recorder

    tables = Recorder.tables

    def broken(self: Recorder, level: str) -> dict[str, np.ndarray]:
        found = tables(self, level)
        if level == "series":
            found["chip_price"][1, 3:] = np.inf
        return found

    monkeypatch.setattr(Recorder, "tables", broken)
    chunk = run_round(short, 0, 3, 1)
    assert chunk.failed == 1
    assert np.isnan(chunk.series["compute_share_chn"][1]).all()
    assert np.isfinite(chunk.series["compute_share_chn"][[0, 2]]).all()


class Counting(Crew):
    """A crew whose calls are counted and finish when told to."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.calls: list[tuple[str, int]] = []
        self.open = asyncio.Event()

    async def _call(self, job: crews.Job) -> Chunk:
        self.calls.append((job.pile.note, job.first))
        await self.open.wait()
        nothing = np.zeros((job.stop - job.first, 1), np.float32)
        return Chunk(job.first, job.stop, ("2026-01",), {"x": nothing}, {}, nothing, nothing, 0)


def test_two_pages_that_want_the_same_round_share_it(short: Scenario) -> None:
    async def story() -> None:
        crew = Counting(2)
        mine = crew.pile(short, 1)
        assert crew.pile(short, 1) is mine
        waits = [asyncio.ensure_future(crew.more(mine, 0, 4)) for _ in range(3)]
        await asyncio.sleep(0)
        crew.open.set()
        await asyncio.gather(*waits)
        assert crew.calls == [("", 0)]
        assert mine.runs == 4
        await crew.more(mine, 0, 4)  # there already
        assert len(crew.calls) == 1
        assert crew.waiting == 0

    asyncio.run(story())


def test_a_first_picture_goes_before_further_runs_and_what_nobody_awaits_is_not_begun(short: Scenario) -> None:
    async def story() -> None:
        crew = Counting(2)
        old, new = Pile(short, 1, note="old"), Pile(short, 2, note="new")
        further = [asyncio.ensure_future(crew.more(old, first, first + 4)) for first in (4, 8, 12)]
        await asyncio.sleep(0.01)
        assert crew.calls == [("old", 4)]  # one place is kept free of further runs
        first = asyncio.ensure_future(crew.more(new, 0, 4))
        await asyncio.sleep(0.01)
        assert crew.calls == [("old", 4), ("new", 0)]
        for wait in further:
            wait.cancel()
        await asyncio.sleep(0.01)
        crew.open.set()
        await first
        await asyncio.sleep(0.01)
        assert crew.calls == [("old", 4), ("new", 0)]  # 8 and 12 were given up
        assert crew.waiting == 0

    asyncio.run(story())


def test_an_error_in_a_round_reaches_who_waits_and_the_crew_goes_on(short: Scenario) -> None:
    async def story() -> None:
        crew = Crew(1)
        crew._pool = SerialExecutor()
        bad = Pile(short, -1)  # no such seed
        with pytest.raises(Exception, match="seed"):
            await crew.more(bad, 0, 2)
        good = crew.pile(short, 1)
        await crew.more(good, 0, 2)
        assert good.runs == 2

    asyncio.run(story())


def test_few_piles_are_kept(short: Scenario) -> None:
    crew = Crew(1)
    for seed in range(crews.PILES + 3):
        crew.pile(short, seed)
    assert len(crew.piles) == crews.PILES


def test_results_folders_are_found_and_pair_with_runs_computed_here(short: Scenario, tmp_path: Path) -> None:
    lever = load_catalogue().levers["ally_alienation"]
    policy = Policy({"name": "mine", "extends": "baseline", "months": MONTHS}).put("USA", lever, None, 0.9)
    simulate(policy.scenario(), runs=5, seed=1, out=tmp_path / "deep" / "mine")
    (tmp_path / "no_results").mkdir()
    places = folders.found(tmp_path)
    assert list(places) == ["deep/mine"]
    assert folders.points(places["deep/mine"]) == ["mine"]
    pile = folders.opened(places["deep/mine"])
    assert pile.runs == 5
    assert pile.scenario.digest == policy.scenario().digest
    assert not pile.has_terms
    reference, again = Pile(short, 1), Pile(policy.scenario(), 1)
    reference.add(run_round(short, 0, 8, 1))
    again.add(run_round(policy.scenario(), 0, 5, 1))
    a, b = difference(pile, reference, "alignment_mean"), difference(again, reference, "alignment_mean")
    assert a is not None
    assert b is not None
    np.testing.assert_allclose(a.median, b.median, atol=1e-6)


def test_a_point_of_a_sweep_is_opened_and_does_not_pair(short: Scenario, tmp_path: Path) -> None:
    from aicompete.batch.design.design import crossed
    from aicompete.batch.run.runner import to_folder
    from aicompete.config import apply_settings

    settings = [{"USA.ally_alienation": value} for value in (0.1, 0.9)]
    points = [apply_settings(short, setting) for setting in settings]
    to_folder(crossed("two", short, points, settings, draws=2, replicates=2, seed=1), tmp_path / "two", workers=1)
    assert len(folders.points(tmp_path / "two")) == 2
    pile = folders.opened(tmp_path / "two", 1)
    assert pile.runs == 4
    assert pile.scenario.path("ally_alienation", "USA").values == (0.9,)
    reference = Pile(short, 1)
    reference.add(run_round(short, 0, 4, 1))
    assert difference(pile, reference, "alignment_mean") is None
