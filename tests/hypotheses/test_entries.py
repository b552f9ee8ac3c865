"""Hypotheses as files: those that are shipped are whole, and a mistake is told with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.docs_kit import ROOT, blocks

from aicompete.config import ConfigError, load_catalogue
from aicompete.hypotheses.entry import NOT_PUT
from aicompete.hypotheses.lacks import lacking
from aicompete.hypotheses.put import arms_of, put
from aicompete.hypotheses.reading import find_hypotheses, load_hypothesis, shipped_hypotheses

GOOD = """id: X1
claim: More control costs China compute.
refuted_if: It does not.
counterfactual: The baseline.
source: A test.
months: 24
arms:
  base: []
  tight: [USA.chip_export_control=0.9, CHN.purchase_guidance.ai_chips=0.05]
parts:
  loss:
    says: loss
    reading: {of: compute_chn, at: 2027-12}
    effect: median(tight / base) - 1
    unit: share
    holds: {at_most: -0.05}
"""


def test_all_twenty_claims_are_there_and_can_be_put() -> None:
    found = shipped_hypotheses()
    assert list(found) == [f"H{number:02d}" for number in range(20)]
    for one in found.values():
        assert all((one.claim, one.refuted_if, one.counterfactual, one.source, one.parts))
        assert not lacking(one), one.id
        for scenario in arms_of(one):
            for part in one.parts:
                for reading in part.readings.values():
                    assert {reading.first, reading.last} <= set(scenario.dates)


def test_a_missing_lever_is_told_until_the_catalogue_has_it(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace("USA.chip_export_control=0.9", "USA.moon_base=0.9"), encoding="utf-8")
    one = load_hypothesis(path)
    assert lacking(one) == ["lever moon_base"]
    assert put(one).verdict == NOT_PUT
    assert put(one).missing == ("lever moon_base",)
    known = load_catalogue()
    named = replace(known, levers={**known.levers, "moon_base": known.levers["chip_export_control"]})
    assert lacking(one, named) == []


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("compute_chn", "compute_moon", "metric compute_moon"),
        ("compute_chn", "IND.moon", "metric moon of nations"),
        ("compute_chn", "XYZ.alignment", "nation XYZ"),
        ("base: []", "base: {scenario: moon}", "scenario moon"),
        ("base: []", "base: [assumptions.moon=1]", "assumption moon"),
    ],
)
def test_what_else_may_be_missing(tmp_path: Path, old: str, new: str, missing: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    assert lacking(load_hypothesis(path)) == [missing]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("claim:", "clam:", 2, "unknown key 'clam'"),
        ("median(tight / base)", "median(tigt / base)", 14, "did you mean 'tight'?"),
        ("median(tight / base)", "meidan(tight / base)", 14, "did you mean 'median'?"),
        ("median(tight / base) - 1", "import os", 14, "is no formula"),
        ("at: 2027-12", "at: 2027", 13, "must be a month such as 2030-12"),
        ("at: 2027-12", "mean: 2027-12", 13, "a first and a last month"),
        ("holds: {at_most: -0.05}", "holds: {at_most: 0}", 16, "give a 'scale' above 0"),
        ("holds: {at_most: -0.05}", "holds: {}", 16, "'holds' needs at_least, at_most or both"),
        ("holds: {at_most: -0.05}", "holds: {at_most: x}", 16, "must be a number"),
        ("base: []", "base: 3", 8, "an arm must be a list of settings"),
        ("id: X1", "id: X 1", 1, "'X 1' is no id"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as wrong:
        load_hypothesis(path)
    told = str(wrong.value)
    assert f"{path}:{line}:" in told
    assert says in told


def test_a_bad_setting_of_an_arm_is_told_at_the_arm(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace("chip_export_control=0.9", "chip_export_control=9"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"x.yaml:9:3: arm 'tight': .*9"):
        arms_of(load_hypothesis(path))


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"there is none of this name .did you mean 'H"):
        find_hypotheses(["H0"])
    assert [one.id for one in find_hypotheses(["h07", "H01"])] == ["H07", "H01"]


def test_the_example_of_the_page_can_be_put(tmp_path: Path) -> None:
    [text] = [text for language, text in blocks(ROOT / "docs" / "hypotheses.md") if language == "yaml"]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    one = load_hypothesis(path)
    assert lacking(one) == []
    assert [scenario.name for scenario in arms_of(one)][2] == "allies_alienated"
