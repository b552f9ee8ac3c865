"""What governments answered, where rules of reply were at work (rules of reply and what they added)."""

from __future__ import annotations

import numpy as np

from aicompete.analysis.answers import ACTED, ADDED
from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text
from aicompete.report.content import Section, Table


def replies_of(seen: View) -> Section:
    """Each rule: in how many runs it acted, when first, how often, and what it had added by the end."""
    rows = []
    for name in seen.family(ACTED):
        acted = seen.metric(name)
        rule = name.removeprefix(ACTED)
        did = acted != 0.0
        share = float(did.any(axis=1).mean())
        first = [int(np.argmax(row)) for row in did if row.any()]
        when = date_text(seen.dates[int(np.median(first))]) if first else "never"
        added = ""
        if seen.has(ADDED + rule):
            low, middle, high = np.nanquantile(seen.metric(ADDED + rule)[:, -1], [0.1, 0.5, 0.9])
            added = f"{middle:.2g} ({low:.2g} to {high:.2g})"
        rows.append((rule.replace("_", " "), f"{100 * share:.0f} %", when, f"{did.sum(axis=1).mean():.1f}", added))
    note = (
        f"{len(seen.good)} runs; first action: median month of the runs in which the rule acted; 10-90 % in brackets."
    )
    head = ("Rule", "Runs in which it acted", "First action", "Actions a run", "Added at the end")
    return Section("replies", "What governments answered", [Table(head, rows, note)] if rows else [])
