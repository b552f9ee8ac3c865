"""Programs on disk, so that a month is compiled once for a version of the model and a machine.

`config.reading.kept` says where, and what becomes of files that are old or damaged.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from aicompete.config.reading import kept
from aicompete.engine.ensemble import steps_of
from aicompete.engine.program import compiler
from aicompete.engine.program.purpose import Purpose
from aicompete.engine.sources import PACKAGE, model_hash
from aicompete.subjects.mechanism import Mechanism

ENDING = ".program"
MOST = 80
"""Files kept."""


def key_of(*parts: str) -> str:
    """Hash of what decides on a piece of machine code."""
    whole = [model_hash(), *compiler.machine(), *parts]
    return hashlib.sha256("\0".join(whole).encode()).hexdigest()


def key(purpose: Purpose, lanes: int, kind: str = "") -> str:
    """Hash of all that decides on a program."""
    return key_of(
        str(np.__version__),
        str(lanes),
        kind,
        *(_step(step) for step in steps_of(purpose.point.disable)),
        *purpose.key,
    )


def _step(step: Mechanism) -> str:
    """A mechanism; one from outside the package with the text of its file."""
    name = f"{step.name} {step.step.__module__}.{step.step.__qualname__}"
    if step.step.__module__.split(".")[0] == PACKAGE.name:
        return name
    try:
        return name + hashlib.sha256(Path(inspect.getfile(step.step)).read_bytes()).hexdigest()
    except (OSError, TypeError):
        return f"{name} {time.time_ns()}"  # typed in, so it is never the same again


def has(name: str) -> bool:
    """Whether a program is stored."""
    return kept.has(name + ENDING)


def read(name: str) -> tuple[dict[str, Any], bytes] | None:
    """A stored program: its layout and its code."""
    body = kept.read(name + ENDING)
    if body is None:
        return None
    length = int.from_bytes(body[:8], "big")
    return json.loads(body[8 : 8 + length]), body[8 + length :]


def write(name: str, layout: dict[str, Any], code: bytes) -> None:
    """Keep a program, where that is possible."""
    header = json.dumps(layout).encode()
    kept.write(name + ENDING, len(header).to_bytes(8, "big") + header + code, MOST)
