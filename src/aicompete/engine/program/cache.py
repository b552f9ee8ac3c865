"""Programs on disk, so that a month is compiled once for a version of the model and a machine.

A file is written beside its place and then moved there, so that two processes never see half a file; one that cannot be
read or is damaged counts as not there; a folder that cannot be written to is no error. The name of a file is the hash
of everything that decides on its content, so a stale file is never met, only left over: the oldest go when there are
many.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from aicompete.engine.ensemble import steps_of
from aicompete.engine.program import compiler
from aicompete.engine.program.purpose import Purpose
from aicompete.engine.sources import PACKAGE, model_hash
from aicompete.subjects.mechanism import Mechanism

FOLDER = "AICOMPETE_CACHE"
"""Environment variable that names another folder; empty for no folder at all."""
ENDING = ".program"
MARK = b"aicompete program 1\n"
MOST = 40
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


def folder() -> Path | None:
    """Where programs are kept."""
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    given = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    usual = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(sys.platform, ".cache")
    try:
        base = Path(given) if given else Path.home() / usual
    except RuntimeError:  # a user without a home
        return None
    return base / "aicompete" / "programs"


def has(name: str) -> bool:
    """Whether there is a file of a program."""
    place = folder()
    return place is not None and (place / (name + ENDING)).exists()


def read(name: str) -> tuple[dict[str, Any], bytes] | None:
    """A stored program: its layout and its code."""
    place = folder()
    if place is None:
        return None
    try:
        content = (place / (name + ENDING)).read_bytes()
    except OSError:
        return None
    if not content.startswith(MARK):
        return None
    digest, body = content[len(MARK) : len(MARK) + 32], content[len(MARK) + 32 :]
    if hashlib.sha256(body).digest() != digest:
        return None
    length = int.from_bytes(body[:8], "big")
    return json.loads(body[8 : 8 + length]), body[8 + length :]


def write(name: str, layout: dict[str, Any], code: bytes) -> None:
    """Keep a program, where that is possible."""
    place = folder()
    if place is None:
        return
    header = json.dumps(layout).encode()
    body = len(header).to_bytes(8, "big") + header + code
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(MARK + hashlib.sha256(body).digest() + body)
            os.replace(beside, place / (name + ENDING))
        except OSError:
            os.unlink(beside)
            raise
        _tidy(place)


def _tidy(place: Path) -> None:
    """Remove the oldest files beyond a number."""
    files = sorted(place.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[MOST:]:
        old.unlink(missing_ok=True)
