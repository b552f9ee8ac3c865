"""What all tests share."""

from __future__ import annotations

import gc
import os
from functools import cache
from pathlib import Path

import pytest
import typer.testing
from hypothesis import settings

# Tests that run side by side and spin up threads besides wait for each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# A session keeps hundreds of thousands of objects to its end: they are looked over less often, as in the command.
gc.set_threshold(100_000, 20, 20)

# The tests of the command line call one program many times: its parser is built once.
typer.testing._get_command = cache(typer.testing._get_command)

ROOT = Path(__file__).parents[1]


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: it is never looked over again."""
    gc.freeze()


# The same examples every time: a green run stays green, and a failure found once is found again.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

# Most tests step a few runs over a few months of many small worlds: NumPy is there before a program is compiled.
# tests/engine/program hold the compiled month against it.
os.environ.setdefault("AICOMPETE_ENGINE", "numpy")


@pytest.fixture
def default_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine that a user gets, for tests of many runs and of what pages show."""
    monkeypatch.delenv("AICOMPETE_ENGINE")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Tests that share what is dear to make go to one worker, the largest groups first; all others one by one.

    pytest-xdist's own mark for that does nothing under pytest 9.2 (the node ids that it extends are no longer read).
    """
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid.split("::", 1)[0]) or nodeid

    return Grouped(config, log)


@cache
def _group(file: str) -> str:
    """Reports, compiled programs, and the subjects by the set of mechanisms that their kit compiles."""
    path = ROOT / file
    if path.name == "test_stepping_kit.py":
        return "engine_kit"
    if path.parent.name == "subjects":
        text = path.read_text(encoding="utf-8")
        return next((kit for kit in ("alliance_kit", "mineral_kit") if kit in text), "engine_kit")
    return path.parent.name if path.parent.name in ("program", "report") else ""
