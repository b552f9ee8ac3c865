"""State of the chip market: products, prices, orders and flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, Stream, column, lazy, spread
from aicompete.world.facts import HOME_POOL, Facts


@lazy("flow", "flow_value")
@dataclass
class ChipMarket:
    """Sellers are chip designers; two supply pools: open foundries and Chinese foundries."""

    price: Array = column("", "USD per H100e", "price of the open pool (unrestricted product)", "market_start.csv")
    pool_price: Array = column(
        "pool", "USD per H100e", "mean price of contract and spot deals by supply pool", "market_start.csv"
    )
    contract_price: Array = column("pool", "USD per H100e", "contract price by supply pool", "market_start.csv")
    pool_cost: Array = column("pool", "USD per H100e", "unit cost with normal margin by pool", "market_start.csv")
    spot_premium: Array = column(
        "pool", "ratio", "spot price over the contract price, less one: what chips at once cost more", "zero"
    )
    performance: Array = column(
        "pool", "H100e per unit", "performance per packaging wafer (open) or die (home)", "market_start.csv"
    )
    frontier_tpp: Array = column("", "TPP", "total processing performance of the best product", "market_start.csv")
    appeal: Array = column(
        "seller", "weight", "taste weight of a seller within its pool (entry of in-house designs)", "firms.csv"
    )
    home_taste: Array = column(
        "nation",
        "share",
        "value share a buyer gives Chinese chips at equal effective price",
        "adoption, market_start.csv",
    )
    product: Array = column(
        "nation", "ratio", "performance of the best product on sale to a buyer, over the frontier", "one"
    )
    bandwidth: Array = column("nation", "ratio", "memory bandwidth of that product, over the frontier", "computed")
    product_tpp: Array = column("nation", "TPP", "processing performance of that product", "frontier")
    frontier_link: Array = column("", "GB/s", "chip-to-chip link of the best product", "market_start.csv")
    product_link: Array = column(
        "nation", "GB/s", "chip-to-chip link of the best product on sale to a buyer", "frontier"
    )
    redesign: Array = column("nation", "months", "months since the product was banned without a successor", "zero")
    selling: Array = column("nation", "share", "share of the month on which a product could be sold to a buyer", "one")
    applications: Array = column("nation", "USD bn", "orders waiting for a licence", "zero")
    orders: Array = column("pool", "units per month", "orders on each pool, backlog included", "start output")
    fresh_orders: Array = column("pool", "units per month", "orders from this month's budgets", "start output")
    fill: Array = column("pool", "share", "share of the orders that was shipped", "one")
    served: Array = column("pool nation", "share", "share of its orders that each buyer got", "one")
    output: Array = column("pool", "units per month", "units shipped", "start output; none from the home pool")
    delivered: Array = column("pool nation", "H100e per month", "chips delivered by supply pool", "zero")
    delivered_value: Array = column("pool nation", "USD bn per month", "value of these chips", "zero")
    sold: Array = column("seller", "H100e per month", "chips delivered", "zero")
    sold_chn: Array = column("seller", "H100e per month", "chips delivered in China", "zero")
    sales: Array = column("seller", "USD bn per month", "value of the chips sold", "zero")
    sales_chn: Array = column("seller", "USD bn per month", "value of the chips sold to China", "zero")
    flow: Array = column("seller nation", "H100e per month", "chips delivered", "zero")
    flow_value: Array = column("seller nation", "USD bn per month", "value of the chips delivered", "zero")
    transit: Array = column("nation", "H100e per month", "chips delivered that smugglers ordered", "zero")
    price_paid: Array = column("nation", "USD per H100e", "average price paid", "pool prices")
    access: Array = column("stack nation", "share", "share of what a nation would like that it may and can buy", "one")

    reads: ClassVar[Reads] = Reads(assumptions=("chip_price_scale", "foreign_home_taste"))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Start prices and taste weights; flows are made by the first month."""
        m, runs, n = facts.market, setup.runs, facts.n
        scale = setup.assume("chip_price_scale")
        pools = np.array([m["chip_price"], m["cn_price"]]) * scale
        units = np.array([m["packaging_wafers"], m["cn_wafers"]])
        performance = np.array([m["chip_flow"] / m["packaging_wafers"], m["cn_perf_per_die"]])
        share = facts.firm_share[facts.seller_firm]
        home = facts.seller_pool == HOME_POOL
        weight = np.where(home, share / share[home].sum(), share / share[~home].sum())
        taste = np.where(
            facts.is_chn, m["cn_home_taste"], setup.assume("foreign_home_taste") * facts.tables.adoption[1]
        )
        flat, one = spread(np.zeros(n), runs), spread(np.ones(n), runs)
        none, pair = spread(np.zeros((len(weight), n)), runs), spread(np.zeros((2, n)), runs)
        return cls(
            price=pools[:, 0],
            pool_price=pools,
            contract_price=pools,
            pool_cost=pools,
            spot_premium=spread(np.zeros(2), runs),
            performance=spread(performance, runs),
            frontier_tpp=spread(m["frontier_tpp"], runs),
            appeal=spread(np.maximum(weight, 1e-6), runs),
            home_taste=taste,
            product=one,
            bandwidth=one,
            product_tpp=m["frontier_tpp"] * one,
            frontier_link=spread(m["frontier_link"], runs),
            product_link=m["frontier_link"] * one,
            redesign=flat,
            selling=one,
            applications=flat,
            orders=spread(units, runs),
            fresh_orders=spread(units, runs),
            fill=spread(np.ones(2), runs),
            served=spread(np.ones((2, facts.n)), runs),
            output=spread(units * np.array([1.0, 0.0]), runs),
            delivered=pair,
            delivered_value=pair,
            sold=none[..., 0],
            sold_chn=none[..., 0],
            sales=none[..., 0],
            sales_chn=none[..., 0],
            flow=none,
            flow_value=none,
            transit=flat,
            price_paid=np.where(facts.is_chn, pools[:, 1:], pools[:, :1]),
            access=spread(np.ones((3, n)), runs),
        )


