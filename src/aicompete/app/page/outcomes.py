"""What comes of it: a reading in one month, and fans over time."""

from __future__ import annotations

from nicegui import ui

from aicompete.analysis.words import date_text, metric_text, sentence
from aicompete.app.charts import fan
from aicompete.app.page.session import Session
from aicompete.app.page.show import TABLE, put
from aicompete.app.pile import are_pairs, shown_runs
from aicompete.engine.metrics import by_level

LEVELS, EFFECT = "both sides", "policy less reference"
MOST_CHARTS = 8
COLUMNS = (
    ("metric", "Outcome", "left"),
    ("reference", "Reference", "right"),
    ("policy", "Your policy", "right"),
    ("change", "Policy less reference", "right"),
)


class Outcomes:
    """Readings and charts of the chosen metrics."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.units = {metric.name: metric.unit for metric in by_level("series")}
        meanings = {metric.name: self._said(metric.name) for metric in by_level("series")}
        with ui.row().classes("w-full items-center gap-4 no-wrap"):
            ui.select(
                meanings,
                value=list(session.metrics),
                multiple=True,
                with_input=True,
                label="Outcomes shown",
                on_change=lambda e: self._choose(e.value),
            ).props(f"dense use-chips outlined max-values={MOST_CHARTS}").classes("grow min-w-0").style(
                "flex-basis: 0"
            ).props("data-testid=metrics")
            ui.toggle([LEVELS, EFFECT], value=LEVELS, on_change=lambda e: self._as(e.value)).props(
                "no-caps dense"
            ).classes("shrink-0 no-wrap")
        self.table = ui.table(
            columns=[{"name": n, "label": t, "field": n, "align": a} for n, t, a in COLUMNS], rows=[], row_key="metric"
        )
        self.table.classes("w-full").props(TABLE).props("data-testid=readings")
        self.table_head = ui.label().classes("text-xs text-gray-600")
        self.area = ui.element("div").classes("w-full grid grid-cols-1 xl:grid-cols-2 gap-3")
        self.charts: dict[str, ui.echart] = {}
        session.on_runs.append(self.refresh)
        session.on_month.append(self.read)
        self.refresh()

    def _choose(self, names: list[str] | None) -> None:
        self.session.metrics = list(names or [])[:MOST_CHARTS]
        self.refresh()

    def _as(self, choice: str) -> None:
        self.session.as_effect = choice == EFFECT
        self.area.clear()
        self.charts = {}
        self.refresh()

    def refresh(self) -> None:
        """Draw what there is."""
        session = self.session
        if session.reference is None or session.result is None:
            return
        if list(self.charts) != session.metrics:
            self.area.clear()
            with self.area:
                self.charts = {name: self._empty(name) for name in session.metrics}
        draw = fan.effect if session.as_effect else fan.levels
        for name, chart in self.charts.items():
            option = draw(name, self._unit(name), session.reference, session.result)
            put(chart, option)
        self.read()

    def read(self) -> None:
        """The table of readings in the month under the slider."""
        session = self.session
        if session.reference is None or session.result is None or not session.date:
            return
        self.table.rows = [
            dict(
                zip(
                    ("metric", "reference", "policy", "change"),
                    (fan.name_and_unit(name, self._unit(name)), *self._reading(name)),
                    strict=True,
                )
            )
            for name in session.metrics
        ]
        self.table.update()
        self.table_head.set_text(self._explanation())

    def _explanation(self) -> str:
        """What the table holds, and what is missing in it."""
        session = self.session
        assert session.reference is not None
        assert session.result is not None
        text = f"In {date_text(session.date)}: median, 10-90 % of runs in brackets."
        reference = session.reference.dates
        if session.date not in reference:
            span = f"{date_text(reference[0])} to {date_text(reference[-1])}"
            return f"{text} The reference runs from {span}, so nothing pairs in this month."
        if not are_pairs(session.result, session.reference):
            return f"{text} These runs have other draws or shocks than the reference, so they are not paired."
        runs, _ = shown_runs(session.result, session.reference)
        return (
            f"{text} The last column is taken run by run over {runs} pairs with the same draws and shocks; "
            f"{fan.ABOUT_NOTHING}: within a hundredth of the reference's band."
        )

    def _reading(self, name: str) -> tuple[str, str, str]:
        session = self.session
        assert session.reference is not None
        assert session.result is not None
        return fan.reading(name, self._unit(name), session.reference, session.result, session.date)

    def _unit(self, name: str) -> str:
        return self.units.get(name, "")

    @staticmethod
    def _said(name: str) -> str:
        return sentence(metric_text(name)).rstrip(".")

    @staticmethod
    def _empty(name: str) -> ui.echart:
        return ui.echart({}).classes("w-full h-80 rounded border border-gray-200 bg-white").props(f"data-metric={name}")
