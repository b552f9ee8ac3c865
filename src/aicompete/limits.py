"""How many, how long, which seed: the limits that hold in files, on the command line and from Python alike."""

from __future__ import annotations

import math
import numbers
from typing import Any

MAX_MONTHS = 480
MAX_COUNT = 1_000_000
"""Most runs, draws or replicates."""
MAX_SEED = 2**53
"""Beyond this a seed read from JSON or YAML by other programs may be another one."""
MAX_WORKERS = 4096


def whole(what: str, value: Any, low: int, high: int | None = None) -> int:
    """A whole number between limits, from any kind of number; 100.0 is 100, and true is no number.

    Raises
    ------
    ValueError : with a message that names the argument, the limits and what was given.
    """
    span = f"from {low} to {high:,}" if high is not None else f"from {low} up"
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value):
        number = int(float(value)) if not isinstance(value, numbers.Integral) else int(value)
        if number == value and number >= low and (high is None or number <= high):
            return number
    raise ValueError(f"{what} must be a whole number {span}, not {value!r}")
