"""An effect over pairs of runs with its interval: the percentile bootstrap (Efron 1979) over pairs.

A pair is one draw of the assumptions and one stream of shocks, seen in every arm. Resampling takes whole pairs, so
arms stay paired, and the formula is worked out anew on every resample: a quotient of medians has the interval of a
quotient of medians. A share of runs has Wilson's interval where the formula is that share alone: a bootstrap of runs
that all say no would claim to be certain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.ends import wilson
from aicompete.hypotheses.formula import Array, Formula, Function

RESAMPLES = 2000
LEVEL = 0.95
Z = 1.959963984540054
"""Quantile of the normal distribution at 97.5 %."""
LEAST = 8
"""Pairs below which no interval is given."""


@dataclass(frozen=True)
class Effect:
    """An effect with its 95 % interval, and the pairs it rests on."""

    value: float
    low: float
    high: float
    pairs: int


def _median(values: Array) -> Array:
    return np.asarray(np.median(values, axis=-1))


def _mean(values: Array) -> Array:
    return np.asarray(np.mean(values, axis=-1))


def _share(values: Array) -> Array:
    return np.asarray(np.mean(np.asarray(values, dtype=np.float64) != 0.0, axis=-1))


def _variance(values: Array) -> Array:
    return np.asarray(np.var(values, axis=-1, ddof=1))


def _tail(values: Array) -> Array:
    """The value that the worst twentieth of the runs lies above."""
    return np.asarray(np.quantile(values, 0.95, axis=-1))


def _between(*arms: Array) -> Array:
    """Share of the variance over arms and runs that lies between the means of the arms (the correlation ratio)."""
    stacked = np.stack(arms)
    means = stacked.mean(axis=-1)
    whole = stacked.mean(axis=(0, -1))
    between = ((means - whole) ** 2).mean(axis=0)
    total = ((stacked - np.asarray(whole)[..., None]) ** 2).mean(axis=(0, -1))
    return np.asarray(between / total)


def _ten_to(values: Array) -> Array:
    return np.asarray(10.0 ** np.asarray(values))


def _smallest(*values: Array) -> Array:
    return np.asarray(np.minimum.reduce([np.asarray(value) for value in values]))


def _largest(*values: Array) -> Array:
    return np.asarray(np.maximum.reduce([np.asarray(value) for value in values]))


FUNCTIONS: Mapping[str, Function] = {
    "median": _median,
    "mean": _mean,
    "share": _share,
    "variance": _variance,
    "tail": _tail,
    "explained": _between,
    "ten_to": _ten_to,
    "smallest": _smallest,
    "largest": _largest,
}
"""What an effect may call: ``median`` to ``explained`` sum up runs, the others take every number for itself."""


def effect(formula: Formula, arms: Mapping[str, Array], seed: int = 1) -> Effect:
    """The effect and its interval; pairs with a run that failed in any arm that is named are left out."""
    named = {name: arms[name] for name in formula.names}
    whole = np.all([np.isfinite(values) for values in named.values()], axis=0)
    kept = {name: values[whole] for name, values in named.items()}
    pairs = int(whole.sum())
    if pairs < LEAST:
        return Effect(math.nan, math.nan, math.nan, pairs)
    value = float(formula.value(kept, FUNCTIONS))
    if formula.is_call_of == "share":
        low, high = wilson(value, pairs)
        return Effect(value, low, high, pairs)
    places = np.random.default_rng(seed).integers(pairs, size=(RESAMPLES, pairs))
    anew = formula.value({name: values[places] for name, values in kept.items()}, FUNCTIONS)
    if np.isnan(anew).any():  # a quotient with nothing below the line in some resamples: any size is possible
        return Effect(value, -math.inf, math.inf, pairs)
    low, high = np.quantile(anew, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")
    return Effect(value, float(low), float(high), pairs)
