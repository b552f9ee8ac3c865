"""Agents are live views of the columns."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest

from aicompete.config import load_catalogue
from aicompete.model import Ally, CompetitionModel, Firm, Nation
from aicompete.subjects.state import GROUPS
from aicompete.world.columns import declared


@pytest.fixture
def model(scenario: Path) -> CompetitionModel:
    stepped = CompetitionModel(scenario, collect=False)
    stepped.step()
    return stepped


def test_who_is_who(model: CompetitionModel) -> None:
    actors = load_catalogue().actors
    assert [nation.iso3 for nation in model.nations] == list(actors.nations)
    assert [nation.iso3 for nation in model.powers] == ["USA", "CHN"]
    assert len(model.allies) == len(model.nations) - 2
    assert all(type(ally) is Ally for ally in model.allies)
    assert not any(isinstance(power, Ally) for power in model.powers)
    assert model.rest.iso3 == "ROW"
    assert model.rest not in model.nations
    assert [firm.id for firm in model.firms] == list(model.facts.firm_ids)
    japan = model.nation("JPN")
    assert (japan.name, japan.iso3) == ("Japan", "JPN")
    assert "us_allies" in japan.groups
    asml = model.firm("asml")
    assert (asml.role, asml.home.iso3) == ("equipment", "NLD")
    assert asml in model.nation("NLD").firms
    with pytest.raises(KeyError, match="did you mean 'JPN'"):
        model.nation("JNP")
    with pytest.raises(KeyError, match="did you mean 'nvidia'"):
        model.firm("nvida")


def test_every_declared_column_of_nations_and_firms_is_an_attribute(model: CompetitionModel) -> None:
    """Nothing is listed twice: what the state classes declare is what the agents have."""
    firms = {
        "firm": "nvidia",
        "seller": "nvidia",
        "toolmaker": "asml",
        "maker": "sk_hynix",
        "open_foundry": "tsmc",
        "open_memory": "sk_hynix",
    }
    agents = {"nation": model.nation("KOR"), **{axis: model.firm(name) for axis, name in firms.items()}}
    others = {
        "adoption_term", "bloc", "club", "cost_kind", "defence_programme", "delay_cause", "event", "field", "input",
        "law", "mineral", "mineral_seller", "one", "past", "pillar", "place", "pool", "power", "rank", "reason",
        "regime", "rule", "seat", "site", "stack", "stage", "state", "term", "tie_layer", "track", "vote_term",
    }  # fmt: skip
    seen = 0
    for group, cls in GROUPS.items():
        for info in declared(group, cls):
            assert set(info.axes) <= {*agents, *others}, f"is {group}.{info.name} a column of nations or firms?"
            for axis, agent in agents.items():
                if axis not in info.axes:
                    continue
                seen += 1
                place = agent.position(axis)
                column = np.moveaxis(getattr(getattr(model.world, group), info.name)[0], info.axes.index(axis), 0)
                np.testing.assert_array_equal(np.asarray(getattr(getattr(agent, group), info.name)), column[place])
                table = agent.directory()
                if info.name in table.flat and table.flat[info.name].group == group:
                    np.testing.assert_array_equal(np.asarray(getattr(agent, info.name)), column[place])
    assert seen > 80


@pytest.mark.parametrize("kind", [Nation, Ally, Firm])
def test_no_attribute_hides_a_column(kind: type[Nation]) -> None:
    hidden = [name for name in (*kind.directory().flat, *kind.directory().groups) if hasattr(kind, name)]
    assert hidden == []


def test_views_are_live(model: CompetitionModel) -> None:
    japan = model.nation("JPN")
    place = model.facts.nation("JPN")
    trust, price = japan.trust, japan.price_paid
    before = trust["USA"]
    assert price == model.world.chips.price_paid[0, place]
    for _ in range(3):
        model.step()
    assert trust["USA"] == model.world.alliances.trust[0, 0, place]
    assert trust["USA"] != before
    assert japan.price_paid != price


def test_writing_binds_a_new_column(model: CompetitionModel) -> None:
    japan, place = model.nation("JPN"), model.facts.nation("JPN")
    old_gdp, old_trust = model.world.economy.gdp, model.world.alliances.trust
    kept_gdp, kept_trust = old_gdp.copy(), old_trust.copy()
    japan.gdp = 5000.0
    japan.trust["USA"] = 0.25
    np.testing.assert_array_equal(old_gdp, kept_gdp)
    np.testing.assert_array_equal(old_trust, kept_trust)
    assert model.world.economy.gdp is not old_gdp
    assert model.world.economy.gdp[0, place] == japan.gdp == 5000.0
    assert model.world.alliances.trust[0, 0, place] == 0.25
    changed = np.argwhere(model.world.alliances.trust != kept_trust).tolist()
    assert changed == [[0, 0, place]]
    japan.trust = [0.1, 0.2]
    assert dict(japan.trust) == {"USA": 0.1, "CHN": 0.2}
    japan.trust = {"CHN": 0.9}
    assert list(japan.trust) == [0.1, 0.9]
    japan.minerals.stock = 7.0
    assert np.asarray(japan.minerals.stock).tolist() == [7.0] * 4


def test_rows_by_label_number_and_array(model: CompetitionModel) -> None:
    korea = model.nation("KOR")
    assert korea.base["cn"] == korea.base[1]
    assert korea.base.axes == ("stack",)
    assert sum(korea.base) == pytest.approx(1.0)
    assert korea.minerals.flow.axes == ("mineral", "mineral_seller")
    place = model.facts.nation("KOR")
    assert korea.minerals.flow["gallium", "CHN"] == model.world.minerals.flow[0, 2, 1, place]
    assert korea.minerals.flow["gallium"].shape == (model.world.minerals.flow.shape[2],)
    assert model.firm("nvidia").flow["KOR"] == korea.chips.flow["nvidia"]
    with pytest.raises(KeyError, match="did you mean 'gallium'"):
        korea.minerals.stock["galium"]
    with pytest.raises(KeyError, match="2 of them"):
        korea.base["us", "cn"]
    kept = copy.deepcopy(korea.base)
    korea.base["us"] = 0.0
    assert isinstance(kept, np.ndarray)
    assert kept[0] > 0.0
    assert "us 0" in repr(korea.base)


def test_errors_name_the_nearest_attribute(model: CompetitionModel) -> None:
    ally = model.nation("BRA")
    with pytest.raises(AttributeError, match=r"Ally BRA has no attribute 'aligment' .did you mean 'alignment'"):
        _ = ally.aligment
    with pytest.raises(AttributeError, match="did you mean 'alignment'"):
        ally.aligment = 0.5
    with pytest.raises(AttributeError, match="did you mean 'stock'"):
        _ = ally.minerals.stokc
    with pytest.raises(AttributeError, match=r"write minerals\.flow or chips\.flow"):
        _ = ally.flow
    with pytest.raises(AttributeError, match="group of columns"):
        ally.minerals = 3.0
    with pytest.raises(AttributeError, match="asml has no 'flow': it is not on the axis of each seller"):
        _ = model.firm("asml").flow
    for wrong in (float("nan"), "much", [1.0, 2.0]):
        with pytest.raises(ValueError, match=r"BRA\.gdp"):
            ally.gdp = wrong
    assert not hasattr(ally, "complaince")


def test_describe_gives_unit_and_meaning(model: CompetitionModel) -> None:
    info = model.nation("DEU").describe("gdp")
    assert (info.group, info.axes, info.unit) == ("economy", ("nation",), "USD bn per year")
    assert model.nation("DEU").describe("minerals.flow").unit == "t per month"
    with pytest.raises(AttributeError, match="did you mean 'gdp'"):
        model.nation("DEU").describe("gpd")


def test_a_class_may_not_hide_a_column() -> None:
    with pytest.raises(TypeError, match="would hide the state columns capacity"):
        type("Bad", (Firm,), {"capacity": 3})


def test_own_attributes_are_declared_or_set_in_init(scenario: Path) -> None:
    class Remembering(Ally):
        threshold = 0.6

        def __init__(self, model: CompetitionModel, place: int) -> None:
            super().__init__(model, place)
            self.memory: list[float] = []

        def decide(self) -> None:
            self.memory = [*self.memory, self.trust["USA"]]
            self.threshold = 0.7

    model = CompetitionModel(scenario, ally_class=Remembering, months=2, collect=False)
    model.run_model()
    ally = model.nation("CAN")
    assert len(ally.memory) == 2
    assert ally.threshold == 0.7
    with pytest.raises(AttributeError, match=r"has no attribute 'thresold' .did you mean 'threshold'"):
        ally.thresold = 0.1


def test_agent_sets_work_as_in_mesa(model: CompetitionModel) -> None:
    close = model.allies.select(lambda ally: ally.alignment > 0.0)
    assert 0 < len(close) < len(model.allies)
    total = model.nations.agg("gdp", sum) + model.rest.gdp
    assert total == pytest.approx(model.world.economy.gdp.sum())
    model.allies.set("tool_spending", 0.0)
    assert model.world.fabrication.tool_spending[0, 2:-1].tolist() == [0.0] * len(model.allies)


def test_a_write_is_what_the_month_goes_on_from(scenario: Path) -> None:
    """Doubling a stock of compute is still there after a month; the same run untouched has about half of it."""
    models = [CompetitionModel(scenario, months=3, collect=False) for _ in range(2)]
    for model in models:
        model.step()
    models[1].nation("IND").compute.owned = 2.0 * models[1].nation("IND").compute.owned
    for model in models:
        model.step()
    plain, doubled = (model.nation("IND").compute.owned for model in models)
    assert 1.8 < doubled / plain < 2.05
