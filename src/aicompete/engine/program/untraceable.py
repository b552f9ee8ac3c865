"""What cannot be traced, and the line that stands in the way."""

from __future__ import annotations

import linecache
import traceback
from pathlib import Path
from types import TracebackType

import numpy as np

HERE = Path(__file__).parent
NUMPY = Path(np.__file__).parent


class Untraceable(Exception):
    """A mechanism does something that has no place in a compiled program; the text says what and where."""


def outside(error: BaseException) -> Untraceable:
    """The error as one that names the innermost line of the model that led to it."""
    if isinstance(error, Untraceable) and error.__cause__ is not None:
        return error
    place = _line(error.__traceback__)
    what = str(error) if isinstance(error, Untraceable) else f"{type(error).__name__}: {error}"
    named = Untraceable(f"{what} ({place})" if place else what)
    named.__cause__ = error
    return named


def _line(trace: TracebackType | None) -> str:
    found = ""
    for frame, number in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        if HERE not in path.parents and NUMPY not in path.parents:
            text = linecache.getline(str(path), number).strip()
            found = f"{path.parent.name}/{path.name}, line {number}: {text}"
    return found
