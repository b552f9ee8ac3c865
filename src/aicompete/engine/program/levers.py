"""The levers of some months as a program is given them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.compiler import aligned
from aicompete.engine.program.layout import Program
from aicompete.engine.program.month_graph import FREE, HELD, UNTOUCHED
from aicompete.world.columns import Array

Lanes = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Every state that the levers have in some months.

    Attributes
    ----------
    shared : levers that all runs share, ``(version, element)``.
    own : levers of each run, ``(group, version, place, lane)``.
    moved : places of these.
    version : the version that begins with each month, or -1 where nothing changes.
    """

    shared: Array
    own: Lanes
    moved: Places
    version: Places

    def month(self, index: int, anew: bool) -> Rows:
        """One of the months; ``anew``: what rests on levers has to be worked out although they have not changed."""
        last = np.maximum.accumulate(self.version) if anew else self.version
        return replace(self, version=last[index : index + 1].copy())


def rows_of(program: Program, ensemble: Ensemble, months: int) -> Rows:
    """The levers of the coming months of an ensemble."""
    runs, lanes = ensemble.runs, program.layout.lanes
    shared = np.zeros((months, program.layout.sizes["l"]))
    places: list[Places] = [np.zeros(0, dtype=np.int64)]
    by_run: list[Array] = [np.zeros((runs, months, 0))]
    for name, place in program.layout.places["l"].items():
        values = _lever(ensemble, name, months)
        if len(values) == 1:
            shared[:, place.span] = values.reshape(months, place.size)
        else:
            by_run.append(values.reshape(runs, months, place.size))
            places.append(np.arange(place.begin, place.begin + place.size))
    own, moved = np.concatenate(by_run, axis=2), np.concatenate(places)
    changes = (shared[1:] != shared[:-1]).any(axis=1) | (own[:, 1:] != own[:, :-1]).any(axis=(0, 2))
    begins = np.concatenate([[True], changes])
    version = np.where(begins, np.cumsum(begins) - 1, -1)
    kept = np.flatnonzero(begins)
    packed = in_lanes(own[:, kept].reshape(runs, len(kept) * len(moved)), lanes)
    by_place = packed.reshape(len(packed), len(kept), len(moved), lanes)
    return Rows(np.ascontiguousarray(shared[kept]), by_place, moved, version)


def _lever(ensemble: Ensemble, name: str, months: int) -> Array:
    """A lever of the coming months, the days that a limit was held, or a mask, ``(1 or run, month, ...)``."""
    policy, index = ensemble.policy, ensemble.index
    if name.startswith(FREE):
        return _held(policy.free(name.removeprefix(FREE)), months)
    if name.startswith(UNTOUCHED):
        return _held(policy.untouched(name.removeprefix(UNTOUCHED)), months)
    if name.startswith(HELD):
        return policy.days_held_stretch(name.removeprefix(HELD), index, months)
    return policy.stretch(name, index, months)


def _held(mask: Array, months: int) -> Array:
    """The same in all months."""
    return np.broadcast_to(mask[:, None], (len(mask), months, *mask.shape[1:]))


def in_lanes(by_run: Array, lanes: int) -> Lanes:
    """``(run, element)`` as ``(group, element, lane)``; the last run fills up the last group."""
    runs, size = by_run.shape
    count = -(-runs // lanes)
    packed = aligned(count, size, lanes)
    whole = runs // lanes
    packed[:whole] = by_run[: whole * lanes].reshape(whole, lanes, size).swapaxes(1, 2)
    if whole < count:
        rest = by_run[whole * lanes :]
        packed[whole, :, : len(rest)] = rest.T
        packed[whole, :, len(rest) :] = rest[-1][:, None]
    return packed
