"""A new program is held against NumPy before it is used."""

from __future__ import annotations

from typing import Any

import numpy as np

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.layout import Program, place_of
from aicompete.engine.program.purpose import Purpose, name_of
from aicompete.engine.program.stepping import Groups
from aicompete.engine.program.untraceable import Untraceable

MONTHS = 2
LEAST = 1e-6
"""Values below this are held to it: what is zero but for rounding has no digits to compare."""
WITHIN = 1e-7
"""Largest difference of two months over the largest value of a metric or a column."""


def agrees(program: Program, ensemble: Ensemble, purpose: Purpose) -> None:
    """Step an ensemble of one run on in both ways.

    Raises
    ------
    Untraceable : the program gives other numbers than NumPy, so something was traced wrongly.
    """
    layout = program.layout
    while ensemble.index < layout.first and ensemble.index + MONTHS < ensemble.months:
        ensemble.step()
    months = min(MONTHS, layout.last + 1 - ensemble.index, ensemble.months - ensemble.index)
    if ensemble.index < layout.first or months < 1:
        return
    snapshot, index = ensemble.branch(), ensemble.index
    groups = Groups(program, ensemble)
    compiled = groups.advance([True] * months)
    ours = {name: groups.column(name) for name in layout.places["x"]}
    ensemble.restore(snapshot, index)
    for month in range(months):
        ensemble.step()
        known: dict[Any, Any] = {}
        for metric in purpose.metrics:
            name = name_of(metric)
            _compare(name, compiled.read(place_of(program, name))[:, month], metric.read(ensemble.world, known))
    for name, values in ours.items():
        group, column = name.split(".")
        _compare(name, values, getattr(getattr(ensemble.world, group), column))


def _compare(name: str, ours: Any, theirs: Any) -> None:
    wrong = _difference(np.ravel(ours), np.asarray(theirs, dtype=np.float64).ravel())
    if wrong > WITHIN:
        raise Untraceable(f"the compiled month gives other numbers than NumPy: {name} is off by {wrong:.1e}")


def _difference(ours: Any, theirs: Any) -> float:
    """Largest difference over the largest value; infinite where only one of them is finite."""
    finite = np.isfinite(theirs)
    if not (np.isfinite(ours) == finite).all():
        return float("inf")
    if not finite.any():
        return 0.0
    scale = max(float(np.abs(theirs[finite]).max()), LEAST)
    return float(np.abs(ours[finite] - theirs[finite]).max()) / scale
