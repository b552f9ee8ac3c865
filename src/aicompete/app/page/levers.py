"""The levers at the left: by subject, with a search, and on top what is set."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from aicompete.app import controls
from aicompete.app.page.path_editor import PathEditor
from aicompete.app.page.session import Session
from aicompete.app.policy import Setting, Written, plain_path
from aicompete.config import ConfigError, Lever, load_catalogue
from aicompete.config.catalogue.levers import NO_LIMIT

MOST_FOUND = 12


class LeverPanel:
    """All levers. The rows of a subject are built when it is opened first, so that the page is there at once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.catalogue = load_catalogue()
        self.rows: list[LeverRow] = []
        with ui.column().classes("w-full gap-1 p-3"):
            ui.label("Levers").classes("text-lg font-bold")
            ui.input(placeholder="Search: gallium, tools, allies …", on_change=lambda e: self._search(e.value)).props(
                "dense outlined clearable debounce=250"
            ).classes("w-full").props("data-testid=lever-search")
            self.set_area = ui.column().classes("w-full gap-0")
            self.found_area = ui.column().classes("w-full gap-0")
            self.all_area = ui.column().classes("w-full gap-0")
        with self.all_area:
            for subject, levers in controls.by_subject(self.catalogue).items():
                self._subject(subject, levers)
        session.on_policy.append(self.refresh)
        self.refresh()

    def _subject(self, subject: str, levers: list[Lever]) -> None:
        head = f"{controls.subject_title(subject)} ({len(levers)})"
        with ui.expansion(head).classes("w-full").props(f"dense data-subject={subject}") as part:
            inside = ui.column().classes("w-full gap-0")
        built = False

        def fill(opened: bool) -> None:
            nonlocal built
            if opened and not built:
                built = True
                with inside:
                    self.rows += [LeverRow(self.session, lever) for lever in levers]

        part.on_value_change(lambda e: fill(bool(e.value)))

    def _search(self, words: str | None) -> None:
        shown = [row for row in self.rows if not row.of_search]
        self.rows = shown
        self.found_area.clear()
        self.all_area.set_visibility(not words)
        if not words:
            return
        found = [lever for lever in self.catalogue.levers.values() if controls.matches(lever, words)]
        with self.found_area:
            if not found:
                ui.label("No lever matches.").classes("text-sm text-gray-600")
            self.rows += [LeverRow(self.session, lever, of_search=True) for lever in found[:MOST_FOUND]]
            if len(found) > MOST_FOUND:
                ui.label(f"and {len(found) - MOST_FOUND} more").classes("text-sm text-gray-600")

    def refresh(self) -> None:
        """Show the policy in force."""
        for row in self.rows:
            row.refresh()
        settings = self.session.policy.settings(self.catalogue)
        self.set_area.clear()
        with self.set_area:
            if not settings:
                base = self.session.policy.base
                ui.label(f"Nothing set: your policy is {base or 'the scenario file'}.").classes("text-sm text-gray-600")
                return
            ui.label(f"You set {len(settings)}:").classes("text-sm font-medium")
            for setting in settings[:MOST_FOUND]:
                self._setting(setting)
            if len(settings) > MOST_FOUND:
                ui.label(f"and {len(settings) - MOST_FOUND} more (tab “Policy file”)").classes("text-sm text-gray-600")

    def _setting(self, setting: Setting) -> None:
        def drop() -> None:
            self.session.set_policy(self.session.policy.drop(setting.who, setting.lever, setting.item))

        with ui.row().classes("w-full items-center no-wrap gap-1 bg-blue-50 rounded px-2"):
            ui.label(f"{setting.key} = {written_text(setting.value)}").classes("text-xs grow break-all")
            ui.button(icon="close", on_click=drop).props("flat dense round size=xs").tooltip("back to the default")


