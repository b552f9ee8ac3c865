"""Files in and out: save and load a policy as YAML, open a results folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from nicegui import ui

from aicompete.app import folders
from aicompete.app.page.session import Session
from aicompete.app.policy import Policy

LARGEST = 1_000_000
"""Bytes of a policy file."""


def save(session: Session, name: str) -> None:
    """Hand the policy to the browser as a scenario file."""
    session.policy = session.policy.renamed(name)
    ui.download.content(session.policy.to_yaml(), f"{session.policy.name}.yaml", "application/yaml")


def load_dialog(session: Session) -> Any:
    """A dialog that takes a scenario file."""

    async def take(event: Any) -> None:
        try:
            text = (await event.file.read()).decode("utf-8")
            session.set_policy(Policy.read(text, event.file.name))
        except Exception as error:
            wrong.set_text(str(error))
            upload.reset()
            return
        dialog.close()
        ui.notify(f"Loaded {event.file.name}", type="positive")

    with ui.dialog() as dialog, ui.card().style("min-width: 460px"):
        ui.label("Load a policy").classes("text-lg font-bold")
        ui.label("A scenario file; it may extend a scenario of the package.").classes("text-sm text-gray-600")
        upload = ui.upload(auto_upload=True, max_file_size=LARGEST, on_upload=take, label="YAML file")
        upload.props('accept=".yaml,.yml"').classes("w-full").props("data-testid=load-yaml")
        wrong = ui.label().classes("text-sm text-red-700 whitespace-pre-line")
    return dialog


def open_dialog(session: Session, root: Path) -> Any:
    """A dialog with the results folders below ``root``; no other folder can be opened from the page."""

    def look() -> None:
        places.clear()
        places.update(folders.found(root))
        select.set_options(list(places), value=next(iter(places), None))
        empty.set_visibility(not places)

    async def choose() -> None:
        if select.value is None:
            return
        wrong.set_text("")
        names = await _tried(folders.points, places[select.value])
        point.set_options(dict(enumerate(names or [])), value=0 if names else None)
        point.set_visibility(bool(names) and len(names or []) > 1)

    async def take() -> None:
        if select.value is None:
            return
        pile = await _tried(folders.opened, places[select.value], int(point.value or 0))
        if pile is not None:
            session.open_pile(pile)
            dialog.close()

    async def _tried(function: Any, *arguments: Any) -> Any:
        try:
            return await asyncio.to_thread(function, *arguments)
        except Exception as error:
            wrong.set_text(str(error))
            return None

    places: dict[str, Path] = {}
    with ui.dialog() as dialog, ui.card().style("min-width: 560px"):
        ui.label("Open results").classes("text-lg font-bold")
        ui.label(f"Results folders below {root.name or root}; their runs are shown as your policy.").classes(
            "text-sm text-gray-600"
        )
        select = ui.select([], label="Folder", on_change=choose).props("dense outlined").classes("w-full")
        select.props("data-testid=results-folder")
        empty = ui.label("There are none: aicompete run baseline makes some.").classes("text-sm")
        point = ui.select({}, label="Point of the sweep").props("dense outlined").classes("w-full")
        wrong = ui.label().classes("text-sm text-red-700 whitespace-pre-line")
        with ui.row().classes("w-full justify-end"):
            ui.button("Cancel", on_click=dialog.close).props("flat no-caps")
            ui.button("Open", on_click=take).props("no-caps").props("data-testid=open-results")
    point.set_visibility(False)
    dialog.on_value_change(lambda e: look() if e.value else None)
    return dialog
