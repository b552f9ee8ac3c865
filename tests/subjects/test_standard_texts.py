"""Texts of the powers: when they are published, what they cover, and what it brings to be first."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import path, stepped

from aicompete.subjects.state import World

SAME = ("assumptions.text_begun_spread=0", "assumptions.text_begun=0", "assumptions.text_time_club=12")


def counts(world: World) -> np.ndarray:
    return np.median(world.stacks.published, axis=0)


def field(world: World) -> np.ndarray:
    return np.median(world.stacks.text_field[:, :, 0], axis=0)


@pytest.mark.parametrize(("effort", "month"), [(1.0, 11), (0.6, 19)])
def test_a_club_publishes_after_its_time_over_its_effort(effort: float, month: int) -> None:
    rows = path(counts, *SAME, f"USA.standards_coalition_effort={effort}", "USA.iso_itu_effort=0", months=30)
    assert int(np.argmax(rows[:, 0] >= 1.0)) == month


def test_without_effort_nothing_is_ever_published() -> None:
    still = ("USA.standards_coalition_effort=0", "CHN.iso_itu_effort=0", "CHN.standards_coalition_effort=0")
    world = stepped(*SAME, *still, months=60)
    assert (world.stacks.published == 0.0).all()
    assert (world.stacks.text_field[:, :, 0] == 0.0).all()


def test_effort_decides_the_date_and_the_first_finds_the_field_free() -> None:
    late = "{2026-01: 0, 2029-01: 1}"
    race = (("1", late), (late, "1"))
    fields = [
        path(field, *SAME, f"USA.standards_coalition_effort={ours}", f"CHN.standards_coalition_effort={theirs}",
             "CHN.iso_itu_effort=0", months=84)
        for ours, theirs in race
    ]  # fmt: skip
    first, second = fields[0][-1], fields[1][-1]
    assert first[0] > 1.3 * first[1]
    assert second[1] > 1.3 * second[0]
    assert fields[0][-1].sum() <= 1.0
    seats = [
        np.median(stepped(*SAME, f"USA.standards_coalition_effort={ours}", f"CHN.standards_coalition_effort={theirs}",
                          months=84).stacks.seats, axis=0)
        for ours, theirs in race
    ]  # fmt: skip
    assert seats[0][0] > seats[1][0] + 0.005


def test_under_the_efforts_of_the_start_texts_move_no_seats() -> None:
    world = stepped(months=60)
    assert world.stacks.text_field[:, :, 0] == pytest.approx(world.stacks.text_field[:, :, 1])
    assert np.median(np.abs(world.stacks.seats - world.stacks.seats_start)) < 1e-9


def test_a_text_that_is_not_renewed_fades() -> None:
    once = "{2026-01: 1, 2027-06: 0}"
    rows = path(field, *SAME, f"USA.standards_coalition_effort={once}", "CHN.iso_itu_effort=0", months=200)[:, 0]
    assert rows.max() > 0.3
    assert rows[-1] < 0.7 * rows.max()
