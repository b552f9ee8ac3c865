"""Chips as a hold on data: it falls with another supplier, closes routes where it binds and else costs sales."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import same_columns, trace

from aicompete.world.facts import HOME_POOL, OPEN_POOL

TIED = ("USA.chip_data_condition=1",)
NO_OTHER, OTHER = "assumptions.alternative_supply=0", "assumptions.alternative_supply=1"


def test_at_the_conditions_of_the_start_nothing_is_refused_or_closed() -> None:
    plain, same = (trace(*s, months=6).worlds[-1] for s in ((), ("USA.chip_data_condition=0.25",)))
    assert not same_columns(plain, same)
    assert (plain.permissions.chip_share[:, HOME_POOL] == 1.0).all()


def test_another_supplier_loosens_the_hold() -> None:
    alone, rivalled = (trace(s, months=12).worlds[-1] for s in (NO_OTHER, OTHER))
    facts = alone.facts
    assert alone.leakage.hold[:, facts.is_power].max() == 0.0
    assert (alone.leakage.hold[:, ~facts.is_power] > 0.9).all()
    assert (rivalled.leakage.hold <= alone.leakage.hold + 1e-12).all()
    assert rivalled.leakage.hold[:, ~facts.is_power].mean() < alone.leakage.hold[:, ~facts.is_power].mean() - 0.1


def test_conditions_close_routes_where_nobody_else_delivers() -> None:
    free, tied = (trace(NO_OTHER, *s, months=36).worlds[-1] for s in ((), TIED))
    chn = free.facts.chn
    assert np.median(tied.compute.smuggled[:, chn] / free.compute.smuggled[:, chn]) < 0.95
    assert (tied.permissions.chip_share[:, OPEN_POOL] >= free.permissions.chip_share[:, OPEN_POOL] - 0.02).all()


def test_conditions_cost_sales_where_somebody_else_delivers() -> None:
    free, tied = (trace(OTHER, *s, months=24).worlds[-1] for s in ((), TIED))
    facts = free.facts
    others = ~facts.is_power & ~facts.is_rest
    assert (tied.permissions.chip_share[:, OPEN_POOL, others] < free.permissions.chip_share[:, OPEN_POOL, others]).all()
    assert (tied.permissions.chip_share[:, OPEN_POOL, facts.usa] == 1.0).all()
