"""Random shocks drawn ahead: one generator per (seed, replicate, stream).

They depend on nothing else: not on scenario, draw, block size, number of workers or horizon. So the difference between
two policies is the policy, and any run can be repeated alone (common random numbers).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

import numpy as np

from aicompete.world.columns import Array, Stream

YEAR = 12
"""Months that are drawn at one go: enough to make few calls, few enough for the memory of long runs."""


def draw_shocks(
    seed: int, replicates: Sequence[int], streams: Iterable[Stream], sizes: Mapping[str, int], months: int
) -> dict[str, Array]:
    """Standard normal shocks by stream, ``(month, run, *axes)``; run r belongs to ``replicates[r]``.

    Months come first in each generator, so a longer horizon keeps the earlier months' shocks. In memory the run comes
    first: every generator fills its own rows.
    """
    return {s.name: _Source(seed, replicates, s, sizes).draw(months).swapaxes(0, 1) for s in streams}


class Shocks:
    """The same shocks month by month, drawn a year at a time: what is kept does not grow with the horizon."""

    def __init__(
        self, seed: int, replicates: Sequence[int], streams: Iterable[Stream], sizes: Mapping[str, int]
    ) -> None:
        self._of = (seed, tuple(replicates), tuple(streams), dict(sizes))
        self._start()

    def _start(self) -> None:
        seed, replicates, streams, sizes = self._of
        self._sources = {s.name: _Source(seed, replicates, s, sizes) for s in streams}
        self._year = -1
        self._drawn: dict[str, Array] = {}

    def month(self, index: int) -> dict[str, Array]:
        """Shocks of month ``index`` by stream, ``(run, *axes)``; going back draws again from the beginning."""
        return {name: drawn[:, 0] for name, drawn in self.stretch(index, 1).items()}

    def stretch(self, index: int, months: int) -> dict[str, Array]:
        """Shocks of some months of one year by stream, ``(run, month, *axes)``."""
        year, month = divmod(index, YEAR)
        if year < self._year:
            self._start()
        while self._year < year:
            self._drawn = {name: source.draw(YEAR) for name, source in self._sources.items()}
            self._year += 1
        return {name: drawn[:, month : month + months] for name, drawn in self._drawn.items()}


class _Source:
    """The generators of one stream, one for each replicate."""

    def __init__(self, seed: int, replicates: Sequence[int], stream: Stream, sizes: Mapping[str, int]) -> None:
        self.shape = tuple(sizes[axis] for axis in stream.axes)
        place = {replicate: row for row, replicate in enumerate(dict.fromkeys(replicates))}
        self.rows = None if len(place) == len(replicates) else np.array([place[r] for r in replicates])
        word = crc32(stream.name.encode())
        self.generators = [_generator(seed, replicate, word) for replicate in place]

    def draw(self, months: int) -> Array:
        """The coming months, ``(run, month, *axes)``, in an array of their own."""
        drawn = np.empty((len(self.generators), months, *self.shape))
        for row, generator in zip(drawn, self.generators, strict=True):
            generator.standard_normal(out=row)
        return drawn if self.rows is None else drawn[self.rows]


def _generator(*words: int) -> np.random.Generator:
    """A generator of its own for some whole numbers; small ones are handed over in the form that is read fastest."""
    entropy = np.array(words, dtype=np.uint32) if max(words) < 2**32 else list(words)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))
