"""The whole page: header, levers at the left, the month's slider, and the tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nicegui import ui

from aicompete.analysis.words import date_text
from aicompete.app.page import files
from aicompete.app.page.coalitions import Coalitions
from aicompete.app.page.levers import LeverPanel
from aicompete.app.page.look import dress
from aicompete.app.page.outcomes import Outcomes
from aicompete.app.page.session import Session
from aicompete.app.policy import Policy
from aicompete.config import shipped_scenarios


def build(session: Session, results: Path) -> None:
    """Put everything on the page."""
    dress()
    _header(session, results)
    with ui.left_drawer(value=True, bordered=True).props("width=380").classes("p-0"):
        LeverPanel(session)
    with ui.column().classes("w-full gap-3"):
        _time(session)
        with ui.tabs().props("no-caps align=left dense").classes("w-full") as tabs:
            ui.tab("outcomes", "Outcomes")
            ui.tab("coalitions", "Coalition map and reasons")
            ui.tab("file", "Policy file")
        with ui.tab_panels(tabs, value="outcomes", keep_alive=True).classes("w-full bg-transparent"):
            with ui.tab_panel("outcomes").classes("p-0 gap-3"):
                Outcomes(session)
            with ui.tab_panel("coalitions").classes("p-0 gap-3"):
                Coalitions(session)
            with ui.tab_panel("file").classes("p-0"):
                _file(session)
    client = ui.context.client

    def tell(text: str) -> None:
        with client:  # told from a task, which stands on no page
            ui.notify(text, type="negative", timeout=0, close_button=True)

    session.on_trouble.append(tell)


def _header(session: Session, results: Path) -> None:
    with ui.header(elevated=False).classes("items-center gap-4 bg-white text-black border-b py-2 no-wrap"):
        ui.label("aicompete").classes("text-xl font-bold")
        ui.select(sorted(shipped_scenarios()), value=session.reference_name, label="Reference").props(
            "dense outlined"
        ).classes("w-52").props("data-testid=reference").on_value_change(lambda e: session.set_reference(e.value))
        name = (
            ui.input("Your policy", value=session.policy.name)
            .props("dense outlined")
            .classes("w-52")
            .props("data-testid=name")
        )
        with ui.row().classes("items-center gap-2 no-wrap grow"):
            busy = ui.spinner(size="sm")
            with ui.column().classes("gap-0"):
                runs = ui.label().classes("text-sm font-bold").props("data-testid=runs")
                took = ui.label().classes("text-xs text-gray-600").props("data-testid=took")
        load, opened = files.load_dialog(session), files.open_dialog(session, results)
        for text, icon, action, mark in (
            ("New", "restart_alt", lambda: session.set_policy(Policy.on(session.reference_name)), "new"),
            ("Load", "upload", load.open, "load"),
            ("Save", "download", lambda: files.save(session, str(name.value)), "save"),
            ("Open results", "folder_open", opened.open, "open"),
        ):
            ui.button(text, icon=icon, on_click=action).props("flat dense no-caps").props(f"data-testid={mark}")
        games = ui.button("Games", icon="casino").props("flat dense no-caps data-testid=games")
        games.props("href=/games target=_blank")  # beside this page, whose policy stays

    def refresh() -> None:
        runs.set_text(session.runs_text())
        took.set_text(session.time_text())
        busy.set_visibility(session.working)

    session.on_runs.append(refresh)
    session.on_policy.append(lambda: name.set_value(session.policy.name))
    refresh()


def _time(session: Session) -> None:
    with ui.row().classes("w-full items-center gap-3 no-wrap bg-white rounded border border-gray-200 px-3"):
        ui.label("Month").classes("text-sm text-gray-600")
        slider: Any = ui.slider(min=0, max=1, step=1, value=1).classes("grow").props("data-testid=month-slider")
        label = ui.label("…").classes("text-sm font-bold w-20 text-right").props("data-testid=month")
    known: list[str] = []

    def moved(value: float | None) -> None:
        if known and value is not None and known[int(value)] != session.date:
            session.set_month(known[int(value)])

    def refresh() -> None:
        if session.result is None or not session.date:
            return
        known[:] = session.result.dates
        slider.props(f"max={max(len(known) - 1, 1)}")
        slider.set_value(known.index(session.date))
        label.set_text(date_text(session.date))

    slider.on_value_change(lambda e: moved(e.value))
    session.on_month.append(refresh)
    session.on_runs.append(refresh)


def _file(session: Session) -> None:
    ui.label("What Save writes: a scenario file, for aicompete run and aicompete validate as well.").classes("text-sm")
    code = ui.code("", language="yaml").classes("w-full").props("data-testid=yaml")

    def refresh() -> None:
        code.set_content(session.policy.to_yaml())

    session.on_policy.append(refresh)
    refresh()