class LeverRow:
    """One lever: who pulls it, its value, its path, and what the catalogue says about it."""

    def __init__(self, session: Session, lever: Lever, of_search: bool = False) -> None:
        self.session, self.lever, self.of_search = session, lever, of_search
        self.catalogue = load_catalogue()
        self.who = controls.first_puller(lever)
        self.item = controls.first_item(lever)
        self.quiet = False
        with ui.column().classes("w-full gap-0 py-2 border-b border-gray-200").props(f"data-lever={lever.name}"):
            with ui.row().classes("w-full items-center no-wrap gap-1"):
                with ui.label(controls.lever_title(lever)).classes("text-sm font-medium grow cursor-help"):
                    self._hover()
                self.value_label = ui.label().classes("text-sm font-bold text-right").props("data-value")
            with ui.row().classes("w-full items-center no-wrap gap-2"):
                self._choosers()
                ui.button(icon="timeline", on_click=self._edit).props("flat dense round size=sm").tooltip(
                    "dated path: values by date"
                )
                self.reset = ui.button(icon="undo", on_click=self._drop).props("flat dense round size=sm")
                self.reset.tooltip("back to the default")
            self.control = self._control()
            self.caption = ui.label().classes("text-xs text-gray-500")
        self.refresh()

    def _hover(self) -> None:
        with (
            ui.tooltip()
            .classes("text-xs bg-gray-800")
            .props('max-width=480px anchor="center right" self="center left"'),
            ui.column().classes("gap-1 p-1"),
        ):
            for fact in controls.facts(self.lever, self.catalogue):
                if fact.label:
                    with ui.row().classes("no-wrap gap-2 items-start"):
                        ui.label(fact.label).classes("text-gray-400 w-16 shrink-0")
                        ui.label(fact.text)
                else:
                    ui.label(fact.text).classes("font-bold")

    def _choosers(self) -> None:
        pullers = controls.pullers(self.lever, self.catalogue)
        if len(pullers) > 1:
            ui.select(pullers, value=self.who, on_change=lambda e: self._look(who=e.value)).props(
                "dense options-dense borderless"
            ).classes("grow text-xs min-w-0")
        else:
            ui.label(next(iter(pullers.values()))).classes("text-xs text-gray-600 grow")
        if self.lever.items:
            names = {"": controls.EVERY, **{item: item.replace("_", " ") for item in self.lever.items}}
            ui.select(names, value=self.item, on_change=lambda e: self._look(item=e.value or None)).props(
                "dense options-dense borderless"
            ).classes("text-xs w-28")

    def _look(self, **chosen: Any) -> None:
        for name, value in chosen.items():
            setattr(self, name, value)
        self.refresh()

    def _control(self) -> Any:
        lever = self.lever
        kind = controls.widget(lever)
        if kind == "switch":
            return ui.switch("on", on_change=lambda e: self._put(bool(e.value))).props("dense")
        if kind == "choice":
            names = {choice: choice.replace("_", " ") for choice in lever.choices}
            return ui.select(names, on_change=lambda e: self._put(e.value)).props("dense outlined").classes("w-full")
        if kind == "limit":
            box = ui.number(min=lever.low, max=lever.high, placeholder="no limit").props(
                f'dense outlined clearable suffix="{controls.unit(lever)}"'
            )
            box.classes("w-full").on("change", lambda: self._put(NO_LIMIT if box.value is None else float(box.value)))
            box.on("clear", lambda: self._put(NO_LIMIT))
            return box
        slider = ui.slider(min=lever.low, max=lever.high, step=controls.step_of(lever)).props("dense")
        slider.classes("w-full px-1").on("change", lambda: self._put(float(slider.value)))
        slider.on_value_change(lambda e: self._while_moving(e.value))
        return slider

    def _while_moving(self, value: float | None) -> None:
        if not self.quiet and value is not None:
            self.value_label.set_text(controls.value_text(self.lever, float(value)))

    def _put(self, value: Written) -> None:
        if not self.quiet:
            self._try(value)

    def _try(self, value: Written) -> bool:
        """Set it; say what is wrong when it does not hold."""
        if isinstance(value, float):
            value = float(f"{value:.10g}")  # a step of 0.1 is not 0.30000000000000004
        try:
            self.session.set_policy(self.session.policy.put(self.who, self.lever, self.item, value))
        except ConfigError as error:
            ui.notify(str(error), type="negative", multi_line=True)
            self.refresh()
            return False
        return True

    def _drop(self) -> None:
        self.session.set_policy(self.session.policy.drop(self.who, self.lever.name, self.item))

    def _edit(self) -> None:
        path = controls.path_of(self.lever, self.session.scenario, self.who, self.item, self.catalogue)
        who = controls.pullers(self.lever, self.catalogue).get(self.who, self.who)
        PathEditor(self.lever, self.session.scenario, path, who, self.item, self._try).open()

    def refresh(self) -> None:
        """Show what is in force."""
        path = controls.path_of(self.lever, self.session.scenario, self.who, self.item, self.catalogue)
        dated = path.shape != "constant"
        written = plain_path(path, self.lever)
        first = path.values[0]
        self.value_label.set_text("dated path" if dated else controls.value_text(self.lever, first))
        mine = self.session.policy.content.get("levers", {}).get(self.who, {}).get(self.lever.name)
        is_set = mine is not None and not (self.item is not None and isinstance(mine, dict) and self.item not in mine)
        self.reset.set_visibility(is_set)
        self.caption.set_text(controls.caption(self.lever, self.who, self.item, self.catalogue))
        self.value_label.classes(replace="text-sm font-bold text-right " + ("text-blue-700" if is_set else ""))
        self.quiet = True
        try:
            if controls.widget(self.lever) == "limit":
                self.control.set_value(None if dated or written == NO_LIMIT else first)
            else:
                self.control.set_value(path.values[-1] if dated else first)
        finally:
            self.quiet = False


def written_text(value: Written) -> str:
    """A setting in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written_text(content)}" for key, content in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
