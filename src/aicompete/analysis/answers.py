"""What governments answered: how often each rule of reply acted, and what it had added by the end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aicompete.analysis.tables import View

ADDED, ACTED = "reply_", "reply_acted_"


def answer_table(seen: View) -> pd.DataFrame:
    """For each recorded rule the share of runs in which it acted, steps and steps back a run, and the last addition.

    Columns ``rule``, ``runs``, ``steps``, ``back`` and, of the addition in the last month, ``low``, ``median``,
    ``high`` (10, 50 and 90 % of runs). Complete where every month was recorded.
    """
    rows = []
    for name in seen.family(ACTED):
        acted = seen.metric(name)
        rule = name.removeprefix(ACTED)
        last = np.nanquantile(seen.metric(ADDED + rule)[:, -1], [0.1, 0.5, 0.9])
        steps, back = ((acted * sign > 0.0).sum(axis=1).mean() for sign in (1.0, -1.0))
        rows.append((rule, (acted != 0.0).any(axis=1).mean(), steps, back, *last))
    return pd.DataFrame(rows, columns=["rule", "runs", "steps", "back", "low", "median", "high"])


def answer_lines(seen: View) -> list[str]:
    """The table as text; nothing where no rules were at work."""
    table = answer_table(seen)
    if table.empty:
        return []
    head = f"  {'':<44} {'runs':>5} {'steps':>6} {'back':>6}   added at the end (10-90 %)"
    rows = [
        f"  {row.rule:<44} {row.runs:>5.0%} {row.steps:>6.1f} {row.back:>6.1f}   "
        f"{row.median:.2g} ({row.low:.2g} to {row.high:.2g})"
        for row in table.itertuples()
    ]
    return ["What governments answered, runs in which a rule acted and actions a run:", head, *rows]
