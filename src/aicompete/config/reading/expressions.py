"""Conditions such as ``mean(chip_fill_home, 6) < 0.4 and CHN.purchase_guidance.ai_chips > 0.5``, parsed into nodes.

A small grammar; nothing is ever evaluated as program text::

    condition   both ('or' both)*              both    part ('and' part)*       part  comparison | '(' condition ')'
    comparison  sum ('<' | '>') sum            sum     term (('+' | '-') term)*
    term        factor (('*' | '/') factor)*   factor  number | '-' factor | '(' sum ')' | name | function

A name is one to three words with points between them: a metric (``chip_fill_home``), a nation's metric
(``JPN.alignment``), a lever (``USA.chip_export_control``) or an item of one (``CHN.purchase_guidance.ai_chips``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from aicompete.config.reading.suggest import nearest

LONGEST = 600
DEEPEST = 20
MAX_MONTHS = 120
MAX_COMPARISONS = 8
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<sign>\S))",
    re.ASCII,
)
PAST = ("change", "mean", "highest", "lowest")
"""Functions of a name and a number of months."""
FUNCTIONS = ("start", *PAST, "max", "min")
Past = Literal["now", "start", "change", "mean", "highest", "lowest"]


@dataclass(frozen=True)
class Number:
    """A number as it stands."""

    value: float


@dataclass(frozen=True)
class Seen:
    """What was seen of a name: as it is now, in the first month (``start``), or over some months.

    ``change``: now less so many months before; ``mean``, ``highest``, ``lowest``: over so many months up to now.
    """

    words: tuple[str, ...]
    past: Past = "now"
    months: int = 0


@dataclass(frozen=True)
class Sum:
    """Two numbers joined by ``+ - * / max min``."""

    sign: str
    left: Term
    right: Term


@dataclass(frozen=True)
class Comparison:
    """Holds when the left side is above (``>``) or below (``<``) the right one."""

    sign: str
    left: Term
    right: Term


@dataclass(frozen=True)
class Joined:
    """Conditions joined by one word, ``and`` or ``or``."""

    word: str
    parts: tuple[Condition, ...]


Term = Number | Seen | Sum
Condition = Comparison | Joined


class ExpressionError(ValueError):
    """What is wrong with a condition, and what was probably meant."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


