"""Triggers: what the grammar reads, and what it says of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicompete.config.reading.expressions import (
    Comparison,
    ExpressionError,
    Joined,
    Number,
    Seen,
    Sum,
    comparisons,
    names_in,
    parse_condition,
)


def test_names_and_functions() -> None:
    condition = parse_condition("start(USA.a.b) > change(x, 6) - mean(JPN.y, 12)")
    assert [(seen.words, seen.past, seen.months) for seen in names_in(condition)] == [
        (("USA", "a", "b"), "start", 0),
        (("x",), "change", 6),
        (("JPN", "y"), "mean", 12),
    ]


def test_products_bind_before_sums_and_sums_before_comparisons() -> None:
    a, b, c = (Seen((word,)) for word in "abc")
    assert parse_condition("a + b * c > 2") == Comparison(">", Sum("+", a, Sum("*", b, c)), Number(2.0))
    assert parse_condition("(a + b) * c > 2") == Comparison(">", Sum("*", Sum("+", a, b), c), Number(2.0))
    assert parse_condition("a - b - c < -1") == Comparison(
        "<", Sum("-", Sum("-", a, b), c), Sum("-", Number(0.0), Number(1.0))
    )
    assert parse_condition("max(a, b, c) < 1") == Comparison("<", Sum("max", Sum("max", a, b), c), Number(1.0))


def test_and_binds_before_or() -> None:
    condition = parse_condition("a > 1 or b > 2 and (c < 3 or d > 4)")
    assert isinstance(condition, Joined)
    assert condition.word == "or"
    assert isinstance(condition.parts[1], Joined)
    assert condition.parts[1].word == "and"
    assert len(list(comparisons(condition))) == 4


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "ends too early"),
        ("a", "compares nothing"),
        ("a > ", "ends too early"),
        ("a > 1 b", "cannot be read at 'b'"),
        ("a >= 1", "has '>='; write '>'"),
        ("a == 1", "cannot be read at '='"),
        ("a > 1 && b > 2", "'and', 'or'"),
        ("a > 1 adn b > 2", "cannot be read at 'adn'"),
        ("1 < a < 2", "compares twice in a row"),
        ("a and b > 1", "compares nothing"),
        ("(a > 1) + 2 > 3", "a number is needed"),
        ("avg(a, 3) > 1", "unknown function 'avg'"),
        ("mean(a) > 1", "needs ','"),
        ("mean(a, 0) > 1", "whole number of months"),
        ("mean(a, 1e999) > 1", "whole number of months"),
        ("mean(a + b, 3) > 1", "needs ','"),
        ("mean(3, 3) > 1", "needs a name"),
        ("a > 1e999", "too large"),
        ("a.b.c.d > 1", "at most three words"),
        ("(" * 30 + "a" + ")" * 30 + " > 1", "nested too deeply"),
        ("-" * 400 + "a > 1", "nested too deeply"),
        ("a > 1" + " " * 700, "longer than"),
        (" or ".join(["a > 1"] * 9), "more than 8 comparisons"),
        ("__import__('os') > 1", "unknown function '__import__'"),
        ("a > 1; b", "cannot be read at ';'"),
    ],
)
def test_what_is_wrong_is_said(text: str, part: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition(text)
    assert part in caught.value.message


def test_the_nearest_function_is_named() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_condition("lowset(a, 3) > 1")
    assert caught.value.suggestion == "lowest"


@given(st.text(alphabet="ab.()<>+-*/, 0123456789andormeanstartmax\n'\"=", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ExpressionError:
        return
    assert 1 <= len(list(comparisons(condition))) <= 8
