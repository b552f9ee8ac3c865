"""Rules applied only where there is something to count: most nations lack nothing in most months."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.rules import Array, Mask


def where_true(mask: Mask, rule: Callable[..., Array], *arguments: Array) -> Array:
    """Result of an elementwise rule where the mask holds, 0 elsewhere; arguments broadcast to the mask's shape."""
    found = np.zeros(mask.shape)
    if mask.any():
        found[mask] = rule(*(np.broadcast_to(values, mask.shape)[mask] for values in arguments))
    return found
