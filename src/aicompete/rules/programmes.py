"""Public programmes: what their money does."""

import numpy as np

from aicompete.rules.types import Array, Value


def lobbied_yield(coordination: Value, floor: Value, lobbying: Value, capture: Value) -> Array:
    """Part of a programme's money that does what it is meant for: ``(f + (1 - f) c) (1 - k l)``.

    Offices that pull apart leave the part f (floor), full coordination c = 1 all; firms turn the part k of it to their
    own ends under full lobbying l = 1 (rents, Tullock 1967; Grossman & Helpman 1994).
    """
    together = np.add(floor, np.multiply(np.subtract(1.0, floor), coordination))
    return np.asarray(together * np.subtract(1.0, np.multiply(capture, lobbying)))
