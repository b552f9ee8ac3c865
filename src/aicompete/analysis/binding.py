"""Which limits held in a run: in what share of its months and runs each of them was the binding one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aicompete.analysis.tables import View
from aicompete.config.reading.months import month_number

GROUPS = (
    ("chips of the open foundries", "limit_open_"),
    ("chips of Chinese foundries", "limit_home_"),
    ("compute of the USA", "limit_power_usa"),
    ("compute of China", "limit_power_chn"),
)


def binding_table(seen: View) -> pd.DataFrame:
    """Share of recorded months and runs in which each limit held: columns ``what``, ``limit``, ``share`` and
    ``last_year`` (the last twelve months, of which those recorded)."""
    rows = []
    last = month_number(seen.dates[-1])
    recent = np.array([month_number(date) > last - 12 for date in seen.dates])
    for what, prefix in GROUPS:
        for name in seen.family(prefix):
            held = seen.metric(name)
            word = name.removeprefix(prefix).lstrip("_") or "power"
            rows.append((what, word, np.nanmean(held), np.nanmean(held[:, recent])))
    return pd.DataFrame(rows, columns=["what", "limit", "share", "last_year"])


def binding_lines(seen: View) -> list[str]:
    """The table as text; nothing where no limit was recorded."""
    table = binding_table(seen)
    if table.empty:
        return []
    rows = [f"  {row.what:<28} {row.limit:<10} {row.share:>6.0%} {row.last_year:>10.0%}" for row in table.itertuples()]
    months = "months" if len(seen.dates) > 1 and not seen.yearly else "recorded months"
    return [f"What limited, share of {months} and runs:", f"  {'':<39} {'all':>6} {'last year':>10}", *rows]
