"""A game file: a scenario, who plays when with which moves, what they want, and how many runs pay for it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aicompete.batch.design.design import with_months
from aicompete.config import ConfigError, Problem, Scenario, apply_settings
from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, describe, read_file
from aicompete.config.scenarios.reader import read_name
from aicompete.config.scenarios.resolve import read_scenario, shipped_folders
from aicompete.game.moves import Move, read_moves, shipped_moves
from aicompete.game.options import Stage, read_stages
from aicompete.game.payoffs import STANDARD, Payoff, known_metrics, read_payoffs, standard_payoffs
from aicompete.limits import MAX_COUNT, MAX_MONTHS, MAX_SEED

REQUIRED = ("name", "stages")
OPTIONAL = (
    "description",
    "scenario",
    "months",
    "moves",
    "payoffs",
    "runs",
    "seed",
    "lag",
    "tolerance",
    "watch",
    "expect",
    "fog",
    "horizon",
    "effort",
)
MAX_LEAVES = 100_000


@dataclass(frozen=True)
class Game:
    """A game as its file tells it. ``lag`` is how many months old what a player sees is."""

    name: str
    description: str
    scenario: Scenario
    moves: dict[str, Move]
    stages: tuple[Stage, ...]
    payoffs: dict[str, Payoff]
    runs: int
    seed: int
    lag: int
    tolerance: float
    """Regret that counts as none, in units of payoff."""
    watch: tuple[str, ...]
    """Further metrics that are told of the ends."""
    expect: dict[str, dict[str, str]]
    """What the commentary says of answers: option of one stage -> option of a later one -> a word for its strength."""
    fog: float
    """Relative error of what a seat is told of others' affairs."""
    horizon: int
    """How many months ahead players by rule look at the table."""
    effort: float
    """What a seat can do in a turn."""
    own: tuple[str, ...]
    """Moves of the file's own."""
    file: str = ""

    @property
    def months(self) -> int:
        return self.scenario.months

    @property
    def players(self) -> tuple[str, ...]:
        """Who moves, in order of the first stage."""
        return tuple(dict.fromkeys(stage.player for stage in self.stages))

    @property
    def shape(self) -> tuple[int, ...]:
        """Numbers of options, stage by stage."""
        return tuple(len(stage.options) for stage in self.stages)

    @property
    def leaves(self) -> int:
        """How many ways the game can go."""
        count = 1
        for options in self.shape:
            count *= options
        return count

    @property
    def used(self) -> tuple[str, ...]:
        """Moves that some option makes."""
        return tuple(dict.fromkeys(name for stage in self.stages for option in stage.options for name in option.moves))

    def digest(self) -> str:
        """Hash of what decides the numbers of a way the game goes: scenario, moves, months and what was seen."""
        stages = [(s.player, s.month, [(o.label, o.moves) for o in s.options]) for s in self.stages]
        moves = [(m.id, m.targets, m.months, m.needs_text, m.after, sorted(m.costs.items())) for m in self._played()]
        return hashlib.sha256(repr((self.scenario.digest, stages, moves, self.seed, self.lag)).encode()).hexdigest()

    def _played(self) -> list[Move]:
        return [self.moves[name] for name in self.used]


def is_game(node: object) -> bool:
    """Whether a file's root is that of a game."""
    return isinstance(node, MapNode) and "stages" in node.pairs


def game_file(path: str | Path) -> bool:
    """Whether a file can be read and is a game."""
    return is_game(read_file(Path(path), Problems()))


def load_game(path: str | Path, catalogue: Catalogue | None = None) -> Game:
    """Read a game file, by path or by the bare name of a shipped one. Raises ``ConfigError`` with every problem."""
    catalogue = catalogue or load_catalogue()
    problems = Problems()
    file = _located(path)
    node = read_file(file, problems)
    problems.check()
    if not isinstance(node, MapNode):
        raise ConfigError(
            [
                Problem(
                    str(file),
                    1,
                    1,
                    f"a game must be a mapping of keys to values, not {describe(node)}" if node else "is empty",
                )
            ]
        )
    game = _read(node, file, catalogue, problems)
    problems.check()
    assert game is not None
    return game


def shipped_games() -> dict[str, Path]:
    """Bare name -> file of every game that comes with the package."""
    return {entry.stem: entry for folder in shipped_folders("games") for entry in sorted(folder.glob("*.yaml"))}


def changed(game: Game, settings: Iterable[str]) -> Game:
    """The same game in a scenario with settings on top. Raises ``ConfigError``."""
    changes = list(settings)
    return replace(game, scenario=apply_settings(game.scenario, changes)) if changes else game


