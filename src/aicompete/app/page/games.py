"""The page of games: set one up, then play it turn by turn until the log is taken home."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from nicegui import ui

from aicompete.app import sitting
from aicompete.app.page.look import dress
from aicompete.app.page.turn import TurnView
from aicompete.app.sitting import Sitting
from aicompete.game.files import Game
from aicompete.game.play.players import RULES

START = "game_a"
FILLS = {
    "none": "they do nothing",
    "scripted": "the commentary's order",
    "random": "one move or none, by chance",
    "best": "the one move that is worth most",
}
CARD = "w-full bg-white rounded border border-gray-200 p-4 gap-3"


class GamesPage:
    """What one open page of games holds; one thing at a time is worked on, beside the server's loop."""

    def __init__(self) -> None:
        self.game: Game | None = None
        self.sitting: Sitting | None = None
        self.busy = asyncio.Lock()
        dress()
        with ui.header(elevated=False).classes("items-center gap-4 bg-white text-black border-b py-2 no-wrap"):
            ui.label("aicompete").classes("text-xl font-bold")
            ui.label("Games").classes("text-lg grow")
            self.spinner = ui.spinner(size="sm")
            ui.link("Dashboard", "/").classes("text-sm")
        with ui.column().classes("w-full gap-3"):
            self._setup()
            self.wrong = ui.label().classes("text-sm text-red-700 whitespace-pre-line").props("data-testid=wrong")
            self.area = ui.column().classes("w-full gap-3")
        self.spinner.set_visibility(False)
        self.wrong.set_visibility(False)

    def _setup(self) -> None:
        with ui.column().classes(CARD):
            with ui.row().classes("w-full items-start gap-3"):
                self.name: Any = ui.select(sitting.games(), value=START, label="Game of the package")
                self.name.props("dense outlined data-testid=game").classes("w-60")
                self.path: Any = ui.input("or a game file below the dashboard's folder").props(
                    "dense outlined clearable"
                )
                self.path.props("data-testid=game-file").classes("w-80")
                self.people: Any = ui.select({}, label="Seats that people take", multiple=True, with_input=True)
                self.people.props("dense outlined use-chips data-testid=seats").classes("grow min-w-64")
            with ui.row().classes("w-full items-center gap-3"):
                self.fill: Any = ui.select({rule: FILLS[rule] for rule in RULES}, value="best", label="Other players")
                self.fill.props("dense outlined data-testid=fill").classes("w-72")
                self.turns: Any = ui.number("Turns (quarters)", value=8, min=1, max=sitting.MOST_TURNS, precision=0)
                self.turns.props("dense outlined").classes("w-36")
                self.world: Any = ui.number("World (a draw)", value=0, min=0, max=999, precision=0)
                self.world.props("dense outlined").classes("w-36")
                self.about = ui.label().classes("text-sm text-gray-600 grow")
                begin = ui.button("Start", icon="play_arrow", on_click=self.start)
                begin.props("no-caps data-testid=start-game")
        self.name.on_value_change(self._named)
        self.path.on("blur", self.choose)

    async def _named(self) -> None:
        self.path.set_value("")  # the last that was chosen is meant
        await self.choose()

    async def choose(self) -> None:
        """Another game: who may sit at it."""
        game = await self.work(sitting.opened, str(self.path.value or self.name.value))
        self.game = game
        if game is None:
            return
        whom = sitting.seats(game)
        kept = [who for who in self.people.value or [] if who in whom]
        self.people.set_options(whom, value=kept or list(game.players)[:1])
        self.about.set_text(game.description)

    async def start(self) -> None:
        """Begin a play; one that is under way is given up."""
        await self.choose()
        if self.game is None:
            return
        asked = (list(self.people.value or []), self.fill.value, int(self.turns.value or 0), int(self.world.value or 0))
        found = await self.work(sitting.sit_down, self.game, *asked)
        if found is not None:
            self.sitting = found
            self.area.clear()
            with self.area:
                view = TurnView(found, self.work)
            await view.refresh()

    async def work(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Do something in a thread, one thing after the other; what goes wrong is told in a line, and None is given."""
        async with self.busy:
            self.spinner.set_visibility(True)
            try:
                found, trouble = await asyncio.to_thread(function, *arguments), ""
            except Exception as error:
                found, trouble = None, sitting.clear(error)
            self.spinner.set_visibility(False)
            self.wrong.set_text(trouble)
            self.wrong.set_visibility(bool(trouble))
            return found


async def games_page() -> None:
    """Put the page of games up."""
    page = GamesPage()
    await page.choose()
