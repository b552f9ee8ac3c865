"""Permissions: bounds, limits, neutrality, whose law counts, direction of every lever."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import Trace, neutral_settings, trace

from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL

MONTHS = 3
CONTROLS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def _ceiling(control: float) -> Array:
    """Ceiling for China under a control of the USA alone, ``(run,)``."""
    traced = trace(f"USA.chip_export_control={control}", "TWN.chip_export_control=0", months=MONTHS)
    return traced.last.permissions.chip_ceiling[:, OPEN_POOL, traced.facts.chn]


def _neutral() -> Trace:
    return trace(*neutral_settings(), months=MONTHS)


@pytest.mark.parametrize("start", ["2022-01", "2026-01"])
def test_permissions_are_shares(start: str) -> None:
    for world in trace(start=start).worlds:
        p = world.permissions
        for values in (p.chip_ceiling, p.chip_share, p.chip_control, p.tool_access, p.memory_share):
            assert values.min() >= 0.0
            assert values.max() <= 1.0
        assert p.tool_share.min() >= 0.0
        assert p.tool_share.max() <= 2.0  # a maker may sell more than usual where its rivals must refuse
        assert p.chip_levy.min() >= 0.0


def test_at_neutral_levers_everything_is_permitted() -> None:
    p = _neutral().last.permissions
    for values in (p.chip_ceiling, p.chip_share, p.tool_share, p.tool_access, p.memory_share):
        assert (values == 1.0).all()
    assert (p.chip_levy == 0.0).all()
    assert (p.chip_control == 0.0).all()


def test_ceiling_falls_with_the_control_from_one_to_nothing() -> None:
    path = np.array([_ceiling(control) for control in CONTROLS])
    assert (path[0] == 1.0).all()
    assert np.abs(path[-1]).max() < 1e-12
    assert (np.diff(path, axis=0) < 0.0).all()


def test_controls_hit_their_targets_alone() -> None:
    traced = trace("USA.chip_export_control=0.9", "TWN.chip_export_control=0", months=MONTHS)
    facts, p = traced.facts, traced.last.permissions
    hit = [facts.nation(name) for name in ("CHN", "RUS")]
    spared = [n for n in range(facts.n) if n not in hit]
    assert (p.chip_ceiling[:, OPEN_POOL][:, hit] < 0.2).all()
    assert (p.chip_ceiling[:, OPEN_POOL][:, spared] == 1.0).all()
    assert (p.chip_ceiling[:, HOME_POOL] == 1.0).all()


def test_the_stricter_of_designers_home_and_the_foundrys_place_counts() -> None:
    alone = trace("USA.chip_export_control=0", "TWN.chip_export_control=0.7", months=MONTHS)
    both = trace("USA.chip_export_control=0.7", "TWN.chip_export_control=0.7", months=MONTHS)
    mild = trace("USA.chip_export_control=0.3", "TWN.chip_export_control=0.7", months=MONTHS)
    chn = alone.facts.chn
    for traced in (alone, both, mild):
        assert (traced.last.permissions.chip_control[:, chn] == 0.7).all()
    elsewhere = trace(
        "USA.chip_export_control=0", "TWN.chip_export_control=0", "DEU.chip_export_control=1", months=MONTHS
    )
    assert (elsewhere.last.permissions.chip_ceiling[:, OPEN_POOL, chn] == 1.0).all()


def test_china_may_withhold_its_own_chips() -> None:
    traced = trace("CHN.chip_export_control=1", months=MONTHS)
    facts, p = traced.facts, traced.last.permissions
    assert np.abs(p.chip_ceiling[:, HOME_POOL, facts.usa]).max() < 1e-12
    assert (p.chip_ceiling[:, HOME_POOL, facts.chn] == 1.0).all()


def test_a_ceiling_in_tpp_is_a_ratio_to_the_frontier() -> None:
    traced = trace("USA.chip_ceiling_basis=tpp", "USA.chip_ceiling_tpp=2368", months=12)
    chn = traced.facts.chn
    for _, before, after in traced.steps():
        frontier = before.chips.frontier_tpp  # permissions come before products improve
        expected = np.minimum(2368.0 / frontier, 1.0)
        assert np.allclose(after.permissions.chip_ceiling[:, OPEN_POOL, chn], expected, rtol=1e-12)
    ceiling = traced.path("permissions", "chip_ceiling")[:, :, OPEN_POOL, chn]
    assert (np.diff(ceiling, axis=1) < 0.0).all()  # a fixed ceiling gets tighter as the frontier moves


def test_no_ceiling_in_tpp_withholds_nothing() -> None:
    traced = trace("USA.chip_ceiling_basis=tpp", "USA.chip_ceiling_tpp=none", months=MONTHS)
    assert (traced.last.permissions.chip_ceiling[:, OPEN_POOL] == 1.0).all()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("USA.chip_volume_cap_share=0.25", 0.25),
        ("USA.chip_licence_refusal=0.4", 0.6),
        ("USA.chip_licence_refusal=1", 0.0),
        ("USA.chip_volume_cap_share=0", 0.0),
    ],
)
def test_licensed_share_for_china(setting: str, expected: float) -> None:
    traced = trace(setting, months=MONTHS)
    facts, p = traced.facts, traced.last.permissions
    assert np.allclose(p.chip_share[:, OPEN_POOL, facts.chn], expected, atol=1e-12)
    assert (p.chip_share[:, OPEN_POOL, facts.usa] == 1.0).all()
    assert (p.chip_share[:, HOME_POOL] == 1.0).all()


def test_release_to_the_middle_tier() -> None:
    traced = trace("USA.chip_ally_release=0.3", months=MONTHS)
    facts, p = traced.facts, traced.last.permissions
    middle = facts.tables.chip_tier == 2
    assert middle.any()
    assert np.allclose(p.chip_share[:, OPEN_POOL][:, middle], 0.3)
    assert (p.chip_share[:, OPEN_POOL][:, facts.tables.chip_tier == 1] == 1.0).all()


def test_levy_falls_on_the_target() -> None:
    traced = trace("USA.chip_revenue_share=0.3", months=MONTHS)
    facts, levy = traced.facts, traced.last.permissions.chip_levy
    assert (levy[:, facts.chn] == 0.3).all()
    assert (levy[:, facts.nation("DEU")] == 0.0).all()


OTHERS_FREE = ("JPN.sme_export_control=0", "DEU.sme_export_control=0", "KOR.sme_export_control=0")


def test_own_law_binds_a_toolmaker_whatever_it_thinks_of_the_leader() -> None:
    base = ("USA.sme_export_control=0", "USA.entity_list_reach=0")
    traced = trace(*base, "NLD.sme_export_control=1", *OTHERS_FREE, months=MONTHS)
    facts = traced.facts
    home = facts.firm_nation[facts.foreign_toolmakers]
    share = traced.last.permissions.tool_share
    assert (share[:, home == facts.nation("NLD")] == 0.0).all()
    taken_over = share[:, home != facts.nation("NLD")]  # the others sell more than usual, each as much more
    assert (taken_over > 1.0).all()
    assert (taken_over == taken_over[:, :1]).all()


def test_the_leaders_law_binds_others_as_far_as_they_comply() -> None:
    own = [f"{nation}.sme_export_control=0" for nation in ("NLD", "JPN", "DEU", "KOR")]
    alone = "assumptions.tool_backfill=0"
    traced = trace("USA.sme_export_control=1", "USA.entity_list_reach=0", alone, *own, months=MONTHS)
    facts = traced.facts
    home = facts.firm_nation[facts.foreign_toolmakers]
    spared = np.isin(home, [facts.nation(iso3) for iso3 in ("NLD", "JPN", "DEU")])
    assert (home == facts.nation("KOR")).any()
    abroad = np.where(spared, traced.assume("exempt_reach"), traced.assume("extraterritorial_reach"))
    reach = np.where(home == facts.usa, 1.0, abroad)
    for _, before, after in traced.steps():
        follow = before.firms.compliance[:, facts.foreign_toolmakers]
        assert np.allclose(after.permissions.tool_share, 1.0 - follow * reach, atol=1e-12)
    share = traced.last.permissions.tool_share
    assert (share[:, home == facts.usa] == 0.0).all()
    assert (share[:, spared].min(axis=1) > share[:, home == facts.nation("KOR")].max(axis=1)).all()


def test_the_law_of_a_nation_that_the_leaders_rule_leaves_out_is_what_binds_its_makers() -> None:
    """Without the Dutch law Dutch makers ship what it forbade; without the Korean one nothing is gained."""
    quiet = ("assumptions.tool_backfill=0", "USA.entity_list_reach=0", "USA.sme_export_control=0.8")
    gained = {}
    for iso3 in ("NLD", "KOR"):
        with_law, without = (
            trace(*quiet, f"{iso3}.sme_export_control={law}", months=1).last.permissions.tool_share for law in (0.3, 0)
        )
        facts = trace(*quiet, months=1).facts
        its = facts.firm_nation[facts.foreign_toolmakers] == facts.nation(iso3)
        gained[iso3] = float((without - with_law)[:, its].mean())
    assert gained["NLD"] > 0.15
    assert abs(gained["KOR"]) < 0.02


@pytest.mark.parametrize(
    ("lever", "column"),
    [
        ("USA.sme_export_control", "tool_access"),
        ("NLD.sme_export_control", "tool_access"),
        ("USA.entity_list_reach", "tool_access"),
        ("USA.hbm_export_control", "memory_share"),
        ("KOR.hbm_export_control", "memory_share"),
    ],
)
def test_access_of_chinese_fabs_falls_with_each_control(lever: str, column: str) -> None:
    none, some, full = (
        getattr(trace(f"{lever}={value}", months=MONTHS).worlds[1].permissions, column) for value in (0, 0.5, 1)
    )
    assert (none >= some).all()
    assert (some >= full).all()
    assert (none > full).all()


def test_memory_that_all_its_makers_withhold() -> None:
    settings = ("USA.hbm_export_control=1", "KOR.hbm_export_control=1", "JPN.hbm_export_control=1")
    traced = trace(*settings, "TWN.hbm_export_control=1", months=MONTHS)
    assert np.abs(traced.last.permissions.memory_share).max() < 1e-12


def test_makers_who_may_ship_take_over_what_others_refuse_but_not_all_of_it() -> None:
    """USA alone: with nobody taking over, access falls by the whole share of US makers."""
    alone = ("USA.sme_export_control=1", "others.sme_export_control=0", "us_allies.sme_export_control=0")
    quiet = ("USA.ally_control_pressure=0", "assumptions.extraterritorial_reach=0", "assumptions.exempt_reach=0")
    access = {
        b: trace(*alone, *quiet, "USA.entity_list_reach=0", f"assumptions.tool_backfill={b}", months=1)
        for b in (0, 0.5)
    }
    facts = access[0].facts
    tools = facts.foreign_toolmakers
    american = (facts.firm_nation[tools] == facts.usa) * facts.firm_share[tools]
    left = 1.0 - american.sum() / facts.firm_share[tools].sum()
    np.testing.assert_allclose(access[0].last.permissions.tool_access, left)
    np.testing.assert_allclose(access[0.5].last.permissions.tool_access, left * (1.0 + 0.5 * (1.0 - left)))
    assert (access[0.5].last.permissions.tool_share[:, american > 0] == 0.0).all()
