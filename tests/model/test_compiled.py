"""A Mesa model in the compiled engine: the numbers of a compiled ensemble, and agents that act are heard."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from aicompete import CompetitionModel
from aicompete.config import load_scenario, sample_assumptions
from aicompete.engine.block import BlockTask, Record, RunKey
from aicompete.engine.compiled import simulate_compiled
from aicompete.model import Ally, Nation

pytestmark = pytest.mark.slow  # compiles programs of its own

MONTHS, SEED = 6, 7


class Leader(Nation):
    """Sets a lever, and takes it back."""

    def decide(self) -> None:
        if self.model.ensemble.index == 2:
            self.pull("chip_export_control", 0.2)
        if self.model.ensemble.index == 4:
            self.release("chip_export_control")


class Follower(Ally):
    """Writes columns that the month changes, and one that it never does."""

    def decide(self) -> None:
        self.alliances.compliance = np.full(np.shape(self.alliances.compliance), 0.3)
        self.compute.owned = self.compute.owned * 1.01
        if self.model.ensemble.index == 3:
            self.laws.law_start = np.asarray(self.laws.law_start) * 0.5


def _tables(model: CompetitionModel) -> tuple[Any, Any]:
    while model.running:
        model.step()
    return model.datacollector.get_model_vars_dataframe(), model.datacollector.get_agent_vars_dataframe()


def test_every_number_is_that_of_run_zero_of_a_compiled_ensemble() -> None:
    spec = replace(load_scenario("baseline"), months=MONTHS)
    drawn = sample_assumptions(spec, SEED, 3)
    runs = tuple(RunKey(i, 0, i, i) for i in range(3))
    whole = simulate_compiled(BlockTask((spec,), runs, (0, 0, 0), drawn, SEED, MONTHS, Record(nations=True)))
    series, nations = _tables(CompetitionModel("baseline", months=MONTHS, rng=SEED, engine="compiled"))
    for name, values in whole.series.items():
        np.testing.assert_array_equal(series[name].to_numpy(), values[0], err_msg=name)
    for name, values in whole.nations.items():
        table = nations[name].to_numpy(dtype=float).reshape(values.shape[1:])
        np.testing.assert_array_equal(table, values[0], err_msg=name)


def test_agents_that_act_are_heard_in_both_engines_alike() -> None:
    made = [
        CompetitionModel(
            "baseline_answered", months=MONTHS, engine=engine, nation_class=Leader, ally_class={"JPN": Follower}
        )
        for engine in ("compiled", "numpy")
    ]
    (ours, by_nation), (theirs, others) = map(_tables, made)
    quiet, _ = _tables(CompetitionModel("baseline_answered", months=MONTHS))
    assert not np.allclose(ours["chip_price"], quiet["chip_price"], rtol=1e-4)
    for one, other in ((ours, theirs), (by_nation, others)):
        numbers = one.select_dtypes("number").columns
        # what shortages of minerals cost is the small difference of sums of USD bn some hundred times as large
        least = [1e-2 if name.startswith("cost_minerals") else 1e-6 for name in numbers]
        scale = other[numbers].abs().max().to_numpy() + least
        assert (np.abs(one[numbers] - other[numbers]).max().to_numpy() / scale).max() < 1e-8
    columns = made[0].world.compute.owned, made[1].world.compute.owned
    np.testing.assert_allclose(*columns, rtol=1e-10)


@pytest.mark.parametrize("put_aside", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy], ids=["pickle", "copy"])
def test_a_model_put_aside_goes_on_alike(put_aside: Any) -> None:
    model = CompetitionModel("baseline", months=MONTHS, engine="compiled")
    model.step()
    model.step()
    other = put_aside(model)
    (one, _), (two, _) = _tables(model), _tables(other)
    assert one.equals(two)


def test_what_is_not_collected_is_measured_on_demand() -> None:
    ours, theirs = (
        CompetitionModel("baseline", months=3, engine=engine, collect=False) for engine in ("compiled", "numpy")
    )
    for model in (ours, theirs):
        model.run_model()
    for name in ("compute_world", "coalition_share_us_gdp"):
        np.testing.assert_allclose(ours.measure(name), theirs.measure(name), rtol=1e-11)
    nvidia = [model.firm("nvidia").measure("revenue") for model in (ours, theirs)]
    np.testing.assert_allclose(*nvidia, rtol=1e-11)
