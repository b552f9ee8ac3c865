"""How a loop walks through memory: index maps as strides, or as tables of steps where they are uneven."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aicompete.engine.program.graph import Index

Places = npt.NDArray[np.int64]


@dataclass
class Walk:
    """Where an index map begins, and per axis a stride or a table of steps."""

    begin: int
    axes: list[int | Places]
    flat: Places | None = None
    """The whole map where it is no sum of steps along the axes."""


def walked(index: Places, dims: Sequence[int]) -> Walk:
    """A map as steps along the axes."""
    cube = index.reshape(tuple(dims))
    count = range(len(dims))
    begin = int(cube[(0,) * len(dims)])
    lines = [cube[tuple(slice(None) if a == axis else 0 for a in count)] - begin for axis in count]
    strides = [int(line[1]) if line.size > 1 else 0 for line in lines]
    total: Places = np.asarray(begin, dtype=np.int64)
    for stride, line in zip(strides, lines, strict=True):
        total = total[..., None] + stride * np.arange(line.size)
    if (total == cube).all():  # as it is with most
        return Walk(begin, [*strides])
    axes: list[int | Places] = []
    total = np.asarray(begin, dtype=np.int64)
    for stride, line in zip(strides, lines, strict=True):
        even = bool((line == stride * np.arange(line.size)).all())
        axes.append(stride if even else line)
        total = total[..., None] + line
    if (total == cube).all():
        return Walk(begin, axes)
    return Walk(0, [0] * len(dims), index.astype(np.int64))


def merged(dims: Sequence[int], maps: Iterable[Index]) -> tuple[int, ...]:
    """Axes of a loop, with those run together that all maps walk through evenly."""
    walks = [walked(index.astype(np.int64), dims) for index in maps]
    found = list(dims)
    axis = 0
    while axis + 1 < len(found):
        length = found[axis + 1]
        if all(_even(walk, axis, length) for walk in walks):
            found[axis : axis + 2] = [found[axis] * length]
            for walk in walks:
                del walk.axes[axis]
        else:
            axis += 1
    return tuple(found)


def _even(walk: Walk, axis: int, length: int) -> bool:
    """Whether two axes of a map are one."""
    one, two = walk.axes[axis], walk.axes[axis + 1]
    return walk.flat is None and isinstance(one, int) and isinstance(two, int) and one == two * length
