"""The levers of a month as columns: scheduled paths, replies and what agents set, clipped to the range."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from aicompete.config import (
    Catalogue,
    Lever,
    Scenario,
    band_columns,
    held_shares,
    lever_paths,
    load_catalogue,
    target_weights,
)
from aicompete.config.scenarios.expand import BandColumn
from aicompete.subjects.laws.state import CHOSEN
from aicompete.subjects.replies.plan import Place
from aicompete.world.columns import Array

Addition = tuple[int | None, int, Array]
"""What replies add to a lever: item (None without items), nation, and the addition, ``(run,)``."""


class Policy:
    """Lever columns of a block whose runs may live under different scenarios.

    Parameters
    ----------
    points : the distinct scenarios of the block.
    point_of_run : for each run, the index of its scenario, ``(run,)``.
    months : number of months to prepare.
    assumptions : positions in coders' bands by name, each ``(run,)``; one that is not there is central.
    """

    def __init__(
        self,
        points: Sequence[Scenario],
        point_of_run: Sequence[int],
        months: int,
        assumptions: Mapping[str, Array] | None = None,
    ) -> None:
        self.catalogue: Catalogue = load_catalogue()
        moved = _set_differently(points)
        tables = [lever_paths(points[0]), *(lever_paths(point, names=moved) for point in points[1:])]
        self._rows = np.asarray(point_of_run, dtype=np.int64)
        self._paths = _by_run(tables)
        self._shared = {name: len(paths) == 1 for name, paths in self._paths.items()}
        self._bands: dict[str, list[tuple[NDArray[np.int64], Array, BandColumn]]] = {}
        for place, point in enumerate(points):
            here = np.flatnonzero(self._rows == place)
            for band in band_columns(point):
                positions = (assumptions or {}).get(band.coding)
                if positions is not None:
                    self._bands.setdefault(band.lever, []).append((here, positions[here], band))
        self._held = _by_run([held_shares(points[0]), *(held_shares(point, names=moved) for point in points[1:])])
        self._targets = target_weights(points[0])
        self._pulled: dict[str, dict[tuple[int | None, int], float]] = {}
        self._free = {name: _chosen(name, points, self.catalogue) for name in CHOSEN}
        self._laws: dict[str, Array] = {}
        self._added: dict[str, list[Addition]] = {}
        self.changes = 0
        """How often an agent has set or released a lever."""

    def columns(self, index: int) -> dict[str, Array]:
        """Levers in force in month ``index``: ``(1 or run, nation)`` or ``(1 or run, item, nation)``."""
        return {name: self.column(name, index) for name in self._paths}

    def column(self, name: str, index: int) -> Array:
        """One lever in force in month ``index``: the scheduled value with the present replies, or agents' override."""
        column = self._scheduled(name, index)
        if name in self._laws:
            column = np.where(self._free[name][self._rows], self._laws[name], column)
        if name in self._added:
            whole = np.broadcast_to(column, (len(self._rows), *column.shape[1:]))
            column = answered(whole, self._added[name], self.catalogue.levers[name].range)
        return self._pulls(name, column)

    def _scheduled(self, name: str, index: int) -> Array:
        """A lever of a month as the scenarios have it."""
        paths, bands = self._paths[name], self._bands.get(name)
        column = paths[:, index] if self._shared[name] else paths[self._rows, index]
        if not bands:
            return column
        changed = np.broadcast_to(column, (len(self._rows), *column.shape[1:])).copy()
        for runs, positions, band in bands:
            at = (runs, band.nation) if band.item is None else (runs, band.item, band.nation)
            changed[at] = band.at(positions, index)
        return changed

    def _pulls(self, name: str, column: Array) -> Array:
        """A lever with what agents have set."""
        if not self._pulled.get(name):
            return column
        changed = column.copy()
        for (item, nation), value in self._pulled[name].items():
            changed[_cell(item, nation)] = value
        return changed

    def stretch(self, name: str, index: int, months: int) -> Array:
        """One lever over some months as scheduled and pulled, without laws by choice and replies.

        ``(1 or run, month, ...)``.
        """
        if self._bands.get(name) or self._pulled.get(name):
            monthly = [self._pulls(name, self._scheduled(name, index + month)) for month in range(months)]
            return np.stack(monthly, axis=1)
        paths = self._paths[name][:, index : index + months]
        return paths if self._shared[name] else paths[self._rows]

    def days_held_stretch(self, name: str, index: int, months: int) -> Array:
        """Share of the days of each of some months on which a limit had its last value, ``(1 or run, month, ...)``."""
        shares = self._held[name][:, index : index + months]
        return shares if len(shares) == 1 else shares[self._rows]

    def days_held(self, index: int) -> dict[str, Array]:
        """Share of the days of month ``index`` on which limits had their last value, ``(1 or run, nation)``."""
        return {
            name: shares[:, index] if len(shares) == 1 else shares[self._rows, index]
            for name, shares in self._held.items()
        }

    def targets(self) -> Mapping[str, Array]:
        """Whom each targeted lever hits, lever -> ``(issuer, buyer)`` weights."""
        return self._targets

    def add(self, additions: Iterable[tuple[Place, Array]]) -> None:
        """Put replies in force in place of those before: ``((lever, item, nation), (run,) addition)``."""
        self._added = summed(additions)

    def free(self, name: str) -> Array:
        """1 where a nation chooses this law itself, else 0, ``(1 or run, nation)``."""
        by_point = self._free[name].astype(np.float64)
        return (by_point if len(by_point) == 1 else by_point[self._rows]) * self.untouched(name)

    def untouched(self, name: str) -> Array:
        """0 where an agent has set a lever, else 1, ``(1, ...)``."""
        mask = np.ones((1, *self._paths[name].shape[2:]))
        for item, nation in self._pulled.get(name, {}):
            mask[_cell(item, nation)] = 0.0
        return mask

    def enact(self, laws: Mapping[str, Array]) -> None:
        """Put laws in force that nations have chosen, lever -> ``(run, nation)``, wherever no scenario pins them."""
        self._laws = dict(laws)

    def pull(self, lever: str, nation: int, value: float | bool | str, item: str | None = None) -> None:
        """Set a lever from now on, over what was scheduled; a number is clipped to the lever's range.

        ``value`` is a number, a bool or a choice by its word; without ``item`` it sets all items.

        Raises
        ------
        KeyError : no such lever.
        ValueError : no such item, or a value that the lever cannot have.
        """
        entry = self.catalogue.levers[lever]
        code = _code(entry, value)
        self.changes += 1
        pulls = self._pulled.setdefault(lever, {})
        for place in _places(entry, item):
            pulls[place, nation] = code

    def release(self, lever: str, nation: int, item: str | None = None) -> None:
        """Remove an override: the scheduled path is in force again. Raises as ``pull`` does."""
        self.changes += 1
        pulls = self._pulled.get(lever, {})
        for place in _places(self.catalogue.levers[lever], item):
            pulls.pop((place, nation), None)


