"""What all tests share."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

# Tests that run side by side and spin up threads besides wait for each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# A session keeps hundreds of thousands of objects to its end: they are looked over less often, as in the command.
gc.set_threshold(100_000, 20, 20)

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
