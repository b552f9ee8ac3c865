"""The coalition map of the month under the slider, and why the nation that was clicked leans as it does."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from aicompete.analysis.tables import plain_name
from aicompete.analysis.words import date_text
from aicompete.app.charts.coalition import tile_map
from aicompete.app.page.session import Session
from aicompete.app.page.show import TABLE, put
from aicompete.app.pile import shown_runs
from aicompete.app.reasons import bars, headline, reasons
from aicompete.config import load_catalogue

COLUMNS = (
    ("term", "Term", "left"),
    ("reference", "Reference", "right"),
    ("policy", "Your policy", "right"),
    ("change", "Policy less reference", "right"),
)
POWERS = ("USA", "CHN")


class Coalitions:
    """Two maps side by side, and the terms of one nation."""

    def __init__(self, session: Session) -> None:
        self.session = session
        actors = load_catalogue().actors
        self.names = {code: plain_name(actors.names[code]) for code in actors.nations}
        self.places = {code: i for i, code in enumerate(actors.nations)}
        with ui.element("div").classes("w-full grid grid-cols-1 xl:grid-cols-2 gap-3"):
            self.maps = [
                ui.echart({}, on_point_click=self._click)
                .classes("w-full rounded border border-gray-200 bg-white")
                .style("height: 460px")
                .props(f"data-map={side}")
                for side in ("reference", "policy")
            ]
        with ui.row().classes("w-full items-center gap-4"):
            others = {code: name for code, name in self.names.items() if code not in POWERS}
            self.select = (
                ui.select(others, value=session.nation, label="Nation (or click its tile)", with_input=True)
                .props("dense outlined")
                .classes("w-64")
                .props("data-testid=nation")
            )
            self.select.on_value_change(lambda e: self._choose(e.value))
            self.head = ui.label().classes("text-sm")
        with ui.element("div").classes("w-full grid grid-cols-1 xl:grid-cols-2 gap-3"):
            self.table = ui.table(
                columns=[{"name": n, "label": t, "field": n, "align": a} for n, t, a in COLUMNS],
                rows=[],
                row_key="term",
            )
            self.table.classes("w-full").props(f"{TABLE} wrap-cells").props("data-testid=reasons")
            self.bars = ui.echart({}).classes("w-full h-80 rounded border border-gray-200 bg-white")
        session.on_runs.append(self.refresh)
        session.on_month.append(self.refresh)
        self.refresh()

    def _click(self, event: Any) -> None:
        if event.name in self.names and event.name not in POWERS:
            self.select.set_value(event.name)

    def _choose(self, code: str | None) -> None:
        if code:
            self.session.nation = code
            self.refresh()

    def refresh(self) -> None:
        """Draw the month under the slider."""
        session = self.session
        if session.reference is None or session.result is None:
            return
        mine, others = shown_runs(session.result, session.reference)
        sides = (("Reference", session.reference, others), ("Your policy", session.result, mine))
        for chart, (who, pile, runs) in zip(self.maps, sides, strict=True):
            if session.date in pile.dates and pile.has_nations:
                put(chart, tile_map(who, pile, runs, session.date, self.names, session.nation))
            else:
                put(chart, {"title": {"text": f"{who}: nations were not recorded for this month", "left": 8, "top": 8}})
        self._explain()

    def _explain(self) -> None:
        reference, result, date = self.session.reference, self.session.result, self.session.date
        assert reference is not None
        assert result is not None
        name = self.names[self.session.nation]
        if not (reference.has_terms and result.has_terms and date in reference.dates and date in result.dates):
            why = (
                "both sides have no such month"
                if date not in reference.dates
                else "these results do not hold the terms"
            )
            self.head.set_text(f"{name}: {why}, so nothing is set beside each other here.")
            self.table.rows = []
            self.table.update()
            return
        place = self.places[self.session.nation]
        mine, others = shown_runs(result, reference)
        rows = reasons(reference, result, date, place)
        self.head.set_text(
            f"{name} in {date_text(date)}, alignment: reference {headline(reference, others, date, place)}; "
            f"your policy {headline(result, mine, date, place)}. Terms over their start values: "
            "+ toward the United States, - toward China."
        )
        self.table.rows = [
            {"term": row.term, "reference": row.reference, "policy": row.policy, "change": row.change} for row in rows
        ]
        self.table.update()
        put(self.bars, bars(rows, f"{name}, {date_text(date)}", min(mine, others)))
