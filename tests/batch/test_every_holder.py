"""Every holder of a lever lives: for each kind of nation that may pull it, moving it moves something that is recorded.

A nation without what the lever acts through is left out by the table that `validate` reads. Of each kind the largest
economy that is left stands for it. What the model only echoes (its accounts, the laws in force) does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from tests.engine_kit import draws, scenario, task

from aicompete.batch.design.reach import out_of_reach
from aicompete.config import Lever, Scenario, apply_settings, load_catalogue
from aicompete.engine.block import Record
from aicompete.engine.choice import simulated
from aicompete.engine.metrics import metrics
from aicompete.world.columns import Array
from aicompete.world.facts import load_facts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("default_engine")]  # years of hundreds of runs
NOW, MONTHS, RUNS = "2026-01", 60, 2
SMALLEST = 0.005
PAIRS_A_BLOCK = 40
ECHOES = ("aicompete.subjects.costs.", "aicompete.subjects.laws.")
KINDS = ("USA", "CHN", "us_allies", "cn_partners", "others")
KNOWN_WEAK = {
    "CHN.energy_emergency": "its grid connects all that AI sites ask for in these years",
    "cn_partners.energy_emergency": "Russia's grid connects all that AI sites ask for in these years",
    "others.energy_emergency": "India's grid connects all that AI sites ask for in these years",
    "cn_partners.open_source_push": "Russia's models are far from the frontier, and better ones are open already",
    "us_allies.open_source_push": "the EU's models are behind the frontier, and better ones are open already",
    "others.open_source_push": "India's models are behind the frontier, and better ones are open already",
    "us_allies.safety_net": "it softens a backlash that moves budgets in the two powers alone",
    "cn_partners.safety_net": "it softens a backlash that moves budgets in the two powers alone",
    "others.safety_net": "it softens a backlash that moves budgets in the two powers alone",
    "us_allies.workforce_training": "Germany's electricians do not hold its few AI sites up",
    "cn_partners.workforce_training": "Russia's electricians do not hold its few AI sites up",
    "others.workforce_training": "India's electricians do not hold its few AI sites up",
    "CHN.emergency_brake_threshold": "its risk stays below any threshold that a brake may have",
    "USA.genesis_priority": "only the ratio of the priorities counts, and all are set alike here",
    "CHN.genesis_priority": "only the ratio of the priorities counts, and all are set alike here",
    "others.mineral_tech_ban": "India refines less than one per cent of the rare earths, and nothing else",
}
"""Who moves nothing by half a per cent, and why; whoever of these comes to life fails the test."""


@dataclass(frozen=True)
class Pair:
    """One lever of one nation, low and high."""

    lever: str
    kind: str
    actor: str
    low: Scenario
    high: Scenario

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.lever}"


def holders(lever: Lever) -> Iterator[tuple[str, str]]:
    """Kind and nation: the largest of each kind that may pull the lever and has what it acts through."""
    facts, groups = load_facts(NOW), load_catalogue().actors.groups
    for kind in KINDS:
        able = [
            actor
            for actor in groups.get(kind, (kind,))
            if actor in lever.actors and out_of_reach(lever.name, actor, NOW) is None
        ]
        if able:
            yield kind, max(able, key=lambda actor: float(facts.tables.gdp[facts.nation(actor)]))


def ends(lever: Lever) -> tuple[object, object]:
    """The ends of the range; of a limit with a word for none, what its check compares."""
    if lever.kind == "choice":
        return lever.choices[0], lever.choices[-1]
    if lever.kind == "bool":
        return False, True
    if lever.sentinel is not None:
        return "none", lever.checks[0].values[1]
    return lever.low, lever.high


def context(lever: Lever, actor: str) -> dict[str, object]:
    """The gates that the checks open, with this nation in place of the one they name."""
    found: dict[str, object] = {}
    for check in lever.checks:
        for key, value in check.context.items():
            who, _, rest = key.partition(".")
            other = rest.split(".")[0]
            if other == lever.name:
                continue
            mine = who == check.actor and actor in load_catalogue().levers[other].actors
            found[f"{actor}.{rest}" if mine else key] = value
    return found


def pairs() -> list[Pair]:
    base = scenario(months=MONTHS)
    found = []
    for lever in load_catalogue().levers.values():
        for kind, actor in holders(lever):
            gates = context(lever, actor)
            opened = apply_settings(base, gates) if gates else base
            low, high = (apply_settings(opened, {f"{actor}.{lever.name}": value}) for value in ends(lever))
            found.append(Pair(lever.name, kind, actor, low, high))
    return found


def largest_moves(chosen: list[Pair]) -> dict[str, tuple[float, str]]:
    """For each pair the largest relative move of a recorded column in any year, and which it is."""
    assumed = draws(scenario(months=MONTHS), range(RUNS))
    counted = {key for key, metric in metrics().items() if not metric.source.__module__.startswith(ECHOES)}
    found: dict[str, tuple[float, str]] = {}
    for first in range(0, len(chosen), PAIRS_A_BLOCK):
        part = chosen[first : first + PAIRS_A_BLOCK]
        points = [point for pair in part for point in (pair.low, pair.high)]
        result = simulated(
            task(
                points,
                list(range(RUNS)) * len(points),
                point_index=np.repeat(np.arange(len(points)), RUNS).tolist(),
                assumptions={name: np.tile(values, len(points)) for name, values in assumed.items()},
                record=Record(nations=True, every="year"),
            )
        )
        columns = [("series", *item) for item in result.series.items()]
        columns += [("nations", *item) for item in result.nations.items()]
        for place, pair in enumerate(part):
            at = 2 * place * RUNS
            moves = [
                (moved(values[at : at + RUNS], values[at + RUNS : at + 2 * RUNS]), name)
                for level, name, values in columns
                if f"{level}:{name}" in counted
            ]
            found[pair.name] = max(moves)
    return found


def moved(low: Array, high: Array) -> float:
    """Largest move as a share of the larger value; of values below a hundredth of the column's mean, of that."""
    size = np.maximum(np.maximum(np.abs(low), np.abs(high)), 0.01 * np.mean(np.abs(low)) + 1e-12)
    return float((np.abs(high - low) / size).mean(axis=0).max())


def test_every_holder_of_a_lever_moves_something() -> None:
    chosen = pairs()
    moves = largest_moves(chosen)
    dead = {name: size for name, size in moves.items() if size[0] < SMALLEST}
    print("\n".join(f"{pair.name} ({pair.actor}): {moves[pair.name]}" for pair in chosen))
    assert set(dead) == set(KNOWN_WEAK), dead


def test_every_lever_has_a_holder() -> None:
    for lever in load_catalogue().levers.values():
        assert list(holders(lever)), lever.name


def test_an_energy_emergency_acts_where_power_is_short() -> None:
    free = ["CHN.purchase_guidance=0", "USA.chip_export_control=0", "TWN.chip_export_control=0"]
    chosen = []
    for actor, gates in (("CHN", free), ("USA", [])):
        short = [f"{actor}.ai_demand=5", f"{actor}.grid_expansion_rate=0", *gates]
        base = apply_settings(scenario(months=MONTHS), short)
        low, high = (apply_settings(base, [f"{actor}.energy_emergency={word}"]) for word in ("false", "true"))
        chosen.append(Pair("energy_emergency", actor, actor, low, high))
    for name, (size, column) in largest_moves(chosen).items():
        assert size > SMALLEST, (name, column)
