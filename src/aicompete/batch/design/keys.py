"""Which point, draw and replicate each run of a design has.

The keys are computed from ranges when asked for, not stored, so a million runs take no more memory than ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from aicompete.engine.block import RunKey

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]


Box = tuple[int, int, int]
"""Numbers of points, draws and replicates."""


@dataclass(frozen=True)
class Crossing:
    """Points x draws x replicates, the point varying slowest and the replicate fastest.

    ``paired``: points x draws, and the i-th draw goes with the i-th replicate; both ranges are then of one length.
    """

    points: range
    draws: range
    replicates: range
    paired: bool = False

    def __post_init__(self) -> None:
        if self.paired and len(self.draws) != len(self.replicates):
            raise ValueError(f"{len(self.draws)} draws cannot be paired with {len(self.replicates)} replicates")

    def __len__(self) -> int:
        return len(self.points) * len(self.draws) * (1 if self.paired else len(self.replicates))

    def columns(self, start: int, stop: int) -> tuple[Numbers, Numbers, Numbers]:
        """Point, draw and replicate of the runs ``start`` to ``stop - 1`` of this crossing, each ``(run,)``."""
        place = np.arange(start, stop, dtype=np.int64)
        if self.paired:
            point, draw = np.divmod(place, max(len(self.draws), 1))
            replicate = draw
        else:
            rest, replicate = np.divmod(place, max(len(self.replicates), 1))
            point, draw = np.divmod(rest, max(len(self.draws), 1))
        return _at(self.points, point), _at(self.draws, draw), _at(self.replicates, replicate)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Crossing:
        """The crossing from what ``plain`` gave."""
        points, draws, replicates = (range(*data[name]) for name in ("points", "draws", "replicates"))
        return cls(points, draws, replicates, bool(data["paired"]))

    def plain(self) -> dict[str, Any]:
        """As plain data, for the hash of a design and for the manifest."""
        ranges = {name: [r.start, r.stop, r.step] for name, r in self._ranges().items()}
        return {**ranges, "paired": self.paired}

    def _ranges(self) -> dict[str, range]:
        return {"points": self.points, "draws": self.draws, "replicates": self.replicates}


@dataclass(frozen=True)
class Keys(Sequence[RunKey]):
    """The keys of a design's runs in order: a sequence of ``RunKey`` that are made when asked for.

    A design has one crossing to begin with, and further ones for every time it has grown.
    """

    crossings: tuple[Crossing, ...]
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", tuple(accumulate(len(crossing) for crossing in self.crossings)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> RunKey: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[RunKey, ...]: ...

    def __getitem__(self, index: int | slice) -> RunKey | tuple[RunKey, ...]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return tuple(self[i] for i in range(start, stop, step))
            return self._made(start, max(start, stop))
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"the design has {len(self)} runs; there is no run {index}")
        return self._made(place, place + 1)[0]

    def __iter__(self) -> Iterator[RunKey]:
        for start in range(0, len(self), 4096):
            yield from self._made(start, min(start + 4096, len(self)))

    def columns(self, start: int = 0, stop: int | None = None) -> dict[str, Numbers]:
        """``point``, ``draw`` and ``replicate`` of the runs ``start`` to ``stop - 1``, each ``(run,)``."""
        stop = len(self) if stop is None else stop
        parts = []
        place = start
        while place < stop:
            which = bisect_right(self._ends, place)
            before = self._ends[which - 1] if which else 0
            until = min(stop, self._ends[which])
            parts.append(self.crossings[which].columns(place - before, until - before))
            place = until
        if not parts:
            parts.append((np.zeros(0, np.int64),) * 3)
        names = ("point", "draw", "replicate")
        return {name: np.concatenate([part[i] for part in parts]) for i, name in enumerate(names)}

    def plain(self) -> list[dict[str, Any]]:
        """As plain data, for the hash of a design and for the manifest."""
        return [crossing.plain() for crossing in self.crossings]

    @classmethod
    def from_plain(cls, data: Iterable[Mapping[str, Any]]) -> Keys:
        """The keys from what ``plain`` gave."""
        return cls(tuple(Crossing.from_plain(crossing) for crossing in data))

    @property
    def ends(self) -> tuple[int, ...]:
        """Number of the first run after each crossing."""
        return self._ends

    def _made(self, start: int, stop: int) -> tuple[RunKey, ...]:
        columns = [values.tolist() for values in self.columns(start, stop).values()]
        return tuple(RunKey(run, *key) for run, key in enumerate(zip(*columns, strict=True), start))


def crossing(points: int, draws: int, replicates: int) -> Keys:
    """Keys of every point with every draw and every replicate; the point varies slowest."""
    return Keys((Crossing(range(points), range(draws), range(replicates)),))


def pairing(points: int, runs: int) -> Keys:
    """Keys of every point with ``runs`` pairs of draw i and replicate i."""
    return Keys((Crossing(range(points), range(runs), range(runs), paired=True),))


def crossings_between(before: Box, whole: Box, paired: bool) -> list[Crossing]:
    """The runs of the design size ``whole`` that are not in the smaller ``before``, as crossings."""
    (points, draws, replicates), (all_points, all_draws, all_replicates) = before, whole
    new = [Crossing(range(points, all_points), range(all_draws), range(all_replicates), paired)]
    if paired:
        new.append(Crossing(range(points), range(draws, all_draws), range(replicates, all_replicates), paired))
    else:
        new.append(Crossing(range(points), range(draws, all_draws), range(all_replicates)))
        new.append(Crossing(range(points), range(draws), range(replicates, all_replicates)))
    return [crossing for crossing in new if len(crossing)]


def _at(numbers: range, place: Numbers) -> Numbers:
    return numbers.start + numbers.step * place
