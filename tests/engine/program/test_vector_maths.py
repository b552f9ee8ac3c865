"""Exponential, logarithm and their kin: errors in units of the last place, and the ends of the range."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.program.kit import Floats, computed

RANDOM = np.random.default_rng(1)
SMALL = RANDOM.normal(size=20_000) * 10.0 ** RANDOM.uniform(-18, 0, 20_000)
WIDE = RANDOM.uniform(-700, 700, 20_000)
POSITIVE = np.concatenate([10.0 ** RANDOM.uniform(-300, 300, 20_000), 1.0 + RANDOM.normal(size=20_000) * 0.1])
INSIDE = np.concatenate([RANDOM.uniform(-1, 1, 20_000), SMALL[np.abs(SMALL) < 1]])

CASES = {
    "exp": (np.concatenate([SMALL, WIDE]), 1.0),
    "exp2": (np.concatenate([SMALL, WIDE]), 2.5),
    "expm1": (np.concatenate([SMALL, WIDE]), 2.0),
    "log": (POSITIVE, 1.0),
    "log1p": (np.concatenate([SMALL[SMALL > -1], POSITIVE]), 2.0),
    "log10": (POSITIVE, 2.5),
    "log2": (POSITIVE, 2.5),
    "tanh": (np.concatenate([SMALL, RANDOM.uniform(-30, 30, 20_000)]), 3.0),
    "arctanh": (INSIDE, 2.5),
    "sqrt": (POSITIVE, 0.5),
}


def _errors(name: str, values: Floats) -> Floats:
    """Errors of a function in units of the last place, against numbers with more places."""
    got = computed(getattr(np, name), values[:, None])[:, 0]
    exact = getattr(np, name)(values.astype(np.longdouble))
    return np.abs((got - exact) / np.spacing(np.abs(exact.astype(np.float64)))).astype(np.float64)


@pytest.mark.skipif(np.finfo(np.longdouble).eps > 1e-18, reason="no numbers with more places on this machine")
@pytest.mark.parametrize("name", CASES)
def test_errors_stay_below_what_is_stated(name: str) -> None:
    values, bound = CASES[name]
    normal = np.abs(getattr(np, name)(values)) > 1e-300
    assert _errors(name, values[normal]).max() <= bound + 0.01


@pytest.mark.parametrize("name", CASES)
def test_ends_of_the_range_are_numpys(name: str) -> None:
    values = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 710.0, -746.0, 1e-320, 5e-324])
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(values)
    got = computed(getattr(np, name), values[:, None])[:, 0]
    np.testing.assert_allclose(got, expected, rtol=1e-15, atol=1e-322)


@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_what_is_no_number_stays_none(name: str) -> None:
    pairs = np.array([[1.0, 2.0], [np.nan, 2.0], [1.0, np.nan], [np.inf, -np.inf], [-3.0, -3.0]])
    got = computed(lambda a: getattr(np, name)(a[:, 0], a[:, 1]), pairs)
    np.testing.assert_array_equal(got, getattr(np, name)(pairs[:, 0], pairs[:, 1]))
    with_number = computed(lambda a: getattr(np, name)(a[:, 0], 1.5), pairs)
    np.testing.assert_array_equal(with_number, getattr(np, name)(pairs[:, 0], 1.5))


@pytest.mark.parametrize("lanes", [1, 2, 4, 8])
def test_bits_do_not_depend_on_the_width(lanes: int) -> None:
    values = RANDOM.normal(size=(37, 3))

    def mixed(x: Floats) -> Floats:
        return np.exp(x) * np.tanh(x).sum(axis=1, keepdims=True) / np.log1p(x * x + 1e-3) + np.expm1(x)

    np.testing.assert_array_equal(computed(mixed, values, lanes=lanes), computed(mixed, values, lanes=8))
