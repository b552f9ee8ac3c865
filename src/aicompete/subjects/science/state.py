"""State of science: missions, fields, public knowledge, and who gains from public data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.tables import FIELDS

RANKS = 7
"""Places on the ``rank`` axis: six named AI firms of each power at most, and all small firms together."""


@dataclass
class Science:
    """``field`` axis = manufacturing, biotech, materials, nuclear, quantum, chips; ``rank`` axis = firms of a power."""

    led: Array = column(
        "nation", "share", "part of the lacking coordination of agencies that a mission adds since the start", "zero"
    )
    effort: Array = column("nation", "USD bn per year", "money of the mission that arrives", "computed")
    machines: Array = column(
        "nation", "USD bn", "government compute and laboratories for science", "gov_compute_invest"
    )
    data_start: Array = column("nation", "index", "use of public data under the levers before the start", "computed")
    pull_start: Array = column("field nation", "log", "push of the mission before the start", "computed")
    public: Array = column("nation", "ratio", "knowledge from public-interest science, over the start's course", "one")
    productivity: Array = column("nation", "ratio", "results of research for its money, over the start's course", "one")
    field: Array = column("field nation", "ratio", "results in each strategic field, over the start's course", "one")
    firms: Array = column("power rank", "share", "parts of a power's AI firms in its market", "firms.csv, fringe_start")
    concentration: Array = column("power", "index", "sum of squared parts (HHI)", "computed")
    concentration_start: Array = column("power", "index", "the same at the start", "computed")
    pace: Array = column("nation", "ratio", "software growth that science adds, over the start's", "one")

    reads: ClassVar[Reads] = Reads(assumptions=("fringe_start",))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """All ratios are one; the first month finds what the levers before the start gave."""
        runs = setup.runs
        zero, one = spread(np.zeros(facts.n), runs), spread(np.ones(facts.n), runs)
        fields = spread(np.zeros((len(FIELDS), facts.n)), runs)
        fringe = setup.assume("fringe_start", 2)
        named = facts.once(_named)
        firms = np.concatenate([named * (1.0 - fringe), fringe * np.ones((1, 2, 1))], axis=2)
        return cls(
            led=zero,
            effort=zero,
            machines=zero,
            data_start=zero,
            pull_start=fields,
            public=one,
            productivity=one,
            field=fields + 1.0,
            firms=firms,
            concentration=zero[:, :2],
            concentration_start=zero[:, :2],
            pace=one,
        )


def _named(facts: Facts) -> Array:
    """Compute of the largest AI firms of each power over that of them all, ``(1, power, rank - 1)``, largest first."""
    found = np.zeros((1, 2, RANKS - 1))
    for place, nation in enumerate((facts.usa, facts.chn)):
        shares = np.sort(facts.firm_share[facts.role("cloud") & (facts.firm_nation == nation)])[::-1][: RANKS - 1]
        found[0, place, : len(shares)] = shares / shares.sum()
    return found
