"""What a program can do element by element: the one list of operations, each with how it is written.

An operation has the name of NumPy's function; ``NAMES`` gives the words that NumPy has besides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from aicompete.engine.program import vector_maths
from aicompete.engine.program.text import Text

Write = Callable[..., str]


@dataclass(frozen=True)
class Operation:
    """One of them.

    Attributes
    ----------
    write : writes it for arguments that are vectors (masks where ``masks``), and gives the name of the result.
    truth : whether the result is a truth value, a mask.
    masks : whether the arguments are truth values too.
    """

    write: Write
    truth: bool = False
    masks: bool = False


def _compared(how: str) -> Operation:
    return Operation(lambda t, a, b: t.fcmp(how, a, b), truth=True)


def _exact(function: str) -> Operation:
    return Operation(lambda t, a: t.call(function, a))


def _finite(t: Text, a: str) -> str:
    return t.fcmp("olt", t.fabs(a), t.real(float("inf")))


def _nan(t: Text, a: str) -> str:
    return t.fcmp("uno", a, a)


def _mask(write: Write) -> Operation:
    return Operation(write, truth=True, masks=True)


OPERATIONS: dict[str, Operation] = {
    "add": Operation(Text.fadd),
    "subtract": Operation(Text.fsub),
    "multiply": Operation(Text.fmul),
    "divide": Operation(Text.fdiv),
    "negative": Operation(Text.fneg),
    "absolute": Operation(Text.fabs),
    "sqrt": _exact("sqrt"),
    "floor": _exact("floor"),
    "maximum": Operation(vector_maths.maximum),
    "minimum": Operation(vector_maths.minimum),
    "sign": Operation(vector_maths.sign),
    "exp": Operation(vector_maths.exp),
    "exp2": Operation(vector_maths.exp2),
    "expm1": Operation(vector_maths.expm1),
    "log": Operation(vector_maths.log),
    "log1p": Operation(vector_maths.log1p),
    "log10": Operation(vector_maths.log10),
    "log2": Operation(vector_maths.log2),
    "tanh": Operation(vector_maths.tanh),
    "arctanh": Operation(vector_maths.arctanh),
    "greater": _compared("ogt"),
    "less": _compared("olt"),
    "equal": _compared("oeq"),
    "not_equal": _compared("une"),
    "greater_equal": _compared("oge"),
    "less_equal": _compared("ole"),
    "isfinite": Operation(_finite, truth=True),
    "isnan": Operation(_nan, truth=True),
    "logical_and": _mask(Text.both),
    "logical_or": _mask(Text.either),
    "logical_xor": _mask(Text.differ),
    "logical_not": _mask(Text.no),
}
"""All but ``where``, whose arguments are of two kinds."""

NAMES = {
    "true_divide": "divide",
    "bitwise_and": "logical_and",
    "bitwise_or": "logical_or",
    "bitwise_xor": "logical_xor",
    "invert": "logical_not",
    "fabs": "absolute",
    "fmax": "maximum",
    "fmin": "minimum",
}
"""NumPy's other words for them."""

REDUCTIONS = {"sum": "add", "max": "maximum", "min": "minimum"}
"""Operations over many terms, each with the one that joins two."""

EXACT = ("fabs", "sqrt", "floor")
"""LLVM's own functions that are called: they give the exact result."""


def folded(name: str, values: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """The result where all arguments are known."""
    with np.errstate(all="ignore"):
        return np.asarray(getattr(np, name)(*values))
