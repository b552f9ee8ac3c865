"""What does not change during a run: names, ties, places, start figures. No run axis."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from aicompete.world.columns import Array, Setup
from aicompete.world.tables import MINERALS, STACKS, START_DATES, WorldTables, load_tables

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
T = TypeVar("T")

DATA = Path(__file__).parent / "data"
__all__ = ["MINERALS", "POWERS", "STACKS", "Facts", "load_facts", "read_market_start"]
POWERS = ("USA", "CHN")
OPEN_POOL, HOME_POOL = 0, 1
IN_HOUSE = frozenset({"google_tpu", "amazon_trainium"})
INCUMBENT = "nvidia"
CHAMPION = "huawei_ascend"
CARD_TPP = 15_832.0
"""Total processing performance of the card that H100e counts."""


@dataclass(frozen=True)
class Makers:
    """Places of the makers on the firm axis."""

    open_foundries: Ints
    open_memory: Ints
    home_foundries: Ints
    home_memory: Ints


@dataclass(frozen=True)
class Facts:
    """Static description of the world on a start date.

    Attributes
    ----------
    tables : the start tables, nation axis ``(N,)`` with the rest of the world last.
    market : start figures of the chip market by name, with units in ``market_start.csv``.
    firm_*, seller_* : where firms sit; sellers are the chip designers with a share at either date.
    """

    date: str
    tables: WorldTables
    market: dict[str, float]
    firm_ids: tuple[str, ...]
    firm_names: tuple[str, ...]
    firm_roles: tuple[str, ...]
    firm_nation: Ints
    firm_place: Ints
    firm_share: Array
    firm_china_share: Array
    firm_mineral: tuple[str, ...]
    seller_firm: Ints
    usa: int = 0
    chn: int = 1
    is_chn: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    is_power: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Facts], T]) -> T:
        """Result of a function of the facts, computed at the first call and then reused."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def n(self) -> int:
        """Number of nation columns, the rest of the world included."""
        return len(self.tables.nation_ids)

    @property
    def nation_ids(self) -> tuple[str, ...]:
        """ISO3 codes in axis order, ``ROW`` last."""
        return self.tables.nation_ids

    @cached_property
    def seller_ids(self) -> tuple[str, ...]:
        """Ids of the chip sellers in axis order."""
        return tuple(self.firm_ids[i] for i in self.seller_firm)

    @cached_property
    def seller_nation(self) -> Ints:
        """Home nation of each chip seller, ``(S,)``."""
        return self.firm_nation[self.seller_firm]

    @cached_property
    def seller_pool(self) -> Ints:
        """0 for designers served by the open foundries, 1 for those of Chinese foundries, ``(S,)``."""
        return np.where(self.seller_nation == self.chn, HOME_POOL, OPEN_POOL)

    @cached_property
    def is_rest(self) -> Mask:
        """The rest of the world, ``(N,)``."""
        return np.asarray(np.arange(self.n) == self.n - 1)

    @cached_property
    def sold_by(self) -> Mask:
        """Whether a seller sells to a nation at all, ``(S, N)``: in-house designs serve their own home only."""
        inhouse = np.array([i in IN_HOUSE for i in self.seller_ids])
        own = self.seller_nation[:, None] == np.arange(self.n)[None, :]
        return np.where(inhouse[:, None], own, True)

    @cached_property
    def leader_place(self) -> int:
        """Nation where the leading foundry stands."""
        return int(self.firm_place[self.firm_ids.index("tsmc")])

    @cached_property
    def pool_sellers(self) -> tuple[Ints, Ints]:
        """Sellers of the open pool and of the Chinese pool."""
        return tuple(np.flatnonzero(self.seller_pool == pool) for pool in (OPEN_POOL, HOME_POOL))  # type: ignore[return-value]

    @cached_property
    def makers(self) -> Makers:
        """Foundries and memory makers, inside and outside China, as places on the firm axis."""
        home = self.firm_nation == self.chn
        foundry, memory = self.role("foundry"), self.role("memory")
        return Makers(
            open_foundries=np.flatnonzero(foundry & ~home),
            open_memory=np.flatnonzero(memory & ~home),
            home_foundries=np.flatnonzero(foundry & home),
            home_memory=np.flatnonzero(memory & home),
        )

    @cached_property
    def foreign_toolmakers(self) -> Ints:
        """Toolmakers outside China."""
        return np.flatnonzero(self.role("equipment") & (self.firm_nation != self.chn))

    @cached_property
    def home_toolmakers(self) -> Ints:
        """Chinese toolmakers."""
        return np.flatnonzero(self.role("equipment") & (self.firm_nation == self.chn))

    @cached_property
    def firm_groups(self) -> tuple[Ints, Ints]:
        """Where each nation's firms begin on the firm axis (sorted by nation), and which nation it is."""
        nations, starts = np.unique(self.firm_nation, return_index=True)
        return starts, nations

    def role(self, *names: str) -> Mask:
        """Which firms play one of the roles, ``(F,)``."""
        return _role(self.firm_roles, names)

    def nation(self, iso3: str) -> int:
        """Column of a nation."""
        return self.nation_ids.index(iso3)


@lru_cache(maxsize=64)
def _role(roles: tuple[str, ...], names: tuple[str, ...]) -> Mask:
    mask = np.array([r in names for r in roles])
    mask.flags.writeable = False
    return mask


@lru_cache(maxsize=4)
def load_facts(date: str) -> Facts:
    """Read the start tables of ``date`` (``2022-01`` or ``2026-01``)."""
    tables = load_tables(date)
    firms = tables.firms
    active = _ever_active()
    seller = [i for i, f in enumerate(firms) if f.role == "chip_designer" and f.id in active]
    chn = tables.nation_ids.index("CHN")
    usa = tables.nation_ids.index("USA")
    index = np.arange(len(tables.nation_ids))
    return Facts(
        date=date,
        tables=tables,
        market=read_market_start(date),
        firm_ids=tuple(f.id for f in firms),
        firm_names=tuple(f.name for f in firms),
        firm_roles=tuple(f.role for f in firms),
        firm_nation=np.array([f.hq for f in firms]),
        firm_place=np.array([f.production for f in firms]),
        firm_share=np.array([f.share for f in firms]),
        firm_china_share=np.array([f.china_revenue_share for f in firms]),
        firm_mineral=tuple(f.mineral for f in firms),
        seller_firm=np.array(seller),
        usa=usa,
        chn=chn,
        is_chn=index == chn,
        is_power=(index == chn) | (index == usa),
    )


def _ever_active() -> set[str]:
    """Designers with a share at either start date: both worlds have the same sellers."""
    return {f.id for date in START_DATES for f in load_tables(date).firms if f.share > 0.0}


def read_market_start(date: str) -> dict[str, float]:
    """Start figures of the chip market at a date, by name."""
    with (DATA / "market_start.csv").open(encoding="utf-8", newline="") as handle:
        rows: list[dict[str, Any]] = list(csv.DictReader(handle))
    return {row["quantity"]: float(row["value"]) for row in rows if row["date"] == date}


def smuggled_stock(facts: Facts, setup: Setup) -> Array:
    """Smuggled chips in use at the start, ``(run, nation)`` H100e; all in China."""
    stock = np.where(facts.is_chn, facts.market["smuggled_stock"], 0.0)
    return np.asarray(stock * setup.assume("smuggled_stock_scale"))
