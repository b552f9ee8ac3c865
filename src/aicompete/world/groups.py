"""Groups of nations as masks over the nation axis: those of ``actors.yaml``, and the regions of the world."""

from __future__ import annotations

from functools import cache

import numpy as np

from aicompete.config import load_catalogue
from aicompete.world.columns import Array
from aicompete.world.facts import load_facts
from aicompete.world.tables import read_columns

REGIONS = {
    "europe": ("Europe", ("europe",)),
    "asia_pacific": ("Asia and the Pacific", ("east_asia", "south_east_asia", "south_asia", "oceania")),
    "middle_east": ("the Middle East and Central Asia", ("middle_east", "eurasia")),
    "africa": ("Africa", ("africa",)),
    "americas": ("the Americas", ("north_america", "south_america")),
}
"""Name and words of each region, and the regions of ``nations.csv`` that it gathers; EUR counts as Europe."""


@cache
def members(date: str, group: str) -> Array:
    """1 for the nations of a group of ``actors.yaml``, ``(N,)``."""
    inside = load_catalogue().actors.groups[group]
    return np.array([1.0 if iso3 in inside else 0.0 for iso3 in load_facts(date).nation_ids])


@cache
def regions(date: str) -> Array:
    """1 where a nation lies in a region, ``(region, N)``, the powers and the rest of the world in none."""
    rows, facts = read_columns("nations.csv"), load_facts(date)
    known = dict(zip(rows["iso3"], rows["region"], strict=True))
    inside = [[known.get(iso3) in parts for iso3 in facts.nation_ids] for _, parts in REGIONS.values()]
    return np.where(facts.is_power | facts.is_rest, 0.0, np.array(inside, dtype=np.float64))
