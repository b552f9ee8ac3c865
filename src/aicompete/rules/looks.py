"""Looks at values that save work and change no number: the only decisions that Python may take on columns.

A compiled month takes none of them: it is one program for all values.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from aicompete.rules.types import Array, Mask


def somewhere(mask: npt.ArrayLike) -> bool:
    """Whether a mask is set anywhere: a look that saves work, for both ways must give the same numbers where it is not.

    A compiled month always takes the way for a mask that is set.
    """
    return bool(np.count_nonzero(mask))


def used_places(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Places on the last axis where a mask is set in some run: the others must add nothing but zeros.

    A compiled month always takes all of them.
    """
    return np.flatnonzero(mask.any(axis=tuple(range(mask.ndim - 1))))


def where_true(mask: Mask, rule: Callable[..., Array], *arguments: Array) -> Array:
    """Result of an elementwise rule where the mask holds, 0 elsewhere; arguments broadcast to the mask's shape.

    Worth it where there is seldom something to count. A compiled month applies the rule everywhere.
    """
    found = np.zeros(mask.shape)
    if mask.any():
        found[mask] = rule(*(np.broadcast_to(values, mask.shape)[mask] for values in arguments))
    return found
