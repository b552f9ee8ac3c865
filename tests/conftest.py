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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what is dear to make go to one worker, and before all others, so that no worker waits for it."""
    for item in items:
        if group := _group(item):
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def _group(item: pytest.Item) -> str:
    """Reports, and the subjects by the set of mechanisms that their kit compiles."""
    room = item.path.parent.name
    return _kit(item.path) if room == "subjects" else room if room == "report" else ""


@cache
def _kit(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return next((kit for kit in ("alliance_kit", "mineral_kit") if kit in text), "engine_kit")
