"""Effects by size: against the band of A, with stated thresholds; trifles and noise are called so."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults

from aicompete.analysis import compare
from aicompete.analysis.effectsize import (
    LARGE,
    NOISE,
    SMALL,
    UNSIZED,
    by_size,
    first_lines,
    size_of,
    size_text,
    size_word,
)


def test_size_is_the_effect_over_the_band_of_the_reference() -> None:
    reference = np.linspace(0.0, 1.0, 101)
    assert size_of(0.4, reference) == pytest.approx(0.5)
    assert size_of(-0.4, reference) == pytest.approx(0.5)
    assert size_of(1e6 * 0.4, 1e6 * reference) == pytest.approx(0.5)
    assert size_of(0.1, np.ones(5)) == math.inf
    assert size_of(0.0, np.ones(5)) == 0.0
    assert math.isnan(size_of(0.1, np.ones(1)))


@pytest.mark.parametrize(
    ("size", "moved", "trifle", "word"),
    [
        (0.3, True, False, LARGE), (0.25, True, False, LARGE), (0.3, True, True, SMALL), (0.3, False, False, NOISE),
        (0.1, True, False, SMALL), (0.04, True, False, NOISE), (math.inf, True, False, LARGE),
        (math.nan, False, False, UNSIZED),
    ],
)  # fmt: skip
def test_words_follow_the_thresholds(size: float, moved: bool, trifle: bool, word: str) -> None:
    assert size_word(size, moved, trifle) == word


def row(metric: str, size: float, word: str, date: str = "2030-01", a: float = 1.0) -> dict[str, object]:
    return {"metric": metric, "date": date, "size": size, "word": word, "effect": 0.5, "a": a}


def test_each_metric_stands_once_at_its_largest_and_noise_comes_last() -> None:
    effects = pd.DataFrame(
        [row("a_b", 9.0, NOISE), row("c_d", 0.3, LARGE), row("c_d", 0.5, LARGE, "2035-01"), row("e_f", 0.2, SMALL)]
    )
    ranked = by_size(effects)
    assert ranked["metric"].tolist() == ["c_d", "e_f", "a_b"]
    assert ranked["date"].iloc[0] == "2035-01"


def test_a_trifle_is_told_after_what_matters() -> None:
    effects = pd.DataFrame([row("tiny_x", 0.9, SMALL, a=1000.0), row("real_x", 0.1, SMALL)])
    assert by_size(effects)["metric"].tolist() == ["real_x", "tiny_x"]


def test_the_first_lines_do_not_say_one_thing_five_times() -> None:
    names = [f"mineral_price_{i}" for i in range(5)] + ["chip_price", "trust_us"]
    ranked = pd.DataFrame([row(name, 1.0 - 0.1 * i, LARGE) for i, name in enumerate(names)])
    assert first_lines(ranked, 3)["metric"].tolist() == ["mineral_price_0", "chip_price", "trust_us"]


def test_a_comparison_tells_five_lines_and_counts_the_rest(base: FolderResults, courted: FolderResults) -> None:
    found = compare(base, courted)
    text, whole = found.text(), found.text(every=True)
    lines = text[text.index("Size:") :].splitlines()[2:]
    assert 1 <= sum(line.startswith("  ") for line in lines) <= 5
    assert "large from 0.25" in text
    assert "All of them, with dates: --all." in text
    assert len(whole.splitlines()) > len(text.splitlines())
    for metric in found.effects["metric"].unique():
        peak = found.effects.loc[found.effects["metric"] == metric]
        assert (peak["effect"].abs() <= peak["peak"].abs() + 1e-9).all()


def test_nothing_against_itself_is_more_than_noise(base: FolderResults) -> None:
    found = compare(base, base)
    assert set(found.effects["word"]) == {NOISE}
    assert "No effect is more than noise." in found.text()


@pytest.mark.parametrize(("size", "text"), [(0.2496, "0.2496"), (0.25, "0.25"), (0.31, "0.31"), (0.0499, "0.0499")])
def test_a_size_is_not_rounded_over_its_threshold(size: float, text: str) -> None:
    assert size_text(size) == text
