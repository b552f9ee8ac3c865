"""State of training: how far it is spread over sites, and how much public data is in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at


@dataclass
class Training:
    """Ways of training and what they change of the compute that is used."""

    spread_out: Array = column(
        "nation", "share", "share of training that is spread over sites where the data lie", "levers before the start"
    )
    loose: Array = column(
        "nation", "index", "how far spread training does without a central server", "levers before the start"
    )
    evasion: Array = column("nation", "share", "part of a bar on rented compute that spread training escapes", "zero")
    drag: Array = column("nation", "share", "software growth that a nation loses by policing spread training", "zero")
    public_data: Array = column(
        "nation", "index", "public data in usable form: 1 = all of it", "levers before the start"
    )
    public_data_start: Array = column("nation", "index", "the same at the start", "levers before the start")
    spread_gain: Array = column(
        "nation", "log10", "effect of spread training on effective compute, over the start's", "zero"
    )
    data_gain: Array = column("nation", "log10", "effect of public data on effective compute, over the start's", "zero")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Ways of training are what the levers before the start had made of them."""
        before = policy_at(facts.date)
        zero = spread(np.zeros(facts.n), setup.runs)
        data = spread(before.lever("public_data_open")[0], setup.runs)
        return cls(
            spread_out=spread(before.lever("federated_training")[0], setup.runs),
            loose=spread(before.lever("decentralised_training")[0], setup.runs),
            evasion=zero,
            drag=zero,
            public_data=data,
            public_data_start=data,
            spread_gain=zero,
            data_gain=zero,
        )
