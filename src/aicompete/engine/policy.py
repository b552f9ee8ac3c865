"""The levers of a month as columns: scheduled paths, what agents pull on top, clipped to the range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from aicompete.config import Catalogue, Scenario, lever_paths, load_catalogue, target_weights
from aicompete.world.columns import Array


class Policy:
    """Lever columns of a block whose runs may live under different scenarios.

    Parameters
    ----------
    points : the distinct scenarios of the block.
    point_of_run : for each run, the index of its scenario, ``(run,)``.
    months : number of months to prepare.
    """

    def __init__(self, points: Sequence[Scenario], point_of_run: Sequence[int], months: int) -> None:
        self.catalogue: Catalogue = load_catalogue()
        tables = [lever_paths(point) for point in points]
        self._rows = np.asarray(point_of_run, dtype=np.int64)
        self._paths: dict[str, Array] = {}
        self._shared: dict[str, bool] = {}
        for name in tables[0]:
            same = all(np.array_equal(tables[0][name], table[name]) for table in tables[1:])
            self._shared[name] = same
            self._paths[name] = tables[0][name][None] if same else np.stack([table[name] for table in tables])
        self._targets = target_weights(points[0])
        self._pulled: dict[str, list[tuple[int | None, int, float]]] = {}

    def columns(self, index: int) -> dict[str, Array]:
        """Levers in force in month ``index``: ``(1 or run, nation)`` or ``(1 or run, item, nation)``."""
        columns = {
            name: paths[:, index] if self._shared[name] else paths[self._rows, index]
            for name, paths in self._paths.items()
        }
        for name, pulls in self._pulled.items():
            changed = columns[name].copy()
            for item, nation, value in pulls:
                if item is None:
                    changed[..., nation] = value
                else:
                    changed[:, item, nation] = value
            columns[name] = changed
        return columns

    def targets(self) -> Mapping[str, Array]:
        """Whom each targeted lever hits, lever -> ``(issuer, buyer)`` weights."""
        return self._targets

    def pull(self, lever: str, nation: int, value: float, item: str | None = None) -> None:
        """Set a lever from now on, clipped to its range, over what was scheduled.

        Raises
        ------
        KeyError : no such lever or item.
        """
        entry = self.catalogue.levers[lever]
        place = None if item is None else entry.items.index(item)
        low, high = entry.bounds
        pulls = [p for p in self._pulled.get(lever, []) if p[:2] != (place, nation)]
        self._pulled[lever] = [*pulls, (place, nation, min(max(float(value), low), high))]
