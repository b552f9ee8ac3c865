"""US arms: the delay of the record stays; licences aimed at arms add to it once stocks are gone, reserves help."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import trace
from tests.subjects.mineral_kit import path

from aicompete.subjects.defence.state import CAUSES, PROGRAMMES
from aicompete.subjects.state import World
from aicompete.world.columns import Array

MINERALS, PARTS, SHIPS = CAUSES.index("minerals"), CAUSES.index("parts"), PROGRAMMES.index("ships")
NO_RESERVE = ("USA.mineral_stockpile_fund=0",)
FREE = ("CHN.mineral_target_mode=none", "CHN.mineral_licence_strictness=0", "CHN.mineral_licence_delay=0")


def delay(world: World) -> Array:
    return world.defence.delay


def stock(world: World) -> Array:
    return world.defence.stock


def test_at_the_start_slips_and_recovery_balance() -> None:
    late = path(delay, *FREE, months=24)
    others = [place for place in range(len(CAUSES)) if place != MINERALS]
    assert np.allclose(late[..., others], late[0][..., others], rtol=1e-12)
    assert late.min() >= 0.0
    assert (late[0, :, SHIPS].sum(axis=1) > 12.0).all()  # ships run more than a year late


def test_want_of_minerals_comes_after_the_stocks_and_is_a_small_part() -> None:
    late = path(delay, *NO_RESERVE, runs=24, months=60)
    mean = late.mean(axis=1)
    assert mean[2, :, MINERALS].max() < 0.05
    assert mean[-1, :, MINERALS].min() > 0.1
    part = late[-1, :, :, MINERALS].sum(axis=1) / late[-1].sum(axis=(1, 2))
    assert np.median(part) < 0.2


def test_licences_aimed_at_arms_delay_them_and_a_reserve_makes_up_for_it() -> None:
    aimed, free, kept = (
        path(delay, *s, runs=24, months=48)[-1, ..., MINERALS].mean()
        for s in (NO_RESERVE, (*NO_RESERVE, "CHN.mineral_target_mode=none"), ("USA.mineral_stockpile_fund=1",))
    )
    assert aimed > 1.2 * free
    assert kept < 0.3 * aimed


def test_stocks_are_never_below_nothing_and_no_more_than_what_is_held_in_calm_times() -> None:
    held = path(stock, "CHN.mineral_licence_strictness=1", "CHN.mineral_target_strictness=1", months=60)
    assert held.min() >= 0.0
    assert (held <= held[0].max(axis=-1, keepdims=True) + 1.0).all()


def test_arms_wait_for_parts_when_no_chips_are_made() -> None:
    made = trace("TWN.production_disruption.chips=0.9", months=18).worlds[-1]
    usual = made.defence.usual[..., PARTS]
    assert (made.defence.delay[..., PARTS] > usual + 0.2).all()
