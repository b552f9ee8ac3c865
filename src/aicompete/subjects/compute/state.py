"""State of the nations: economy, AI budgets, compute, power and capability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts

TWH_PER_GW = 8.766
"""Energy of a year at constant power: hours of a mean year over a thousand."""


@dataclass
class Nations:
    """One row a nation; the last row is the rest of the world."""

    gdp: Array = column("nation", "USD bn per year", "gross domestic product", "economy_by_nation.csv")
    ai_intensity: Array = column(
        "nation",
        "share of GDP",
        "yearly AI-chip budget over GDP",
        "chip spending split by owned compute and China ratio",
    )
    intensity_ceiling: Array = column(
        "nation",
        "share of GDP",
        "AI-chip budget over GDP that growth levels off at",
        "assumptions chip_budget_ceiling*",
    )
    ai_budget: Array = column(
        "nation", "USD bn per year", "AI-chip budget of the month, yearly rate", "intensity x GDP"
    )
    purse: Array = column(
        "nation", "USD bn", "AI-chip money not yet spent (order book in money)", "half a month of budget"
    )
    compute_owned: Array = column("nation", "H100e", "legal AI compute by home of the owner", "compute_by_nation.csv")
    compute_home_made: Array = column(
        "nation", "H100e", "part of owned compute made by home designers", "market_start.csv"
    )
    compute_smuggled: Array = column(
        "nation", "H100e", "smuggled AI compute in use, in no ownership figure", "market_start.csv"
    )
    compute_rented: Array = column("nation", "H100e", "compute rented abroad beyond what is let to others", "computed")
    compute_used: Array = column("nation", "H100e", "compute that has power, owned + smuggled + rented", "computed")
    compute_installed: Array = column("nation", "H100e per month", "compute installed this month", "zero")
    power_need: Array = column("nation", "GW", "facility power the fleet would draw", "compute_by_nation.csv")
    power: Array = column("nation", "GW", "facility power connected for AI", "energy_by_nation.csv, need and headroom")
    power_queue: Array = column("stage nation", "GW", "AI power waiting for a grid connection", "a steady queue")
    grid: Array = column("nation", "GW", "mean electric output of all plants", "energy_by_nation.csv")
    own_level: Array = column("nation", "log10 H100e", "level that own compute and software support", "computed")
    capability: Array = column(
        "nation", "log10 H100e", "capability index: log10 of effective compute", "rests at start gap"
    )
    leader_speed: Array = column(
        "one", "log10 per month", "growth of the leader before its recorded path", "assumption"
    )
    leader_path: Array = column(
        "past", "log10 H100e", "the leader's capability in past months, newest last", "assumption"
    )
    software: Array = column("nation", "log10", "software efficiency above the start frontier", "zero")
    boom: Array = column("nation", "ratio", "AI spending over the own budget path where the world's is given", "one")
    science: Array = column("nation", "ratio", "R&D of home firms over its trend", "one")

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "china_budget_ratio",
            "chip_budget_ceiling",
            "chip_budget_convergence",
            "power_headroom",
            "power_growth_start",
            "own_compute_pull",
            "diffusion",
            "leader_growth_before",
            "smuggled_stock_scale",
            "start_spread",
        ),
        streams=(Stream("start_intensity", ("nation",)),),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Start values: chip spending is price times flow; China's is a ratio of the rest, others by owned compute."""
        t, m, runs = facts.tables, facts.market, setup.runs
        gdp = spread(t.gdp, runs)
        owned = spread(t.compute_owned, runs)
        spending = m["chip_price"] * m["chip_flow"] * 12 / 1e9
        ratio = setup.assume("china_budget_ratio")
        others = np.where(facts.is_chn, 0.0, t.compute_owned)
        rest = spending / (1.0 + ratio)
        budget = np.where(facts.is_chn, rest * ratio, rest * others / others.sum())
        budget = budget * np.exp(setup.assume("start_spread") * setup.noise("start_intensity") * ~facts.is_power)
        intensity = budget / gdp
        lead = intensity[:, facts.usa : facts.usa + 1]
        ceiling = setup.assume("chip_budget_ceiling") * np.exp(
            setup.assume("chip_budget_convergence") * np.log(np.maximum(intensity, 1e-9) / lead)
        )
        smuggled = np.where(facts.is_chn, m["smuggled_stock"] * setup.assume("smuggled_stock_scale"), 0.0)
        need = spread(t.ai_power, runs)
        used = owned + smuggled
        own = np.log10(used)
        leader = own.max(axis=1, keepdims=True)
        k = setup.assume("diffusion")
        capability = (own + k * leader) / (1.0 + k)
        past = np.arange(-PAST + 1, 1) / 12.0
        path = leader + past * setup.assume("leader_growth_before")
        zero = spread(np.zeros(facts.n), runs)
        home = np.where(facts.is_chn, m["cn_home_stock"], 0.0)
        return cls(
            gdp=gdp,
            ai_intensity=intensity,
            intensity_ceiling=np.maximum(ceiling, 1.05 * intensity),
            ai_budget=budget,
            purse=budget * m["order_book"] / 12.0,
            compute_owned=owned,
            compute_home_made=spread(home, runs),
            compute_smuggled=smuggled,
            compute_rented=zero,
            compute_used=used,
            compute_installed=zero,
            power_need=need,
            power=np.maximum(spread(t.ai_datacentre_gw, runs), need * setup.assume("power_headroom")),
            power_queue=np.ones((1, 3, 1))
            * (need * setup.assume("power_growth_start") * t.interconnection_delay * 4.0)[:, None, :],
            grid=spread(t.generation_twh / TWH_PER_GW, runs),
            own_level=own,
            capability=capability,
            leader_speed=setup.assume("leader_growth_before") / 12.0,
            leader_path=path,
            software=zero,
            boom=zero + 1.0,
            science=zero + 1.0,
        )


PAST = 180
