"""Paths through time and their monthly columns, held to a day-by-day reference."""

from __future__ import annotations

import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aicompete.config import Catalogue, Month, Path, Scenario, lever_paths, target_weights
from aicompete.config.reading.dates import format_date, parse_date

from .conftest import Load

START = Month(2026, 1)
DAYS = st.integers(START.first_day - 200, START.first_day + 800)
VALUES = st.floats(0, 1)
POINTS = st.dictionaries(DAYS, VALUES, min_size=2, max_size=5)
PATHS = st.one_of(VALUES.map(Path.constant), POINTS.map(Path.steps), POINTS.map(Path.linear))


def test_month_arithmetic() -> None:
    assert str(Month(2026, 1) + 13) == "2027-02"
    assert Month(2026, 1) + -1 == Month(2025, 12)
    assert Month(2027, 3) - Month(2026, 1) == 14
    assert Month.of_day(datetime.date(2026, 5, 31).toordinal()) == Month(2026, 5)
    for text in ("2026-01", "2026-01-15", "2024-02-29"):
        assert format_date(parse_date(text)) == text
    for text in ("2026-00", "2026-13", "2023-02-29", "2026", "26-01", "2026-01-01T00", "२०२६-०१"):
        with pytest.raises(ValueError, match="date"):
            parse_date(text)


def daily(path: Path, day: int) -> float:
    """The value on a day, by definition: no shared code with the package."""
    points = list(zip(path.dates, path.values, strict=True)) if path.dates else [(0, path.values[0])]
    if day <= points[0][0]:
        return float(points[0][1])
    for (left, low), (right, high) in pairwise(points):
        if left <= day < right:
            part = (day - left) / (right - left) if path.shape == "linear" else 0.0
            return float(low) + (float(high) - float(low)) * part
    return float(points[-1][1])


@settings(max_examples=80, deadline=None)
@given(path=PATHS)
def test_monthly_values_are_means_over_days(small: Catalogue, path: Path) -> None:
    scenario = Scenario("x", "", START, 20, levers={"control": {"JPN": path}})
    found = lever_paths(scenario, small)["control"][:, small.actors.axis.index("JPN")]
    for step in range(20):
        days = range((START + step).first_day, (START + (step + 1)).first_day)
        assert found[step] == pytest.approx(sum(daily(path, day) for day in days) / len(days), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(lower=PATHS, upper=PATHS)
def test_a_path_over_another_keeps_the_lower_one_until_its_first_date(lower: Path, upper: Path) -> None:
    start = START.first_day
    laid = upper.over(lower, start)
    for day in range(start, start + 830, 3):
        below = bool(upper.dates) and day < upper.dates[0]
        assert float(laid.at(day)) == pytest.approx(daily(lower if below else upper, day), abs=1e-9)
    assert laid.over(lower, start) == laid  # laying the result once more changes nothing


def test_numbers_by_hand(load: Load, small: Catalogue) -> None:
    scenario = load(
        "months: 6\nlevers:\n  USA: {control: {2026-01: 0.6, 2026-02-15: 0.2, 2026-04-30: 0.9}}\n"
        "  JPN: {control: {linear: {2026-01: 0, 2026-01-31: 0.3}}}\n"
    )
    control = lever_paths(scenario, small)["control"]
    assert control.shape == (6, 33)
    expected = [0.6, (14 * 0.6 + 14 * 0.2) / 28, 0.2, (29 * 0.2 + 0.9) / 30, 0.9, 0.9]
    assert control[:, 0] == pytest.approx(expected, abs=1e-15)
    assert control[0, 0] == 0.6  # exactly, where nothing changes
    assert control[4, 0] == 0.9
    assert control[:3, small.actors.axis.index("JPN")] == pytest.approx([0.15, 0.3, 0.3])


def test_words_count_with_the_months_end(load: Load, small: Catalogue) -> None:
    scenario = load(
        "months: 3\nlevers:\n  USA: {ceiling: {2026-01: none, 2026-02-20: 2368}}\n"
        "  powers: {truce: {2026-01-31: true, 2026-02: false}}\n  CHN: {mode: {2026-01: none, 2026-02-28: all_us}}\n"
    )
    paths = lever_paths(scenario, small)
    assert paths["ceiling"][:, 0].tolist() == [1_000_000, 2368, 2368]
    assert paths["truce"][:, 0].tolist() == [1, 0, 0]
    assert paths["mode"][:, 1].tolist() == [0, 2, 2]
    assert set(paths["ceiling"][:, 1:].ravel()) == {1_000_000}  # who cannot pull it is neutral


def test_shapes_defaults_and_rest_of_the_world(load: Load, small: Catalogue) -> None:
    scenario = load("months: 5\nlevers:\n  ROW: {licence: {gallium: 0.9}}\n")
    paths = lever_paths(scenario, small)
    assert {name: array.shape for name, array in paths.items()} == {
        "control": (5, 33),
        "licence": (5, 4, 33),
        "ceiling": (5, 33),
        "truce": (5, 33),
        "mode": (5, 33),
    }
    assert paths["control"][:, -1].tolist() == [0] * 5
    assert paths["licence"][0, :, -1].tolist() == [0, 0, 0.9, 0]
    assert paths["licence"][0, :, 1].tolist() == [0.3, 0, 0.4, 0]
    with pytest.raises(ValueError, match="read-only"):
        paths["control"][0, 0] = 1


def test_target_weights(load: Load, small: Catalogue) -> None:
    axis = small.actors.axis
    weights = target_weights(load("name: x\n"), small)
    assert set(weights) == {"control", "licence"}
    usa = {axis[buyer]: weight for buyer, weight in enumerate(weights["control"][0]) if weight}
    assert usa == {"CHN": 1, "RUS": 1}
    assert not np.diagonal(weights["licence"]).any()
    assert weights["licence"][1].sum() == 32
    changed = target_weights(load("targets: {control: {USA: {us_allies: 0.5, JPN: 0.1}}}\n"), small)["control"]
    assert changed[0, axis.index("JPN")] == 0.1
    assert changed[0, axis.index("DEU")] == 0.5
    assert changed[0, 1] == 0  # the issuer's row is replaced
    assert np.array_equal(changed[1:], weights["control"][1:])
