"""Random shocks by number: a standard normal value for each (seed, replicate, stream, month, place), and no state.

They depend on nothing else: not on scenario, draw, block size, number of workers or horizon. So the difference between
two policies is the policy, any run can be repeated alone, and any month of it too (common random numbers). The numbers
are Philox4x32-10 (Salmon et al. 2011) turned normal by their quantile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
import numpy.typing as npt

from aicompete.rules.quantile import normal_quantile
from aicompete.world.columns import Array, Stream

YEAR = 12
"""Months that are drawn at one go: enough to make few calls, few enough for the memory of long runs."""
ROUNDS = 10
MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
STEPS = 0x9E3779B9, 0xBB67AE85
"""What a round multiplies the counter by, and what it adds to the key."""
LOW = 0xFFFFFFFF
MONTH_BITS = 16
AT_ONCE = 1 << 14
"""Numbers drawn together, so that they stay near the processor."""

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Drawn:
    """A stream as it is drawn: its word in the counter, its axes, how many values a run and month."""

    name: str
    word: int
    shape: tuple[int, ...]
    size: int


class Shocks:
    """The shocks of some runs, month by month.

    Parameters
    ----------
    seed : base seed, any whole number from 0 up.
    replicates : stream of shocks of each run.
    streams, sizes : what is drawn, and the length of each named axis.
    """

    def __init__(
        self, seed: int, replicates: Sequence[int], streams: Iterable[Stream], sizes: Mapping[str, int]
    ) -> None:
        self.key = key_of(seed)
        self.streams = tuple(_drawn(stream, sizes) for stream in streams)
        numbers = np.asarray(replicates, dtype=np.uint64)
        self.low = numbers & np.uint64(LOW)
        self.high = (numbers >> np.uint64(32)) << np.uint64(MONTH_BITS)
        self._year = -1
        self._kept: dict[str, Array] = {}

    def month(self, index: int) -> dict[str, Array]:
        """Shocks of month ``index`` by stream, ``(run, *axes)``."""
        year, month = divmod(index, YEAR)
        if year != self._year:
            self._kept, self._year = self.stretch(year * YEAR, YEAR), year
        return {name: values[:, month] for name, values in self._kept.items()}

    def stretch(self, index: int, months: int) -> dict[str, Array]:
        """Shocks of some months by stream, ``(run, month, *axes)``."""
        pairs, words = self._places
        runs = len(self.low)
        drawn = np.empty((runs, months, len(pairs), 2))
        month = np.arange(index, index + months, dtype=np.uint64)[None, :, None]
        step = max(AT_ONCE // (months * len(pairs)), 1)
        for start in range(0, runs, step):
            some = slice(start, start + step)
            low, high = self.low[some, None, None], self.high[some, None, None]
            drawn[some] = normals(philox(self.key, (pairs, high | month, low, words)))
        found, place = {}, 0
        for stream in self.streams:
            half = -(-stream.size // 2)
            values = drawn[:, :, place : place + half].reshape(runs, months, 2 * half)[:, :, : stream.size]
            found[stream.name] = np.ascontiguousarray(values).reshape(runs, months, *stream.shape)
            place += half
        return found

    @cached_property
    def _places(self) -> tuple[Words, Words]:
        """Number of each pair of values in its stream, and the stream's word."""
        halves = [-(-stream.size // 2) for stream in self.streams]
        pairs = [np.arange(half, dtype=np.uint64) for half in halves]
        words = [np.full(half, s.word, dtype=np.uint64) for half, s in zip(halves, self.streams, strict=True)]
        return np.concatenate(pairs), np.concatenate(words)


def draw_shocks(
    seed: int, replicates: Sequence[int], streams: Iterable[Stream], sizes: Mapping[str, int], months: int
) -> dict[str, Array]:
    """Shocks of the first months by stream, ``(month, run, *axes)``; run r belongs to ``replicates[r]``."""
    drawn = Shocks(seed, replicates, streams, sizes).stretch(0, months)
    return {name: values.swapaxes(0, 1) for name, values in drawn.items()}


def key_of(seed: int) -> tuple[int, int]:
    """A seed as two words of 32 bits; longer ones are mixed into them."""
    if seed >= 1 << 64:
        seed = int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0])
    return seed & LOW, seed >> 32


def philox(key: tuple[int, int], counter: tuple[Words, Words, Words, Words]) -> tuple[Words, Words]:
    """Philox4x32-10 of a counter of four words of 32 bits: two words of 64 bits, broadcast over the counter."""
    low, half = np.uint64(LOW), np.uint64(32)
    a, b, c, d = np.broadcast_arrays(*counter)
    k0, k1 = key
    for _ in range(ROUNDS):
        # a' = high(c m1) ^ b ^ k0, b' = low(c m1), and the same crosswise; in place, for this is drawn by the million
        one, two = a * np.uint64(MULTIPLIERS[0]), c * np.uint64(MULTIPLIERS[1])
        a, c = two >> half, one >> half
        a ^= b
        a ^= np.uint64(k0)
        c ^= d
        c ^= np.uint64(k1)
        two &= low
        one &= low
        b, d = two, one
        k0, k1 = (k0 + STEPS[0]) & LOW, (k1 + STEPS[1]) & LOW
    b <<= half
    d <<= half
    a |= b
    c |= d
    return a, c


def normals(words: tuple[Words, Words]) -> Array:
    """Standard normal values of words of 64 bits, side by side on a last axis of two.

    The upper 52 bits make a share in the middle of one of 2^52 equal parts of (0, 1).
    """
    bits = np.stack(words, axis=-1)
    bits >>= np.uint64(12)
    bits |= np.uint64(0x3FF0000000000000)
    return normal_quantile(bits.view(np.float64) - (1.0 - 2.0**-53))


def _drawn(stream: Stream, sizes: Mapping[str, int]) -> Drawn:
    shape = tuple(sizes[axis] for axis in stream.axes)
    return Drawn(stream.name, crc32(stream.name.encode()), shape, int(np.prod(shape, dtype=np.int64)))
