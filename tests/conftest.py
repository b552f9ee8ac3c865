"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# Tests that run side by side and spin up threads besides wait for each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# The same examples every time: a green run stays green, and a failure found once is found again.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

# Most tests step a few runs over a few months of many small worlds: NumPy is there before a program is compiled.
# tests/engine/program hold the compiled month against it.
os.environ.setdefault("AICOMPETE_ENGINE", "numpy")
