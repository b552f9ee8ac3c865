"""State of the data regimes: what localisation amounts to, complaints against it, data pools, audit regimes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.relations import Relations, relations


@dataclass
class DataRules:
    """Power axis = USA, CHN; regime axis = audits of the US kind, of China's kind, of one's own."""

    ties: Relations
    closed: Array = column("nation", "share", "how far data are kept at home, after pilots and rulings", "computed")
    closed_start: Array = column("nation", "share", "the same at the start", "computed in the first month")
    met: Array = column("power nation", "share", "localisation that a power's firms meet, after waivers", "computed")
    met_start: Array = column("power nation", "share", "the same at the start", "computed in the first month")
    case: Array = column("stage power", "index", "trade complaint under way; the last stage is ruled", "levers before")
    certified: Array = column("power", "share", "part of a power's firms with a certificate", "levers before")
    pool: Array = column("nation", "share", "data that a nation's makers learn from, of the world's", "computed")
    factor: Array = column("nation", "multiplier", "software growth for the data there are to learn from", "one")
    audits: Array = column("regime nation", "share", "whose audits of AI count in a nation", "computed in month one")
    audits_start: Array = column("regime nation", "share", "the same at the start", "computed in the first month")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """The first month fills the columns before anybody reads them, but for the factor."""
        n, runs = facts.n, setup.runs
        flat, pair, three = (spread(np.zeros(shape), runs) for shape in ((n,), (2, n), (3, n)))
        return cls(
            ties=relations(facts.date),
            closed=flat,
            closed_start=flat,
            met=pair,
            met_start=pair,
            case=spread(np.zeros((3, 2)), runs),
            certified=pair[:, :, 0],
            pool=flat,
            factor=spread(np.ones(n), runs),
            audits=three,
            audits_start=three,
        )
