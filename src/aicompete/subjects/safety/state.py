"""State of safety: what rules ask for, how careful labs are, what has gone wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts

SITES = ("USA", "CHN", "others")
"""Where incidents happen; the ``site`` axis."""


@dataclass
class Safety:
    """Precaution and hazard of the nations' AI labs."""

    stance: Array = column(
        "nation", "index", "deregulation in force: the government's line less its answer to incidents", "computed"
    )
    precaution: Array = column("nation", "share", "care that labs take, of all they could", "computed")
    precaution_start: Array = column("nation", "share", "care under the levers before the start", "defaults")
    search_start: Array = column(
        "nation", "share", "flaws that tests found under the levers before the start", "defaults"
    )
    shield_start: Array = column("nation", "ratio", "screening and security before the start", "defaults")
    flaws: Array = column("nation", "ratio", "flaws nobody has found, over those at the start", "one")
    level_before: Array = column("nation", "log10 H100e", "capability a month ago", "start capability")
    level_start: Array = column("nation", "log10 H100e", "capability at the start", "start capability")
    hazard: Array = column("nation", "per year", "rate of serious incidents that a nation's labs cause", "computed")
    risk: Array = column("nation", "index", "rate of incidents over itself and the rate put up with", "computed")
    seen: Array = column("nation", "share", "risk that the government sees, by index", "computed")
    halt_left: Array = column("nation", "months", "months that an emergency stop of training still lasts", "zero")
    halt: Array = column("nation", "share", "part of frontier training that is stopped", "zero")
    halted: Array = column("nation", "months", "months of training stopped since the start", "zero")
    recalled: Array = column("nation", "log", "incidents that a nation's public remembers", "zero")
    incidents: Array = column("site", "number", "serious incidents since the start", "zero")
    losses: Array = column("site", "USD bn", "damage of incidents since the start", "zero")
    fresh: Array = column("site", "USD bn", "damage of this month's incidents", "zero")
    secure: Array = column("nation", "share", "compute reserved for secure sites", "secure_dc_share")
    civil: Array = column("nation", "ratio", "compute left to civil use, over the start's part", "one")
    theft: Array = column("nation", "ratio", "what a rival's open doors add to diffusion, over the start's", "one")
    pace: Array = column("nation", "ratio", "software growth that care and stops leave, over the start's", "one")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing has happened yet; the first month fills the columns before anybody reads them."""
        runs, n = setup.runs, facts.n
        zero, one, sites = (spread(x, runs) for x in (np.zeros(n), np.ones(n), np.zeros(len(SITES))))
        return cls(
            stance=zero,
            precaution=zero,
            precaution_start=zero,
            search_start=zero,
            shield_start=one,
            flaws=one,
            level_before=zero,
            level_start=zero,
            hazard=zero,
            risk=zero,
            seen=zero,
            halt_left=zero,
            halt=zero,
            halted=zero,
            recalled=zero,
            incidents=sites,
            losses=sites,
            fresh=sites,
            secure=zero,
            civil=one,
            theft=one,
            pace=one,
        )
