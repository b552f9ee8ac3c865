"""A seat's turn on the page: what it is told, what it may do, what may come, and the log of the turns before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nicegui import ui

from aicompete.app.charts.outlook import fan_of
from aicompete.app.page.show import put
from aicompete.app.sitting import Row, Sitting, said

CARD = "w-full bg-white rounded border border-gray-200 p-4"
TOLD = (
    ("metric", "What you are told", "left"),
    ("value", "Value", "right"),
    ("change", "Since the turn before", "right"),
    ("month", "As of", "right"),
    ("known", "Error", "right"),
)
Work = Callable[..., Awaitable[Any]]
"""Does something in a thread and tells what goes wrong."""


class TurnView:
    """The turn of whoever is to move; drawn anew when a hand is in."""

    def __init__(self, play: Sitting, work: Work) -> None:
        self.play, self.work = play, work
        self.charts: dict[str, ui.echart] = {}
        self.moving = False
        with ui.element("div").classes("w-full grid grid-cols-1 lg:grid-cols-2 gap-3 items-start"):
            with ui.column().classes("w-full gap-3"):
                self.area = ui.column().classes(f"{CARD} gap-3")
                self.record = ui.column().classes(f"{CARD} gap-2").props("data-testid=turn-log")
            self.beside = ui.column().classes("w-full gap-2")

    async def refresh(self) -> None:
        """Draw the turn and the log; what may come follows."""
        self.area.clear()
        self.beside.clear()
        self.charts = {}
        shown = await self.work(self._end if self.play.session.over else self._rows)
        if shown is not None:
            with self.area:
                self._over(shown) if self.play.session.over else self._turn(*shown)
            self._log()
            await self._look()

    def _rows(self) -> tuple[list[Row], list[Row], list[Row], dict[str, str]]:
        play = self.play
        return play.figures(), play.moves(), play.barred(), play.levers()

    def _end(self) -> list[str]:
        return self.play.end()

    def _over(self, lines: list[str]) -> None:
        ui.label(self.play.head).classes("text-lg font-bold").props("data-testid=turn")
        with self.beside, ui.column().classes(CARD):
            ui.label("\n".join(lines)).classes("text-sm whitespace-pre-wrap").props("data-testid=ending")

    def _turn(self, figures: list[Row], moves: list[Row], barred: list[Row], levers: dict[str, str]) -> None:
        with ui.row().classes("w-full items-baseline justify-between"):
            ui.label(self.play.head).classes("text-lg font-bold").props("data-testid=turn")
            ui.label(f"{self.play.seat} to move").classes("text-lg").props("data-testid=seat")
        columns = [{"name": n, "label": t, "field": n, "align": a} for n, t, a in TOLD]
        table = ui.table(columns=columns, rows=figures, row_key="metric").classes("w-full")
        table.props("dense flat bordered wrap-cells data-testid=told")
        self._moves(moves, barred)
        self._by_hand(levers)
        self.chosen = ui.row().classes("items-center gap-2").props("data-testid=chosen")
        with ui.row().classes("w-full items-center justify-between"):
            self.effort = ui.label().classes("text-sm text-gray-600")
            self.done = ui.button("Hand in the turn", icon="done", on_click=self._hand_in)
            self.done.props("no-caps data-testid=hand-in")
        with self.beside:
            ui.label(self.play.about_fan).classes("text-xs text-gray-600")
            with ui.element("div").classes("w-full grid grid-cols-1 xl:grid-cols-2 gap-3"):
                for name in self.play.past():
                    chart = ui.echart({}).classes("w-full h-60 rounded border border-gray-200 bg-white")
                    self.charts[name] = chart.props(f'data-outlook="{name}"')

    def _moves(self, moves: list[Row], barred: list[Row]) -> None:
        ui.label(
            "Moves you can make" if moves else "No move of the game can be made; levers can be set by hand."
        ).classes("font-bold")
        self.boxes: dict[str, Any] = {}
        for row in moves:
            with ui.row().classes("w-full items-start no-wrap gap-2").props(f'data-move="{row["id"]}"'):
                box = ui.checkbox().props("dense").classes("mt-0.5")
                self.boxes[row["id"]] = box.on_value_change(partial(self._ticked, row["id"]))
                with ui.column().classes("gap-0"):
                    ui.label(f"{row['id']}  {row['name']}").classes("text-sm")
                    ui.label(f"needs {row['needs']}; costs {row['costs']}").classes("text-xs text-gray-600")
        if barred:
            with ui.expansion(f"{len(barred)} more cannot be made now").props("dense").classes("w-full text-sm"):
                for row in barred:
                    ui.label(f"{row['id']}  {row['name']}").classes("text-sm text-gray-600")
                    ui.label(f"not seen: {row['lack']}; costs {row['costs']}").classes("text-xs text-gray-600 mb-1")

    def _by_hand(self, levers: dict[str, str]) -> None:
        if not levers:
            return
        with ui.row().classes("w-full items-center no-wrap gap-2"):
            self.lever: Any = ui.select(levers, label="Or set a lever of your own", with_input=True)
            self.lever.props("dense outlined options-dense data-testid=own-lever").classes("grow min-w-0")
            self.value: Any = ui.input("Value").props("dense outlined data-testid=own-value").classes("w-28")
            ui.button("Add", on_click=self._set).props("flat no-caps data-testid=own-add")

    async def _ticked(self, name: str, event: Any) -> None:
        if self.moving or bool(event.value) == (name in self.play.words):
            return
        await self.work(self.play.take if event.value else self.play.drop, name)
        if bool(event.value) != (name in self.play.words):
            self.boxes[name].set_value(name in self.play.words)  # it did not hold; what was told stays on the page
            return
        await self._look()

    async def _set(self) -> None:
        if self.lever.value and not self.moving:
            before = list(self.play.words)
            await self.work(self.play.take, f"{self.lever.value}={str(self.value.value or '').strip()}")
            if self.play.words != before:
                await self._look()

    async def _drop(self, word: str) -> None:
        self.play.drop(word)
        if word in self.boxes:
            self.boxes[word].set_value(False)
        await self._look()

    async def _look(self) -> None:
        """What may come, with the moves chosen so far."""
        play = self.play
        if play.session.over:
            return
        ways = await self.work(play.looks)
        if ways is None:
            return
        for name, past in play.past().items():
            shown = [way[name] for way in ways if name in way]
            session = play.session
            put(self.charts[name], fan_of(said(name), session.game.scenario.start, session.month, past, shown))
        self.effort.set_text(play.effort)
        self.chosen.clear()
        with self.chosen:
            ui.label("To be handed in:" if play.words else "Nothing chosen: the turn would be passed.").classes(
                "text-sm"
            )
            for word in play.words:
                chip = ui.chip(word, removable=True).props("dense outline")
                chip.on_value_change(partial(self._drop_chip, word))

    async def _drop_chip(self, word: str, _: Any) -> None:
        await self._drop(word)

    async def _hand_in(self) -> None:
        self.moving = True  # what is ticked from now on would be of the next turn
        self.done.set_enabled(False)
        before = (self.play.session.turn, self.play.seat)
        await self.work(self.play.hand_in)
        self.moving = False
        if (self.play.session.turn, self.play.seat) != before:
            await self.refresh()
        else:
            self.done.set_enabled(True)

    def _log(self) -> None:
        play = self.play
        self.record.clear()
        with self.record:
            with ui.row().classes("w-full items-center justify-between"):
                ui.label("Turns played").classes("font-bold")
                take = ui.button("Download the log", icon="download", on_click=self._download)
                take.props("flat dense no-caps data-testid=download-log").set_enabled(bool(play.told))
            if play.told:
                ui.label(f"Replays bit for bit: {play.replay}").classes("text-xs text-gray-600 font-mono")
            for head, lines in reversed(play.told):
                ui.label(head).classes("text-sm font-bold")
                ui.label("\n".join(lines)).classes("text-sm whitespace-pre-line")
            if not play.told:
                ui.label("None yet.").classes("text-sm text-gray-600")

    def _download(self) -> None:
        ui.download.content(self.play.log_text(), self.play.log_name, "application/jsonl")
