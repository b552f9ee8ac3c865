"""All of a calibration: screen, replicate noise, waves, constrained sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aicompete.calibrate.constrain import Constrained, constrain, medoid, weights, worth
from aicompete.calibrate.problem import Array, CalibrationError, Figure, Model
from aicompete.calibrate.screen import MOST, Screen, screen, space_filling
from aicompete.calibrate.waves import CUT, Noise, Region, Wave, attainable, complete, implausibility, match, scaled

SAME, TIMES = 24, 16
"""Draws that are repeated, and how often, to see what the luck of a replicate does."""
AGAIN = 2
"""Fresh runs of each accepted draw."""
USUAL = 0.5
"""What the model leaves out of a figure without a record, in standard deviations of the observation (estimate)."""
FEWEST_DRAWS = 400
AMPLE = 4
"""Effective runs for each accepted draw at which no further wave is needed."""


@dataclass(frozen=True)
class Plan:
    """How a calibration is done. ``draws``: runs of the screening and of each wave; ``discrepancy``: what the model
    leaves out, in standard deviations of the observations; ``None`` takes what each figure says, and ``USUAL`` of those
    that say nothing."""

    seed: int = 1
    draws: int = 4000
    waves: int = 3
    size: int = 300
    discrepancy: float | None = None
    most: int = MOST

    def __post_init__(self) -> None:
        if self.draws < FEWEST_DRAWS:
            raise CalibrationError(f"--draws is {self.draws}; fewer than {FEWEST_DRAWS} teach an emulator nothing")

    @property
    def runs(self) -> int:
        """Runs in all."""
        return self.draws * (1 + self.waves) + SAME * TIMES + AGAIN * self.size


@dataclass(frozen=True)
class Calibration:
    """What came out. ``fit`` says which figures were fitted: the others no run comes near, or none of them moves.

    ``fresh`` are figures on their scale, ``(run, figure)``, of the accepted draws run again with other luck and other
    values of the inputs that were not kept: what users of the set get, free of the luck that had a run accepted.
    """

    plan: Plan
    figures: tuple[Figure, ...]
    screened: Screen
    noise: Noise
    fit: NDArray[np.bool_]
    waves: tuple[Wave, ...]
    constrained: Constrained
    fresh: Array

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs that were kept."""
        return tuple(self.screened.names[i] for i in self.screened.kept)

    @property
    def accepted(self) -> Array:
        """Kept inputs of the accepted draws as shares of their prior, ``(draw, kept input)``."""
        found: Array = self.constrained.shares[self.constrained.rows][:, list(self.screened.kept)]
        return found

    @property
    def medoid(self) -> int:
        """The middlemost accepted draw."""
        return medoid(self.accepted)

    @property
    def z(self) -> Array:
        """Observations on the figures' scales."""
        return np.array([figure.z for figure in self.figures])

    @property
    def weight_ruled_out(self) -> float:
        """Share of the runs' weight that lies where the last emulators rule it out: what they would have lost."""
        kept = self.constrained.shares[:, list(self.screened.kept)]
        outside = ~self.waves[-1].region.holds(kept, self.z, self.noise)
        return float(self.constrained.weights[outside].sum())

    @property
    def wrongly_ruled_out(self) -> tuple[int, int]:
        """Of the audited candidates: how many came near all figures after all, and how many there were."""
        audited = np.concatenate([wave.figures[wave.inside :] for wave in self.waves])
        near = implausibility(audited, self.z, self.noise.tolerance + self.noise.replicate)[:, self.fit] <= CUT
        return int(near.all(axis=1).sum()), len(audited)


def calibrate(
    model: Model, figures: Sequence[Figure], plan: Plan, say: Callable[[str], None] = lambda text: None
) -> Calibration:
    """Find joint draws of the inputs under which the model meets the figures. The same plan gives the same draws."""
    z = np.array([figure.z for figure in figures])
    generator = np.random.default_rng(np.random.SeedSequence([plan.seed, 0]))
    inputs = len(model.names)
    say(f"screening {inputs} inputs against {len(figures)} figures: {plan.draws:,} runs")
    shares = space_filling(plan.draws, inputs, generator)
    found = scaled(model.run(shares, np.arange(plan.draws, dtype=np.int64)), figures)
    _most_must_run(found)
    noise = _noise(model, figures, plan, generator)
    screened = screen(model.names, shares, found, noise.tolerance, generator, plan.most)
    say(f"kept {len(screened.kept)} inputs: {', '.join(model.names[i] for i in screened.kept)}")
    first = Wave(Region(), shares, found, plan.draws)
    moves = found[np.isfinite(found).all(axis=1)].std(axis=0) > 1e-9 * (1.0 + np.abs(z))
    fit = moves & attainable(found, z, noise)
    for place in np.flatnonzero(~fit).tolist():
        why = "no run comes near it" if moves[place] else "no input moves it"
        say(f"{figures[place].id} is not fitted: {why}")
    if not fit.any():
        raise CalibrationError("no figure can be fitted: either nothing moves them or nothing comes near them")

    def enough(waves: Sequence[Wave]) -> bool:
        return worth(weights(waves, screened.kept, fit, z, noise)) >= AMPLE * plan.size

    waves = match(model, figures, first, screened.kept, fit, noise, plan.draws, plan.waves, plan.seed, enough, say)
    sample = constrain(waves, screened.kept, fit, z, noise, plan.size, generator)
    say(f"{len(sample.rows)} draws accepted of runs worth {sample.effective:.0f}")
    chosen = np.repeat(sample.shares[sample.rows][:, list(screened.kept)], AGAIN, axis=0)
    shares = complete(chosen, inputs, screened.kept, generator)
    start = len(sample.weights)
    fresh = scaled(model.run(shares, np.arange(start, start + len(shares), dtype=np.int64)), figures)
    return Calibration(plan, tuple(figures), screened, noise, fit, tuple(waves), sample, fresh)


def _noise(model: Model, figures: Sequence[Figure], plan: Plan, generator: np.random.Generator) -> Noise:
    """Variances of observation and discrepancy, and of replicates of the same draw."""
    shares = np.repeat(generator.random((SAME, len(model.names))), TIMES, axis=0)
    replicates = np.arange(SAME * TIMES, dtype=np.int64)
    found = scaled(model.run(shares, replicates), figures).reshape(SAME, TIMES, len(figures))
    observation = np.array([figure.sd**2 for figure in figures])
    ran = np.isfinite(found).all(axis=(1, 2))
    if not ran.any():
        raise CalibrationError("every draw that was repeated has runs that fail")
    luck = found[ran].var(axis=1, ddof=1).mean(axis=0)
    return Noise(observation, left_out(figures, plan, observation), luck)


def left_out(figures: Sequence[Figure], plan: Plan, observation: Array) -> Array:
    """Variance of what the model leaves out, ``(figure,)``."""
    if plan.discrepancy is not None:
        return plan.discrepancy**2 * observation
    learned = np.array([figure.off for figure in figures])
    return np.where(learned > 0.0, learned**2, USUAL**2 * observation)


def _most_must_run(figures: Array) -> None:
    failed = float(1.0 - np.isfinite(figures).all(axis=1).mean())
    if failed > 0.5:
        raise CalibrationError(f"{failed:.0%} of the runs fail or lack a figure; nothing can be learned from the rest")
