"""People at a game in the dashboard: which games there are, who sits, and what a seat is shown, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aicompete.analysis.words import change, date_text, metric_text, quantity, sentence
from aicompete.batch.errors import BatchError
from aicompete.config import ConfigError, load_catalogue
from aicompete.engine.metrics import metrics
from aicompete.game.conditions import units_of
from aicompete.game.files import Game, load_game, shipped_games
from aicompete.game.play import log
from aicompete.game.play.ending import ending
from aicompete.game.play.fog import Report, is_own
from aicompete.game.play.outlook import Outlook, outlook
from aicompete.game.play.session import Session, refuse_seats
from aicompete.game.play.table import Table, seats_of

MOST_TURNS = 80
Row = dict[str, str]


def games() -> dict[str, str]:
    """Games of the package: name -> what stands in the list."""
    return {name: name.replace("_", " ") for name in sorted(shipped_games())}


def opened(name: str, below: Path | None = None) -> Game:
    """A game of the package by its name, or a file below the folder in which the dashboard was started.

    Whoever reaches the page may not look at other files. Raises ``ConfigError`` or ``BatchError``.
    """
    name = name.strip()
    if name in shipped_games():
        return load_game(name)
    root = (below or Path.cwd()).resolve()
    if not name or not (root / name).resolve().is_relative_to(root):
        raise BatchError(f"a game is one of {', '.join(games())}, or a file below the folder of the dashboard")
    file = below / name if below else Path(name)
    return load_game(file if file.exists() or file.suffix else name)


def seats(game: Game) -> dict[str, str]:
    """Who may be played by hand: players of the game, then all other nations, by name."""
    names = load_catalogue().actors.names
    everybody = dict.fromkeys([*game.players, *load_catalogue().actors.axis])
    return {who: f"{names[who].split(' (')[0]} ({who})" if who in names else sentence(who)[:-1] for who in everybody}


@dataclass
class Sitting:
    """A play on one page: the table, the words the seat in turn has chosen so far, and what was told turn by turn."""

    table: Table
    words: list[str] = field(default_factory=list)
    told: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def session(self) -> Session:
        """The play itself."""
        return self.table.session

    @property
    def seat(self) -> str:
        """Whose turn it is; empty when the play is over."""
        return self.table.waiting or "" if not self.session.over else ""

    @property
    def head(self) -> str:
        """The turn and its date."""
        session = self.session
        if session.over:
            return f"The play is over, in {date_text(session.date)}"
        return f"Turn {session.turn + 1} of {session.turns}, {date_text(session.date)}"

    @property
    def about_fan(self) -> str:
        """What the charts beside the turn show."""
        session = self.session
        worlds = session.others.ensemble.runs
        return (
            f"Figures are {session.game.lag} months old. The fans begin at what you were told: median and 10-90 % "
            f"of the change over two years in {worlds} other worlds with the same moves, if nobody moves again."
        )

    @property
    def effort(self) -> str:
        """How much of the turn's effort the words chosen take."""
        spent = sum(self.session.moves[name].costs.get("effort", 0.0) for name in self.thought())
        return f"effort {spent:g} of {self.session.game.effort:g}"

    def thought(self) -> tuple[str, ...]:
        """The moves that the words chosen are."""
        return self.session.read(self.seat, self.words).moves

    def take(self, word: str) -> None:
        """Choose a move or a lever's value; another value of the same lever takes its place. Raises ``ConfigError``."""
        lever = word.partition("=")[0] if "=" in word else ""
        kept = [w for w in self.words if w != word and not (lever and w.partition("=")[0] == lever)]
        self.session.read(self.seat, [*kept, word])
        self.words = [*kept, word]

    def drop(self, word: str) -> None:
        """Choose a move no longer."""
        self.words = [w for w in self.words if w != word]

    def hand_in(self) -> None:
        """The seat's moves are made; when nobody else is to move, the quarter passes."""
        self.table.hand_in(self.seat, self.words)
        self.words = []
        if self.table.waiting is None:
            head = self.head
            self.told.append((head, self.table.end_turn()))

    def figures(self) -> list[Row]:
        """What the seat in turn is told, with the change since the turn before."""
        *_, before, now = [[], *self.session.history(self.seat)]
        past = {report.name: report for report in before}
        return [self._figure(report, past.get(report.name)) for report in now]

    def _figure(self, report: Report, before: Report | None) -> Row:
        own = is_own(self.seat, tuple(report.name.split(".")))
        fog = self.session.game.fog
        return {
            "metric": said(report.name),
            "value": quantity(report.value, report.unit),
            "change": change(report.value - before.value, report.unit) if before else "",
            "month": date_text(str(self.session.game.scenario.start + report.month)),
            "known": "exact" if own or not fog else f"± {100 * fog:g} %",
        }

    def moves(self) -> list[Row]:
        """The game's moves that the seat can make now: what they are, need and cost."""
        return [self._move(name, "") for name in self.session.able(self.seat)]

    def barred(self) -> list[Row]:
        """Moves it has not made and cannot make now, and what is not there."""
        able = self.session.able(self.seat)
        return [self._move(name, self.session.lacks(name)) for name in self.session.left(self.seat) if name not in able]

    def _move(self, name: str, lack: str) -> Row:
        move = self.session.moves[name]
        needs = [move.needs_text] if move.needs_text else []
        needs += [f"one of {', '.join(move.after)} made before"] if move.after else []
        return {
            "id": name,
            "name": move.name,
            "needs": " and ".join(needs) or "nothing",
            "costs": units_of(move.costs),
            "lack": lack,
        }

    def levers(self) -> dict[str, str]:
        """What can be set by hand: lever -> its name, where it stands, and what fits."""
        return {
            name: f"{sentence(name.replace('_', ' '))[:-1]}: now {value} ({fits})"
            for name, value, fits in self.session.levers_of(self.seat)
        }

    def looks(self) -> list[dict[str, Outlook]]:
        """What may come as things stand, and with the moves chosen where there are any."""
        thought = self.thought()
        return [outlook(self.session, self.seat, moves) for moves in ([(), thought] if thought else [()])]

    def past(self) -> dict[str, list[Report]]:
        """Every figure as it was told turn by turn."""
        found: dict[str, list[Report]] = {}
        for reports in self.session.history(self.seat):
            for report in reports:
                found.setdefault(report.name, []).append(report)
        return found

    def end(self) -> list[str]:
        """How it came out."""
        return list(ending(self.session))

    def log_text(self) -> str:
        """The log so far, as the terminal writes it."""
        return log.text_of(self.table.entries)

    @property
    def log_name(self) -> str:
        """What the log's file is called."""
        return f"play_{self.session.game.name}.jsonl"

    @property
    def replay(self) -> str:
        """The command that plays the log again."""
        file = self.session.game.file
        shipped = {str(path): name for name, path in shipped_games().items()}
        return f"aicompete play {shipped.get(file, file)} --replay {self.log_name}"


def sit_down(game: Game, people: list[str], fill: str, turns: int, world: int) -> Sitting:
    """Begin a play, which steps the first quarter. Raises ``ConfigError`` or ``BatchError``."""
    if not people:
        raise BatchError("nobody sits at the table: take one seat at least")
    if not 1 <= turns <= MOST_TURNS:
        raise BatchError(f"a play has 1 to {MOST_TURNS} turns, not {turns}")
    refuse_seats(game, people)
    return Sitting(Table(Session(game, seats_of(game, people, fill), turns, world)))


def said(name: str) -> str:
    """A figure's name in words; of a nation with the nation before it."""
    nation, dot, metric = name.rpartition(".")
    return f"{nation}: {metrics()[f'nations:{metric}'].meaning}" if dot else sentence(metric_text(metric))[:-1]


def clear(error: Exception) -> str:
    """What went wrong, in one line and never as a traceback."""
    if isinstance(error, ConfigError | BatchError):
        first, *more = str(error).splitlines()
        return first + (f" (and {len(more)} more; aicompete validate tells all)" if more else "")
    return f"This did not work: {type(error).__name__} {error}"
