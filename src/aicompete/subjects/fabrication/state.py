"""State of chip fabrication: what can be made, by pool, and the Chinese stocks of foreign parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Fabrication:
    """Open pool in packaging wafers, Chinese pool in dies."""

    supply: Array = column("pool", "units per month", "units that can be made this month", "computed")
    front_end: Array = column("pool", "units per month", "limit set by advanced wafers", "computed")
    packaging: Array = column("pool", "units per month", "limit set by advanced packaging", "computed")
    memory: Array = column("pool", "units per month", "limit set by high-bandwidth memory", "computed")
    expected: Array = column("pool", "units per month", "orders that makers expect (smoothed)", "start output")
    idle_lines: Array = column("stage", "share", "open capacity without orders, as makers take it to last", "zero")
    trend: Array = column("pool", "log per month", "growth of orders that makers expect", "assumption")
    yield_home: Array = column("", "share", "good dies on Chinese advanced lines", "market_start.csv")
    memory_yield: Array = column("", "share", "good stacks on Chinese memory lines", "market_start.csv")
    wafers_ever: Array = column("", "wafers", "advanced wafers ever made in China", "market_start.csv")
    stacks_ever: Array = column("", "stacks", "memory stacks ever started in China", "market_start.csv")
    tools_ever: Array = column("", "USD bn", "home-made chip tools ever sold in China", "market_start.csv")
    die_bank: Array = column("", "dies", "foreign-made dies held in China", "market_start.csv")
    dies_made: Array = column("", "dies per month", "good dies made in China this month", "zero")
    memory_stock: Array = column("", "stacks", "foreign high-bandwidth memory held in China", "market_start.csv")
    memory_offer: Array = column("", "stacks", "memory that foreign makers could sell to China this month", "one month")
    memory_home: Array = column("", "stacks per month", "home-made memory of this month", "zero")
    memory_inflow: Array = column("", "stacks per month", "foreign memory bought this month", "zero")
    home_tools: Array = column(
        "", "share", "share of home-made tools in Chinese tool purchases", "fabrication_by_nation.csv"
    )
    tool_spending: Array = column("nation", "USD bn per year", "spending on chip tools", "market_start.csv")
    tool_haste: Array = column("", "ratio", "tools delivered to China beyond need (below it: less), over need", "zero")
    tool_stock: Array = column("", "USD bn", "foreign tools that China holds beyond need", "market_start.csv")
    tool_stock_access: Array = column(
        "", "share", "share of wanted tools on sale when the stock was bought", "market_start.csv"
    )
    tool_cover: Array = column("", "share", "part of the tools denied to China that comes from its stock", "zero")

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "cn_wafer_scale",
            "cn_bank_scale",
            "cn_memory_stock_scale",
            "order_trend_start",
            "memory_supplier_limit",
        )
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Start stocks; limits are computed in the first month."""
        m, runs, t = facts.market, setup.runs, facts.tables
        units = np.array([m["packaging_wafers"], m["cn_wafers"]])
        rest = np.where(facts.is_chn, 0.0, t.advanced_logic_share + t.legacy_share)
        tools = np.where(
            facts.is_chn,
            m["tool_spending_chn"],
            (m["tool_spending_world"] - m["tool_spending_chn"]) * rest / rest.sum(),
        )
        trend = setup.assume("order_trend_start") * np.ones(2)
        return cls(
            supply=spread(units, runs),
            front_end=spread(units, runs),
            packaging=spread(units, runs),
            memory=spread(units, runs),
            expected=spread(units, runs),
            idle_lines=spread(np.zeros(3), runs),
            trend=trend,
            yield_home=spread(m["cn_yield"], runs),
            memory_yield=spread(m["cn_hbm_yield"], runs),
            wafers_ever=spread(m["cn_wafers_ever"], runs),
            stacks_ever=spread(m["cn_stacks_ever"], runs),
            tools_ever=spread(m["cn_tools_ever"], runs),
            die_bank=m["cn_die_bank"] * setup.assume("cn_bank_scale", 0),
            dies_made=spread(0.0, runs),
            memory_stock=m["cn_hbm_stock"] * setup.assume("cn_memory_stock_scale", 0),
            memory_offer=setup.assume("memory_supplier_limit", 0),
            memory_home=spread(0.0, runs),
            memory_inflow=spread(0.0, runs),
            home_tools=spread(t.equipment_self_sufficiency[facts.chn], runs),
            tool_spending=spread(tools, runs),
            tool_haste=spread(0.0, runs),
            tool_stock=spread(m["cn_tool_stock"], runs),
            tool_stock_access=spread(m["cn_tool_stock_access"], runs),
            tool_cover=spread(0.0, runs),
        )
