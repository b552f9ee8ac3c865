"""State of the US arms programmes: how late they run, by cause, and the minerals their makers hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import MINERALS, Facts
from aicompete.world.tables import read_columns

PROGRAMMES = ("aircraft", "ships", "missiles")
CAUSES = ("minerals", "labour", "parts", "software")


@cache
def of_record() -> dict[str, tuple[float, ...]]:
    """What ``arms_delays.csv`` says of each programme: the parts of its delay by cause, and its need for minerals."""
    rows = read_columns("arms_delays.csv")
    found = {
        (programme, part): float(value)
        for programme, part, value in zip(rows["programme"], rows["part"], rows["value"], strict=True)
    }
    return {name: tuple(found[name, part] for part in (*CAUSES, "mineral_need")) for name in PROGRAMMES}


@dataclass
class Defence:
    """Programmes of the USA; other nations' are not represented."""

    delay: Array = column(
        "defence_programme delay_cause", "months", "how late a kind of US programme runs for a cause", "arms_delays.csv"
    )
    usual: Array = column(
        "defence_programme delay_cause", "months", "the same at the start, where slips and recovery balance", "as delay"
    )
    stock: Array = column("mineral", "months", "minerals that US arms makers hold, over their own use", "assumption")
    fill: Array = column("mineral", "share", "US arms makers' need for minerals that is met", "one")

    reads: ClassVar[Reads] = Reads(
        assumptions=(*(f"defence_delay_{name}" for name in PROGRAMMES), "defence_stock"),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Delays of the record, in the balance of slips and recovery; none yet for want of minerals."""
        late = np.stack([setup.assume(f"defence_delay_{name}", 0) for name in PROGRAMMES], axis=1)
        delay = late[..., None] * np.array([of_record()[name][:-1] for name in PROGRAMMES])
        stock = setup.assume("defence_stock") * np.ones((1, len(MINERALS)))
        return cls(delay=delay, usual=delay, stock=stock, fill=spread(np.ones(len(MINERALS)), setup.runs))
