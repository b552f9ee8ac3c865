"""State of the firms: capacity, revenue, research and the side they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, Stream, column, pick, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at


@dataclass
class Firms:
    """One column a firm, sorted by home nation; eleven of them gather the rest of a role."""

    capacity: Array = column(
        "firm",
        "packaging wafers, wafers or stacks per month",
        "front-end (foundries) or memory capacity usable for AI; Chinese foundries in wafers, Chinese memory in stacks",
        "market_start.csv by share of role",
    )
    pipeline: Array = column(
        "stage maker", "as capacity", "capacity being built by open foundries, then open memory makers", "steady growth"
    )
    packaging: Array = column(
        "firm",
        "packaging wafers (Chinese foundries: dies) per month",
        "advanced packaging of foundries",
        "market_start.csv",
    )
    packaging_pipeline: Array = column(
        "stage open_foundry", "as packaging", "packaging being built outside China", "steady growth"
    )
    us_site: Array = column(
        "firm", "share", "share of a foundry's capacity that stands in the USA", "fabrication_by_nation.csv"
    )
    us_orders: Array = column(
        "stage",
        "share",
        "share of the leading foundry's capacity on order that is to stand in the USA, oldest orders last",
        "site_response to the subsidies before the start",
    )
    revenue: Array = column("firm", "USD bn per year", "revenue in the modelled markets", "computed")
    revenue_china: Array = column("firm", "USD bn per year", "part of revenue earned in China", "computed")
    research: Array = column("firm", "USD bn per year", "research and development, smoothed", "computed")
    research_trend: Array = column("firm", "USD bn per year", "slow average that research is compared with", "computed")
    design_start: Array = column("power", "USD bn per year", "research of chip designers, Chinese and others", "zero")
    compliance: Array = column(
        "firm", "share", "compliance of a firm outside the powers with the US side's controls", "prior by nation"
    )
    relocated: Array = column(
        "firm", "share", "part of its research and supply in China that a firm has moved away", "zero"
    )
    moving_cost: Array = column("firm", "USD bn per year", "what moving sites out of China costs a firm", "zero")
    tool_access_usual: Array = column(
        "one", "share", "share of wanted tools on sale that Chinese lines are used to", "market_start.csv"
    )
    listed: Array = column("one", "share", "part of their China sales foreign firms lose to Chinese sanctions", "zero")

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "leading_foundry_share",
            "front_end_slack",
            "memory_slack",
            "packaging_slack",
            "spare_scale",
            "cn_wafer_scale",
            "order_trend_start",
            "foundry_lag_home",
            "packaging_lag",
            "start_spread",
            "start_compliance",
            "site_response",
        ),
        streams=(Stream("start_capacity", ("firm",)),),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Capacity by share of role; most AI chips are made and packaged by the leading foundry."""
        m, runs = facts.market, setup.runs
        f = len(facts.firm_ids)
        home = facts.firm_nation == facts.chn
        foundry, memory = facts.role("foundry"), facts.role("memory")
        lead = np.array([i == "tsmc" for i in facts.firm_ids], dtype=np.float64)
        share = facts.firm_share
        open_foundry = np.where(foundry & ~home, share, 0.0)
        reliance = setup.assume("leading_foundry_share")
        weight = reliance * lead + (1.0 - reliance) * open_foundry / open_foundry.sum()
        open_memory = np.where(memory & ~home, share, 0.0)
        open_memory = open_memory / open_memory.sum()
        home_foundry = np.where(foundry & home, share, 0.0)
        home_foundry = home_foundry / home_foundry.sum()
        home_memory = np.array([i == "cxmt" for i in facts.firm_ids], dtype=np.float64)
        units = m["packaging_wafers"]
        jitter = np.exp(setup.assume("start_spread") * setup.noise("start_capacity"))
        capacity = (
            units * (1.0 + m["front_end_spare"] + setup.assume("front_end_slack")) * weight
            + units * (1.0 + m["memory_spare"] + setup.assume("memory_slack")) * open_memory
            + m["cn_wafers"] * setup.assume("cn_wafer_scale") * home_foundry
            + m["cn_hbm_home"] / m["cn_hbm_yield"] * home_memory
        ) * jitter
        packaging = (
            units
            * (1.0 + m["packaging_spare"] * setup.assume("spare_scale") + setup.assume("packaging_slack"))
            * weight
            + m["cn_packaging"] * home_foundry
        ) * jitter
        growth = setup.assume("order_trend_start")
        stages = np.ones((1, 3, 1))
        makers = np.concatenate([facts.makers.open_foundries, facts.makers.open_memory])
        pipeline = stages * (pick(capacity, makers) * growth * setup.assume("foundry_lag_home") / 3.0)[:, None, :]
        packaging_pipeline = (
            stages
            * (pick(packaging, facts.makers.open_foundries) * growth * setup.assume("packaging_lag") / 3.0)[:, None, :]
        )
        site = np.where(lead > 0, m["leader_us_site"], 0.0)
        before = policy_at(facts.date)
        paid = before.lever("chips_reshoring_subsidy") * (1.0 + before.lever("permit_speedup"))
        drawn = 1.0 - np.exp(-setup.assume("site_response") * paid[:, facts.usa, None])
        zero = spread(np.zeros(f), runs)
        return cls(
            capacity=capacity,
            pipeline=pipeline,
            packaging=packaging,
            packaging_pipeline=packaging_pipeline,
            us_site=spread(site, runs),
            us_orders=drawn * np.ones((1, 3)),
            revenue=zero,
            revenue_china=zero,
            research=zero,
            research_trend=zero,
            design_start=spread(np.zeros(2), runs),
            compliance=np.where(facts.firm_nation == facts.usa, 1.0, setup.assume("start_compliance")),
            relocated=zero,
            moving_cost=zero,
            tool_access_usual=spread(np.full(1, facts.market["cn_tool_stock_access"]), runs),
            listed=spread(np.zeros(1), runs),
        )
