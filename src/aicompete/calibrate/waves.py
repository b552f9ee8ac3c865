"""History matching in waves: simulate only where the emulators cannot rule out that the figures are met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aicompete.calibrate.emulate import Emulator, emulator
from aicompete.calibrate.problem import Array, CalibrationError, Figure, Model

CUT = 3.0
"""Implausibility above which a candidate is ruled out (Pukelsheim 1994: 95 % of any unimodal spread lies within 3)."""
AUDIT = 0.05
"""Share of a wave's runs that are spent on candidates that were ruled out, to see how often that was wrong."""
CHUNK, MOST_CANDIDATES = 20_000, 2_000_000
FEWEST_TO_LEARN = 200


@dataclass(frozen=True)
class Noise:
    """Variances on the figures' scales, each ``(figure,)``: of the observations, of what the model leaves out, and of
    replicates of one draw."""

    observation: Array
    discrepancy: Array
    replicate: Array

    @property
    def tolerance(self) -> Array:
        """What a run may miss by, its own luck aside."""
        total: Array = self.observation + self.discrepancy
        return total


@dataclass(frozen=True)
class Region:
    """Where no emulator so far rules the figures out; without emulators everywhere.

    ``emulators`` by wave: (figure, its emulator). ``share`` is the part of the prior that lies inside.
    """

    emulators: tuple[tuple[tuple[int, Emulator], ...], ...] = ()
    share: float = 1.0
    tried: int = 0

    def holds(self, kept: Array, z: Array, noise: Noise) -> NDArray[np.bool_]:
        """Which candidates ``(run, kept input)`` are not ruled out."""
        alive = np.arange(len(kept))
        for wave in reversed(self.emulators):
            for figure, guess in wave:
                if len(alive):
                    # the emulator's variance is about single runs, so that a replicate's is in it
                    variance = noise.tolerance[figure] + max(guess.variance, noise.replicate[figure])
                    alive = alive[np.abs(z[figure] - guess(kept[alive])) <= CUT * np.sqrt(variance)]
        inside = np.zeros(len(kept), dtype=bool)
        inside[alive] = True
        return inside


@dataclass(frozen=True)
class Wave:
    """Runs of one wave: shares ``(run, input)``, figures on their scale ``(run, figure)``.

    The first ``inside`` runs come from the prior inside ``region``, the others from the prior outside it.
    """

    region: Region
    shares: Array
    figures: Array
    inside: int

    @property
    def missed(self) -> int:
        """Audited runs: of candidates that were ruled out."""
        return len(self.shares) - self.inside


def implausibility(figures: Array, z: Array, variance: Array) -> Array:
    """Distance of runs from the observations in standard deviations, ``(run, figure)``; infinite for failed runs."""
    distance = np.abs(figures - z) / np.sqrt(variance)
    return np.where(np.isfinite(distance), distance, np.inf)


def attainable(figures: Array, z: Array, noise: Noise) -> NDArray[np.bool_]:
    """Figures that at least one run comes near, ``(figure,)``; the others rule nothing out, since nothing is left."""
    near = implausibility(figures, z, noise.tolerance + noise.replicate) <= CUT
    return np.asarray(near.any(axis=0))


def doubtful(figures: Array, z: Array, noise: Noise) -> NDArray[np.bool_]:
    """Figures that some run misses, ``(figure,)``; where none does, an emulator could rule nothing out."""
    return np.asarray((implausibility(figures, z, noise.tolerance + noise.replicate) > CUT).any(axis=0))


def next_region(
    waves: Sequence[Wave], kept: Sequence[int], fit: NDArray[np.bool_], z: Array, noise: Noise, seed: int
) -> Region:
    """The last region, narrowed by emulators that have learned from all runs inside it."""
    last = waves[-1].region
    shares = np.concatenate([wave.shares for wave in waves])[:, list(kept)]
    figures = np.concatenate([wave.figures for wave in waves])
    use = np.isfinite(figures).all(axis=1) & last.holds(shares, z, noise)
    if use.sum() < FEWEST_TO_LEARN:
        raise CalibrationError(
            f"only {int(use.sum())} runs are left to learn from, {FEWEST_TO_LEARN} are needed: give more --draws"
        )
    worth = fit & doubtful(figures[use], z, noise)
    learned = [(int(f), emulator(shares[use], figures[use, f], seed)) for f in np.flatnonzero(worth)]
    # the sharpest first: it rules out most, and what is ruled out need not be guessed again
    learned.sort(
        key=lambda one: (one[1].variance + noise.tolerance[one[0]]) / max(np.var(figures[use, one[0]]), 1e-300)
    )
    return Region((*last.emulators, tuple(learned)))


def candidates(
    region: Region,
    inputs: int,
    kept: Sequence[int],
    wanted: int,
    audits: int,
    z: Array,
    noise: Noise,
    generator: np.random.Generator,
) -> tuple[Region, Array, Array]:
    """Draw from the prior until ``wanted`` candidates lie inside the region.

    Returns the region with its share of the prior, the candidates inside and ``audits`` of those outside, each
    ``(run, input)``. Fewer come back when the region is too small to find them.
    """
    inside: list[Array] = []
    outside: list[Array] = []
    tried = found = 0
    while found < wanted and tried < MOST_CANDIDATES:
        shares = generator.random((CHUNK, len(kept)))
        holds = region.holds(shares, z, noise)
        tried += CHUNK
        found += int(holds.sum())
        inside.append(shares[holds])
        outside.append(shares[~holds][:audits])
    if found == 0:
        raise CalibrationError(
            f"none of {tried:,} candidates is plausible: the figures cannot be met together; allow a larger "
            "--discrepancy, or mend the model"
        )
    measured = Region(region.emulators, found / tried, tried)
    return (
        measured,
        complete(np.concatenate(inside)[:wanted], inputs, kept, generator),
        complete(np.concatenate(outside)[:audits], inputs, kept, generator),
    )


def complete(some: Array, inputs: int, kept: Sequence[int], generator: np.random.Generator) -> Array:
    """All inputs: those that are not kept vary freely."""
    shares = generator.random((len(some), inputs))
    shares[:, list(kept)] = some
    return shares


def match(
    model: Model,
    figures: Sequence[Figure],
    first: Wave,
    kept: Sequence[int],
    fit: NDArray[np.bool_],
    noise: Noise,
    draws: int,
    waves: int,
    seed: int,
    enough: Callable[[Sequence[Wave]], bool],
    say: Callable[[str], None],
) -> list[Wave]:
    """All waves, the first (from the whole prior) included; no more than it takes until ``enough`` says so."""
    z = np.array([figure.z for figure in figures])
    done = [first]
    for number in range(1, waves + 1):
        generator = np.random.default_rng(np.random.SeedSequence([seed, number]))
        region = next_region(done, kept, fit, z, noise, seed)
        audits = int(np.ceil(AUDIT * draws))
        region, inside, outside = candidates(
            region, len(model.names), kept, draws - audits, audits, z, noise, generator
        )
        shares = np.concatenate([inside, outside])
        start = sum(len(wave.shares) for wave in done)
        replicates = np.arange(start, start + len(shares), dtype=np.int64)
        found = scaled(model.run(shares, replicates), figures)
        done.append(Wave(region, shares, found, len(inside)))
        say(f"wave {number}: {region.share:.2%} of the prior is not ruled out; {len(shares):,} runs")
        if enough(done):
            break
    return done


def scaled(values: Array, figures: Sequence[Figure]) -> Array:
    """Figures of runs on the scales of their misses."""
    return np.column_stack([figure.scale(values[:, place]) for place, figure in enumerate(figures)])
