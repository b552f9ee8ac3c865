"""What the powers put on the table."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import place, stepped


def test_budgets_are_shared_out_and_nothing_is_lost() -> None:
    world = stepped("USA.marshall_budget=40", "USA.export_finance=6", "USA.aid_budget=4", months=1)
    value = world.offers.value
    assert value[:, 0].sum(axis=1) == pytest.approx(np.full(12, 50.0))
    assert value[:, 1].sum(axis=1) == pytest.approx(np.full(12, 2.0 + 0.05 + 0.3))
    assert (value >= 0.0).all()


def test_nobody_funds_itself_its_rival_or_the_hostile() -> None:
    world = stepped("USA.marshall_budget=40", months=1)
    usa, chn, rus, twn = place(world, "USA", "CHN", "RUS", "TWN")
    assert (world.offers.value[:, :, [usa, chn]] == 0.0).all()
    assert (world.offers.value[:, 0, rus] == 0.0).all()
    assert (world.offers.value[:, 1, twn] == 0.0).all()


def test_alliance_money_follows_size_and_closeness_and_aid_follows_need() -> None:
    world = stepped("USA.marshall_budget=40", "USA.export_finance=0", "USA.aid_budget=0", months=1)
    jpn, idn, sgp, ken = place(world, "JPN", "IDN", "SGP", "KEN")
    money = world.offers.value[:, 0]
    assert (money[:, jpn] > money[:, idn]).all()
    aid = stepped("USA.marshall_budget=0", "USA.export_finance=0", "USA.aid_budget=10", months=1).offers.value[:, 0]
    assert (aid[:, ken] > aid[:, sgp]).all()
    assert (aid[:, idn] > aid[:, jpn]).all()


def test_conditions_put_off_the_unlike_more() -> None:
    free, tied = (stepped("USA.aid_budget=20", f"USA.aid_conditionality={x}", months=1) for x in (0.0, 1.0))
    kept = tied.offers.delivered[:, 0] / np.maximum(free.offers.delivered[:, 0], 1e-12)
    isr, idn = place(free, "ISR", "IDN")
    assert (kept[:, isr] > kept[:, idn]).all()
    assert (kept[:, 2:] <= 1.0 + 1e-12).all()


def test_nothing_offered_has_no_effect() -> None:
    levers = ["marshall_budget", "export_finance", "aid_budget", "fullstack_export_intensity", "standards_package"]
    settings = [f"{power}.{lever}=0" for power in ("USA", "CHN") for lever in levers]
    world = stepped(*settings, "CHN.waico_resource=0", "CHN.brics_centre_budget=0", months=1)
    assert (world.offers.effect == 0.0).all()
    assert (world.offers.package == 0.0).all()


def test_coordination_decides_what_arrives() -> None:
    poor, good = (stepped("USA.marshall_budget=50", f"USA.coordination={x}", months=1) for x in (0.0, 1.0))
    ratio = poor.offers.delivered[:, 0].sum(axis=1) / good.offers.delivered[:, 0].sum(axis=1)
    assert ((ratio > 0.05) & (ratio < 0.55)).all()
    assert poor.offers.value == pytest.approx(good.offers.value)


def test_default_offers_equal_those_before_the_start() -> None:
    world = stepped(months=1)
    assert world.offers.effect == pytest.approx(world.offers.effect_start)
    assert world.offers.package == pytest.approx(world.offers.package_start)


def test_conditions_bind_those_who_take_them() -> None:
    export = ("USA.fullstack_export_intensity=1", "assumptions.condition_binding=0.4", "assumptions.ally_spread=0.1")
    free, tied = (stepped(*export, f"USA.fullstack_values_condition={x}", months=60).alliances for x in (0.0, 1.0))
    bound = tied.compliance[:, 0].mean(axis=0) - free.compliance[:, 0].mean(axis=0)
    israel, canada, korea, russia = place(stepped(months=1), "ISR", "CAN", "KOR", "RUS")
    assert bound[[israel, canada, korea]].max() > 0.005
    assert (bound[[israel, canada, korea]] > bound[russia] - 1e-9).all()
    assert (tied.membership > 0.0).sum() <= (free.membership > 0.0).sum()
