"""A move: which levers it sets and how far, what it needs, what it costs, and which moves it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.catalogue.levers import Value
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.expressions import Condition
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, describe, read_file
from aicompete.config.scenarios.settings import read_changes
from aicompete.game.conditions import read_condition

SHIPPED = Path(__file__).parent / "moves.yaml"
COSTS = ("usd_bn_per_year", "effort", "trust")
"""What a move may cost: money, a share of a government's attention, and goodwill abroad, the last two as indices."""
REQUIRED = ("player", "level", "name", "levers", "source")
OPTIONAL = ("group", "needs", "after", "costs", "answers", "inferred", "missing", "months")
MAX_LEVEL = 3


@dataclass(frozen=True)
class Target:
    """Where a move takes a lever: one actor's, one item of it where it has items (``place``)."""

    lever: str
    actor: str
    place: int
    value: Value


@dataclass(frozen=True)
class Move:
    """A move by its id; ``level`` is 0 for a plan, 1 for an answer to it, 2 and 3 for the answers after that."""

    id: str
    player: str
    level: int
    name: str
    group: str
    targets: tuple[Target, ...]
    months: int
    """How long the levers take to their targets; 0: by a tenth of the lever's range a month."""
    needs: Condition | None
    needs_text: str
    after: tuple[str, ...]
    """Moves of which one must have been made before; none: it may be made at any time."""
    costs: Mapping[str, float]
    answers: tuple[str, ...]
    source: str
    inferred: tuple[str, ...]
    """Fields that the commentary does not state."""
    missing: tuple[str, ...]
    """What of the move the model has no lever for."""
    free: bool = False
    """Whether it may take a lever back, as what is set by hand at the table may."""

    @property
    def gated(self) -> bool:
        """Whether it cannot always be made."""
        return self.needs is not None or bool(self.after)

    def freed(self) -> Move:
        """The same move, free to take levers back."""
        return replace(self, free=True)


@cache
def shipped_moves() -> dict[str, Move]:
    """The moves that come with the package."""
    problems = Problems()
    node = read_file(SHIPPED, problems, "game/moves.yaml")
    moves = read_moves(node, load_catalogue(), problems, {}) if node is not None else {}
    problems.check()
    return moves


def read_moves(node: Node, catalogue: Catalogue, problems: Problems, known: Mapping[str, Move]) -> dict[str, Move]:
    """The moves of one mapping of ids; ``known`` are those that they may answer beside each other."""
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"the moves must be a mapping of ids, not {describe(node)}")
        return {}
    moves: dict[str, Move] = {}
    for name, (mark, content) in node.pairs.items():
        if not isinstance(content, MapNode):
            problems.add(mark, f"the move '{name}' must be a mapping, not {describe(content)}")
            continue
        if any(sign in name for sign in " @+,=|"):
            problems.add(mark, f"the id of the move '{name}' may hold letters, digits, '-', '_' and '.' only")
        moves[name] = _read_move(name, content, catalogue, problems)
    ids = {**known, **moves}
    for name, move in moves.items():
        content = node.pairs[name][1]
        for key, other in [*(("answers", o) for o in move.answers), *(("after", o) for o in move.after)]:
            if other not in ids and isinstance(content, MapNode):
                place = content.get(key)
                problems.add(place.mark if place else content.mark, f"unknown move '{other}'", nearest(other, ids))
    return moves


def _read_move(name: str, node: MapNode, catalogue: Catalogue, problems: Problems) -> Move:
    fields = Fields(node, f"the move '{name}'", problems, REQUIRED, OPTIONAL)
    player = fields.text("player")
    needs = read_condition(fields, "needs", catalogue, problems)
    inferred = fields.texts("inferred")
    for word in inferred:
        if word not in (*REQUIRED, *OPTIONAL):
            problems.add(fields.mark("inferred"), f"'{word}' is no field of a move", nearest(word, REQUIRED + OPTIONAL))
    targets = _read_targets(fields, player, catalogue, problems)
    missing = fields.texts("missing")
    if not targets and not missing and fields.has("levers"):
        problems.add(fields.mark("levers"), f"the move '{name}' sets no lever")
    return Move(
        id=name,
        player=player,
        level=fields.integer("level", 0, 0, MAX_LEVEL),
        name=fields.text("name"),
        group=fields.text("group"),
        targets=targets,
        months=fields.integer("months", 0, 0, 240),
        needs=needs,
        needs_text=fields.text("needs") if fields.has("needs") else "",
        after=fields.texts("after"),
        costs=_read_costs(fields, problems),
        answers=fields.texts("answers"),
        source=fields.text("source"),
        inferred=inferred,
        missing=missing,
    )


def _read_targets(fields: Fields, player: str, catalogue: Catalogue, problems: Problems) -> tuple[Target, ...]:
    """Levers as ``ACTOR.lever`` or ``ACTOR.lever.item``; without an actor the player's own.

    A player that is no nation (firms, the states of a federation) names the actor of each lever.
    """
    node = fields.mapping("levers")
    found: list[Target] = []
    for key, (mark, content) in (node.pairs if node else {}).items():
        first = key.split(".")[0]
        whole = key if catalogue.actors.members(first) is not None or "." in key else f"{player}.{key}"
        if whole != key and player not in catalogue.actors.axis:
            near = catalogue.actors.suggest(player)
            problems.add(mark, f"'{player}' is no nation, so the lever '{key}' needs its actor before it", near)
            continue
        before = len(problems)
        changes = read_changes([(whole, mark, content)], catalogue, problems)
        if len(problems) > before:
            continue
        if not changes.orders:
            problems.add(mark, f"'{key}' is no lever; a move sets levers alone")
        for order in changes.orders:
            for place, path in order.paths.items():
                if path.shape != "constant":
                    problems.add(mark, f"a move takes {key} to one value; when, says the stage at which it is made")
                    break
                members = catalogue.actors.members(order.who) or ()
                found += [Target(order.lever.name, actor, place, path.values[0]) for actor in members]
    return tuple(found)


def _read_costs(fields: Fields, problems: Problems) -> dict[str, float]:
    node = fields.mapping("costs")
    if node is None:
        return {}
    costs = Fields(node, "the costs of a move", problems, (), COSTS)
    found = {}
    for name in COSTS:
        value = costs.number(name)
        if value is not None and value < 0.0:
            problems.add(costs.mark(name), f"'{name}' must not be below 0")
        elif value is not None:
            found[name] = value
    return found


def by_id(moves: Iterable[Move]) -> dict[str, Move]:
    """Moves by their ids."""
    return {move.id: move for move in moves}
