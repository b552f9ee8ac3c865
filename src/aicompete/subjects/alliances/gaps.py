"""How far the USA is ahead of China in what a nation is offered and thinks of them."""

from __future__ import annotations

from dataclasses import dataclass

from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.powers import difference


@dataclass(frozen=True, eq=False)
class Gaps:
    """Lead of the USA over China in what a nation is offered and thinks of them, ``(run, N)``."""

    offers: Array
    trust: Array
    legitimacy: Array


def gaps(world: World, effect: Array) -> Gaps:
    """Lead of the USA over China in the effect of offers ``(run, power, N)``, trust and legitimacy."""
    alliances = world.alliances
    return Gaps(difference(effect), difference(alliances.confidence), difference(alliances.legitimacy))
