"""State of the US arms programmes: how late they run, by cause, and the minerals their makers hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import MINERALS, Facts

PROGRAMMES = ("aircraft", "ships", "missiles")
CAUSES = ("minerals", "labour", "parts", "software")
USUAL = {
    "aircraft": (0.0, 0.1, 0.3, 0.6),
    "ships": (0.0, 0.5, 0.4, 0.1),
    "missiles": (0.0, 0.2, 0.7, 0.1),
}
"""Part of the delay at the start by cause. Aircraft: GAO-25-107632 names the new computers and their software first,
then parts. Ships: the Navy's review of April 2024 names workers, suppliers and design. Missiles: rocket motors and
seekers. The sizes are estimates; how long the delays are is in the assumptions."""
MINERAL_NEED = np.array([1.0, 0.4, 1.0])
"""How much a programme hangs on new magnets and optics each month, over aircraft: ships are built from parts that are
bought years ahead; estimate."""


@dataclass
class Defence:
    """Programmes of the USA; other nations' are not represented."""

    delay: Array = column(
        "defence_programme delay_cause", "months", "how late a kind of US programme runs for a cause", "assumptions"
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
        delay = late[..., None] * np.array([USUAL[name] for name in PROGRAMMES])
        stock = setup.assume("defence_stock") * np.ones((1, len(MINERALS)))
        return cls(delay=delay, usual=delay, stock=stock, fill=spread(np.ones(len(MINERALS)), setup.runs))
