"""A run that leaves the finite numbers fails alone: a status row, NaN from then on, neighbours untouched."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import ALL, LEVELS, block, differing, draws, scenario, task

from aicompete.engine import ensemble as engine_ensemble
from aicompete.engine.block import Record, simulate_block
from aicompete.subjects.mechanism import Mechanism, Month
from aicompete.subjects.state import World

MONTHS, RUNS, BAD = 8, 5, 2


def _break(run: int, index: int, group: str, name: str, place: int | slice = slice(None)) -> Mechanism:
    """A last step of the month that puts NaN into a run's column from a month on."""

    def step(world: World, month: Month) -> None:
        if month.index == index:
            values = getattr(getattr(world, group), name).copy()
            values[run, place] = np.nan
            setattr(getattr(world, group), name, values)

    return Mechanism("break", step)


def test_nan_assumption_fails_one_run_from_the_first_month() -> None:
    point = scenario(months=MONTHS)
    drawn = draws(point, range(RUNS))
    drawn["armington_elasticity"][BAD] = np.nan
    broken = block(point, range(RUNS), assumptions=drawn)
    assert [status.state for status in broken.status] == ["ok", "ok", "failed", "ok", "ok"]
    assert broken.status[BAD].stage == "stepping"
    assert "not finite from 2026-01" in broken.status[BAD].message
    for level in LEVELS:
        for name, values in getattr(broken, level).items():
            assert np.isnan(values[BAD]).all(), name
    others = [0, 1, 3, 4]
    assert differing(broken, block(point, others), others) == []


def test_a_run_that_fails_later_keeps_its_earlier_months(monkeypatch: pytest.MonkeyPatch) -> None:
    point = scenario(months=MONTHS)
    whole = block(point, range(RUNS))
    steps = (*engine_ensemble.MONTH, _break(BAD, 5, "chips", "pool_price"))
    monkeypatch.setattr(engine_ensemble, "MONTH", steps)
    broken = block(point, range(RUNS))
    monkeypatch.undo()
    assert "chip_price_home is not finite from 2026-06" in broken.status[BAD].message
    assert [status.state for status in broken.status].count("failed") == 1
    assert differing(broken, whole, months=5) == []
    for values in broken.series.values():
        assert np.isnan(values[BAD, 5:]).all()
    others = [0, 1, 3, 4]
    assert differing(broken, block(point, others), others) == []


def test_a_nation_that_leaves_the_finite_numbers_fails_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    # what the others pay for chips is in no series
    steps = (*engine_ensemble.MONTH, _break(BAD, MONTHS - 1, "chips", "price_paid", -1))
    monkeypatch.setattr(engine_ensemble, "MONTH", steps)
    broken = block(scenario(months=MONTHS), range(RUNS), record=ALL)
    assert broken.status[BAD].state == "failed"
    assert "chip_price_paid is not finite from 2026-08" in broken.status[BAD].message
    assert [status.state for status in broken.status].count("failed") == 1


@pytest.mark.parametrize("every", ["month", "year"])
def test_what_is_recorded(every: str) -> None:
    point = scenario(months=14)
    light = simulate_block(task(point, [0], record=Record(nations=False, every=every)))
    assert light.series
    assert not light.nations
    assert not light.firms
    assert not light.trade
    dates = {"month": point.dates, "year": ["2026-12", "2027-02"]}[every]
    assert light.dates == dates
    full = block(point, [0])
    places = [full.dates.index(date) for date in dates]
    for name, values in light.series.items():
        assert np.array_equal(values, full.series[name][:, places])
