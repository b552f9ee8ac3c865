"""A change of results shows in review: golden numbers move only when they are refreshed on purpose."""

from __future__ import annotations

import pytest
from tests.golden_kit import CASES, METRICS, close, differences, measure, stored


@pytest.mark.parametrize("case", CASES)
def test_results_are_what_they_were(case: str) -> None:
    moved = list(differences(stored(case), measure(case)))
    listing = "\n".join(moved)
    assert not moved, f"{len(moved)} golden numbers of '{case}' moved; if that is wanted: make golden\n{listing}"


@pytest.mark.parametrize("case", CASES)
def test_every_metric_is_kept_at_every_date(case: str) -> None:
    table = stored(case)
    assert set(table) == set(METRICS)
    assert {tuple(dates) for dates in table.values()} == {CASES[case][1]}


def test_differences_are_found_and_readable() -> None:
    old = {"a": {"2026-01": 1.0}, "b": {"2026-01": 2.0}, "c": {"2026-01": 0.0}}
    new = {"a": {"2026-01": 1.0 + 5e-7}, "b": {"2026-01": 2.1}, "d": {"2026-01": 3.0}}
    lines = [line.split() for line in differences(old, new)]
    assert [line[0] for line in lines] == ["b", "c", "d"]
    assert lines[0][-1] == "+5.00%"
    assert "gone:" in lines[1]
    assert "new:" in lines[2]


def test_closeness_is_relative() -> None:
    assert close(1e9, 1e9 + 900)
    assert not close(1e9, 1e9 + 1100)
    assert not close(1e-3, 1.1e-3)
    assert close(0.0, 0.0)
