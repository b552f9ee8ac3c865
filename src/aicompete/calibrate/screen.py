"""Screening: which inputs move which figures, from one space-filling sample of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.calibrate.problem import Array, CalibrationError, extra

DUMMIES = 100
"""Inputs that no model reads, analysed with the others: what they seem to explain is noise."""
OUT_OF_NOISE = 4.0
"""Standard deviations of the dummies by which an input must stand out: with hundreds of inputs some reach three."""
LEAST_WEIGHT = 0.01
"""Inputs with less weight for every figure are left to their prior."""
MOST = 25
HARMONICS = 10


@dataclass(frozen=True)
class Screen:
    """Share of each figure's variance that each input explains alone, ``(input, figure)``, and who is kept.

    ``floor`` (figure,) is the share that noise can seem to explain. ``weights`` (input, figure) are the shares above it
    times what an observation of the figure can tell: its variance over the sum of that and the tolerance.
    """

    names: tuple[str, ...]
    shares: Array
    floor: Array
    weights: Array
    kept: tuple[int, ...]


def space_filling(runs: int, inputs: int, generator: np.random.Generator) -> Array:
    """A Latin hypercube, ``(run, input)`` in 0 to 1: every input is spread evenly whatever the others do."""
    from scipy.stats import qmc

    sample: Array = qmc.LatinHypercube(d=inputs, seed=generator).random(runs)
    return sample


def screen(
    names: tuple[str, ...],
    shares: Array,
    figures: Array,
    tolerance: Array,
    generator: np.random.Generator,
    most: int = MOST,
) -> Screen:
    """First-order variance shares by RBD-FAST (Tarantola, Gatelli and Mara 2006; bias correction of Tissot and
    Prieur 2012), which reads them off any sample, and the inputs whose share stands out of the noise.

    Parameters
    ----------
    shares : inputs of the runs, ``(run, input)``.
    figures : figures on their scale, ``(run, figure)``; runs with a NaN are left out.
    tolerance : variance that a run may miss each figure by, ``(figure,)``.
    most : how many inputs are kept at most.
    """
    good = np.isfinite(figures).all(axis=1)
    inputs = np.hstack([shares[good], generator.random((int(good.sum()), DUMMIES))])
    found = np.zeros((inputs.shape[1], figures.shape[1]))
    spread = np.var(figures[good], axis=0)
    for place, values in enumerate(figures[good].T):
        if np.ptp(values) > 1e-9 * (1.0 + np.abs(values).max()):
            found[:, place] = first_order(inputs, values)
    real, dummies = np.maximum(found[: len(names)], 0.0), found[len(names) :]
    floor: Array = dummies.mean(axis=0) + OUT_OF_NOISE * dummies.std(axis=0)
    weights: Array = np.where(real > floor, real, 0.0) * spread / (spread + tolerance)
    best = weights.max(axis=1)
    order = np.argsort(-best, kind="stable")[:most]
    kept = tuple(int(i) for i in order if best[i] >= LEAST_WEIGHT)
    if not kept:
        raise CalibrationError("no input moves a figure by more than noise; give more --draws")
    return Screen(names, real, floor, weights, kept)


def first_order(inputs: Array, values: Array) -> Array:
    """Share of the variance of ``values`` (run,) that each input (run, input) explains alone, noise about zero too."""
    rbd_fast = extra("SALib.analyze.rbd_fast")
    # the parts of its ``analyze`` without the bootstrap, which takes twice as long as the rest and is not read
    ordered = (rbd_fast.permute_outputs(column, values) for column in inputs.T)
    shares = [rbd_fast.compute_first_order(one, HARMONICS) for one in ordered]
    found: Array = np.asarray([rbd_fast.unskew_S1(one, HARMONICS, values.size) for one in shares], dtype=np.float64)
    return found
