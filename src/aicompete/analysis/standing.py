"""Standing of the powers by region, and who learns from and audits what: what the pictures of it say in one line."""

from __future__ import annotations

import numpy as np

from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text, joined, metric_text, span

REGIONS = {
    "europe": "Europe",
    "asia_pacific": "Asia and Pacific",
    "middle_east": "Middle East",
    "africa": "Africa",
    "americas": "Americas",
}
WITH_ARTICLE = {"Americas": "the Americas", "Middle East": "the Middle East"}
SIDES = {"us": "the USA", "cn": "China"}
DATA = ("audit_share_us", "audit_share_cn", "audit_share_own", "belt_share_us", "belt_share_cn", "localisation_met_us")
"""What the headline on data and audits may speak of."""
SEEN = 0.01
"""Change of legitimacy or share from which on it is worth a word."""


def recorded_regions(seen: View) -> list[str]:
    """Regions for which the legitimacy of both powers was recorded."""
    return [g for g in REGIONS if all(seen.has(f"legitimacy_{s}_{g}") for s in SIDES)]


def moved_by(seen: View, metric: str) -> float:
    """Median over runs of the change from the first to the last month."""
    values = seen.metric(metric)
    return float(np.nanmedian(values[:, -1] - values[:, 0]))


def legitimacy_headline(seen: View) -> str:
    """Where each power's standing changes most."""
    regions = recorded_regions(seen)
    if len(seen.dates) < 2 or not regions:
        return ""
    said = []
    for side, name in SIDES.items():
        changes = {g: moved_by(seen, f"legitimacy_{side}_{g}") for g in regions}
        most = max(changes, key=lambda g: abs(changes[g]))
        if abs(changes[most]) < SEEN:
            said.append(f"{name} keeps its standing everywhere")
        else:
            verb = "gains" if changes[most] > 0 else "loses"
            where = WITH_ARTICLE.get(REGIONS[most], REGIONS[most])
            gains = f"{verb} most standing"
            again = "" if said and gains in said[0] else f" {gains}"
            said.append(f"{name}{again} in {where} ({changes[most]:+.2f})")
    if len({text.split(" ", 2)[-1] for text in said}) == 1 and "keeps" in said[0]:
        return f"Neither power's standing moves much in any region by {date_text(seen.dates[-1])}"
    text = ", ".join(said) + f" by {date_text(seen.dates[-1])}"
    return text[0].upper() + text[1:]


def data_headline(seen: View) -> str:
    """What happens to audits abroad and to the US stack in Belt and Road nations."""
    known = {name: moved_by(seen, name) for name in DATA if seen.has(name)} if len(seen.dates) > 1 else {}
    if not known:
        return ""
    first = sorted((name for name in known if abs(known[name]) >= SEEN), key=lambda name: -abs(known[name]))[:2]
    if not first:
        return "Audit and data regimes stay as they are"
    said = joined([f"{metric_text(name)} {_way(seen, name)}" for name in first])
    return f"{said[0].upper()}{said[1:]} by {date_text(seen.dates[-1])}"


def _way(seen: View, name: str) -> str:
    """Where the median of a share goes: "falls from 75 to 48 %"."""
    ends = np.nanmedian(seen.metric(name)[:, [0, -1]], axis=0)
    first, last = float(ends[0]), float(ends[-1])
    verb = ("rise" if last > first else "fall") + ("" if name.startswith(("audit", "local")) else "s")
    return f"{verb} from {span(first, last, 'share')}"
