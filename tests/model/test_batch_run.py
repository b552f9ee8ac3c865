"""The data collector and mesa.batch_run, in whichever version of Mesa is installed."""

from __future__ import annotations

import inspect
import warnings
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from aicompete.model import Ally, CompetitionModel, MonthlyCollector

NEW = "rng" in inspect.signature(batch_run).parameters


def batch(parameters: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch_run(CompetitionModel, parameters, display_progress=False, **options)
    return rows


def reference(scenario: Path, metric: str, **how: Any) -> list[float]:
    model = CompetitionModel(scenario, collect="series", **how)
    model.run_model()
    values: list[float] = model.datacollector.model_vars[metric]
    return values


def test_steps_stop_at_the_horizon(scenario: Path) -> None:
    model = CompetitionModel(scenario, months=3, collect=False)
    assert model.date == "2026-01"
    model.run_model()
    assert (model.steps, model.running, model.date) == (3, False, "2026-04")
    with pytest.raises(RuntimeError, match="the run ended after 3 months"):
        model.step()


def test_mesa_keeps_its_own_names(scenario: Path) -> None:
    """Mesa 3.5 owns ``model.scenario`` and ``model.time``."""
    model = CompetitionModel(scenario, months=2, collect=False)
    assert model.spec.name == "short"
    if hasattr(mesa.Model, "scenario"):
        assert model.scenario is not model.spec
    model.step()
    if hasattr(mesa.Model, "time"):
        assert model.time == 1.0


def test_collecting_everything_series_or_nothing(scenario: Path) -> None:
    full, series, none = (CompetitionModel(scenario, months=2, collect=c) for c in (True, "series", False))
    for model in (full, series, none):
        model.run_model()
    agents = full.datacollector.get_agent_vars_dataframe()
    assert agents.index.get_level_values("Step").unique().tolist() == [0, 1]
    last = agents.xs(1, level="Step").set_index("iso3")
    assert len(last) == len(full.nations) + 1
    assert last.loc["JPN", "alignment"] == full.nation("JPN").alignment
    assert list(series.datacollector.model_vars) == list(full.datacollector.model_vars)
    assert not series.datacollector.agent_reporters
    assert not none.datacollector.model_vars


def test_reporters_of_ones_own(scenario: Path) -> None:
    model = CompetitionModel(scenario, months=2, collect=False)
    model.datacollector = MonthlyCollector(
        model_reporters={
            "followers": lambda m: sum(ally.membership == 1 for ally in m.allies),
            "date": "date",
            "twice": [lambda a: 2 * a, [4]],
        },
        agent_reporters={"trust": lambda nation: nation.trust, "gdp": "gdp"},
    )
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["followers"].tolist()[0] > 0
    assert table["twice"].tolist() == [8, 8]
    agents = model.datacollector.get_agent_vars_dataframe()
    first, second = (agents.loc[(step, model.nation("JPN").unique_id), "trust"] for step in (0, 1))
    assert not np.array_equal(first, second)


def test_batch_over_seeds_levers_and_scenarios(scenario: Path) -> None:
    """``rng`` among the parameters works in every version; rows of the last month by default."""
    levers = [{"USA.ally_alienation": 0.1}, {"USA.ally_alienation": 0.9}]
    parameters = {"scenario": str(scenario), "levers": levers, "rng": [1, 2], "months": 4, "collect": "series"}
    rows = batch(parameters)
    assert len(rows) == 4
    assert {(row["Step"], row["date"]) for row in rows} == {(3, "2026-04")}
    for row in rows:
        expected = reference(scenario, "alignment_mean", levers=row["levers"], rng=row["rng"], months=4)
        assert row["alignment_mean"] == expected[-1]
    assert len({row["alignment_mean"] for row in rows}) == 4


def test_batch_by_month(scenario: Path) -> None:
    parameters = {"scenario": str(scenario), "levers": ["USA.ally_alienation=0.9"], "months": 3, "collect": "series"}
    rows = batch(parameters, data_collection_period=1)
    assert [(row["Step"], row["date"]) for row in rows] == [(0, "2026-01"), (1, "2026-02"), (2, "2026-03")]
    expected = reference(scenario, "chip_price", levers="USA.ally_alienation=0.9", months=3)
    assert [row["chip_price"] for row in rows] == expected


def test_batch_rows_of_nations_belong_to_the_same_month(scenario: Path) -> None:
    rows = batch({"scenario": str(scenario), "months": 3})
    model = CompetitionModel(scenario, months=3)
    model.run_model()
    assert [row["iso3"] for row in rows] == list(model.facts.nation_ids)
    assert [row["trust_us"] for row in rows] == [n.measure("trust_us") for n in model.recorded]
    assert {row["chip_price"] for row in rows} == {model.measure("chip_price")}


def test_batch_ends_at_max_steps(scenario: Path) -> None:
    rows = batch({"scenario": str(scenario), "collect": "series"}, max_steps=2)
    assert [row["Step"] for row in rows] == ([1] if NEW else [2])  # Mesa 3.3 makes one step more


class Loyal(Ally):
    """Follows the leader's control on chip tools, come what may."""

    def decide(self) -> None:
        self.pull("sme_export_control", self.model.nation("USA").lever("sme_export_control"))


def test_batch_over_agent_classes(scenario: Path) -> None:
    parameters = {"scenario": str(scenario), "ally_class": [Ally, Loyal], "months": 3, "collect": "series"}
    free, loyal = batch(parameters)
    assert loyal["tool_sales_to_chn"] < free["tool_sales_to_chn"]


def test_iterations_repeat_the_seed(scenario: Path) -> None:
    """A model is reproducible unless told otherwise, so iterations are the same run: vary ``rng`` instead."""
    with pytest.warns(DeprecationWarning, match="iterations") if NEW else _nothing():
        rows = batch({"scenario": str(scenario), "months": 2, "collect": "series"}, iterations=2)
    assert rows[0]["chip_price"] == rows[1]["chip_price"]


@pytest.mark.skipif(not NEW, reason="batch_run of this Mesa has no rng")
def test_batch_hands_over_its_seeds(scenario: Path) -> None:
    rows = batch({"scenario": str(scenario), "months": 2, "collect": "series"}, rng=[5, 6])
    expected = [reference(scenario, "alignment_mean", months=2, rng=seed)[-1] for seed in (5, 6)]
    assert [row["alignment_mean"] for row in rows] == expected


@pytest.mark.slow
def test_batch_in_several_processes(scenario: Path) -> None:
    parameters = {"scenario": str(scenario), "rng": [1, 2], "months": 2, "collect": "series"}
    rows = batch(parameters, number_processes=2)
    alone = {row["rng"]: row["alignment_mean"] for row in batch(parameters)}
    assert {row["rng"]: row["alignment_mean"] for row in rows} == alone


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def test_iterations_without_seeds_are_called_copies_once(scenario: Path) -> None:
    parameters = {"levers": ["USA.ally_alienation=0.1", "USA.ally_alienation=0.9"], "months": 1, "collect": "series"}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("default")
        batch({"scenario": str(scenario), **parameters}, **({"rng": None} if NEW else {}), iterations=3)
    copies = [warning for warning in said if "makes copies of one run" in str(warning.message)]
    assert len(copies) == (0 if NEW else 1)  # newer versions of Mesa hand over seeds of their own
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        batch({"scenario": str(scenario), "rng": [1, 2], **parameters})
