"""Standing of the powers by region, and who learns from and audits what: what the pictures of it say in one line."""

from __future__ import annotations

import numpy as np

from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text, joined

REGIONS = {
    "europe": "Europe",
    "asia_pacific": "Asia and Pacific",
    "middle_east": "Middle East",
    "africa": "Africa",
    "americas": "Americas",
}
WITH_ARTICLE = {"Americas": "the Americas", "Middle East": "the Middle East"}
SIDES = {"us": "the USA", "cn": "China"}
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
            said.append(f"{name} {verb} most in {where} ({changes[most]:+.2f})")
    if len({text.split(" ", 2)[-1] for text in said}) == 1 and "keeps" in said[0]:
        return f"Neither power's standing moves much in any region by {date_text(seen.dates[-1])}"
    text = ", ".join(said) + f" by {date_text(seen.dates[-1])}"
    return text[0].upper() + text[1:]


def data_headline(seen: View) -> str:
    """What happens to audits abroad and to the US stack in Belt and Road nations."""
    words = {
        "audit_share_us": "audits of the US kind",
        "audit_share_cn": "audits of China's kind",
        "audit_share_own": "audits of one's own",
        "belt_share_us": "the US stack on the Belt and Road",
        "belt_share_cn": "the Chinese stack on the Belt and Road",
        "localisation_met_us": "closed data met by US firms",
    }
    known = {name: moved_by(seen, name) for name in words if seen.has(name)} if len(seen.dates) > 1 else {}
    if not known:
        return ""
    first = sorted((name for name in known if abs(known[name]) >= SEEN), key=lambda name: -abs(known[name]))[:2]
    if not first:
        return "Audit and data regimes stay as they are"
    said = joined([f"{words[name]} {100 * known[name]:+.0f} points" for name in first])
    return f"{said[0].upper()}{said[1:]} by {date_text(seen.dates[-1])}"
