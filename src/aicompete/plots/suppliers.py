"""Who supplies whom: chips, minerals and technology, each buyer's supply split by seller, first and last month."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.suppliers import REST, Suppliers, suppliers
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import ITEMS, date_text
from aicompete.plots.frame import page
from aicompete.plots.style import BLACK, RESPONSE, TALL

BUYERS = 16
MINERAL = "heavy_rare_earths"
TABLES = (
    ("trade_chips", "chips", None, "AI chips by designer"),
    ("trade_minerals", "minerals", MINERAL, f"{ITEMS[MINERAL].capitalize()} shipped abroad, by refiner"),
    ("trade_adoption", "adoption", None, "New technology adopted, by stack"),
)
STACKS = {"us": "US stack", "cn": "Chinese stack", "open": "Open stack"}


def draw_suppliers(
    results: ResultsLike | View, path: str | Path | None = None, dates: Sequence[str] | None = None
) -> Figure:
    """Heat maps: part of each buyer's supply by seller, in the first and the last of `dates` (or of all months)."""
    seen = view(results)
    asked = list(dates) if dates else [seen.dates[0], seen.dates[-1]]
    months = [seen.dates[seen.month_index(date)] for date in dict.fromkeys((asked[0], asked[-1]))]
    found = [suppliers(seen, table, value, months, item=item) for table, value, item, _ in TABLES]
    names = _names(seen)
    size = (TALL[0], TALL[1] + 1.4)
    with page(seen, _title(seen, found[0], months, names), band="cells: mean over runs", size=size, path=path) as sheet:
        rows, columns = len(TABLES), len(months)
        grid = sheet.axes(rows, columns, left=1.75, right=0.3, wspace=0.42, hspace=0.62, top=0.45, bottom=0.75)
        for row, (*_, title), one in zip(grid, TABLES, found, strict=True):
            for place, (axes, date) in enumerate(zip(row, months, strict=True)):
                _cells(axes, one, place, names)
                axes.set_title(f"{title}, {date_text(date)}", fontsize=11)
        sheet.notes.append(f"Cells: % of a buyer's supply; white: buys none. The {BUYERS} largest economies.")
    return sheet.figure


def _cells(axes: Axes, one: Suppliers, month: int, names: dict[str, str]) -> None:
    values, buyers = one.shares[month, :, :BUYERS], one.buyers[:BUYERS]
    axes.imshow(values, cmap=RESPONSE, vmin=0.0, vmax=1.0, aspect="auto")
    axes.grid(visible=False)
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value) and value >= 0.005:
            colour = BLACK if value > 0.55 else "white"
            axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=8, color=colour)
    axes.set_yticks(range(len(one.sellers)), [names.get(seller, seller) for seller in one.sellers], fontsize=9)
    axes.set_xticks(range(len(buyers)), buyers, rotation=90, fontsize=8.5)
    axes.tick_params(length=0)


def _names(seen: View) -> dict[str, str]:
    firms = {str(firm["id"]): str(firm["name"]) for firm in seen.manifest.get("firms") or []}
    short = {name: text.split(" (")[0] for name, text in firms.items()}
    return {**short, **seen.names, **STACKS, REST: "Others"}


def _title(seen: View, chips: Suppliers, months: list[str], names: dict[str, str]) -> str:
    """Whose chips China buys, at first and at the end."""
    china = seen.powers.get("cn", "CHN")
    if china not in chips.buyers:
        return "Who supplies whom"
    said = []
    for shares, date in zip(chips.shares[:, :, chips.buyers.index(china)], months, strict=True):
        best = int(np.argmax(np.nan_to_num(shares)))
        seller = names.get(chips.sellers[best], chips.sellers[best])
        said.append((seller, f"{100 * shares[best]:.0f} % in {date_text(date)}"))
    if len({seller for seller, _ in said}) == 1:
        return f"China's chips come mostly from {said[0][0]}: {', '.join(share for _, share in said)}"
    return f"China's chips come mostly from {', then from '.join(f'{seller} ({share})' for seller, share in said)}"
