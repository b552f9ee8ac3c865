"""State of the AI compute: who owns, rents and uses how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts, smuggled_stock


@dataclass
class Compute:
    """AI compute of the nations in H100 equivalents."""

    owned: Array = column("nation", "H100e", "legal AI compute by home of the owner", "compute_by_nation.csv")
    home_made: Array = column("nation", "H100e", "part of owned compute made by home designers", "market_start.csv")
    smuggled: Array = column(
        "nation", "H100e", "smuggled AI compute in use, in no ownership figure", "market_start.csv"
    )
    hosted: Array = column("nation", "H100e", "AI compute by place, with smuggled", "compute_by_nation.csv, recon")
    abroad: Array = column("nation", "H100e", "part of owned compute that stands abroad", "compute_by_nation.csv")
    placed: Array = column("nation", "H100e per month", "compute of its owners installed abroad this month", "zero")
    host_share: Array = column("nation", "share", "part of the compute placed abroad this month", "computed")
    open_start: Array = column(
        "one", "share", "compute outside the powers where the leader was not followed at the start", "computed"
    )
    rented: Array = column("nation", "H100e", "compute rented abroad beyond what is let to others", "computed")
    used: Array = column("nation", "H100e", "compute that has power, owned + smuggled + rented", "computed")
    home_usable: Array = column("", "share", "work of home-made chips that software can use", "assumption")
    home_usable_start: Array = column("", "share", "the same at the start", "assumption")
    home_use_ever: Array = column("", "H100e years", "use of home-made chips so far", "a year of the start stock")
    home_scaling: Array = column("", "share", "linear scaling that clusters of home-made chips keep", "computed")
    home_scaling_start: Array = column("", "share", "the same at the start", "computed in the first month")
    installed: Array = column("nation", "H100e per month", "compute installed this month, by place", "zero")

    reads: ClassVar[Reads] = Reads(assumptions=("smuggled_stock_scale", "home_usable_start"))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Start stocks; everything has power."""
        owned, zero = spread(facts.tables.compute_owned, setup.runs), spread(np.zeros(facts.n), setup.runs)
        smuggled = smuggled_stock(facts, setup)
        usable = setup.assume("home_usable_start", 0)
        return cls(
            owned=owned,
            home_made=spread(np.where(facts.is_chn, facts.market["cn_home_stock"], 0.0), setup.runs),
            smuggled=smuggled,
            hosted=spread(facts.tables.compute_hosted_reconciled, setup.runs) + smuggled,
            abroad=np.maximum(owned - spread(facts.tables.compute_hosted_reconciled, setup.runs), 0.0),
            placed=zero,
            host_share=zero,
            open_start=zero[:, :1],
            rented=zero,
            used=owned + smuggled,
            installed=zero,
            home_usable=usable,
            home_usable_start=usable,
            home_use_ever=spread(facts.market["cn_home_stock"], setup.runs),
            home_scaling=spread(1.0, setup.runs),
            home_scaling_start=spread(1.0, setup.runs),
        )
