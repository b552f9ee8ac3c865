"""State of the power for AI sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.rules import idle_share
from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts

TWH_PER_GW = 8.766
"""Energy of a year at constant power: hours of a mean year over a thousand."""


@dataclass
class Power:
    """Facility power of AI sites, and the grid behind it."""

    need: Array = column("nation", "GW", "facility power the fleet would draw", "compute_by_nation.csv")
    connected: Array = column(
        "nation", "GW", "facility power connected for AI", "energy_by_nation.csv, need and headroom"
    )
    idle: Array = column("nation", "share", "AI chips at sites without power", "need and connected power")
    idle_usual: Array = column("nation", "share", "the same where power has the headroom that is planned", "computed")
    queue: Array = column("stage nation", "GW", "AI power waiting for a grid connection", "a steady queue")
    others: Array = column(
        "nation", "GW", "mean power that all other users would take", "generation less what AI sites draw"
    )
    convertible: Array = column(
        "nation",
        "GW",
        "power of other data centres that can turn to AI",
        "assumptions convertible_share*",
    )
    grid: Array = column("nation", "GW", "mean electric output of all plants", "energy_by_nation.csv")
    trades: Array = column("nation", "ratio", "skilled trades for AI sites and lines, over the start's", "one")
    trainees: Array = column(
        "stage nation", "thousand workers", "in training for the trades beyond the usual (below it: lacking)", "zero"
    )
    chip_draw: Array = column(
        "nation", "GW per H100e", "facility power of a new chip", "average of the start fleet, market_start.csv"
    )

    @property
    def lacking(self) -> Array:
        """Part of the chips that would work at the planned headroom and stand idle, ``(run, N)`` in [0, 1]."""
        return np.maximum(1.0 - (1.0 - self.idle) / (1.0 - self.idle_usual), 0.0)

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "power_headroom",
            "site_power_spread",
            "power_growth_start",
            "new_chip_power_scale",
            "convertible_share_usa",
            "convertible_share_chn",
            "convertible_share_others",
        )
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Connected power covers the need with headroom; the queue holds what growth so far asks for."""
        t, m, runs = facts.tables, facts.market, setup.runs
        need = spread(t.ai_power, runs)
        waiting = need * (setup.assume("power_growth_start") * t.interconnection_delay * 4.0)
        connected = np.maximum(spread(t.ai_datacentre_gw, runs), need * setup.assume("power_headroom"))
        return cls(
            need=need,
            connected=connected,
            idle=idle_share(need, connected, setup.assume("site_power_spread")),
            idle_usual=idle_share(
                np.ones((1, facts.n)), setup.assume("power_headroom"), setup.assume("site_power_spread")
            ),
            queue=np.ones((1, 3, 1)) * waiting[:, None, :],
            others=spread(np.maximum(t.generation_twh / TWH_PER_GW - t.ai_power, 0.0), runs),
            convertible=_convertible(facts, setup) * (t.generation_twh / TWH_PER_GW),
            grid=spread(t.generation_twh / TWH_PER_GW, runs),
            trades=spread(np.ones(facts.n), runs),
            trainees=spread(np.zeros((3, facts.n)), runs),
            chip_draw=np.ones((1, facts.n))
            * (facts.once(fleet_draw) * m["new_chip_power"] * setup.assume("new_chip_power_scale")),
        )


def _convertible(facts: Facts, setup: Setup) -> Array:
    """Data centres for other uses that could serve AI, over all electricity, ``(run, N)``."""
    powers = np.where(facts.is_chn, setup.assume("convertible_share_chn"), setup.assume("convertible_share_usa"))
    return np.asarray(np.where(facts.is_power, powers, setup.assume("convertible_share_others")))


def fleet_draw(facts: Facts) -> float:
    """Average facility power of the world's chips at the start, GW per H100e."""
    return float(facts.tables.ai_power.sum() / facts.tables.compute_owned.sum())
