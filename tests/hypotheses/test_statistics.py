"""Formulas, intervals and verdicts against known numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from aicompete.analysis.ends import wilson
from aicompete.hypotheses.entry import HOLDS, REFUTED, UNDECIDED, Part, Refutation, Region
from aicompete.hypotheses.formula import Formula, FormulaError
from aicompete.hypotheses.put import judged
from aicompete.hypotheses.statistics import FUNCTIONS, LEAST, Effect, effect


@pytest.mark.parametrize(
    ("text", "value"),
    [("a + b * 2", 7.0), ("-(a - b) / 2", 1.0), ("median(a) - 1", 0.0), ("largest(a, b)", 3.0), ("a < b", 1.0)],
)
def test_a_formula_is_worked_out(text: str, value: float) -> None:
    one, three = np.ones(5), np.full(5, 3.0)
    found = Formula(text).value({"a": one, "b": three}, FUNCTIONS)
    np.testing.assert_array_equal(found, np.broadcast_to(value, found.shape))


def test_names_and_functions_of_a_formula() -> None:
    found = Formula("median(IND.alignment - base) / share(base > 1)")
    assert found.names == ("IND.alignment", "base")
    assert set(found.called) == {"median", "share"}
    assert found.is_call_of == ""
    assert Formula("share(base > 1)").is_call_of == "share"


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "a if b else c", "[a]", "a.b().c", "lambda: 1", "a and b", "'x'", "a ** b", "f(x=1)", "a <",
     "True", "1 < a < 2", "a" * 500],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        Formula(text)


def test_the_interval_of_a_mean_is_that_of_normal_theory() -> None:
    """Of 400 differences with spread 2 around 1 the mean has a standard error of 0.1."""
    values = np.random.default_rng(3).normal(size=400)
    values = 1.0 + 2.0 * (values - values.mean()) / values.std()
    found = effect(Formula("mean(a - b)"), {"a": values, "b": np.zeros(400)})
    assert found.value == pytest.approx(1.0)
    assert found.low == pytest.approx(1.0 - 1.96 * 0.1, abs=0.02)
    assert found.high == pytest.approx(1.0 + 1.96 * 0.1, abs=0.02)
    assert found.pairs == 400


def test_pairs_stay_together_so_common_shocks_cancel() -> None:
    """A difference of 0.1 under shocks of size 10 has no interval when both arms see the same shocks."""
    shocks = np.random.default_rng(4).normal(size=50) * 10
    found = effect(Formula("median(a - b)"), {"a": shocks + 0.1, "b": shocks})
    np.testing.assert_allclose([found.low, found.value, found.high], 0.1, atol=1e-12)
    unpaired = effect(Formula("median(a) - median(b)"), {"a": shocks + 0.1, "b": shocks[::-1]})
    assert unpaired.high - unpaired.low > 1.0


def test_failed_runs_leave_their_pair() -> None:
    a, b = np.arange(20.0) + 1, np.arange(20.0)
    a[3], b[7] = math.nan, math.nan
    assert effect(Formula("median(a - b)"), {"a": a, "b": b}) == Effect(1.0, 1.0, 1.0, 18)
    few = effect(Formula("mean(a)"), {"a": np.ones(LEAST - 1)})
    assert math.isnan(few.value)


def test_a_share_of_none_is_not_certain() -> None:
    """Wilson (1927): of ten runs none: 0 to 27.8 %; of ten five: 23.7 to 76.3 %."""
    np.testing.assert_allclose(wilson(0.0, 10), (0.0, 0.2775), atol=2e-4)
    np.testing.assert_allclose(wilson(0.5, 10), (0.2366, 0.7634), atol=2e-4)
    found = effect(Formula("share(a > 1)"), {"a": np.zeros(10)})
    assert (found.low, found.high) == wilson(0.0, 10)


def test_variance_explained_by_arms() -> None:
    noise = np.random.default_rng(5).normal(size=5000)
    arms = {"a": noise, "b": noise + 2.0}
    found = effect(Formula("explained(a, b)"), arms)  # means +-1 around their mean, 1 within
    assert found.value == pytest.approx(0.5, abs=0.02)
    assert effect(Formula("explained(a, b)"), {"a": noise, "b": noise}).value == pytest.approx(0.0, abs=1e-12)


def test_the_tail_is_what_a_twentieth_lies_above() -> None:
    found = effect(Formula("tail(a) / tail(b)"), {"a": np.arange(101.0), "b": 2.0 * np.arange(101.0)})
    assert found.value == pytest.approx(0.5)


def test_a_quotient_without_a_denominator_says_nothing() -> None:
    found = effect(Formula("median(a - b) / median(c - b)"), {name: np.zeros(20) for name in "abc"})
    assert (found.low, found.high) == (-math.inf, math.inf)


def part(holds: Region, refuted: Refutation) -> Part:
    return Part("p", "says", {}, Formula("a"), "share", holds, refuted, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-0.12, -0.09, HOLDS), (-0.02, 0.01, REFUTED), (-0.12, -0.07, UNDECIDED), (-0.07, -0.05, UNDECIDED),
     (-0.04, -0.02, UNDECIDED), (0.1, 0.2, REFUTED)],
)  # fmt: skip
def test_a_whole_interval_decides(low: float, high: float, verdict: str) -> None:
    """Claimed: 8 points less or more; refuted: less than 3 points."""
    claim = part(Region(high=-0.08), Refutation(above=-0.03))
    assert judged(claim, Effect((low + high) / 2, low, high, 64)) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.2, 0.3, HOLDS), (0.02, 0.03, UNDECIDED), (-0.03, -0.02, UNDECIDED), (-0.3, -0.2, REFUTED),
     (-0.2, 0.2, UNDECIDED), (0.02, 0.3, UNDECIDED)],
)  # fmt: skip
def test_a_sure_trifle_decides_no_claim_of_a_direction(low: float, high: float, verdict: str) -> None:
    """Of a scale of 1, a tenth is the least that counts."""
    up = part(Region(low=0.0), Refutation(below=0.0))
    down = part(Region(high=0.0), Refutation(above=0.0))
    assert judged(up, Effect((low + high) / 2, low, high, 64)) == verdict
    assert judged(down, Effect(-(low + high) / 2, -high, -low, 64)) == verdict


def test_a_claim_of_a_difference_is_refuted_by_an_interval_around_none() -> None:
    claim = part(Region(low=0.0), Refutation(same=0.0))
    assert judged(claim, Effect(0.1, -0.1, 0.3, 64)) == REFUTED
    assert judged(claim, Effect(0.2, 0.11, 0.3, 64)) == HOLDS
    assert judged(claim, Effect(0.002, 0.001, 0.003, 64)) == UNDECIDED
    assert judged(claim, Effect(math.nan, math.nan, math.nan, 3)) == UNDECIDED
    assert judged(claim, Effect(0.2, -math.inf, math.inf, 64)) == UNDECIDED
