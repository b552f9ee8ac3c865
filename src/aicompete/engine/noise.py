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

    Months come first in each generator, so a longer horizon keeps the earlier months' shocks. In memory the run comes
    first: every generator fills its own rows.
    """
    shocks: dict[str, Array] = {}
    for stream in streams:
        drawn = np.empty((len(replicates), months, *(sizes[axis] for axis in stream.axes)))
        first: dict[int, int] = {}
        for row, replicate in enumerate(replicates):
            if replicate in first:
                drawn[row] = drawn[first[replicate]]
                continue
            first[replicate] = row
            source = np.random.SeedSequence([seed, replicate, crc32(stream.name.encode())])
            np.random.Generator(np.random.PCG64(source)).standard_normal(out=drawn[row])
        shocks[stream.name] = drawn.swapaxes(0, 1)
    return shocks
