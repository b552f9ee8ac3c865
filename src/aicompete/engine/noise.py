"""Random shocks drawn ahead: one generator per (seed, replicate, stream).

They depend on nothing else: not on scenario, draw, block size, number of workers or horizon. So the difference between
two policies is the policy, and any run can be repeated alone (common random numbers).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

import numpy as np

from aicompete.world.columns import Array, Stream


def draw_shocks(
    seed: int, replicates: Sequence[int], streams: Iterable[Stream], sizes: Mapping[str, int], months: int
) -> dict[str, Array]:
    """Standard normal shocks by stream, ``(month, run, *axes)``; run r belongs to ``replicates[r]``.

    Months come first in each generator, so a longer horizon keeps the earlier months' shocks.
    """
    shocks: dict[str, Array] = {}
    for stream in streams:
        shape = (months, *(sizes[axis] for axis in stream.axes))
        drawn: dict[int, Array] = {}
        for replicate in replicates:
            if replicate not in drawn:
                source = np.random.SeedSequence([seed, replicate, crc32(stream.name.encode())])
                drawn[replicate] = np.random.Generator(np.random.PCG64(source)).standard_normal(shape)
        shocks[stream.name] = np.stack([drawn[r] for r in replicates], axis=1)
    return shocks