def summed(additions: Iterable[tuple[Place, Array]]) -> dict[str, list[Addition]]:
    """What replies add by lever; several to one place are summed."""
    sums: dict[Place, Array] = {}
    for place, values in additions:
        sums[place] = sums[place] + values if place in sums else values
    found: dict[str, list[Addition]] = {}
    for (lever, item, nation), values in sums.items():
        found.setdefault(lever, []).append((item, nation, values))
    return found


def answered(column: Array, additions: Iterable[Addition], span: tuple[float, float]) -> Array:
    """A lever ``(run, ...)`` with what replies add to it, clipped to its range."""
    changed = column.copy()
    for item, nation, added in additions:
        cell = _cell(item, nation)
        changed[cell] = np.clip(changed[cell] + added, *span)
    return changed


def _cell(item: int | None, nation: int) -> tuple[slice | int, ...]:
    """Where a nation's lever, or one item of it, stands in the column."""
    return (slice(None), nation) if item is None else (slice(None), item, nation)


def _chosen(name: str, points: Sequence[Scenario], catalogue: Catalogue) -> NDArray[np.bool_]:
    """Who chooses this law in each scenario, ``(point, nation)``: nations outside the powers that it does not pin."""
    axis = catalogue.actors.axis
    free = np.array([actor in catalogue.levers[name].default for actor in axis])
    free[:2] = False
    return np.array([free & [actor not in point.levers.get(name, {}) for actor in axis] for point in points])


def _set_differently(points: Sequence[Scenario]) -> set[str]:
    """Levers that some point sets otherwise than the first: a block of many points computes no others twice."""
    first = points[0].levers
    names = {name for point in points for name in point.levers}
    return {name for name in names if any(point.levers.get(name) != first.get(name) for point in points[1:])}


def _by_run(tables: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """Tables of several points on one axis, of length one where all are the same; what only the first table has is."""
    return {
        name: table[None]
        if all(np.array_equal(table, other[name]) for other in tables[1:] if name in other)
        else np.stack([other[name] for other in tables])
        for name, table in tables[0].items()
    }


def _places(entry: Lever, item: str | None) -> tuple[int | None, ...]:
    """Positions on the item axis: one, all, or none at all for a lever without items."""
    if item is not None:
        return (entry.items.index(item),)
    return tuple(range(len(entry.items))) or (None,)


def _code(entry: Lever, value: float | bool | str) -> float:
    """The number that stands for a value, inside the lever's range."""
    if entry.kind == "choice":
        if value not in entry.choices:
            raise ValueError(f"{entry.name} must be {entry.what_fits}, not {value!r}")
        return entry.code(value)
    if isinstance(value, str) or not math.isfinite(value):
        raise ValueError(f"{entry.name} must be {entry.what_fits}, not {value!r}")
    if entry.sentinel is not None and value == entry.sentinel:
        return entry.sentinel
    low, high = (0.0, 1.0) if entry.kind == "bool" else entry.range
    return min(max(float(value), low), high)
