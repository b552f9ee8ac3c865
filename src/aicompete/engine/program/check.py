"""A new program is held against NumPy before it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.program import Program, place_of
from aicompete.engine.program.stepping import Groups
from aicompete.engine.program.untraceable import Untraceable
from aicompete.subjects.mechanism import Metric

MONTHS = 2
WITHIN = 1e-9
"""Largest difference of two months over the largest value of a metric."""


def agrees(program: Program, ensemble: Ensemble, metrics: Sequence[Metric]) -> None:
    """Step an ensemble of one run on in both ways.

    Raises
    ------
    Untraceable : the program gives other numbers than NumPy, so something was traced wrongly.
    """
    while ensemble.index < program.layout.first and ensemble.index + MONTHS < ensemble.months:
        ensemble.step()
    if ensemble.index < program.layout.first or ensemble.index + MONTHS > ensemble.months:
        return
    snapshot, index = ensemble.branch(), ensemble.index
    compiled = Groups(program, ensemble).advance([True] * MONTHS)
    ensemble.restore(snapshot, index)
    for month in range(MONTHS):
        ensemble.step()
        known: dict[Any, Any] = {}
        for metric in metrics:
            name = f"{metric.level}:{metric.name}"
            place = place_of(program, name)
            ours = compiled[:, month, place.span].ravel()
            theirs = np.asarray(metric.read(ensemble.world, known), dtype=np.float64).ravel()
            wrong = _difference(ours, theirs)
            if wrong > WITHIN:
                raise Untraceable(f"the compiled month gives other numbers than NumPy: {name} is off by {wrong:.1e}")


def _difference(ours: Any, theirs: Any) -> float:
    """Largest difference over the largest value; infinite where only one of them is finite."""
    finite = np.isfinite(theirs)
    if not (np.isfinite(ours) == finite).all():
        return float("inf")
    if not finite.any():
        return 0.0
    scale = max(float(np.abs(theirs[finite]).max()), 1e-12)
    return float(np.abs(ours[finite] - theirs[finite]).max()) / scale
