"""What is set for nations where it acts through nothing is told, by the tables of firms and minerals."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from aicompete.batch.design.reach import THROUGH, acts_through, out_of_reach, reach_notes
from aicompete.cli import app
from aicompete.config import Scenario, apply_settings, load_catalogue, load_scenario, scenario_from_dict
from aicompete.world.facts import load_facts

NOW = "2026-01"


def asked(*settings: str, targets: object = None) -> Scenario:
    plain: dict[str, object] = {"name": "reach", "months": 2}
    base = scenario_from_dict(plain if targets is None else {**plain, "targets": targets})
    return apply_settings(base, list(settings)) if settings else base


def test_a_chip_law_of_the_allies_acts_through_taiwan_alone() -> None:
    (note,) = reach_notes(asked("us_allies.chip_export_control=0.4"))
    assert "of those it is set for through Taiwan alone" in note
    assert "only what others expect of coming controls moves" in note


def test_who_has_the_industry_is_read_off_the_firms() -> None:
    facts = load_facts(NOW)
    for lever, role in (("sme_export_control", "equipment"), ("hbm_export_control", "memory")):
        ((_, nations),) = acts_through(lever, NOW)
        homes = {
            facts.nation_ids[nation]
            for nation, what, share in zip(facts.firm_nation, facts.firm_roles, facts.firm_share, strict=True)
            if what == role and share > 0.0
        } - {"CHN"}
        assert set(nations) == homes
    assert {"NLD", "JPN", "KOR", "DEU"} <= set(acts_through("sme_export_control", NOW)[0][1])
    assert "KOR" in acts_through("hbm_export_control", NOW)[0][1]


@pytest.mark.parametrize(
    "setting",
    [
        "NLD.sme_export_control=0.8",
        "KOR.hbm_export_control=0.8",
        "TWN.chip_export_control=0.4",
        "USA.chip_export_control=0.9",
        "CHN.mineral_licence_strictness=0.9",
        "MYS.mineral_licence_delay.rare_earths=8",
        "CHN.purchase_guidance.tools=0.9",
        "KOR.firm_hedging=0.9",
        "TWN.production_disruption.chips=0.5",
        "KEN.sme_export_control=0",  # a law that is not there is not in vain
    ],
)
def test_nothing_is_said_where_a_lever_acts(setting: str) -> None:
    assert reach_notes(asked(setting)) == []


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("KEN.sme_export_control=0.8", "KEN.sme_export_control acts through nations with toolmakers; for Kenya only"),
        ("NLD.hbm_export_control=0.8", "makers of high-bandwidth memory; for Netherlands only what others expect"),
        ("SGP.mineral_licence_delay=9", "nations that refine minerals for export; for Singapore nothing moves"),
        ("KAZ.purchase_guidance.tools=0.5", "KAZ.purchase_guidance (tools) acts through what China buys"),
        ("JPN.production_disruption.chips=0.5", "(chips) acts through nations where advanced chips or memory are made"),
        ("USA.firm_hedging=1", "outside the powers with makers of tools or memory; for United States nothing moves"),
        ("CHN.mineral_price_floor=10", "acts through refiners outside China; for China nothing moves"),
        ("AUS.mineral_tech_ban.gallium=true", "AUS.mineral_tech_ban (gallium) acts through nations that refine"),
    ],
)
def test_a_setting_in_vain_is_told_with_the_reason(setting: str, says: str) -> None:
    (note,) = reach_notes(asked(setting))
    assert says in note


def test_offers_to_those_who_get_none_are_told() -> None:
    notes = reach_notes(asked(targets={"marshall_budget": {"USA": ["CHN", "RUS"]}}))
    assert notes == ["USA.marshall_budget reaches nobody: none of its targets qualifies"]
    notes = reach_notes(asked(targets={"aid_budget": {"CHN": ["KEN", "TWN"]}}))
    assert notes == ["CHN.aid_budget: nothing of it goes to Taiwan"]
    assert reach_notes(asked(targets={"chip_ally_release": {"USA": ["ARE", "SAU"]}})) == []
    assert reach_notes(asked(targets={"chip_ally_release": {"USA": ["JPN"]}})) != []


def test_shipped_scenarios_set_little_in_vain() -> None:
    for name in ("baseline", "baseline_answered", "tight_controls", "rare_earth_squeeze", "taiwan_disruption"):
        assert reach_notes(load_scenario(Path(f"configs/{name}.yaml"))) == [], name


def test_the_table_names_levers_and_items_that_there_are() -> None:
    catalogue = load_catalogue()
    for name, entries in THROUGH.items():
        lever = catalogue.levers[name]
        for entry in entries:
            assert set(entry.items) <= set(lever.items)
            assert any(actor in lever.actors for actor in acts_through(name, NOW)[0][1])
    assert out_of_reach("mineral_tech_ban", "JPN", NOW) is None
    assert out_of_reach("mineral_tech_ban", "KEN", NOW) is not None


def test_validate_and_levers_say_so(tmp_path: Path) -> None:
    file = tmp_path / "vain.yaml"
    file.write_text("name: vain\nmonths: 2\nlevers: {KEN: {sme_export_control: 0.8}}\n")
    done = CliRunner().invoke(app, ["validate", str(file)])
    assert done.exit_code == 0
    assert "note: KEN.sme_export_control acts through nations with toolmakers" in done.output
    assert "nations with toolmakers (USA, KOR, JPN, NLD, DEU)" in " ".join(
        CliRunner().invoke(app, ["levers", "sme_export_control"]).output.split()
    )
    done = CliRunner().invoke(app, ["run", str(file), "--runs", "1", "--out", str(tmp_path / "out"), "--no-plots"])
    assert "note: KEN.sme_export_control acts through nations with toolmakers" in done.output


def test_an_experiments_points_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text("name: plain\nmonths: 2\n")
    file = tmp_path / "sweep.yaml"
    file.write_text("name: s\nscenario: plain\nsweep: {grid: {KEN.sme_export_control: [0, 0.5, 1]}}\n")
    done = CliRunner().invoke(app, ["validate", str(file)])
    assert done.exit_code == 0, done.output
    assert done.output.count("KEN.sme_export_control acts through") == 1
