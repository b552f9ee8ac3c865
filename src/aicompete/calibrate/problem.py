"""What is calibrated: figures to be met, uncertain inputs, and a model that turns the second into the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from aicompete.batch.errors import BatchError

Array = NDArray[np.float64]

NINETY = 3.29
"""Width of a normal's 90 % interval in standard deviations."""
LINEAR_UNITS = ("percent", "percent growth", "months")
LEAST = 1e-3
"""Of the low end of a band: where a figure that should be above zero is cut before its logarithm is taken."""


class CalibrationError(BatchError):
    """A calibration cannot be done; the text says what to do about it."""


class Observation(Protocol):
    """The part of a hindcast target that a calibration reads."""

    @property
    def id(self) -> str: ...
    @property
    def metric(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def use(self) -> str: ...
    @property
    def observed(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


@dataclass(frozen=True)
class Figure:
    """An observed figure on the scale on which misses are counted: logarithms for what is above zero, else linear.

    Attributes
    ----------
    z, sd : observation and its standard deviation there, the pass band being taken as a 90 % interval.
    off : standard deviation of what the model leaves out there, as learned from the replay; 0 where there is no record.
    low, high : the band as it stands.
    """

    id: str
    text: str
    unit: str
    observed: float
    low: float
    high: float
    log: bool
    z: float
    sd: float
    off: float = 0.0

    def scale(self, values: Array) -> Array:
        """Figures of the model on that scale; NaN stays."""
        return np.log(np.maximum(values, LEAST * self.low)) if self.log else values

    def inside(self, values: Array) -> NDArray[np.bool_]:
        """Which of the model's figures (in their unit) lie in the band."""
        return (values >= self.low) & (values <= self.high)


def figures(targets: Sequence[Observation], off: Mapping[str, float] | None = None) -> list[Figure]:
    """The figures of these targets; ``off`` by their ids.

    Raises ``CalibrationError`` for one that is held back: a test of the model must not have been seen by its fit.
    """
    found = []
    for target in targets:
        text = f"{target.metric}, {target.actor}, {target.period}"
        if target.use != "calibrate":
            raise CalibrationError(
                f"target {target.id} ({text}) is marked '{target.use}': only targets marked 'calibrate' may be "
                "fitted, the others are held back to test the model"
            )
        log = target.low > 0.0 and target.unit not in LINEAR_UNITS
        low, z, high = (
            np.log([target.low, target.observed, target.high])
            if log
            else np.array([target.low, target.observed, target.high])
        )
        found.append(
            Figure(
                target.id,
                text,
                target.unit,
                target.observed,
                target.low,
                target.high,
                log,
                float(z),
                float((high - low) / NINETY),
                (off or {}).get(target.id, 0.0),
            )
        )
    return found


class Model(Protocol):
    """Something with uncertain inputs that gives figures.

    ``names`` are the inputs; each is driven by a share of its prior distribution, 0 to 1.
    """

    names: tuple[str, ...]

    def run(self, shares: Array, replicates: NDArray[np.int64]) -> Array:
        """Figures in their units, ``(run, figure)``, for shares ``(run, input)``; NaN where a run fails."""

    def value(self, name: str, shares: Array) -> Array:
        """The input's values at these shares of its prior."""


def extra(module: str) -> Any:
    """Import a package of the extra, or say in one line how to get it."""
    try:
        return import_module(module)
    except ImportError:
        raise CalibrationError(
            f"calibration needs the package {module.partition('.')[0]}, which is not installed: "
            "pip install 'aicompete[calibrate]'"
        ) from None
