"""Array types of the rules."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
"""A column: float64, the run first, agents last."""

Mask = npt.NDArray[np.bool_]
"""A column of truth values."""

Value = Array | float
"""A parameter: a number, or a column that broadcasts against the other arguments."""
