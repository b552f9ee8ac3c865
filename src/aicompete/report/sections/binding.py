"""What limited chips and power: the binding table."""

from __future__ import annotations

from aicompete.analysis.binding import binding_table
from aicompete.analysis.tables import View
from aicompete.report.content import Section, Table


def binding_of(views: dict[str, View]) -> Section:
    """Share of months and runs in which each limit held, for one result or two side by side."""
    tables = {name: binding_table(seen) for name, seen in views.items()}
    first = next(iter(tables.values()))
    if first.empty:
        return Section("binding", "What limited", [])
    rows = []
    for i, r in enumerate(first.to_dict("records")):
        cells = [str(r["what"]), str(r["limit"])]
        for table in tables.values():
            known = i < len(table)
            cells += [f"{100 * table['share'][i]:.0f} %", f"{100 * table['last_year'][i]:.0f} %"] if known else ["", ""]
        rows.append(cells)
    named = len(tables) > 1
    head = ["What", "Limit"]
    for name in tables:
        head += [f"{name}: all months" if named else "All months", f"{name}: last year" if named else "Last year"]
    note = "Share of months and runs in which the limit held; several can hold at once."
    return Section("binding", "What limited", [Table(head, rows, note, words=2)])
