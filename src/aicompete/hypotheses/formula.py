"""Formulas over arms or metrics, such as ``median(tight - base) / median(leaky - base)``: parsed, checked, worked out.

Numbers, names (``base``, ``IND.alignment``), ``+ - * /``, comparisons, and functions that are given. Python's own
parser reads them; only the nodes named here are allowed, and nothing is ever run as a program.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Function = Callable[..., Array]

LONGEST = 400
OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
    ast.GtE: operator.ge,
    ast.LtE: operator.le,
}


class FormulaError(ValueError):
    """What is wrong with a formula."""


class Formula:
    """A formula that has been read; ``names`` are those of numbers in it, ``called`` its functions,
    ``is_call_of`` the function that the whole of it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise FormulaError(f"a formula of {len(text)} letters is too long ({LONGEST} at most)")
        try:
            self._root = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise FormulaError(f"'{text}' is no formula: numbers, names, + - * / and functions") from None
        found = list(_walk(self._root))
        self.names = tuple(dict.fromkeys(name for kind, name in found if kind == "name"))
        self.called = tuple(dict.fromkeys(name for kind, name in found if kind == "call"))
        self.is_call_of = self._root.func.id if isinstance(self._root, ast.Call) else ""  # type: ignore[attr-defined]

    def value(self, values: Mapping[str, Array], functions: Mapping[str, Function]) -> Array:
        """What it comes to; every name and function must be given."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(_value(self._root, values, functions), dtype=np.float64)


def _walk(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Every name and every function of a formula, or an error at the first thing that may not be there."""
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name() | ast.Attribute():
            yield "name", _dotted(node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _walk(operand)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            yield from _walk(left)
            yield from _walk(right)
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in OPERATORS:
            yield from _walk(left)
            yield from _walk(right)
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]):
            yield "call", name
            for one in given:
                yield from _walk(one)
        case _:
            raise FormulaError(f"'{ast.unparse(node)}' may not stand in a formula")


def _dotted(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name):
            return f"{_dotted(inner)}.{name}"
    raise FormulaError(f"'{ast.unparse(node)}' may not stand in a formula")


def _value(node: ast.AST, values: Mapping[str, Array], functions: Mapping[str, Function]) -> Any:
    match node:
        case ast.Constant(value=value):
            return float(value)  # type: ignore[arg-type]
        case ast.Name() | ast.Attribute():
            return values[_dotted(node)]
        case ast.UnaryOp(operand=operand):
            return -_value(operand, values, functions)
        case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
            return OPERATORS[type(sign)](_value(left, values, functions), _value(right, values, functions))
        case ast.Call(func=ast.Name(id=name), args=given):
            return functions[name](*(_value(one, values, functions) for one in given))
    raise FormulaError(f"'{ast.unparse(node)}' may not stand in a formula")
