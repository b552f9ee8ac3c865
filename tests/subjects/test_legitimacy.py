"""What others judge the powers by."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import path, place, stepped

from aicompete.subjects.legitimacy.metrics import METRICS
from aicompete.subjects.state import World
from aicompete.world.groups import REGIONS, regions


def standing(power: int, *settings: str, months: int = 60) -> np.ndarray:
    """Legitimacy over that without the settings, median by nation."""
    base, moved = stepped(months=months, runs=5), stepped(*settings, months=months, runs=5)
    return np.asarray(np.median(moved.alliances.legitimacy[:, power] - base.alliances.legitimacy[:, power], axis=0))


def test_every_nation_that_takes_sides_lies_in_one_region() -> None:
    world = stepped(months=1)
    inside = regions(world.facts.date)
    assert inside.shape == (len(REGIONS), 33)
    np.testing.assert_allclose(inside.sum(axis=0), world.standing.ties.acts)


def test_under_the_levers_of_the_start_conduct_adds_nothing() -> None:
    assert stepped(months=12).standing.conduct_pull == pytest.approx(np.zeros((12, 2, 33)), abs=1e-12)


def test_a_centre_counts_as_far_as_it_is_open() -> None:
    def read(world: World) -> np.ndarray:
        return np.median(world.standing.centre[:, 1], keepdims=True)

    shut = path(read, "CHN.ethics_centre=1", "CHN.audit_openness=0.2", months=120, runs=3)
    wide = path(read, "CHN.ethics_centre=1", "CHN.audit_openness=0.9", months=120, runs=3)
    assert wide[-1] > 3.0 * shut[-1]
    assert wide[11] < 0.4 * wide[-1]  # guests come over years
    turned = path(read, "CHN.ethics_centre=1", "CHN.audit_openness={2026-01: 0.9, 2031-01: 0.1}", months=120, runs=3)
    assert turned[60] > 1.5 * turned[-1]


def test_open_audits_take_the_edge_off_the_story() -> None:
    loud = standing(1, "USA.discourse_effort=1")
    both = standing(1, "USA.discourse_effort=1", "CHN.audit_openness=0.9") - standing(1, "CHN.audit_openness=0.9")
    world = stepped(months=1)
    europe = place(world, "DEU", "GBR", "FRA")
    assert (loud[europe] < -0.01).all()
    assert (both[europe] > 0.75 * loud[europe]).all()


def test_the_same_story_costs_more_where_the_speaker_is_alike() -> None:
    world, loss = stepped(months=1), -standing(1, "USA.discourse_effort=1")
    by_region = regions(world.facts.date) @ loss / regions(world.facts.date).sum(axis=1)
    found = dict(zip(REGIONS, by_region, strict=True))
    assert found["europe"] > 1.3 * found["africa"] > 0.0


def test_tests_of_content_offend_the_unlike_and_complaints_those_in_the_dock() -> None:
    tests = standing(0, "USA.ideology_test=1")
    sued = standing(0, "USA.wto_dfft_challenge=1")
    world = stepped(months=1)
    rus, gbr, vnm = place(world, "RUS", "GBR", "VNM")
    assert tests[rus] < tests[gbr] < 0.0
    assert sued[vnm] < -0.005
    assert sued[gbr] == pytest.approx(0.0, abs=1e-6)


def test_metrics_are_finite() -> None:
    world = stepped(months=3)
    for metric in METRICS:
        assert np.isfinite(metric.read(world)).all(), metric.name
