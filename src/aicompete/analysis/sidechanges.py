"""Who changed sides when: moves between sides from one month to a later one, as expected numbers and by nation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.coalitions import MEMBERSHIP, between
from aicompete.analysis.headlines import crossing_headline
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import date_text, joined

ORDER = ("us", "none", "cn")
SIDE_WORDS = {"us": "the US side", "none": "the middle", "cn": "China's side"}
OFTEN = 0.5
"""Share of runs from which on a move counts as the nation's."""
MOST_NAMED = 3


@dataclass(frozen=True)
class Changes:
    """Moves between sides at some months, over runs.

    Attributes
    ----------
    dates : the months, ascending; codes : nations between the powers.
    share : (month, side, nation) probability of each side, sides in ``ORDER``.
    moved : (step, from, to, nation) probability of standing there and then there; their sum an expected count.
    """

    dates: list[str]
    codes: list[str]
    share: Array
    moved: Array


def changes(seen: View, dates: Sequence[str]) -> Changes:
    """Sides of every nation between the powers at these months and the moves from each to the next."""
    places = between(seen)
    months = [seen.month_index(date) for date in dates]
    membership = np.round(seen.nation_metric("membership"))[:, :, places][:, months]
    on = np.stack([membership == MEMBERSHIP[side] for side in ORDER], axis=2).astype(float)
    moved = np.einsum("rman,rmbn->mabn", on[:, :-1], on[:, 1:]) / len(on)
    return Changes([seen.dates[m] for m in months], [seen.nation_codes[i] for i in places], on.mean(axis=0), moved)


def change_headline(seen: View) -> str:
    """ "Turkey and Saudi Arabia leave the middle for the US side by Dec 2035": moves made in half of the runs."""
    if len(seen.dates) < 2 or not seen.has_nations("membership"):
        return ""
    found = changes(seen, [seen.dates[0], seen.dates[-1]])
    said = []
    for a, left in enumerate(ORDER):
        for b, joins in enumerate(ORDER):
            often = [(found.moved[0, a, b, i], i) for i in range(len(found.codes)) if a != b]
            who = [seen.names[found.codes[i]] for p, i in sorted(often, reverse=True) if p >= OFTEN]
            if who:
                named = [*who[:MOST_NAMED], *([f"{len(who) - MOST_NAMED} more"] if len(who) > MOST_NAMED else [])]
                verb = "leave" if len(who) > 1 else "leaves"
                said.append((-len(who), f"{joined(named)} {verb} {SIDE_WORDS[left]} for {SIDE_WORDS[joins]}"))
    if not said:
        return crossing_headline(seen)
    parts = [text for _, text in sorted(said, key=lambda pair: pair[0])]
    return f"{'; '.join(parts[:2])} by {date_text(found.dates[-1])}"


def spaced_dates(seen: View, count: int = 4) -> list[str]:
    """Evenly spaced recorded months, start and end among them."""
    places = np.linspace(0, len(seen.dates) - 1, min(count, len(seen.dates))).round().astype(int)
    return [seen.dates[i] for i in dict.fromkeys(places.tolist())]
