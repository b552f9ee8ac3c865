"""What a player may choose at a stage: named sets of moves, or all sets of some moves within a budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from aicompete.config.reading.errors import Problems
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe
from aicompete.game.moves import MAX_LEVEL, Move

NONE = "none"
MAX_OPTIONS = 256


@dataclass(frozen=True)
class Option:
    """A choice at a stage: a label and the moves made."""

    label: str
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """One player's turn: in which month (from 0) its moves begin, and between which options it chooses.

    The first option makes no move, so that every game holds the shallower ones. ``script`` is the option that the
    commentary's order plays.
    """

    player: str
    level: int
    month: int
    options: tuple[Option, ...]
    script: int

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the options."""
        return tuple(option.label for option in self.options)


def read_stages(node: Node | None, moves: Mapping[str, Move], months: int, problems: Problems) -> tuple[Stage, ...]:
    """The stages of a game in their order."""
    if not isinstance(node, ListNode) or not node.items:
        if node is not None:
            problems.add(node.mark, f"'stages' must be a list of stages, not {describe(node)}")
        return ()
    stages: list[Stage] = []
    for item in node.items:
        if not isinstance(item, MapNode):
            problems.add(item.mark, f"a stage must be a mapping, not {describe(item)}")
            continue
        stage = _read_stage(item, moves, months, problems)
        if stages and stage.month < stages[-1].month:
            problems.add(item.mark, f"a stage in month {stage.month} stands after one in month {stages[-1].month}")
        stages.append(stage)
    return tuple(stages)


def _read_stage(node: MapNode, moves: Mapping[str, Move], months: int, problems: Problems) -> Stage:
    optional = ("level", "options", "choose", "effort", "script")
    fields = Fields(node, "a stage", problems, ("player", "month"), optional)
    player = fields.text("player")
    month = fields.integer("month", 0, 0, months - 1)
    if fields.has("options") == fields.has("choose"):
        problems.add(node.mark, "a stage has either 'options' (named sets of moves) or 'choose' (a list of moves)")
        return Stage(player, 0, month, (Option(NONE, ()),), 0)
    options = _named(fields, moves, problems) if fields.has("options") else _subsets(fields, moves, problems)
    used = {name for option in options for name in option.moves if name in moves}
    place = fields.mark("options" if fields.has("options") else "choose")
    for name in sorted(used):
        move = moves[name]
        if move.player != player:
            problems.add(place, f"{name} is a move of {move.player}, not of {player}")
        if move.needs is not None and month == 0:
            problems.add(place, f"{name} needs something to be seen first, so its stage must begin in month 1 or later")
    deepest = max((moves[name].level for name in used), default=0)
    script = len(options) - 1
    if fields.has("script"):
        label = fields.text("script")
        labels = [option.label for option in options]
        if label in labels:
            script = labels.index(label)
        else:
            problems.add(fields.mark("script"), f"there is no option '{label}'", nearest(label, labels))
    return Stage(player, fields.integer("level", deepest, 0, MAX_LEVEL), month, tuple(options), script)


def _named(fields: Fields, moves: Mapping[str, Move], problems: Problems) -> list[Option]:
    options = [Option(NONE, ())]
    node = fields.mapping("options")
    for label, (mark, content) in (node.pairs if node else {}).items():
        if not isinstance(content, ListNode):
            problems.add(content.mark, f"the option '{label}' must be a list of moves, not {describe(content)}")
            continue
        words = Fields(MapNode({label: (mark, content)}, mark), "an option", problems, (), (label,)).texts(label)
        check_ids(words, content, moves, problems)
        if label == NONE:
            if words:
                problems.add(content.mark, f"the option '{NONE}' makes no move; it stands in every stage of itself")
        else:
            options.append(Option(label, words))
    return options


def check_ids(words: tuple[str, ...], node: Node, moves: Mapping[str, Move], problems: Problems) -> None:
    """Every word must be the id of a move."""
    for word in words:
        if word not in moves:
            problems.add(node.mark, f"unknown move '{word}'", nearest(word, moves))


def _subsets(fields: Fields, moves: Mapping[str, Move], problems: Problems) -> list[Option]:
    """All sets of the moves to choose from whose effort fits, from none to all."""
    ids = fields.texts("choose")
    node = fields.node_of("choose")
    assert node is not None
    check_ids(ids, node, moves, problems)
    budget = fields.number("effort") if fields.has("effort") else None
    options = []
    for count in range(len(ids) + 1):
        for chosen in combinations(ids, count):
            spent = sum(moves[name].costs.get("effort", 0.0) for name in chosen if name in moves)
            if budget is None or spent <= budget + 1e-9:
                options.append(Option(" + ".join(chosen) or NONE, chosen))
        if len(options) > MAX_OPTIONS:
            problems.add(
                node.mark, f"the stage has more than {MAX_OPTIONS} options; choose from fewer moves, or set 'effort'"
            )
            break
    return options