def parse_condition(text: str) -> Condition:
    """The condition that a text writes. Raises ``ExpressionError``."""
    if len(text) > LONGEST:
        raise ExpressionError(f"is longer than {LONGEST} characters")
    parser = _Parser(text)
    found = parser.condition()
    parser.end()
    if isinstance(found, Number | Seen | Sum):
        raise ExpressionError("compares nothing; a condition has '<' or '>'")
    if len(list(comparisons(found))) > MAX_COMPARISONS:
        raise ExpressionError(f"has more than {MAX_COMPARISONS} comparisons")
    return found


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """The comparisons of a condition, in the order in which they are written."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def names_in(node: Condition | Term) -> Iterator[Seen]:
    """Everything that is looked at, in the order in which it is written."""
    if isinstance(node, Seen):
        yield node
    elif isinstance(node, Joined):
        for part in node.parts:
            yield from names_in(part)
    elif isinstance(node, Sum | Comparison):
        yield from names_in(node.left)
        yield from names_in(node.right)


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.tokens = [(str(match.lastgroup), match.group(match.lastgroup or 0)) for match in _TOKEN.finditer(text)]
        self.place = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise ExpressionError("ends too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, sign: str) -> None:
        found = self.peek()
        if found != sign:
            raise ExpressionError(f"needs '{sign}' {_at(found)}")
        self.place += 1

    def end(self) -> None:
        found = self.peek()
        if not found:
            return
        if found in ("=", "!", "&", "|"):
            raise ExpressionError(f"cannot be read at '{found}'; it takes '<', '>', 'and', 'or'")
        near = nearest(found, ("and", "or")) if found[0].isalpha() else None
        raise ExpressionError(f"cannot be read at '{found[:40]}'", near)

    def condition(self) -> Condition | Term:
        return self.joined("or", lambda: self.joined("and", self.comparison))

    def joined(self, word: str, part: Callable[[], Condition | Term]) -> Condition | Term:
        first = part()
        if self.peek() != word:
            return first
        parts = [first]
        while self.peek() == word:
            self.place += 1
            parts.append(part())
        conditions = [part for part in parts if isinstance(part, Comparison | Joined)]
        if len(conditions) < len(parts):
            raise ExpressionError(f"has beside '{word}' something that compares nothing")
        return Joined(word, tuple(conditions))

    def comparison(self) -> Condition | Term:
        left = self.sum()
        sign = self.peek()
        if sign not in ("<", ">"):
            return left
        self.place += 1
        if self.peek() == "=":
            raise ExpressionError(f"has '{sign}='; write '{sign}'")
        right = self.sum()
        if self.peek() in ("<", ">"):
            raise ExpressionError("compares twice in a row; join comparisons with 'and'")
        return Comparison(sign, _number(left, sign), _number(right, sign))

    def sum(self) -> Condition | Term:
        return self.chain("+-", self.term)

    def term(self) -> Condition | Term:
        return self.chain("*/", self.factor)

    def chain(self, signs: str, part: Callable[[], Condition | Term]) -> Condition | Term:
        left = part()
        while self.peek() and self.peek() in signs:
            sign = self.take()[1]
            left = Sum(sign, _number(left, sign), _number(part(), sign))
        return left

    def factor(self) -> Condition | Term:
        kind, text = self.take()
        if kind == "number":
            if not math.isfinite(float(text)):
                raise ExpressionError(f"has the number {text[:40]}, which is too large")
            return Number(float(text))
        if kind == "word":
            return self.word(text)
        if text == "-":
            return Sum("-", Number(0.0), _number(self.deeper(self.factor), "-"))
        if text == "(":
            inner = self.deeper(self.condition)
            self.expect(")")
            return inner
        raise ExpressionError(f"cannot be read at '{text}'")

    def deeper(self, part: Callable[[], Condition | Term]) -> Condition | Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError("is nested too deeply")
        found = part()
        self.depth -= 1
        return found

    def word(self, text: str) -> Condition | Term:
        if text in ("and", "or"):
            raise ExpressionError(f"has nothing before '{text}'")
        if self.peek() != "(":
            words = tuple(text.split("."))
            if len(words) > 3:
                raise ExpressionError(f"has the name '{text[:60]}'; a name has at most three words")
            return Seen(words)
        if text not in FUNCTIONS:
            raise ExpressionError(
                f"has an unknown function '{text[:40]}'; there are {', '.join(FUNCTIONS)}", nearest(text, FUNCTIONS)
            )
        self.place += 1
        if text in ("max", "min"):
            return self.extreme(text)
        kind, name = self.take()
        words = tuple(name.split("."))
        if kind != "word" or len(words) > 3:
            raise ExpressionError(f"needs a name in {text}(), not '{name[:40]}'")
        months = 0
        if text in PAST:
            self.expect(",")
            months = self.months(text)
        self.expect(")")
        past: Past = text  # type: ignore[assignment]
        return Seen(words, past, months)

    def extreme(self, word: str) -> Term:
        found = _number(self.deeper(self.sum), word)
        while self.peek() == ",":
            self.place += 1
            found = Sum(word, found, _number(self.deeper(self.sum), word))
        self.expect(")")
        return found

    def months(self, function: str) -> int:
        kind, text = self.take()
        months = float(text) if kind == "number" else 0.0
        if not 1.0 <= months <= MAX_MONTHS or months != int(months):
            raise ExpressionError(f"needs a whole number of months from 1 to {MAX_MONTHS} in {function}()")
        return int(months)


def _number(node: Condition | Term, sign: str) -> Term:
    if isinstance(node, Comparison | Joined):
        raise ExpressionError(f"has a comparison beside '{sign}', where a number is needed")
    return node


def _at(found: str) -> str:
    return f"before '{found[:40]}'" if found else "at its end"
