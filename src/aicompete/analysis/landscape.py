"""The coalitions as a landscape: how hard the camps hold, who follows a nation that changes camp, who is pivotal.

Two camps led by the powers, every nation in the one it leans to. Propensities are those of the start world (treaties,
likeness of votes, trade, rivalry), sizes the GDP of the month. Axelrod and Bennett (1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aicompete.analysis.bands import band
from aicompete.analysis.coalitions import between
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View
from aicompete.rules import landscape_bond, landscape_descent
from aicompete.rules.camps import camp_energy

ROUNDS = 6
"""Times that every nation is asked: a cascade through thirty nations is over by then."""


@dataclass(frozen=True)
class Landscape:
    """The camps of the runs in one month; nation axis in the order of ``nation_codes``.

    Attributes
    ----------
    size, side : (run, N) GDP and camp, 1 or -1.
    propensity : (N, N).
    free : (N,) true for nations that may change camp.
    """

    size: Array
    side: Array
    propensity: Array
    free: np.ndarray

    def energy(self, side: Array) -> Array:
        """Energy of a configuration over its largest possible size, ``(run,)``."""
        near = self.size @ np.abs(self.propensity)
        return np.asarray(camp_energy(self.size, self.propensity, side, (1.0, -1.0)) / (self.size * near).sum(axis=1))

    def bonds(self) -> Array:
        """Bond of each nation to its camp over all its bonds, ``(run, N)``: the push that flips it."""
        every = self.size @ np.abs(self.propensity)
        return np.asarray(landscape_bond(self.size, self.propensity, self.side) / np.where(every > 0.0, every, 1.0))

    def settled(self, side: Array, held: int | None = None) -> Array:
        """Sides after all free nations but ``held`` have moved to where their friends are, one at a time."""
        free = self.free.copy()
        if held is not None:
            free[held] = False
        return landscape_descent(self.size, self.propensity, side, free, ROUNDS)


def landscape(seen: View, date: str) -> Landscape:
    """The camps in a month. Raises ``NotRecorded`` where the results do not say what nations are to each other."""
    month, count = seen.month_index(date), len(seen.nation_codes)
    alignment = seen.nation_metric("alignment")[:, month]
    side = np.where(alignment >= 0.0, 1.0, -1.0)
    free = np.zeros(count, dtype=bool)
    free[between(seen)] = True
    return Landscape(seen.nation_metric("gdp")[:, month], side, propensities(seen), free)


def propensities(seen: View) -> Array:
    """How much each pair of nations wants to be together, ``(N, N)``, as the results have it."""
    place = {code: i for i, code in enumerate(seen.nation_codes)}
    found = np.zeros((len(place), len(place)))
    for tie in seen.manifest.get("ties") or ():
        if "propensity" in tie and tie["a"] in place and tie["b"] in place:
            i, j = place[tie["a"]], place[tie["b"]]
            found[i, j] = found[j, i] = float(tie["propensity"])
    if not found.any():
        raise NotRecorded("the manifest has no propensities between nations, so there is no landscape")
    return found


def descent(seen: View, date: str) -> dict[str, Array]:
    """Energy now and of the next local minimum, and the way to it: ``energy, minimum, movers, weight``, (run,) each.

    movers: nations that would change camp on the way; weight: their share of the GDP between the powers.
    """
    found = landscape(seen, date)
    end = found.settled(found.side)
    moves = (end != found.side) & found.free
    weight = found.size * found.free
    return {
        "energy": found.energy(found.side),
        "minimum": found.energy(end),
        "movers": moves.sum(axis=1).astype(float),
        "weight": (weight * moves).sum(axis=1) / weight.sum(axis=1),
    }


def pivotal(seen: View, date: str) -> pd.DataFrame:
    """What happens when one nation is pushed into the other camp and held there, the most weighty first.

    Columns: ``nation, name, lean`` (median alignment), ``push`` (utility to the next border of a bloc, median),
    ``bond`` (push in the landscape, median), ``misplaced`` (share of runs in which its friends are on the other side),
    ``own`` (its share of GDP between the powers), ``carried`` (share that changes camp with it, itself included, over
    those who would have moved anyway; mean), ``followers`` (how many, mean).
    """
    found = landscape(seen, date)
    month = seen.month_index(date)
    bonds, lean = found.bonds(), seen.nation_metric("alignment")[:, month]
    push = seen.nation_metric("push_to_change")[:, month]
    weight = found.size * found.free
    weight = weight / weight.sum(axis=1, keepdims=True)
    rows = []
    for i in between(seen):
        pushed = found.side.copy()
        pushed[:, i] = -pushed[:, i]
        # held on the other side, against held where it is
        after = found.settled(pushed, i)
        before = found.settled(found.side, i)
        turned = after != before
        code = seen.nation_codes[i]
        rows.append(
            {
                "nation": code,
                "name": seen.names[code],
                "lean": float(band(lean[:, i]).median),
                "push": float(band(push[:, i]).median),
                "bond": float(band(bonds[:, i]).median),
                "misplaced": float(np.mean(bonds[:, i] < 0.0)),
                "own": float(weight[:, i].mean()),
                "carried": float((weight * turned).sum(axis=1).mean()),
                "followers": float(turned.sum(axis=1).mean()) - 1.0,
            }
        )
    return pd.DataFrame(rows).sort_values(["carried", "nation"], ascending=[False, True], ignore_index=True)