def _located(path: str | Path) -> Path:
    """The file that is meant; a bare name stands for a game of the package."""
    file = Path(path)
    if file.exists() or file.suffix or len(file.parts) > 1:
        return file
    shipped = shipped_games()
    if str(path) in shipped:
        return shipped[str(path)]
    raise ConfigError([Problem(str(path), 0, 0, "there is no such game", nearest(str(path), shipped))])


def _read(node: MapNode, file: Path, catalogue: Catalogue, problems: Problems) -> Game | None:
    fields = Fields(node, "a game", problems, REQUIRED, OPTIONAL)
    name = read_name(fields)
    scenario = read_scenario(
        fields.text("scenario", "baseline"), file.parent, fields.mark("scenario"), catalogue, problems
    )
    months = fields.integer("months", scenario.months if scenario else 120, 1, MAX_MONTHS)
    moves = dict(shipped_moves())
    own = fields.node_of("moves")
    if own is not None:
        for key, move in read_moves(own, catalogue, problems, moves).items():
            if key in moves and isinstance(own, MapNode):
                problems.add(own.pairs[key][0], f"the move '{key}' is one of the package's; give yours another id")
            moves[key] = move
    stages = read_stages(fields.node_of("stages"), moves, months, problems)
    players = tuple(dict.fromkeys((*catalogue.actors.axis, *(stage.player for stage in stages))))
    payoff_node = fields.node_of("payoffs")
    payoffs = read_payoffs(payoff_node, players, problems) if payoff_node else dict(standard_payoffs())
    for who in dict.fromkeys(stage.player for stage in stages):
        if who not in payoffs and not problems:
            problems.add(fields.mark("payoffs"), f"{who} plays and has no payoff", STANDARD)
    tolerance = _not_below_0(fields, "tolerance", 0.02, problems)
    fog, effort = (_not_below_0(fields, key, default, problems) for key, default in (("fog", 0.05), ("effort", 2.0)))
    expect = _read_expected(fields, stages, problems)
    leaves = 1
    for stage in stages:
        leaves *= len(stage.options)
    if leaves > MAX_LEAVES:
        problems.add(fields.mark("stages"), f"the game can go {leaves:,} ways; at most {MAX_LEAVES:,} can be run")
    if problems or scenario is None:
        return None
    return Game(
        name=name,
        description=fields.text("description"),
        scenario=with_months(scenario, months),
        moves=moves,
        stages=stages,
        payoffs=payoffs,
        runs=fields.integer("runs", 30, 2, MAX_COUNT),
        seed=fields.integer("seed", 1, 0, MAX_SEED),
        lag=fields.integer("lag", 3, 0, 36),
        tolerance=tolerance,
        watch=_watched(fields, players, problems),
        expect=expect,
        fog=fog,
        horizon=fields.integer("horizon", 36, 1, 240),
        effort=effort,
        own=tuple(own.pairs) if isinstance(own, MapNode) else (),
        file=str(file),
    )


def _not_below_0(fields: Fields, key: str, default: float, problems: Problems) -> float:
    value = fields.number(key) if fields.has(key) else default
    if value is not None and value < 0.0:
        problems.add(fields.mark(key), f"'{key}' must not be below 0")
    return default if value is None else value


def _watched(fields: Fields, players: Collection[str], problems: Problems) -> tuple[str, ...]:
    known = known_metrics(players)
    words = fields.texts("watch")
    for word in words:
        if word not in known:
            problems.add(fields.mark("watch"), f"unknown metric '{word}'", nearest(word, known))
    problems.check()
    return words


def _read_expected(fields: Fields, stages: tuple[Stage, ...], problems: Problems) -> dict[str, dict[str, str]]:
    node = fields.mapping("expect")
    labels = [label for stage in stages for label in stage.labels]
    found: dict[str, dict[str, str]] = {}
    for row, (mark, content) in (node.pairs if node else {}).items():
        if row not in labels:
            problems.add(mark, f"there is no option '{row}'", nearest(row, labels))
        if not isinstance(content, MapNode):
            problems.add(content.mark, f"'{row}' must hold a mapping of answers to words, not {describe(content)}")
            continue
        cells: Mapping[str, object] = content.pairs
        reader = Fields(content, f"the answers to '{row}'", problems, (), labels)
        found[row] = {label: reader.choice(label, ("direct", "partial", "weak", "none"), "none") for label in cells}
    return found
