"""How nations stand to one another at a start date: ties to the powers, peers, propensities, exposure. No run axis.

Nation axis ``(N,)`` with the rest of the world last, power axis ``(2,)`` = USA, CHN.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from aicompete.world.assembly import Assembly, assembly
from aicompete.world.columns import Array
from aicompete.world.facts import Facts, load_facts
from aicompete.world.tables import read_columns

USA, CHN = 0, 1
SIDE = np.array([[1.0], [-1.0]])
"""Which end of the alignment axis each power stands at, ``(power, 1)``."""

REASONS = ("company", "pressure", "example", "offers", "conditions", "trust", "leaning", "limits")
"""Named reasons to comply with the controls of the USA, in the order of the ``reason`` axis."""

SUPPLIERS = ("equipment", "memory", "foundry")


@dataclass(frozen=True, eq=False)
class Relations:
    """Static ties of the alliance mechanisms.

    Attributes
    ----------
    acts : (N,) 1 for nations that take sides, 0 for the powers and the rest of the world.
    security, trade, kinship, rivalry : (power, N) towards each power: 0 none, 0.5 partner, 1 ally; share of exports;
        similarity of UN votes (mean of the others for the rest of the world); 1 where hostile.
    menaced : (N,) 1 where a nation that is no power is hostile: Russia to most of NATO.
    peers : (N, N) rows sum to 1 over nations that act; the others' rows and columns are 0.
    partners : (N, N) as peers with the powers counted, for network benefits.
    propensity : (N, N) symmetric in [-1, 1], 0 on the diagonal and for the rest of the world.
    rival_market : (power, N) share of its AI-supply firms' revenue that a nation earns in the rival power's market.
    population : (N,) millions; income : (N,) USD a head.
    assembly : seats of the General Assembly.
    compliance : (power, N) with the power's controls at the start: 1 own, 0 rival.
    tier : (N,) 0 free to buy US chips, 0.5 capped, 1 closed (AI diffusion tiers of January 2025).
    voice : (N,) how far governments answer to their publics, democracy index over 10, in [0, 1].
    banned : (N,) 1 where Chinese makers are kept out of the networks.
    belt : (N,) 1 signed a Belt and Road memorandum; brics : (N,) member.
    """

    acts: Array
    security: Array
    trade: Array
    kinship: Array
    rivalry: Array
    menaced: Array
    peers: Array
    partners: Array
    propensity: Array
    rival_market: Array
    population: Array
    income: Array
    assembly: Assembly
    compliance: Array
    tier: Array
    belt: Array
    brics: Array
    voice: Array
    banned: Array

    @cached_property
    def partnered(self) -> Array:
        """Sum of each row of ``partners`` (N,): 1, or 0 where a nation counts none."""
        return np.asarray(self.partners.sum(axis=1))


@cache
def relations(date: str) -> Relations:
    """Derive the ties of a start date from its tables."""
    facts = load_facts(date)
    t = facts.tables
    n = facts.n
    powers = np.arange(n) < 2
    acts = np.where(powers | (np.arange(n) == n - 1), 0.0, 1.0)
    towards = np.array([USA, CHN])
    kinship = t.un_similarity[:, towards].T.copy()
    kinship[:, -1] = (kinship * acts).sum(axis=1) / acts.sum()
    # how close a pair is: treaty, votes and trade count alike; larger partners weigh more, by the root of their GDP
    closeness = (t.security_tie + t.un_similarity + t.trade_dependence) * np.sqrt(t.gdp)[None, :]
    columns = _columns(facts)
    return Relations(
        acts=acts,
        security=t.security_tie[:, towards].T.copy(),
        trade=t.trade_dependence[:, towards].T.copy(),
        kinship=kinship,
        rivalry=-t.rivalry[:, towards].T,
        menaced=np.max(-t.rivalry * ~powers, axis=1),
        peers=_rows(closeness, acts),
        partners=_rows(closeness, np.where(np.arange(n) == n - 1, 0.0, 1.0)),
        propensity=_propensity(facts),
        rival_market=_rival_market(facts),
        population=columns["population_mn"],
        income=1e3 * t.gdp / columns["population_mn"],  # USD bn over millions
        assembly=assembly(date),
        compliance=np.stack([columns["compliance_us"], columns["compliance_cn"]]),
        tier=np.maximum(t.chip_tier - 1.0, 0.0) / 2.0,
        belt=np.asarray(t.bri),
        brics=np.asarray(t.brics),
        voice=_voice(facts),
        banned=_banned(facts),
    )


def _voice(facts: Facts) -> Array:
    """Democracy index of 2019 over 10, ``(N,)``: before both start dates, and slow to change."""
    rows = read_columns("democracy_by_nation.csv")
    known = dict(zip(rows["iso3"], rows["democracy_index"], strict=True))
    return np.array([float(known[iso]) / 10.0 for iso in facts.nation_ids])


def _banned(facts: Facts) -> Array:
    """1 where the coding of ``adoption_by_nation.csv`` has Chinese network makers banned, ``(N,)``."""
    rows = read_columns("adoption_by_nation.csv")
    known = {
        iso3: coded
        for iso3, date, coded in zip(rows["iso3"], rows["date"], rows["huawei_class"], strict=True)
        if date == facts.date
    }
    return np.array([1.0 if known.get(iso) == "banned" else 0.0 for iso in facts.nation_ids])


def _rows(closeness: Array, counted: Array) -> Array:
    """Rows of weights that sum to 1 over the counted nations other than oneself."""
    weights = closeness * counted * counted[:, None]
    np.fill_diagonal(weights, 0.0)
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.where(total > 0.0, total, 1.0))


def _propensity(facts: Facts) -> Array:
    """Axelrod-Bennett propensity ``(N, N)``.

    Mean of treaty tie, likeness of votes (-1 to 1), mutual trade and rivalry, equal weights.
    """
    t = facts.tables
    pull = t.security_tie + (2.0 * t.un_similarity - 1.0) + t.trade_dependence + t.rivalry
    mean = (pull + pull.T) / 8.0
    np.fill_diagonal(mean, 0.0)
    mean[-1, :] = mean[:, -1] = 0.0
    return np.asarray(mean)


def _rival_market(facts: Facts) -> Array:
    """Revenue share earned in China by a nation's tool, memory and foundry firms, weighted by share of the role.

    0 towards the US market: no Chinese control reaches what foreign firms sell there.
    """
    supply = np.where(facts.role(*SUPPLIERS), facts.firm_share, 0.0)
    earned, total = np.zeros(facts.n), np.zeros(facts.n)
    np.add.at(earned, facts.firm_nation, supply * facts.firm_china_share)
    np.add.at(total, facts.firm_nation, supply)
    china = earned / np.where(total > 0.0, total, 1.0)
    return np.stack([china, np.zeros(facts.n)])


def _columns(facts: Facts) -> dict[str, Array]:
    """Numbers of ``diplomacy_by_nation.csv`` at the start date, in axis order."""
    rows = read_columns("diplomacy_by_nation.csv")
    place = {
        iso3: i for i, (iso3, date) in enumerate(zip(rows["iso3"], rows["date"], strict=True)) if date == facts.date
    }
    order = [place[iso3] for iso3 in facts.nation_ids]
    names = ("population_mn", "compliance_us", "compliance_cn")
    return {name: np.array([float(rows[name][i]) for i in order]) for name in names}
