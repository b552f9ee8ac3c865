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
from aicompete.world.columns import Array


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
        self._added: dict[str, list[tuple[int | None, int, Array]]] = {}

    def columns(self, index: int) -> dict[str, Array]:
        """Levers in force in month ``index``: ``(1 or run, nation)`` or ``(1 or run, item, nation)``."""
        return {name: self.column(name, index) for name in self._paths}

    def column(self, name: str, index: int) -> Array:
        """One lever in force in month ``index``: the scheduled value with the present replies, or agents' override."""
        return self._set(name, index, self._laws.get(name))

    def _set(self, name: str, index: int, law: Array | None) -> Array:
        """A lever of a month with a law by choice in force where no scenario pins it."""
        paths = self._paths[name]
        column = paths[:, index] if self._shared[name] else paths[self._rows, index]
        bands, replies, pulls = self._bands.get(name, ()), self._added.get(name, ()), self._pulled.get(name)
        if law is not None:
            column = np.where(self._free[name][self._rows], law, column)
        if not bands and not replies and not pulls:
            return column
        whole = (len(self._rows), *column.shape[1:])
        changed = np.broadcast_to(column, whole).copy() if bands or replies else column.copy()
        for runs, positions, band in bands:
            at = (runs, band.nation) if band.item is None else (runs, band.item, band.nation)
            changed[at] = band.at(positions, index)
        for item, nation, sums in replies:
            low, high = self.catalogue.levers[name].range
            cell = (slice(None), nation) if item is None else (slice(None), item, nation)
            changed[cell] = np.clip(changed[cell] + sums, low, high)
        if not pulls:
            return changed
        for (item, nation), value in pulls.items():
            place = (..., nation) if item is None else (slice(None), item, nation)
            changed[place] = value
        return changed

    def stretch(self, name: str, index: int, months: int) -> Array:
        """One lever over some months as scheduled and pulled, without laws by choice, ``(1 or run, month, ...)``."""
        if self._bands.get(name) or self._pulled.get(name):
            return np.stack([self._set(name, index + month, None) for month in range(months)], axis=1)
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

    def add(self, additions: Iterable[tuple[tuple[str, int | None, int], Array]]) -> None:
        """Put replies in force in place of those before: ``((lever, item, nation), (run,) addition)``.

        Several to one lever are summed; the sum with the scheduled value is clipped to the lever's range.
        """
        sums: dict[tuple[str, int | None, int], Array] = {}
        for place, values in additions:
            sums[place] = sums[place] + values if place in sums else values
        self._added = {}
        for (lever, item, nation), values in sums.items():
            self._added.setdefault(lever, []).append((item, nation, values))

    def free(self, name: str) -> Array:
        """1 where a nation chooses this law itself, else 0, ``(1 or run, nation)``."""
        by_point = self._free[name].astype(np.float64)
        return by_point if len(by_point) == 1 else by_point[self._rows]

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
        pulls = self._pulled.setdefault(lever, {})
        for place in _places(entry, item):
            pulls[place, nation] = code

    def release(self, lever: str, nation: int, item: str | None = None) -> None:
        """Remove an override: the scheduled path is in force again. Raises as ``pull`` does."""
        pulls = self._pulled.get(lever, {})
        for place in _places(self.catalogue.levers[lever], item):
            pulls.pop((place, nation), None)


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
