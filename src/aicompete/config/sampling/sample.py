"""Draws of the assumptions: one stream per name, inverse distribution functions on uniform numbers."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from aicompete.config.catalogue.assumptions import Assumption, Distribution
from aicompete.config.catalogue.calibrated import AcceptedDraws, set_named
from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.scenarios.codings import CODING, codings, position_of
from aicompete.config.scenarios.scenario import Scenario

Array = NDArray[np.float64]

FEW = 256
"""Draws up to which the numbers behind them are kept, at most 8 MB."""
_SMALLEST = 2.0**-54  # half a step of the generator: an exact 0 would be minus infinity for the normal


def sample_assumptions(
    scenario: Scenario,
    seed: int,
    draws: int,
    catalogue: Catalogue | None = None,
    *,
    first: int = 0,
    names: Iterable[str] | None = None,
) -> dict[str, Array]:
    """Values of every assumption and every position in a coder's band of this scenario (or of those named).

    Shape (draws,): those of draws ``first`` and after.

    The i-th value is a function of the i-th number of the stream seeded by [seed, crc32(name)] alone: more draws, or
    more assumptions, leave the others as they were; two distributions of one assumption share their quantiles.
    Assumptions in the set of accepted draws in use come from it row by row instead, and keep their correlations.
    """
    catalogue = catalogue or load_catalogue()
    values = {}
    sources = uncertain(scenario, catalogue)
    for name in sources if names is None else names:
        source = sources[name]
        if source.accepted is not None:
            values[name] = source.accepted.columns[name][source.accepted.rows(seed, first, draws)]
        elif source.distribution.shape == "fixed":
            values[name] = np.full(draws, source.distribution.parameters[0])
        else:
            drawn = _few if draws <= FEW else _drawn
            values[name] = drawn(source.distribution, source.entry.range, seed, name, first, draws)
    return values


def _shares(seed: int, name: str, first: int, draws: int) -> Array:
    """The numbers of a name's stream from ``first`` on, uniform between 0 and 1, ``(draws,)``."""
    bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())]))
    bits.advance(first)  # one step of the generator a number
    return np.random.Generator(bits).random(draws)


def _drawn(
    distribution: Distribution, range: tuple[float, float], seed: int, name: str, first: int, draws: int
) -> Array:
    """Values of a name's stream from ``first`` on, ``(draws,)``."""
    return _quantile(distribution, _shares(seed, name, first, draws), range)


@lru_cache(maxsize=4096)
def _kept(
    distribution: Distribution, range: tuple[float, float], seed: int, name: str, first: int, draws: int
) -> Array:
    """The same for a few draws, kept: a block and its table of runs ask for the same, and so do blocks of a sweep."""
    return _drawn(distribution, range, seed, name, first, draws)


def _few(distribution: Distribution, range: tuple[float, float], seed: int, name: str, first: int, draws: int) -> Array:
    """The same, the caller's own."""
    return _kept(distribution, range, seed, name, first, draws).copy()


@dataclass(frozen=True)
class Source:
    """Where the draws of one assumption come from: its distribution, or the accepted draws before it."""

    entry: Assumption
    distribution: Distribution
    accepted: AcceptedDraws | None = None


def uncertain(scenario: Scenario, catalogue: Catalogue) -> dict[str, Source]:
    """Every assumption, then every position in a band of this scenario, with where its draws come from.

    What the scenario says itself goes before accepted draws, and these before the catalogue's distribution. A central
    value is that of the middlemost accepted draw, or the catalogue's without one.
    """
    draws = set_named(scenario.calibration, catalogue)
    entries = dict(catalogue.assumptions)
    for coding in codings(scenario):
        entry = position_of(coding.name, catalogue)
        assert entry is not None  # the path has been read, so the name fits
        entries[coding.name] = entry
    every_coding = scenario.assumptions.get(CODING)
    found = {}
    for name, entry in entries.items():
        said = scenario.assumptions.get(name, every_coding if entry.subject == CODING else None)
        accepted = draws if draws is not None and name in draws.columns else None
        if said is not None and said.shape == "central":
            said = Distribution("fixed", (accepted.central(name) if accepted else entry.central,))
        found[name] = Source(entry, said or entry.distribution, accepted if said is None else None)
    return found


def central_assumptions(scenario: Scenario | None = None, catalogue: Catalogue | None = None) -> dict[str, float]:
    """One value for every assumption: the scenario's number where it fixes one, the central value otherwise."""
    catalogue = catalogue or load_catalogue()
    draws = set_named(scenario.calibration if scenario is not None else "", catalogue)
    values = {}
    for name, entry in catalogue.assumptions.items():
        said = scenario.assumptions.get(name) if scenario is not None else None
        if said is not None and said.shape == "fixed":
            values[name] = said.parameters[0]
        else:
            values[name] = draws.central(name) if draws is not None and name in draws.columns else entry.central
    return values


def quantile(distribution: Distribution, share: Array, assumption: Assumption) -> Array:
    """The inverse distribution function at `share` (0 to 1), never outside the assumption's range."""
    return _quantile(distribution, share, assumption.range)


def _quantile(distribution: Distribution, share: Array, range: tuple[float, float]) -> Array:
    numbers = distribution.parameters
    if distribution.shape == "fixed":
        return np.full(share.shape, numbers[0])
    if distribution.shape == "uniform":
        values = numbers[0] + (numbers[1] - numbers[0]) * share
    elif distribution.shape == "loguniform":
        values = np.exp(np.log(numbers[0]) + (np.log(numbers[1]) - np.log(numbers[0])) * share)
    elif distribution.shape == "triangular":
        low, mode, high = numbers
        rising = low + np.sqrt(share * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - share) * (high - low) * (high - mode))
        values = np.where(share * (high - low) < mode - low, rising, falling)
    else:
        inverse = NormalDist(numbers[0], numbers[1]).inv_cdf
        inside = np.clip(share, _SMALLEST, 1.0 - _SMALLEST * 2)
        values = np.array([inverse(float(part)) for part in inside.ravel()]).reshape(share.shape)
    low, high = (numbers[0], numbers[-1]) if distribution.shape != "normal" else range
    clipped: Array = np.clip(values, low, high)
    return clipped
