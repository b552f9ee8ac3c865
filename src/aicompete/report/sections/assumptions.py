"""The assumptions that matter most for what the report says."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from aicompete.analysis.influence import independent, least_sure
from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text, metric_text
from aicompete.report.content import Section, Table

SHOWN = 3
LONGEST = 150


def assumptions_of(seen: View, found: Mapping[str, pd.DataFrame], date: str, what: str) -> Section:
    """The strongest rank correlations of each metric with the draws of the assumptions. ``what``: of what the metrics
    are taken, such as "B - A"."""
    rows, tried = [], 0
    for metric, table in found.items():
        tried = max(tried, len(table))
        sure = table[table["sure"].astype(bool)] if len(table) else table
        if sure.empty:
            rows.append((metric_text(metric), "none that can be told from chance", "", ""))
        for r in sure.head(SHOWN).to_dict("records"):
            entry = (seen.manifest.get("assumptions") or {}).get(r["assumption"], {})
            rows.append(
                (
                    metric_text(metric),
                    str(r["assumption"]).replace("_", " "),
                    f"{r['rho']:+.2f}",
                    _cut(str(entry.get("description", ""))),
                )
            )
    if not tried:
        return Section("assumptions", "Assumptions that matter most", [])
    runs = independent(seen)
    note = (
        f"Spearman's rank correlation over {runs} draws of {what} in {date_text(date)} with {tried} "
        f"assumptions; shown are those beyond {least_sure(runs, tried):.2f}, "
        "which chance alone reaches once in twenty such tables."
    )
    return Section(
        "assumptions",
        "Assumptions that matter most",
        [Table(("Metric", "Assumption", "Rank correlation", "What it is"), rows, note, words=2)],
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 4].rsplit(" ", 1)[0] + " ..."
