"""Pulling levers from Python, and the order in which agents decide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aicompete.config import ConfigError, central_assumptions
from aicompete.engine.metrics import by_level
from aicompete.model import Ally, CompetitionModel, Firm, Nation


def final(model: CompetitionModel) -> dict[str, float]:
    model.run_model()
    return {metric.name: model.measure(metric.name) for metric in by_level("series")}


def test_pulling_every_month_equals_scheduling(scenario: Path) -> None:
    class Strict(Nation):
        def decide(self) -> None:
            if self.iso3 == "USA":
                self.pull("chip_export_control", 0.95)

    class Miserly(Nation):
        def decide(self) -> None:
            self.pull("mineral_licence_strictness", 0.9, item="gallium")
            self.pull("mineral_target_mode", "all_us", item="gallium")

    def run(**how: object) -> dict[str, float]:
        return final(CompetitionModel(scenario, months=12, collect=False, **how))  # type: ignore[arg-type]

    plain = run()
    scheduled = run(levers={"USA.chip_export_control": 0.95})
    assert run(nation_class=Strict) == scheduled
    assert (
        plain["compute_share_chn"] != scheduled["compute_share_chn"] or plain["chip_price"] != scheduled["chip_price"]
    )
    minerals = {"CHN.mineral_licence_strictness.gallium": 0.9, "CHN.mineral_target_mode.gallium": "all_us"}
    assert run(nation_class={"CHN": Miserly}) == run(levers=minerals) != plain


def test_lever_reads_what_is_in_force(scenario: Path) -> None:
    model = CompetitionModel(scenario, collect=False)
    usa, chn = model.nation("USA"), model.nation("CHN")
    assert usa.lever("chip_export_control") == 0.5
    for _ in range(6):
        model.step()
    assert (model.date, usa.lever("chip_export_control")) == ("2026-07", 0.8)
    usa.pull("chip_export_control", 0.3)
    assert usa.lever("chip_export_control") == 0.3
    usa.pull("chip_export_control", 7.0)
    assert usa.lever("chip_export_control") == 1.0
    usa.release("chip_export_control")
    assert usa.lever("chip_export_control") == 0.8
    before = chn.lever("mineral_licence_strictness")
    chn.pull("mineral_licence_strictness", 0.9)
    chn.pull("mineral_licence_strictness", 0.2, item="gallium")
    assert chn.lever("mineral_licence_strictness", item="gallium") == 0.2
    assert chn.lever("mineral_licence_strictness", item="germanium") == 0.9
    chn.release("mineral_licence_strictness", item="germanium")
    assert chn.lever("mineral_licence_strictness") == {
        "rare_earths": 0.9,
        "heavy_rare_earths": 0.9,
        "gallium": 0.2,
        "germanium": before["germanium"],
    }
    chn.pull("mineral_target_mode", "all_us")
    assert chn.lever("mineral_target_mode")["gallium"] == "all_us"
    usa.pull("energy_emergency", True)
    assert usa.lever("energy_emergency") is True
    usa.pull("chip_ceiling_tpp", 1_000_000)
    assert usa.lever("chip_ceiling_tpp") == 1_000_000


def test_a_pull_lasts_until_released(scenario: Path) -> None:
    class Once(Nation):
        def decide(self) -> None:
            if self.model.date == "2026-03":
                self.pull("chip_export_control", 0.1)
            if self.model.date == "2026-05":
                self.release("chip_export_control")

    model = CompetitionModel(scenario, nation_class={"USA": Once}, months=6, collect=False)
    seen = []
    while model.running:
        model.step()
        seen.append(model.policy.column("chip_export_control", model.ensemble.index - 1)[0, 0])
    assert seen == [0.5, 0.5, 0.1, 0.1, 0.5, 0.5]


def test_wrong_pulls_are_refused(scenario: Path) -> None:
    model = CompetitionModel(scenario, collect=False)
    usa, japan = model.nation("USA"), model.nation("JPN")
    with pytest.raises(KeyError, match="did you mean 'chip_export_control'"):
        usa.pull("chip_export_contrl", 0.5)
    with pytest.raises(KeyError, match="unknown item 'galium'"):
        usa.pull("mineral_licence_strictness", 0.5, item="galium")
    with pytest.raises(KeyError, match="has no items"):
        usa.lever("chip_export_control", item="gallium")
    with pytest.raises(ValueError, match="JPN cannot pull ally_alienation; those who can: USA, CHN"):
        japan.pull("ally_alienation", 0.5)
    with pytest.raises(ValueError, match="chip_export_control"):
        usa.pull("chip_export_control", float("nan"))
    with pytest.raises(ValueError, match="one of"):
        model.nation("CHN").pull("mineral_target_mode", "everybody")
    assert "chip_export_control" in japan.levers
    assert "ally_alienation" not in japan.levers


def test_order_of_decisions(scenario: Path) -> None:
    """Nations in the order of the columns, then firms; who decides later sees what was pulled this month."""
    order: list[str] = []
    seen: dict[str, float] = {}

    class Leader(Nation):
        def decide(self) -> None:
            order.append(self.label)
            if self.iso3 == "USA":
                self.pull("chip_export_control", 0.11)
            seen[self.label] = self.model.nation("USA").lever("chip_export_control")

    class Watching(Ally):
        def decide(self) -> None:
            order.append(self.label)
            if self.iso3 == "KOR":
                self.model.nation("USA").pull("chip_export_control", 0.22)
            seen[self.label] = self.model.nation("USA").lever("chip_export_control")

    class Company(Firm):
        def decide(self) -> None:
            order.append(self.label)

    model = CompetitionModel(scenario, nation_class=Leader, ally_class=Watching, firm_class=Company, collect=False)
    model.step()
    assert order == [*model.facts.nation_ids[:-1], *model.facts.firm_ids]
    assert [seen[i] for i in ("USA", "CHN", "TWN", "KOR", "JPN")] == [0.11, 0.11, 0.11, 0.22, 0.22]


def test_classes_by_group_and_code(scenario: Path) -> None:
    class Friend(Ally):
        pass

    class Island(Ally):
        pass

    class Toolmaker(Firm):
        pass

    model = CompetitionModel(
        scenario,
        ally_class={"JPN": Island, "us_allies": Friend},
        firm_class={"equipment": Toolmaker, "asml": Firm},
        collect=False,
    )
    assert type(model.nation("JPN")) is Island
    assert type(model.nation("KOR")) is Friend
    assert type(model.nation("BRA")) is Ally
    assert type(model.firm("asml")) is Firm
    assert {type(firm) for firm in model.firms if firm.role == "equipment"} == {Firm, Toolmaker}
    with pytest.raises(ValueError, match=r"unknown agent in ally_class 'us_alies' .did you mean 'us_allies'"):
        CompetitionModel(scenario, ally_class={"us_alies": Friend})
    with pytest.raises(TypeError, match="ally_class must be Ally or a class derived from it"):
        CompetitionModel(scenario, ally_class=Nation)  # type: ignore[arg-type]


def test_firms_act_by_writing_their_columns(scenario: Path) -> None:
    class Defiant(Firm):
        def decide(self) -> None:
            self.compliance = 0.0

    def sold(firm: str, **how: object) -> float:
        model = CompetitionModel(scenario, months=6, collect=False, **how)  # type: ignore[arg-type]
        model.run_model()
        return float(model.firm(firm).revenue_china)

    reached, left_out = "hanmi_semiconductor", "tel"  # by the leader's rule on goods made abroad
    defiant = dict.fromkeys((reached, left_out), Defiant)
    more = {firm: sold(firm, firm_class=defiant) / sold(firm) for firm in defiant}
    assert more[reached] > 1.1
    assert 1.0 < more[left_out] < more[reached]  # its own law goes on binding it


def test_the_constructor_takes_levers_assumptions_and_months(scenario: Path) -> None:
    model = CompetitionModel(scenario, levers="USA.ally_alienation=0.3", assumptions="central", months=3, collect=False)
    assert model.spec.months == model.months == 3
    assert model.nation("USA").lever("ally_alienation") == 0.3
    central = central_assumptions(model.spec)
    assert {name: float(values[0]) for name, values in model.ensemble.assumptions.items()} == central
    some = CompetitionModel(scenario, assumptions={"armington_elasticity": 3.0}, months=3, collect=False)
    assert np.unique(some.ensemble.assumptions["armington_elasticity"]).tolist() == [3.0]
    with pytest.raises(ConfigError, match="did you mean 'ally_alienation'"):
        CompetitionModel(scenario, levers={"USA.ally_alienaton": 0.3})
    with pytest.raises(ValueError, match="months must be a whole number from 1 to 480, not 0"):
        CompetitionModel(scenario, months=0)
    for wrong in (-1, 0.5, "x", True):
        with pytest.raises(ValueError, match="rng must be a whole number"):
            CompetitionModel(scenario, rng=wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="collect must be"):
        CompetitionModel(scenario, collect="nations")
