"""What the numbers come from: a hash of the model's code, data and catalogue."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOMS = ("config", "world", "rules", "subjects", "engine")
MONTH = "month.py"
ENDINGS = (".py", ".yaml", ".csv")
DRAWS = PACKAGE / "config" / "catalogue" / "calibrated"
"""Sets of accepted draws: made with a model, no part of it; what a run drew from them is in its design."""


@lru_cache(maxsize=1)
def model_hash() -> str:
    """SHA-256 over every file that can change a number; takes 0.01 s for a few hundred files."""
    total = hashlib.sha256()
    for room in (*ROOMS, MONTH):
        for path in [PACKAGE / room] if room == MONTH else sorted((PACKAGE / room).rglob("*")):
            if path.suffix in ENDINGS and DRAWS not in path.parents:
                total.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
                total.update(path.read_bytes() + b"\0")
    return total.hexdigest()