@dataclass
class Budgets:
    """What nations want to spend on AI chips, and what they have not spent yet."""

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
    worth_cost: Array = column(
        "nation", "ratio", "site cost of a unit of worth with the best product on sale, over the frontier's", "one"
    )
    worth_cost_start: Array = column("nation", "ratio", "the same at the start", "first month")
    cycle: Array = column(
        "one", "log ratio", "AI spending over its trend in the boom or bust that all nations share", "zero"
    )
    boom: Array = column("nation", "ratio", "AI spending over the own budget path where the world's is given", "one")

    reads: ClassVar[Reads] = Reads(
        assumptions=("china_budget_ratio", "chip_budget_ceiling", "chip_budget_convergence", "start_spread"),
        streams=(Stream("start_intensity", ("nation",)),),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Start values: chip spending is price times flow; China's is a ratio of the rest, others by owned compute."""
        t, m = facts.tables, facts.market
        spending = m["chip_price"] * m["chip_flow"] * 12 / 1e9
        ratio = setup.assume("china_budget_ratio")
        others = np.where(facts.is_chn, 0.0, t.compute_owned)
        rest = spending / (1.0 + ratio)
        budget = np.where(facts.is_chn, rest * ratio, rest * others / others.sum())
        budget = budget * np.exp(setup.assume("start_spread") * setup.noise("start_intensity") * ~facts.is_power)
        intensity = budget / spread(t.gdp, setup.runs)
        lead = intensity[:, facts.usa : facts.usa + 1]
        ceiling = setup.assume("chip_budget_ceiling") * np.exp(
            setup.assume("chip_budget_convergence") * np.log(np.maximum(intensity, 1e-9) / lead)
        )
        return cls(
            ai_intensity=intensity,
            intensity_ceiling=np.maximum(ceiling, 1.05 * intensity),
            ai_budget=budget,
            purse=budget * m["order_book"] / 12.0,
            worth_cost=spread(np.ones(facts.n), setup.runs),
            worth_cost_start=spread(np.ones(facts.n), setup.runs),
            cycle=spread(np.zeros(1), setup.runs),
            boom=spread(np.ones(facts.n), setup.runs),
        )
