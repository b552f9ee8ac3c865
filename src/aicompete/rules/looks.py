"""Looks at values that save work and change no number: the only decisions that Python may take on columns.

A compiled month takes none of them: it is one program for all values.
"""

import numpy as np
import numpy.typing as npt


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
