"""Months that tests step in a program: all columns are NumPy's, and none changes once it has been read."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import columns, ensemble, scenario
from tests.stepping_kit import DIPLOMACY, stepper, to_the_end

MONTHS = 6


@pytest.mark.parametrize("runs", [3, 20])  # less than a group of runs, and several groups that take turns
def test_all_columns_are_those_of_numpy_after_every_month(runs: int) -> None:
    settings = ("USA.chip_export_control@2026-03=0.9", "CHN.truce_renewal=0")
    point = scenario(*settings, months=MONTHS, disable=DIPLOMACY)
    ours, theirs = ensemble(point, runs), ensemble(point, runs)
    step = stepper(ours, point)
    assert step != ours.step, "no program for the tests of the chip side"
    for month in range(MONTHS):
        step()
        theirs.step()
        for (group, name, mine), (_, _, other) in zip(columns(ours.branch()), columns(theirs.branch()), strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9, err_msg=f"{group}.{name} in month {month}")


def test_all_months_at_one_go_are_those_one_by_one() -> None:
    point = scenario("CHN.truce_renewal=0", months=MONTHS, disable=DIPLOMACY)
    one, other = ensemble(point, 12), ensemble(point, 12)
    step = stepper(one, point)
    while one.index < MONTHS:
        step()
    to_the_end(other, point)
    assert other.index == MONTHS
    for (group, name, mine), (_, _, its) in zip(columns(one.branch()), columns(other.branch()), strict=True):
        np.testing.assert_array_equal(mine, its, err_msg=f"{group}.{name}")


def test_what_was_read_stays_as_it_was() -> None:
    point = scenario(months=MONTHS, disable=DIPLOMACY)
    made = ensemble(point, 3)
    step = stepper(made, point)
    read = []
    while made.index < MONTHS:
        step()
        read.append([(name, values, values.copy()) for _, name, values in columns(made.branch())])
    for month in read:
        for name, values, then in month:
            np.testing.assert_array_equal(values, then, err_msg=name)
