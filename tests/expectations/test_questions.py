"""The table of questions with a known answer, and the model's answers to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aicompete.config import apply_settings, load_scenario
from aicompete.expectations.answers import answers, lines, meets
from aicompete.expectations.questions import read_questions

NOT_YET = {"E02", "E07"}  # tools: 3.6 of 5 per cent by 2030; the US need is met by 2030 with and without partners
"""Questions that the model does not meet. The set only shrinks; one that is met has to leave it."""


def test_questions_are_whole() -> None:
    questions = read_questions()
    assert len({q.id for q in questions}) == len(questions) >= 32
    for question in questions:
        assert question.basis
        scenario = apply_settings(load_scenario(question.base), [*question.off, *question.change])
        assert question.date in scenario.dates
        assert len(question.readings) == (2 if question.direction == "order" else 1)
    assert {q.id for q in questions} >= NOT_YET


@pytest.mark.parametrize(
    ("direction", "effect", "met"),
    [("up", 0.2, True), ("up", 0.05, False), ("down", -0.2, True), ("down", 0.2, False), ("same", -0.05, True),
     ("same", 0.2, False), ("order", 0.2, True), ("order", -0.2, False)],
)  # fmt: skip
def test_an_effect_meets_its_question(direction: str, effect: float, met: bool) -> None:
    question = replace(read_questions()[0], direction=direction, smallest=0.1)
    assert meets(question, effect) is met


def test_no_effect_is_no_direction() -> None:
    assert not meets(replace(read_questions()[0], direction="up", smallest=0.0), 0.0)


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_model_meets_what_it_met() -> None:
    found = answers(read_questions(), pairs=48, workers=2)
    unmet = {answer.question.id for answer in found if not answer.met}
    met = {answer.question.id for answer in found} - unmet
    assert unmet <= NOT_YET, "\n".join(lines([a for a in found if a.question.id in unmet - NOT_YET]))
    assert not met & NOT_YET, "these are met now; take them out of NOT_YET"
