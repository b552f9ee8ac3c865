"""Hand-made series tables for the tests of the hindcast."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.monthly import months_of

MONTHS = months_of("2022..2025")


def table(columns: Mapping[str, np.ndarray], dates: tuple[str, ...] = MONTHS) -> pd.DataFrame:
    """A series table from ``(run, month)`` arrays."""
    runs = len(next(iter(columns.values())))
    keys = {"run": np.repeat(np.arange(runs), len(dates)), "month": list(dates) * runs}
    return pd.DataFrame({**keys, **{name: np.asarray(values).reshape(-1) for name, values in columns.items()}})
