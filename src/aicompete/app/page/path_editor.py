"""A small editor for a dated path: rows of date and value, steps or straight lines, a preview, and the catalogue's
own word on what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from aicompete.app import controls
from aicompete.app.charts.lever_path import lever_path
from aicompete.app.page.show import put
from aicompete.app.policy import Written, dated
from aicompete.config import ConfigError, Lever, Path, Scenario
from aicompete.config.catalogue.levers import NO_LIMIT
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.yamlnodes import from_python
from aicompete.config.scenarios.paths import LINEAR, read_path

SHAPES = {"steps": "steps: a value holds until the next date", LINEAR: "straight lines between the dates"}


class PathEditor:
    """A dialog over one lever of one actor. ``apply`` sets the path and says whether it held."""

    def __init__(
        self,
        lever: Lever,
        scenario: Scenario,
        path: Path,
        who: str,
        item: str | None,
        apply: Callable[[Written], bool],
    ) -> None:
        self.lever, self.scenario, self.before, self.apply = lever, scenario, path, apply
        self.shape: str = LINEAR if path.shape == LINEAR else "steps"
        start = str(scenario.start)
        self.rows: list[list[Any]] = [list(pair) for pair in dated(path)] or [[start, path.values[0]]]
        for row in self.rows:
            if lever.sentinel is not None and row[1] == lever.sentinel:
                row[1] = NO_LIMIT
        with (
            ui.dialog() as self.dialog,
            ui.card().classes("w-full").style("max-width: 720px").props("data-testid=path-editor"),
        ):
            what = f"{controls.lever_title(lever)}{f', {item}' if item else ''}: {who}".replace("_", " ")
            ui.label(what).classes("text-lg font-bold")
            ui.label(f"{lever.description} Values: {controls.range_text(lever)}.").classes("text-sm text-gray-600")
            if lever.kind == "number" and lever.sentinel is None:
                ui.radio(SHAPES, value=self.shape, on_change=lambda e: self._set_shape(e.value)).props("inline dense")
            self.table = ui.column().classes("w-full gap-1")
            ui.button("Add a date", icon="add", on_click=self._add).props("flat dense no-caps")
            self.wrong = ui.label().classes("text-sm text-red-700 whitespace-pre-line")
            self.chart = ui.echart(lever_path(lever, scenario, path, path)).classes("w-full h-52")
            with ui.row().classes("w-full justify-end"):
                ui.button("Cancel", on_click=self.dialog.close).props("flat no-caps")
                self.done = ui.button("Apply", on_click=self._apply).props("no-caps").props("data-testid=apply-path")
        self._fill()

    def open(self) -> None:
        """Show it."""
        self.dialog.open()

    def written(self) -> Written:
        """The path as a scenario file writes it; a single date at the start is a plain value."""
        points = {str(date).strip(): value for date, value in sorted(self.rows, key=lambda row: str(row[0]))}
        if list(points) == [str(self.scenario.start)]:
            return next(iter(points.values()))
        return {LINEAR: points} if self.shape == LINEAR else points

    def _fill(self) -> None:
        self.table.clear()
        with self.table:
            for number, row in enumerate(self.rows):
                self._row(number, row)
        self._look()

    def _row(self, number: int, row: list[Any]) -> None:
        def date(value: Any) -> None:
            row[0] = value
            self._look()

        def value(given: Any) -> None:
            row[1] = given
            self._look()

        def drop() -> None:
            self.rows.pop(number)
            self._fill()

        lever = self.lever
        with ui.row().classes("w-full items-center no-wrap gap-2").props(f"data-row={number}"):
            ui.input("date (2027-01)", value=row[0], on_change=lambda e: date(e.value)).props("dense").classes("w-32")
            if lever.kind == "bool":
                ui.switch("on", value=bool(row[1]), on_change=lambda e: value(bool(e.value)))
            elif lever.kind == "choice":
                ui.select(list(lever.choices), value=row[1], on_change=lambda e: value(e.value)).classes("grow")
            elif lever.sentinel is not None:
                ui.input("number or none", value=str(row[1]), on_change=lambda e: value(_number(e.value))).classes(
                    "grow"
                )
            else:
                ui.number("value", value=row[1], on_change=lambda e: value(e.value)).props("dense").classes("grow")
                ui.label(controls.unit(lever)).classes("text-sm text-gray-600")
            ui.button(icon="delete", on_click=drop).props("flat dense round size=sm").set_enabled(len(self.rows) > 1)

    def _set_shape(self, shape: str) -> None:
        self.shape = shape
        self._look()

    def _add(self) -> None:
        year = max((int(str(row[0])[:4]) for row in self.rows if str(row[0])[:4].isdigit()), default=2026) + 1
        self.rows.append([f"{year}-01", self.rows[-1][1]])
        self._fill()

    def _look(self) -> None:
        """Check what stands there and draw it."""
        dates = [str(row[0]).strip() for row in self.rows]
        try:
            if len(set(dates)) < len(dates):
                raise ValueError("A date stands here twice.")
            path = read(self.lever, self.written())
        except (ConfigError, ValueError) as error:
            self.wrong.set_text(str(error))
            self.done.set_enabled(False)
            return
        self.wrong.set_text("")
        self.done.set_enabled(True)
        option = lever_path(
            self.lever, self.scenario, self.before, path.over(self.before, self.scenario.start.first_day)
        )
        put(self.chart, option)

    def _apply(self) -> None:
        if self.apply(self.written()):
            self.dialog.close()


def read(lever: Lever, written: Written) -> Path:
    """The path that was written. Raises ``ConfigError``."""
    problems = Problems()
    node = from_python(written, Mark(lever.name), problems)
    problems.check()
    path = read_path(lever, node, problems)
    problems.check()
    assert path is not None
    return path


def _number(text: str | None) -> Any:
    try:
        return float(text or "")
    except ValueError:
        return (text or "").strip()
