"""One Mesa run is run 0 of an ensemble with the same seed, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aicompete.config import apply_settings, load_scenario, sample_assumptions
from aicompete.engine.block import BlockResult, BlockTask, Record, RunKey, simulate_block
from aicompete.engine.metrics import by_level
from aicompete.model import CompetitionModel

LEVERS = {"USA.ally_alienation": 0.9, "CHN.mineral_licence_strictness.gallium": 0.7}
RUNS, SEED, MONTHS = 4, 7, 15


@pytest.fixture(scope="module")
def ensemble(scenario: Path) -> BlockResult:
    spec = apply_settings(load_scenario(scenario), {**LEVERS, "months": MONTHS})
    return simulate_block(
        BlockTask(
            points=(spec,),
            runs=tuple(RunKey(i, 0, i, i) for i in range(RUNS)),
            point_index=(0,) * RUNS,
            assumptions=sample_assumptions(spec, SEED, RUNS),
            seed=SEED,
            months=MONTHS,
            record=Record(nations=True, firms=True),
        )
    )


def test_every_metric_equals_run_zero_of_an_ensemble(ensemble: BlockResult, scenario: Path) -> None:
    model = CompetitionModel(scenario, levers=LEVERS, months=MONTHS, rng=SEED)
    firms: dict[str, list[list[float]]] = {metric.name: [] for metric in by_level("firms")}
    while model.running:
        model.step()
        for name, rows in firms.items():
            rows.append([firm.measure(name) for firm in model.firms])
    series = model.datacollector.get_model_vars_dataframe()
    assert series["date"].tolist() == ensemble.dates
    assert set(series.columns) == {"date", *ensemble.series}
    for name, values in ensemble.series.items():
        np.testing.assert_array_equal(series[name].to_numpy(), values[0], err_msg=name, strict=True)
    nations = model.datacollector.get_agent_vars_dataframe()
    assert set(nations.columns) == {"iso3", *ensemble.nations}
    for name, values in ensemble.nations.items():
        table = nations[name].to_numpy(dtype=float).reshape(values.shape[1:])
        np.testing.assert_array_equal(table, values[0], err_msg=name)
    for name, values in ensemble.firms.items():
        np.testing.assert_array_equal(np.array(firms[name]), values[0], err_msg=name)


def test_runs_differ_by_seed_so_equality_means_something(ensemble: BlockResult, scenario: Path) -> None:
    model = CompetitionModel(scenario, levers=LEVERS, months=MONTHS, rng=SEED + 1, collect=False)
    model.run_model()
    assert model.measure("compute_share_chn") != ensemble.series["compute_share_chn"][0, -1]
    assert not np.array_equal(ensemble.series["compute_share_chn"][0], ensemble.series["compute_share_chn"][1])


def test_equals_the_short_way_in(scenario: Path) -> None:
    from aicompete import simulate

    table = simulate(scenario, runs=2, seed=3, months=6).series
    model = CompetitionModel(scenario, months=6, rng=3, collect="series")
    model.run_model()
    ours = model.datacollector.get_model_vars_dataframe()["alignment_mean"].to_numpy()
    np.testing.assert_array_equal(ours, table.loc[table["run"] == 0, "alignment_mean"].to_numpy())


def test_looking_on_changes_nothing(scenario: Path) -> None:
    """Reading every column, measuring and drawing from model.rng leave the numbers as they are."""
    plain = CompetitionModel(scenario, months=5, collect=False)
    plain.run_model()
    watched = CompetitionModel(scenario, months=5)
    while watched.running:
        watched.rng.normal(size=3)
        watched.random.random()
        for agent in watched.deciders:
            for name in agent.directory().flat:
                try:
                    np.asarray(getattr(agent, name))
                except AttributeError:
                    assert "not on the axis of each" in agent_error(agent, name)
        watched.step()
    for metric in by_level("series"):
        assert plain.measure(metric.name) == watched.measure(metric.name)


def agent_error(agent: object, name: str) -> str:
    with pytest.raises(AttributeError) as caught:
        getattr(agent, name)
    return str(caught.value)


def test_same_seed_same_run_and_a_fresh_seed_is_kept(scenario: Path) -> None:
    fresh = CompetitionModel(scenario, months=2, rng=None, collect=False)
    again = CompetitionModel(scenario, months=2, rng=fresh.seed, collect=False)
    fresh.run_model()
    again.run_model()
    assert fresh.measure("chip_price") == again.measure("chip_price")
    assert fresh.rng.random() == again.rng.random()
    assert CompetitionModel(scenario, months=2, rng=None, collect=False).seed != fresh.seed
