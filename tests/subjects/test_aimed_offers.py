"""Offers with a list of targets: a budget is shared over them alone, and nobody else gets any of it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import SUPPLY, place, stepped

from aicompete.config import ConfigError, Scenario, sample_assumptions, scenario_from_dict
from aicompete.engine.ensemble import Ensemble
from aicompete.subjects.state import World

RUNS = 8
QUIET = {
    power: {"marshall_budget": 0, "export_finance": 0, "aid_budget": 0, "fullstack_export_intensity": 0}
    for power in ("USA", "CHN")
}


def asked(levers: dict[str, dict[str, object]], targets: object = None, months: int = 1) -> Scenario:
    """Nothing offered but what is named."""
    merged = {who: {**QUIET.get(who, {}), **levers.get(who, {})} for who in {*QUIET, *levers}}
    plain: dict[str, object] = {"name": "aimed", "months": months, "levers": merged}
    return scenario_from_dict(plain if targets is None else {**plain, "targets": targets})


def last(point: Scenario, disable: tuple[str, ...] = ()) -> World:
    point = scenario_from_dict({**point.to_dict(), "disable": list(disable)}) if disable else point
    block = Ensemble([point], [0] * RUNS, sample_assumptions(point, 1, RUNS), range(RUNS), 1, point.months)
    while block.index < block.months:
        block.step()
    return block.world


def aimed(lever: str, amount: float, targets: object, power: str = "USA", **more: float) -> World:
    return last(asked({power: {lever: amount, **more}}, None if targets is None else {lever: {power: targets}}), SUPPLY)


@pytest.mark.parametrize("lever", ["marshall_budget", "export_finance", "aid_budget"])
def test_a_budget_goes_to_its_targets_alone_and_all_of_it_arrives(lever: str) -> None:
    free, few = aimed(lever, 20.0, None), aimed(lever, 20.0, ["IND", "KEN"])
    ind, ken, jpn, idn = place(free, "IND", "KEN", "JPN", "IDN")
    given = few.offers.value[:, 0]
    assert given.sum(axis=1) == pytest.approx(np.full(RUNS, 20.0))
    assert free.offers.value[:, 0].sum(axis=1) == pytest.approx(np.full(RUNS, 20.0))
    assert (given[:, [ind, ken]] > 2.0 * free.offers.value[:, 0, [ind, ken]]).all()
    assert (np.delete(given, [ind, ken], axis=1) == 0.0).all()
    assert (few.offers.effect[:, 0, [jpn, idn]] == 0.0).all()
    # among the targets the money goes as it does among all
    ratio = free.offers.value[:, 0, ind] / free.offers.value[:, 0, ken]
    assert given[:, ind] / given[:, ken] == pytest.approx(ratio)


def test_weights_of_targets_count_within_the_budget() -> None:
    even, half = (aimed("marshall_budget", 20.0, {"IND": 1, "BRA": w}) for w in (1, 0.5))
    ind, bra = place(even, "IND", "BRA")
    before, after = (w.offers.value[:, 0, bra] / w.offers.value[:, 0, ind] for w in (even, half))
    assert after == pytest.approx(0.5 * before)
    assert half.offers.value[:, 0].sum(axis=1) == pytest.approx(np.full(RUNS, 20.0))


def test_two_budgets_may_be_aimed_at_different_nations() -> None:
    levers = {"USA": {"marshall_budget": 30, "export_finance": 10, "aid_budget": 5}}
    targets = {"marshall_budget": {"USA": ["JPN"]}, "export_finance": {"USA": ["ARE"]}, "aid_budget": {"USA": ["KEN"]}}
    world = last(asked(levers, targets), SUPPLY)
    jpn, are, ken = place(world, "JPN", "ARE", "KEN")
    assert world.offers.value[:, 0, jpn] == pytest.approx(np.full(RUNS, 30.0))
    assert world.offers.value[:, 0, are] == pytest.approx(np.full(RUNS, 10.0))
    assert world.offers.value[:, 0, ken] == pytest.approx(np.full(RUNS, 5.0))


def test_the_aim_of_one_power_moves_nothing_of_the_other() -> None:
    levers = {"USA": {"marshall_budget": 30}, "CHN": {"aid_budget": 5}}
    free, few = last(asked(levers), SUPPLY), last(asked(levers, {"marshall_budget": {"USA": ["us_allies"]}}), SUPPLY)
    assert np.array_equal(free.offers.value[:, 1], few.offers.value[:, 1])
    assert not np.array_equal(free.offers.value[:, 0], few.offers.value[:, 0])


def test_all_named_is_the_same_as_none_named() -> None:
    levers = {"USA": {"marshall_budget": 30, "export_finance": 3, "aid_budget": 4, "fullstack_export_intensity": 1}}
    everyone = {lever: {"USA": ["world"]} for lever in levers["USA"]} | {"chip_ally_release": {"USA": ["world"]}}
    free, named = last(asked(levers, months=6)), last(asked(levers, everyone, months=6))
    assert np.array_equal(free.alliances.alignment, named.alliances.alignment)
    assert np.array_equal(free.compute.owned, named.compute.owned)


def test_money_for_nobody_who_qualifies_reaches_nobody() -> None:
    world = aimed("marshall_budget", 30.0, ["CHN", "RUS"])
    assert (world.offers.value[:, 0] == 0.0).all()
    world = aimed("aid_budget", 10.0, [])
    assert np.isfinite(world.offers.effect).all()


@pytest.mark.parametrize(("lever", "power"), [("fullstack_export_intensity", "USA"), ("standards_package", "CHN")])
def test_packages_are_offered_to_their_targets_alone(lever: str, power: str) -> None:
    row = 0 if power == "USA" else 1
    off, free, few = (aimed(lever, x, t, power) for x, t in ((0.0, None), (1.0, None), (1.0, ["BRA"])))
    bra, idn = place(free, "BRA", "IDN")
    assert np.array_equal(few.offers.package[:, row, bra], free.offers.package[:, row, bra])
    assert (free.offers.package[:, row, idn] > off.offers.package[:, row, idn]).all()
    assert np.array_equal(few.offers.package[:, row, idn], off.offers.package[:, row, idn])


def test_chips_are_released_to_the_targets_alone() -> None:
    held, free = (last(asked({"USA": {"chip_ally_release": x}}, months=3)) for x in (0, 1))
    few = last(asked({"USA": {"chip_ally_release": 1}}, {"chip_ally_release": {"USA": ["ARE"]}}, months=3))
    are, sau, jpn = place(free, "ARE", "SAU", "JPN")
    share = [np.broadcast_to(world.permissions.chip_share[:, 0], (RUNS, world.facts.n)) for world in (held, free, few)]
    assert (share[0][:, are] < share[1][:, are]).all()
    assert np.allclose(share[2][:, are], share[1][:, are], atol=1e-3)  # who is passed over turns away
    assert np.array_equal(share[2][:, sau], share[0][:, sau])
    assert np.array_equal(share[2][:, jpn], share[1][:, jpn])  # allies were never held
    # who gets none feels it, who gets some does not
    assert (few.alliances.strain[:, 0, sau] > free.alliances.strain[:, 0, sau]).all()
    assert np.allclose(few.alliances.strain[:, 0, are], free.alliances.strain[:, 0, are], atol=1e-3)


def test_who_drifts_away_gets_fewer_of_the_released_chips() -> None:
    def share(vetting: float, alienation: float) -> np.ndarray:
        settings = (f"assumptions.release_vetting={vetting}", f"USA.ally_alienation={alienation}")
        world = stepped("USA.chip_ally_release=0.8", *settings, months=60)
        return world.permissions.chip_share[:, 0, place(world, "SAU")[0]]

    assert np.median(share(0.5, 1.0) - share(0.5, 0.0)) < -0.005
    assert np.array_equal(share(0.0, 1.0), share(0.0, 0.0))


def test_export_finance_buys_chips_for_its_targets() -> None:
    levers = {"USA": {"export_finance": 50}}
    free, few = last(asked(levers, months=12)), last(asked(levers, {"export_finance": {"USA": ["IND"]}}, months=12))
    ind, bra = place(free, "IND", "BRA")
    assert (few.compute.owned[:, ind] > 1.05 * free.compute.owned[:, ind]).all()
    assert (few.compute.owned[:, bra] < free.compute.owned[:, bra]).all()


def test_aimed_money_wins_more_where_it_goes_and_less_elsewhere() -> None:
    levers = {"USA": {"marshall_budget": 60}}
    free = last(asked(levers, months=36), SUPPLY)
    few = last(asked(levers, {"marshall_budget": {"USA": ["IND", "IDN"]}}, months=36), SUPPLY)
    ind, idn, bra = place(free, "IND", "IDN", "BRA")
    gain = (few.alliances.alignment - free.alliances.alignment).mean(axis=0)
    assert gain[ind] > 0.005
    assert gain[idn] > 0.005
    assert gain[bra] < 0.0


def test_lists_and_weights_are_read_and_written_alike() -> None:
    point = asked({"USA": {"aid_budget": 5}}, {"aid_budget": {"USA": ["KEN", "eu"]}})
    assert point.targets["aid_budget"]["USA"] == {"NLD": 1.0, "DEU": 1.0, "FRA": 1.0, "KEN": 1.0, "EUR": 1.0}
    assert scenario_from_dict(point.to_dict()).digest == point.digest
    with pytest.raises(ConfigError, match="unknown actor 'KNE'"):
        asked({}, {"aid_budget": {"USA": ["KNE"]}})
    with pytest.raises(ConfigError, match="must be a list of actors, or a mapping"):
        asked({}, {"aid_budget": {"USA": "KEN"}})
    with pytest.raises(ConfigError, match="waico_resource is not aimed"):
        asked({}, {"waico_resource": {"CHN": ["KEN"]}})
