"""Verdicts: questions with a known answer that turn the levers of the report, put to the model as paired runs."""

from __future__ import annotations

from collections.abc import Iterable

from aicompete.analysis.ledger import Ledger
from aicompete.analysis.settings import lever_of
from aicompete.analysis.words import date_text
from aicompete.expectations.answers import Answer, answers
from aicompete.expectations.questions import Question, read_questions
from aicompete.report.content import Item, Prose, Section, Table

PAIRS = 16
TITLE = "Questions with a known answer"


def questions_of(levers: Iterable[str], ledger: Ledger, *, ask: bool, workers: int = 1) -> Section:
    """The questions whose change turns one of ``levers``, with the model's answers where ``ask``; without, how many
    there are."""
    found = touching(set(levers))
    if not found:
        return Section("questions", TITLE, [])
    count = ledger.claim(str(len(found)), "questions.csv", "", "questions that turn these levers", len(found))
    if not ask:
        text = (
            f"{count} of the model's questions with a known answer turn these levers; --questions puts them to it here."
        )
        return Section("questions", TITLE, [Prose([text])])
    answered = answers(found, pairs=PAIRS, workers=workers)
    met = sum(answer.met for answer in answered)
    said = ledger.claim(str(met), "questions.csv", "", f"met, median over {PAIRS} pairs of runs", met)
    head = ("Question", "Expected", "Found: median (10-90 % of pairs)", "In", "Verdict")
    note = (
        f"Expectations come from the record or from published work, not from the model; {PAIRS} pairs of runs each, "
        "of the model as it is now."
    )
    items: list[Item] = [Prose([f"The model meets {said} of {count} questions that turn these levers."])]
    return Section("questions", TITLE, [*items, Table(head, [_row(answer) for answer in answered], note)])


def touching(levers: set[str]) -> list[Question]:
    """Questions whose change sets one of the levers."""
    return [q for q in read_questions() if any(lever_of(c.partition("=")[0].strip()) in levers for c in q.change)]


def _row(answer: Answer) -> tuple[str, ...]:
    q = answer.question
    scale, unit = (100.0, " %") if q.relative else (1.0, "")
    size = f"{q.smallest * scale:g}{unit}"
    wanted = f"at most {size}" if q.direction == "same" else f"{q.direction} by {size} or more"
    effect = f"{answer.effect * scale:+.3g}{unit} ({answer.low * scale:+.3g} to {answer.high * scale:+.3g})"
    return (q.question, wanted, effect, date_text(q.date), "met" if answer.met else "not met")
