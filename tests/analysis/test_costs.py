"""Who pays: the line of a comparison, the sentence of a story."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plots.synthetic import COSTS, FolderResults, write_results

from aicompete.analysis import compare, story, view
from aicompete.analysis.costs import KINDS, mean_by_kind


def test_the_kinds_are_those_of_the_account() -> None:
    assert tuple(KINDS) == COSTS


def test_a_comparison_says_in_one_line_who_pays(base: FolderResults, courted: FolderResults) -> None:
    found = compare(base, courted)
    lines = [line for line in found.text().splitlines() if line.startswith("Who pays")]
    assert len(lines) == 1
    assert all(word in lines[0] for word in ("USD bn per year", "United States +", "China +", "world +", "mostly lost"))
    assert "mean of Jan 2026 to Dec 2028" in lines[0]
    a, b = view(base), view(courted)
    expected = (b.metric("cost_usa") - a.metric("cost_usa")[2:]).mean()
    row = found.paying.set_index("payer").loc["usa"]
    assert row["effect"] == pytest.approx(expected)
    assert row["low"] < expected < row["high"]
    assert row["mostly"] == KINDS["sales"]
    whole = found.paying.set_index("payer").loc["world"]
    assert whole["most"] >= whole["effect"]


def test_who_pays_says_when_nothing_differs_and_when_there_is_one_run(base: FolderResults, tmp_path: Path) -> None:
    text = compare(base, base).text()
    assert "United States 0 [0 to 0]" in text
    one = FolderResults(write_results(tmp_path, runs=1, months=6))
    assert "[no interval]" in compare(one, one).text()


def test_results_without_costs_are_compared_as_before(base: FolderResults, courted: FolderResults) -> None:
    bare = []
    for results in (base, courted):
        copy = FolderResults(results.folder)
        copy.__dict__["series"] = results.series.drop(columns=[c for c in results.series if c.startswith("cost_")])
        bare.append(copy)
    found = compare(*bare)
    assert found.paying.empty
    assert "Who pays" not in found.text()
    assert "the competition costs" not in " ".join(story(bare[0])).lower()


def test_the_story_says_what_it_costs_whom(base: FolderResults) -> None:
    said = [s for s in story(base) if "competition costs" in s]
    assert len(said) == 1
    assert "USD bn a year" in said[0]


def test_means_by_kind_add_up(base: FolderResults) -> None:
    seen = view(base)
    for payer in ("usa", "chn", "rest"):
        total = sum(mean_by_kind(seen, payer).values())
        assert total == pytest.approx(seen.metric(f"cost_{payer}").mean(axis=0))
