"""State of chip fabrication: what can be made, by pool, and the Chinese stocks of foreign parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.rules import waiting_hazard
from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at

EVENTS = 3
"""Successes of the side tracks of a pool that are followed; a fourth in a decade is all but impossible."""
H100_TPP = 15_824.0
"""Total processing performance of one H100: 989 dense TFLOP/s at 16 bits."""
NEVER = 2100.0
"""The year that stands for not yet, and perhaps never."""


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
        "", "share", "part of the tools wanted in China that its makers can make", "sold before the start"
    )
    home_first: Array = column("", "share", "part bought at home of what could be had from both", "computed")
    tool_spending: Array = column("nation", "USD bn per year", "spending on chip tools", "market_start.csv")
    tool_haste: Array = column("", "ratio", "tools delivered to China beyond need (below it: less), over need", "zero")
    tool_stock: Array = column("", "USD bn", "foreign tools that China holds beyond need", "market_start.csv")
    tool_stock_access: Array = column(
        "", "share", "share of wanted tools on sale when the stock was bought", "market_start.csv"
    )
    tool_cover: Array = column("", "share", "part of the tools denied to China that comes from its stock", "zero")
    tools_waiting: Array = column(
        "", "USD bn", "foreign tools that unfinished lines in China wait for", "market_start.csv"
    )
    tools_waiting_access: Array = column(
        "", "share", "share of wanted tools on sale when these were denied", "market_start.csv"
    )
    tool_late: Array = column("", "USD bn per year", "tools denied earlier that are delivered now", "zero")

    node_work: Array = column("", "nodes", "nodes worked out in China since the start", "market_start.csv")
    node_used: Array = column("", "nodes", "nodes that Chinese AI dies have moved up since the start", "zero")
    node_pilot: Array = column("", "ratio", "yield of AI dies on the next node, over that in use", "assumption")
    node_throughput: Array = column("", "ratio", "wafers that the same tools make, over the start's node", "one")
    home_design: Array = column("", "share", "steps of chip design that home-made tools cover", "market_start.csv")
    quality_ratio: Array = column(
        "", "ratio", "performance of a home card over the best foreign chip", "market_start.csv"
    )
    parity_year: Array = column("", "year", "year in which a home card came near the best foreign chip", "never: 2100")
    side_times: Array = column("event pool", "hazard", "hazard at which each side success comes", "drawn: exponentials")
    side_luck: Array = column("event pool", "standard normal", "size of each side success", "drawn")
    side_hazard: Array = column("pool", "hazard", "chance of side successes that was risked since the start", "zero")
    side_built: Array = column("pool", "log", "performance that side tracks have brought to products", "zero")
    slack: Array = column("", "share", "part of a sudden loss that second sources in China cover", "levers before")
    tools_usual: Array = column("", "share", "share of wanted tools that Chinese makers are used to get", "first month")
    programme_yield: Array = column("power", "share", "programme money that does what it is meant for", "computed")
    captured: Array = column("power", "share", "programme money that lobbying turns to firms' own ends", "zero")
    fund_left: Array = column("", "ratio", "what other aims leave of China's fund for fabs, over the start's", "one")

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "cn_wafer_scale",
            "cn_bank_scale",
            "cn_memory_stock_scale",
            "order_trend_start",
            "memory_supplier_limit",
            "node_yield_start",
            "redundancy_scale",
        ),
        streams=(Stream("side_times", ("event", "pool")), Stream("side_luck", ("event", "pool"))),
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
        kept = policy_at(facts.date).lever("redundancy_share")[:, facts.chn]
        one, pair = spread(1.0, runs), spread(np.zeros(2), runs)
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
            home_first=spread(1.0, runs),
            tool_spending=spread(tools, runs),
            tool_haste=spread(0.0, runs),
            tool_stock=spread(m["cn_tool_stock"], runs),
            tool_stock_access=spread(m["cn_tool_stock_access"], runs),
            tool_cover=spread(0.0, runs),
            tools_waiting=spread(m["cn_tools_waiting"], runs),
            tools_waiting_access=spread(m["cn_tools_waiting_access"], runs),
            tool_late=spread(0.0, runs),
            node_work=spread(m["cn_node_progress"], runs),
            node_used=spread(0.0, runs),
            node_pilot=setup.assume("node_yield_start", 0),
            node_throughput=one,
            home_design=spread(m["cn_design_tools"], runs),
            quality_ratio=spread(m["cn_perf_per_die"] * m["cn_dies_per_card"] * H100_TPP / m["frontier_tpp"], runs),
            parity_year=spread(NEVER, runs),
            side_times=np.cumsum(waiting_hazard(setup.noise("side_times")), axis=1),
            side_luck=setup.noise("side_luck"),
            side_hazard=pair,
            side_built=pair,
            slack=1.0 - np.exp(-kept / setup.assume("redundancy_scale", 0)),
            tools_usual=one,
            programme_yield=pair + 1.0,
            captured=pair,
            fund_left=one,
        )
