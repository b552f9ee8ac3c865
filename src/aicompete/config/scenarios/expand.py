"""From paths to monthly columns: one array per lever, months first, nations last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.catalogue.levers import Lever
from aicompete.config.catalogue.targets import Rows, weights
from aicompete.config.reading.dates import Month
from aicompete.config.scenarios.codings import codings
from aicompete.config.scenarios.paths import Path
from aicompete.config.scenarios.scenario import Scenario

Array = NDArray[np.float64]


def lever_paths(
    scenario: Scenario, catalogue: Catalogue | None = None, names: Collection[str] | None = None
) -> dict[str, Array]:
    """Every lever of the catalogue (or of those named) by month: (months, N), or (months, items, N) for one with items.

    N is the nation axis with the rest of the world last. Numbers are means over the days of the month; booleans (0/1),
    choices (their place in the list) and levers with a word for "no limit" count with the last day of the month. Who
    cannot pull a lever is neutral. The arrays are read-only; a lever that nobody set shares one month's memory.
    """
    catalogue = catalogue or load_catalogue()
    place = {actor: index for index, actor in enumerate(catalogue.actors.axis)}
    arrays: dict[str, Array] = {}
    for name, lever in catalogue.levers.items():
        if names is not None and name not in names:
            continue
        base = catalogue.default_columns[name]
        everything = np.broadcast_to(base, (scenario.months, *base.shape))
        actors = scenario.levers.get(name)
        if actors:
            everything = everything.copy()
            for actor, path in actors.items():
                if isinstance(path, Path):
                    everything[..., place[actor]] = _monthly(lever, path, scenario)
                else:
                    for item, item_path in path.items():
                        everything[:, lever.items.index(item), place[actor]] = _monthly(lever, item_path, scenario)
            everything.flags.writeable = False
        arrays[name] = everything
    return arrays


@dataclass(frozen=True)
class BandColumn:
    """The months of one banded path along its low edge, centre and high edge, each (months,)."""

    coding: str  # name of the position in the band
    lever: str
    item: int | None
    nation: int
    low: Array
    central: Array
    high: Array

    def at(self, position: Array, month: int) -> Array:
        """The lever's value in a month for positions -1 (low) to 1 (high), straight between; exact at -1, 0 and 1."""
        low, central, high = self.low[month], self.central[month], self.high[month]
        up, down = np.maximum(position, 0.0), np.maximum(-position, 0.0)
        value: Array = np.clip(central + up * (high - central) - down * (central - low), low, high)
        return value


def band_columns(scenario: Scenario, catalogue: Catalogue | None = None) -> list[BandColumn]:
    """Every banded path of a scenario by month; months count as in `lever_paths`."""
    catalogue = catalogue or load_catalogue()
    axis = catalogue.actors.axis
    found = []
    for coding in codings(scenario):
        lever = catalogue.levers[coding.lever]
        low, central, high = (
            np.broadcast_to(_monthly(lever, path, scenario), scenario.months)
            for path in (coding.path.low, coding.path.central, coding.path.high)
        )
        item = lever.items.index(coding.item) if coding.item is not None else None
        found.append(BandColumn(coding.name, lever.name, item, axis.index(coding.actor), low, central, high))
    return found


def held_shares(
    scenario: Scenario, catalogue: Catalogue | None = None, names: Collection[str] | None = None
) -> dict[str, Array]:
    """For every lever (or those named) with a word for "no limit": the share of each month's days on which the value
    of its last day held, shape (months, N). A limit that came into force on the 20th of a month of 30 days: 11/30.
    """
    catalogue = catalogue or load_catalogue()
    place = {actor: index for index, actor in enumerate(catalogue.actors.axis)}
    firsts = [(scenario.start + step).first_day for step in range(scenario.months + 1)]
    shares = {}
    for name, lever in catalogue.levers.items():
        if lever.sentinel is not None and (names is None or name in names):
            share = np.ones((scenario.months, len(place)))
            for actor, path in scenario.levers.get(name, {}).items():
                if isinstance(path, Path):
                    for step, (first, after) in enumerate(pairwise(firsts)):
                        changes = [
                            day for day in path.dates if first < day < after and path.at(day) != path.at(day - 1)
                        ]
                        if changes:
                            share[step, place[actor]] = (after - changes[-1]) / (after - first)
            share.flags.writeable = False
            shares[name] = share
    return shares


def target_weights(scenario: Scenario, catalogue: Catalogue | None = None) -> dict[str, Array]:
    """For every lever with targets the weights (issuer N, buyer N): whom the issuer's measure hits, 0 to 1."""
    catalogue = catalogue or load_catalogue()
    return {
        name: usual_targets(name, catalogue, scenario.targets.get(name))
        for name, lever in catalogue.levers.items()
        if lever.targets is not None
    }


def usual_targets(name: str, catalogue: Catalogue | None = None, changed: Rows | None = None) -> Array:
    """Weights (issuer N, buyer N) of a lever's own table, with the rows that a scenario changed in place of its own."""
    catalogue = catalogue or load_catalogue()
    table = catalogue.levers[name].targets or ""
    if not changed:
        return catalogue.target_weights[table]
    return weights({**catalogue.targets[table].rows, **changed}, catalogue.actors.axis)


def _monthly(lever: Lever, path: Path, scenario: Scenario) -> Array | float:
    codes = tuple(lever.code(value) for value in path.values)
    if path.shape == "constant":
        return codes[0]
    return _monthly_codes(
        path.shape == "linear", path.dates, codes, lever.at_months_end, scenario.start, scenario.months
    )


@lru_cache(maxsize=4096)
def _monthly_codes(
    linear: bool, dates: tuple[int, ...], codes: tuple[float, ...], at_end: bool, start: Month, months: int
) -> Array:
    """Values of the months: mean over days, or the last day."""
    firsts = np.array([(start + step).first_day for step in range(months + 1)])
    if at_end:
        return _on_days(linear, dates, codes, firsts[1:] - 1)
    days = np.arange(firsts[0], firsts[-1])
    values = _on_days(linear, dates, codes, days)
    edges = firsts[:-1] - firsts[0]
    lengths = np.diff(firsts)
    # the mean as first day plus mean distance from it: exact in months without a change
    first = values[edges]
    mean: Array = first + np.add.reduceat(values - np.repeat(first, lengths), edges) / lengths
    mean.flags.writeable = False  # shared through the cache
    return mean


def _on_days(linear: bool, dates: tuple[int, ...], codes: tuple[float, ...], days: NDArray[np.int64]) -> Array:
    known = np.array(codes)
    if linear:
        line: Array = np.interp(days, np.array(dates), known)
        return line
    held: Array = known[np.maximum(np.searchsorted(dates, days, side="right") - 1, 0)]
    return held
