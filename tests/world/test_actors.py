"""The actors a scenario may name are the nations of the data, and the groups follow their stated rules."""

from __future__ import annotations

import numpy as np

from aicompete.config import load_catalogue
from aicompete.world.tables import MINERALS, STACKS, START_DATES, load_tables

POWERS = {"USA", "CHN"}


def members(mask: np.ndarray) -> set[str]:
    ids = load_tables("2026-01").nation_ids
    return {ids[i] for i in np.flatnonzero(mask[:32])} - POWERS


def test_actors_are_the_nations_of_the_data() -> None:
    ids, groups = load_tables("2026-01").nation_ids, load_catalogue().groups
    assert tuple(groups["all"]) == ids[:-1]
    assert tuple(groups["world"]) == ids
    assert set(groups["powers"]) == POWERS


def test_items_and_starts_are_those_of_the_data() -> None:
    actors = load_catalogue().actors
    assert actors.items["minerals"] == MINERALS
    assert actors.items["stacks"] == STACKS
    assert set(actors.starts) == set(START_DATES)


def test_groups_follow_the_memberships() -> None:
    world, groups = load_tables("2026-01"), load_catalogue().groups
    outside = (world.brics == 0) & (world.bri == 0) & (world.sco == 0)
    allies = members((world.treaty == 1) | ((world.treaty == 0.5) & outside))
    apart = (world.quad == 0) & (world.pax_silica == 0)
    partners = members((world.brics + world.bri + world.sco >= 2) & apart) - allies
    assert set(groups["us_allies"]) == allies
    assert set(groups["cn_partners"]) == partners
    assert set(groups["others"]) == set(groups["all"]) - POWERS - allies - partners
    assert set(groups["global_south"]) == members((world.chip_tier == 2) & (world.nato == 0) & (world.votes < 0))
