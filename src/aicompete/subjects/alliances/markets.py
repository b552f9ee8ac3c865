"""Trade of nations with each power: tariffs on it turn it away, tariffs between the powers send it here, over years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import of_powers, of_rival

if TYPE_CHECKING:
    from aicompete.subjects.state import World

MONTHS = 12.0
LEVERS = ("tariff_on_allies", "tariff_on_rival")
ASSUMPTIONS = ("tariff_elasticity", "trade_diversion", "trade_half_life")


def move_trade(world: World, month: Month) -> None:
    """Exporters find other customers, or come back, over years: ``T -> T_0 open(levers) / open(before)``.

    T = exports to each power over all exports, T_0 = those of the start, before = the levers in force before it.
    Rebinds trade.
    """
    alliances = world.alliances
    before = policy_at(world.facts.date)

    def aimed_at() -> Array:
        return np.asarray(alliances.ties.trade * safe_divide(openness(month, month), openness(before, month)))

    alliances.trade_aim = memo(alliances.trade_aim, month, LEVERS, aimed_at)
    rate = half_life_to_rate(month.assume("trade_half_life", 2) * MONTHS)
    alliances.trade = approach(alliances.trade, alliances.trade_aim.value, rate)


def openness(levers: Levers, month: Month) -> Array:
    """How open each power's market is to others, ``(run, power, 1)``: ``1 / (1 + e tariff) (1 + d s / (1 + s))``.

    Cut by its own tariffs, swollen by goods that the rival's tariff s on it sends elsewhere.
    """
    tariff = of_powers(levers.lever("tariff_on_allies")) / 100.0
    shut_out = of_rival(of_powers(levers.lever("tariff_on_rival"))) / 100.0
    opened = 1.0 / (1.0 + month.assume("tariff_elasticity", 2) * tariff)
    return np.asarray(opened * (1.0 + month.assume("trade_diversion", 2) * shut_out / (1.0 + shut_out)))
