"""Turning points: told when they are real, silent on wiggles, with the right date and value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import story, view
from aicompete.analysis.ledger import Ledger, Plain, pieces, unmarked
from aicompete.analysis.settings import months_between
from aicompete.analysis.turning import Turn, turning_points, went

DATES = months_between("2026-01", 48)


def test_a_trough_before_a_rise_is_found_at_its_month() -> None:
    path = 0.05 + 0.00005 * (np.arange(48.0) - 20) ** 2
    assert turning_points(path, DATES) == [Turn(20, peak=False)]
    assert turning_points(0.15 - path, DATES) == [Turn(20, peak=True)]


def test_a_straight_path_a_wiggle_and_an_end_have_no_turn() -> None:
    line = np.linspace(1.0, 2.0, 48)
    assert turning_points(line, DATES) == []
    assert turning_points(line + 0.01 * np.sin(np.arange(48)), DATES) == []
    beside = np.concatenate([[1.0, 0.5], np.full(46, 1.0)])
    assert turning_points(beside, DATES) == []
    assert turning_points(np.full(48, np.nan), DATES) == []
    assert turning_points(line[:2], DATES[:2]) == []


def test_a_peak_and_a_trough_come_in_order_of_time() -> None:
    path = np.sin(np.linspace(0.0, 2 * np.pi, 48)) + 5.0
    assert [turn.peak for turn in turning_points(path, DATES)] == [True, False]


def test_the_words_name_the_month_and_the_level_of_the_turn(tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path, runs=9, months=48, policy="constant"))
    share = 0.05 + 0.00005 * (np.arange(48.0) - 20) ** 2
    results.series["compute_share_chn"] = np.tile(share, 9)
    seen = view(results)
    text = went(seen, "compute_share_chn", Plain())
    assert text == "fell from 7.0 % to 5.0 % in Sep 2027 and rose to 8.6 % (8.6 to 8.6 %)"
    assert "China's share of world AI compute fell from 7.0 % to 5.0 % in Sep 2027" in " ".join(story(seen))


def test_a_single_recorded_month_tells_a_level_and_no_change(tmp_path: Path) -> None:
    text = " ".join(story(FolderResults(write_results(tmp_path, runs=5, months=1))))
    assert "The chip price was" in text
    assert "stayed" not in text
    assert "moved" not in text


def test_a_first_record_that_is_not_the_start_is_dated(tmp_path: Path) -> None:
    text = " ".join(story(FolderResults(write_results(tmp_path, runs=5, months=60, every="year"))))
    assert "in Dec 2026" in text


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_the_ledger_holds_every_number_of_the_story(kind: str, tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path, runs=9, months=24, sweep=kind == "sweep"))
    ledger = Ledger("some runs")
    told = story(results, notes=ledger)
    assert [unmarked(text) for text in told] == story(results)
    assert len(ledger.claims) > 8
    for text in told:
        words = "".join(part for mark, part in pieces(text) if mark == "").replace("H100e", "")
        assert not any(letter.isdigit() for letter in words), words


def test_equal_claims_are_one_line_and_texts_of_others_are_taken_down() -> None:
    ledger = Ledger("runs of A")
    first = ledger.claim("5 %", "x", "2026-01", "median", 0.05)
    assert first == ledger.claim("5 %", "x", "2026-01", "median", 0.05)
    other = ledger.of("runs of B")
    assert other.claim("5 %", "x", "2026-01", "median", 0.05) != first
    assert len(ledger.claims) == 2
    taken = ledger.take("3 of 9 points, -1.5 % or 2,000", "summary", "", "told")
    assert [part for mark, part in pieces(taken) if mark] == ["3", "9", "-1.5 %", "2,000"]
