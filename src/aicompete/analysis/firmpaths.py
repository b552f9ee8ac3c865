"""Firms between two powers: paths of a few that stand for their kind, from the table of firms."""

from __future__ import annotations

from typing import Any

import numpy as np

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View

SHOWN = ("nvidia", "asml", "samsung_memory", "tel", "huawei_ascend", "smic")
"""Chips, tools, memory and tools of three nations between the powers, and the two that China builds on."""


def firm_names(seen: View) -> dict[str, str]:
    """Names of the firms that are shown and known, by id."""
    known = {str(firm["id"]): str(firm["name"]) for firm in seen.manifest.get("firms") or []}
    return {name: known[name] for name in SHOWN if name in known}


def firm_metric(seen: View, firm: str, column: str) -> Array:
    """A column of one firm, ``(run, month)``."""
    found: Any = getattr(seen.results, "firms", None)
    if found is None:
        raise NotRecorded("firms were not recorded (record: {firms: true}, or run --firms)")
    if column not in found.columns:
        raise NotRecorded(f"no {column} in the table of firms")
    rows = found[(found["firm"].astype(str) == firm) & found["run"].isin(seen.good)].sort_values(["run", "month"])
    if rows.empty:
        raise NotRecorded(f"no firm {firm} in the table of firms")
    return np.asarray(rows[column].to_numpy(dtype=np.float64).reshape(len(seen.good), len(seen.dates)))
