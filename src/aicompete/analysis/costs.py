"""Who pays: costs of the competition by payer and kind, of one result and of one over another."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.tables import Array, Index, View
from aicompete.analysis.words import date_text, number, unit_text

PAYERS = {"usa": "United States", "chn": "China", "rest": "other nations", "world": "world"}
COMPARED = ("usa", "chn", "world")
KINDS = {
    "sales": "lost sales",
    "prices": "prices over cost",
    "tariffs": "tariffs",
    "programmes": "programmes",
    "compute": "compute denied",
    "idle": "idle capital",
    "minerals": "want of minerals",
    "output": "lost chip output",
    "ties": "cutting ties",
}
GROSS = "what others gain by it is not set off"
MOSTLY = 0.5  # share of a change from which one kind explains it
NEXT_TO_NOTHING = 0.05  # USD bn a year

Effect = Callable[[Array, Array], dict[str, Any]]


def recorded_kinds(seen: View, payer: str) -> list[str]:
    """Kinds of cost recorded for a payer, in the order of the account."""
    return [kind for kind in KINDS if seen.has(f"cost_{kind}_{payer}")]


def mean_by_kind(seen: View, payer: str) -> dict[str, Array]:
    """Mean over runs of each kind of cost of a payer, (month,) USD bn a year. Means, because they add up."""
    return {kind: seen.metric(f"cost_{kind}_{payer}").mean(axis=0) for kind in recorded_kinds(seen, payer)}


def who_pays(
    a: View, b: View, dates: Sequence[str], rows: tuple[Index | None, Index | None], effect: Effect
) -> pd.DataFrame:
    """Costs of B over A by payer: means a year over ``dates``, difference, interval, the kind that explains it,
    and the month of the largest difference.

    ``rows``: pairs of runs, or None for unpaired; ``effect`` gives the difference of two samples and its interval.
    """
    found = []
    for payer in COMPARED:
        total = f"cost_{payer}"
        if not (a.has(total) and b.has(total)):
            continue
        x, y = (_mean(seen, total, dates, keep) for seen, keep in zip((a, b), rows, strict=True))
        by_kind = {
            kind: _mean(b, f"cost_{kind}_{payer}", dates, None).mean()
            - _mean(a, f"cost_{kind}_{payer}", dates, None).mean()
            for kind in recorded_kinds(a, payer)
            if b.has(f"cost_{kind}_{payer}")
        }
        moved = effect(x, y)
        by_date = _by_date(b, total, dates) - _by_date(a, total, dates)
        worst = int(np.abs(by_date).argmax())
        most = {"most": float(by_date[worst]), "most_at": dates[worst]}
        found.append({"payer": payer, **moved, "mostly": _mostly(by_kind, float(moved["effect"])), **most})
    return pd.DataFrame(found)


def line(paying: pd.DataFrame, dates: Sequence[str]) -> str:
    """One line that says who pays for B over A; empty where costs were not recorded."""
    if paying.empty:
        return ""
    said = []
    for r in paying.to_dict("records"):
        interval = f" [{_signed(r['low'])} to {_signed(r['high'])}]" if math.isfinite(r["low"]) else " [no interval]"
        kind = f", mostly {r['mostly']}" if r["mostly"] else ""
        said.append(f"{PAYERS[str(r['payer'])]} {_signed(r['effect'])}{interval}{kind}")
    span = date_text(dates[0]) if len(dates) == 1 else f"mean of {date_text(dates[0])} to {date_text(dates[-1])}"
    unit = unit_text("usd_bn_per_year")
    whole = paying[paying["payer"] == "world"].to_dict("records")
    peak = (
        f"; most in {date_text(whole[0]['most_at'])}, {_signed(whole[0]['most'])}" if whole and len(dates) > 1 else ""
    )
    return f"Who pays for B over A, {unit}, {span}: {'; '.join(said)}{peak} ({GROSS})."


def _by_date(seen: View, metric: str, dates: Sequence[str]) -> Array:
    """Mean over runs at each date."""
    return np.asarray(seen.metric(metric)[:, [seen.dates.index(d) for d in dates]].mean(axis=0))


def _mean(seen: View, metric: str, dates: Sequence[str], rows: Index | None) -> Array:
    values = seen.metric(metric)[:, [seen.dates.index(d) for d in dates]].mean(axis=1)
    return np.asarray(values if rows is None else values[rows])


def _mostly(by_kind: dict[str, float], total: float) -> str:
    """The kind that explains more than half of a change; empty where none does or nothing changed."""
    if not by_kind or abs(total) < NEXT_TO_NOTHING:
        return ""
    kind = max(by_kind, key=lambda k: by_kind[k] * math.copysign(1.0, total))
    return KINDS[kind] if by_kind[kind] / total > MOSTLY else ""


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "-" if value < 0 else ""
    return sign + number(abs(value))
