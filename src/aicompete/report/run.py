"""The report on one run."""

from __future__ import annotations

from aicompete.analysis.discrepancy import NOTE
from aicompete.analysis.influence import influence
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.story import run_parts
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import View, failure_text
from aicompete.analysis.words import date_text
from aicompete.report.content import Asked, Document, Prose, Section
from aicompete.report.pictures import pictures_of
from aicompete.report.sections.assumptions import assumptions_of
from aicompete.report.sections.binding import binding_of
from aicompete.report.sections.costs import costs_of_run
from aicompete.report.sections.levers import levers_of_run, levers_set, under_picture
from aicompete.report.sections.limits import limits_of
from aicompete.report.sections.movers import movers_of_run
from aicompete.report.sections.questions import questions_of
from aicompete.report.sections.repeat import repeat_of
from aicompete.report.sections.replies import replies_of

OUTCOMES = ("compute_share_chn", "capability_lag_chn", "coalition_share_us_gdp", "standard_share_us", "chip_price")
SENTENCES = 5


def run_report(seen: View, asked: Asked) -> Document:
    """Question and answer, levers, pictures, who moved, costs, limits, how to repeat it."""
    ledger = Ledger(f"{failure_text(seen)} of {seen.name}")
    parts = run_parts(seen, ledger)
    opening = parts.pop("opening")
    order = ("compute", "coalition", "movers", "prices", "costs", "standards")
    lines = [parts[subject][0] for subject in order if parts.get(subject)][:SENTENCES]
    left = [text for texts in parts.values() for text in texts if text not in lines]
    levers = under_picture(seen)
    outcomes = [m for m in OUTCOMES if seen.has(m)] or shown_metrics(seen)
    found = {m: influence(seen, m) for m in outcomes}
    sections = [
        levers_of_run(seen),
        Section(
            "pictures",
            "What happened",
            [Prose(left), *pictures_of(seen, ledger, levers)] if left else pictures_of(seen, ledger, levers),
        ),
        movers_of_run(seen, ledger),
        costs_of_run(seen, ledger, levers),
        replies_of(seen),
        binding_of({seen.name: seen}),
        assumptions_of(seen, found, seen.dates[-1], "values"),
        questions_of(levers_set(seen), ledger, ask=asked.questions, workers=asked.workers),
        limits_of(seen),
        repeat_of([seen], asked.command),
    ]
    description = str(seen.manifest.get("description") or "")
    question = f"What happens in {ledger.name(seen.name)}? {ledger.name(description)}".strip()
    return Document(
        title=seen.name,
        question=question,
        answer=lines,
        facts=facts_of(seen),
        sections=sections,
        ledger=ledger,
        warnings=opening,
    )


def facts_of(seen: View, letter: str = "") -> list[tuple[str, str]]:
    """What kind of result this is, in a few words."""
    months = f"{date_text(seen.dates[0])} to {date_text(seen.dates[-1])}"
    what = f"{failure_text(seen)}, {months}, seed {seen.manifest.get('seed', 'not recorded')}"
    wide = f", bands {NOTE}" if seen.manifest.get(NOTE) else ""
    return [(letter or "results", f"{seen.name}: {what}, aicompete {seen.manifest.get('version', '?')}{wide}")]
