"""State of the mineral markets: stocks, licence queues, capacity and prices by item and nation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from aicompete.rules import erlang_steady_state, power
from aicompete.rules.minerals import per_tonne
from aicompete.world.columns import Array, Reads, Setup, Stream, column, lazy, spread
from aicompete.world.facts import MINERALS, Facts, load_facts
from aicompete.world.past_policy import policy_at

SELLERS = ("USA", "CHN", "CAN", "AUS", "MYS", "VNM", "EUR", "ROW")
"""Exporting nations: those whose refined and recycled output exceeds their own use by 1 % of the world's refined output
of an item in the 2026 table, and the homes of new plants named in facts.csv (F0592, F0593: USA, F0597: AUS). What the
others have left over is sold through ROW, the last seller."""

MONTHS = 12.0
PROJECTS = {"2022-01": "mineral_projects_2022", "2026-01": "mineral_projects_2026"}

Ints = npt.NDArray[np.int64]


TREND_YEAR = 2022
"""Year at which the trends of need beyond GDP are quoted; they fade from there."""


def trend_age(date: str) -> float:
    """Years between the quoted trends and a start date."""
    return float(int(date[:4]) - TREND_YEAR)


def mineral_sellers(facts: Facts) -> tuple[str, ...]:
    """ISO3 codes of the mineral sellers in axis order, ``ROW`` last."""
    return tuple(iso3 for iso3 in SELLERS if iso3 in facts.nation_ids)


@dataclass(frozen=True, eq=False)
class SellerMap:
    """Which nation sells through which seller.

    Attributes
    ----------
    nation : (K,) nation of each seller.
    seller : (N,) seller through which a nation sells: itself or ROW.
    pooled : (N,) 1 for nations that sell through ROW without being ROW.
    abroad : (K, N) 0 where seller and buyer are the same nation, else 1.
    """

    nation: Ints
    seller: Ints
    pooled: Array
    abroad: Array

    def gather(self, values: Array) -> Array:
        """What nations have to sell by seller: ``(run, mineral, nation)`` to ``(run, mineral, seller)``."""
        sold = np.take(values, self.nation, axis=-1)
        sold[..., -1] += np.einsum("...n,n->...", values, self.pooled)
        return sold

    def scatter(self, values: Array) -> Array:
        """A figure of each nation's seller: ``(run, mineral, seller)`` to ``(run, mineral, nation)``."""
        return np.asarray(np.take(values, self.seller, axis=-1))


@cache
def seller_map(date: str) -> SellerMap:
    """Seller map of a starting world."""
    facts = load_facts(date)
    nation = np.array([facts.nation(iso3) for iso3 in mineral_sellers(facts)])
    last = len(nation) - 1
    seller = np.full(facts.n, last)
    seller[nation] = np.arange(len(nation))
    pooled = np.where(np.isin(np.arange(facts.n), nation), 0.0, 1.0)
    abroad = np.where(nation[:, None] == np.arange(facts.n), 0.0, 1.0)
    return SellerMap(nation, seller, pooled, abroad)


@lazy("flow")
@dataclass
class Minerals:
    """Four items: light rare earths (with magnets), heavy rare earths (Dy, Tb), gallium, germanium."""

    need: Array = column(
        "mineral nation", "t per month", "ordinary need at start prices, before substitution", "minerals_by_nation.csv"
    )
    used: Array = column("mineral nation", "t per month", "what was used", "as need")
    fill: Array = column("mineral nation", "share", "share of the month's need met from flow and stock", "one")
    input_fill: Array = column("nation", "share", "availability of mineral inputs for chip fabrication", "one")
    stock: Array = column(
        "mineral nation", "t", "stock in the nation, private and public", "minerals_by_nation.csv and a spread"
    )
    scare: Array = column(
        "mineral nation", "share", "memory of need that licences withheld, which outlasts the embargo", "zero"
    )
    strictness_start: Array = column(
        "mineral nation", "share", "share of applications stalled under the licences before the start", "first month"
    )
    cover_target: Array = column(
        "mineral nation", "months", "stock that users hold in calm times, over use", "as stock"
    )
    reserve_target: Array = column("mineral nation", "t", "public reserve ordered on top of users' stock", "zero")
    queue: Array = column("stage mineral nation", "t", "licence applications waiting, by stage", "a steady queue")
    waiting: Array = column("mineral nation", "t", "licence applications waiting", "a steady queue")
    application_habit: Array = column(
        "mineral nation", "ratio", "applications for a tonne lacked that are usual", "computed in the first month"
    )
    refused: Array = column("mineral nation", "t per month", "applications refused for good this month", "zero")
    strictness: Array = column(
        "mineral nation", "share", "share stalled of the licence applications of a buyer", "levers before the start"
    )
    flow: Array = column(
        "mineral mineral_seller nation", "t per month", "declared shipments by seller and buyer", "zero"
    )
    received: Array = column("mineral nation", "t per month", "declared imports", "zero")
    from_licensed: Array = column(
        "mineral nation", "t per month", "declared imports from sellers with a licence duty", "zero"
    )
    bypass: Array = column(
        "mineral nation",
        "share",
        "need met without sellers with a licence duty, averaged over some time",
        "first month",
    )
    unbundled: Array = column(
        "mineral nation", "share", "dependence on sellers with a licence duty that a government gives up", "zero"
    )
    research_waiting: Array = column(
        "stage nation", "USD bn", "research into substitutes and recycling that has not borne fruit", "steady spending"
    )
    research: Array = column(
        "nation",
        "USD bn per year",
        "research into substitutes and recycling as it bears fruit",
        "levers before the start",
    )
    ai_start: Array = column("nation", "log10 H100e", "capability of the nation's AI at the start", "first month")
    shipped: Array = column("mineral nation", "t per month", "declared exports", "zero")
    diverted: Array = column(
        "mineral nation", "t per month", "goods passed on against the licence: given negative, taken positive", "zero"
    )
    pooled: Array = column(
        "mineral nation", "t per month", "lent from stock inside a coalition: given negative, taken positive", "zero"
    )
    offtake: Array = column(
        "mineral nation", "t per month", "goods called for under contract: given negative, taken positive", "zero"
    )
    pledged: Array = column(
        "power mineral nation", "t per month", "capacity abroad whose output a power may call for", "zero"
    )
    pledged_building: Array = column(
        "stage power mineral nation", "t per month", "the same under construction, by stage", "zero"
    )
    refine_output: Array = column("mineral nation", "t per month", "refined primary output", "minerals_by_nation.csv")
    recycled: Array = column("mineral nation", "t per month", "output from scrap", "minerals_by_nation.csv")
    recycling: Array = column("mineral nation", "ratio", "output from scrap over own need", "minerals_by_nation.csv")
    substitution: Array = column(
        "mineral nation", "share", "share of the need that substitutes have taken away", "zero"
    )
    capacity: Array = column(
        "mineral nation", "t per month", "refining capacity at normal working", "minerals_by_nation.csv"
    )
    building: Array = column(
        "stage mineral nation",
        "t per month",
        "capacity under construction, by stage",
        "replacement, growth and known projects",
    )
    sales: Array = column(
        "mineral nation", "t per month", "output called for, as producers remember it", "minerals_by_nation.csv"
    )
    entry_site: Array = column(
        "mineral nation", "share", "where entrants outside the dominant supplier would build", "mine and need shares"
    )
    price_cycle: Array = column("mineral", "log", "price cycle that has nothing to do with controls", "zero")
    price_inside: Array = column(
        "mineral", "USD per kg", "price inside the dominant supplier's home", "mineral_prices.csv"
    )
    price_outside: Array = column("mineral", "USD per kg", "thin quote outside", "mineral_prices.csv")
    price_traded: Array = column(
        "mineral", "USD per kg", "average price of what is traded outside", "rule on both prices"
    )
    price_traded_start: Array = column("mineral", "USD per kg", "the same at the start", "rule on both prices")
    price_plan: Array = column(
        "mineral", "USD per kg", "price outside that investors and designers reckon with", "rule on both prices"
    )
    price_plan_start: Array = column("mineral", "USD per kg", "the same at the start", "rule on both prices")
    zone_floor: Array = column(
        "mineral nation", "USD per kg", "lowest price in the zone of the nation's coalition", "zero"
    )
    zone_price: Array = column("mineral power", "USD per kg", "lowest price in the zone of each power", "zero")
    worth: Array = column("mineral", "USD per tonne", "price inside China at the start", "mineral_prices.csv")
    ease_start: Array = column(
        "mineral", "ratio", "stock over target outside at the start", "computed in the first month"
    )

    reads: ClassVar[Reads] = Reads(
        assumptions=(
            "mineral_stock_scale",
            "mineral_stock_spread",
            "mineral_spot_share",
            "mineral_quote_in_plans",
            "mineral_depreciation",
            "mineral_home_build_time",
            *(f"mineral_rebuild_time_{item}" for item in MINERALS),
            "mineral_rebuild_slip",
            "mineral_entry_at_mines",
            "mineral_trend_half_life",
            "mineral_gdp_elasticity",
            "mineral_rd_lag",
            "mineral_basket_value",
            *(f"mineral_need_trend_{item}" for item in MINERALS),
            *PROJECTS.values(),
        ),
        streams=(Stream("mineral_start_stock", ("nation",)),),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Start tables per month; stocks spread over nations; capacity is output, with known projects under way."""
        t, runs = facts.tables, setup.runs
        shape = (runs, len(MINERALS), facts.n)
        need = np.broadcast_to(t.mineral_consumption / MONTHS, shape)
        habit = np.exp(setup.assume("mineral_stock_spread") * np.clip(setup.noise("mineral_start_stock"), -2.0, 2.0))
        cover = t.stock_months * (setup.assume("mineral_stock_scale") * habit)[:, None, :]
        stock = cover * need
        output = np.broadcast_to(t.refine_output / MONTHS, shape)
        recycling = np.broadcast_to(np.divide(t.secondary_output, np.maximum(t.mineral_consumption, 1.0)), shape)
        outside = ~facts.is_chn
        site = entry_sites(
            t.mine_share * outside, t.mineral_consumption * outside, setup.assume("mineral_entry_at_mines", 2)
        )
        announced, trend = (
            np.stack([setup.assume(f"{stem}_{item}", 0) for item in MINERALS], axis=-1)
            for stem in ("mineral_rebuild_time", "mineral_need_trend")
        )
        abroad = (announced * setup.assume("mineral_rebuild_slip"))[..., None]
        lag = np.where(facts.is_chn, setup.assume("mineral_home_build_time", 2), abroad)
        fade = power(2.0, -trend_age(facts.date) / setup.assume("mineral_trend_half_life"))
        growth = (trend * fade)[..., None] + setup.assume("mineral_gdp_elasticity", 2) * np.log1p(t.gdp_growth / 100.0)
        replaced = output * np.maximum(setup.assume("mineral_depreciation", 2) + growth, 0.0) * lag
        imports = np.maximum(need - output - recycling * need, 0.0) * outside
        projects = setup.assume(PROJECTS[facts.date], 2) * imports.sum(axis=-1, keepdims=True) * site
        building = np.repeat((replaced + projects)[:, None] / 3.0, 3, axis=1)
        inside, quote = spread(t.price_inside, runs), spread(t.price_outside, runs)
        plan_weight = setup.assume("mineral_quote_in_plans")
        traded = inside + setup.assume("mineral_spot_share") * (quote - inside)
        plan = np.exp(np.log(traded) + plan_weight * (np.log(quote) - np.log(traded)))
        paid = policy_at(facts.date).lever("mineral_substitution_rd") * np.ones((runs, 1))
        zero = np.broadcast_to(np.zeros(shape[1:]), shape)
        one = np.broadcast_to(np.ones(shape[1:]), shape)
        return cls(
            need=need,
            used=need,
            fill=one,
            input_fill=one[:, 0],
            stock=stock,
            scare=spread(np.zeros(t.mineral_consumption.shape), runs),
            strictness_start=spread(np.zeros(t.mineral_consumption.shape), runs),
            cover_target=cover,
            reserve_target=zero,
            queue=np.broadcast_to(zero[:, None], (runs, 3, *shape[1:])),
            waiting=zero,
            application_habit=one,
            refused=zero,
            strictness=zero,
            flow=spread(np.zeros((len(MINERALS), len(mineral_sellers(facts)), facts.n)), runs),
            received=zero,
            from_licensed=zero,
            bypass=zero,
            unbundled=zero,
            research_waiting=erlang_steady_state(paid / MONTHS, setup.assume("mineral_rd_lag") * MONTHS, 3),
            research=paid,
            ai_start=spread(np.zeros(facts.n), runs),
            shipped=zero,
            diverted=zero,
            pooled=zero,
            offtake=zero,
            pledged=spread(np.zeros((2, *shape[1:])), runs),
            pledged_building=spread(np.zeros((3, 2, *shape[1:])), runs),
            refine_output=output,
            recycled=recycling * need,
            recycling=recycling,
            substitution=zero,
            capacity=output,
            building=building,
            sales=output,
            entry_site=site,
            price_cycle=spread(np.zeros(len(MINERALS)), runs),
            price_inside=inside,
            price_outside=quote,
            price_traded=traded,
            price_traded_start=traded,
            price_plan=plan,
            price_plan_start=plan,
            zone_floor=zero,
            zone_price=zero[..., :2],
            worth=per_tonne(inside, setup.assume("mineral_basket_value")),
            ease_start=spread(np.ones(len(MINERALS)), runs),
        )


def entry_sites(mines: Array, needs: Array, at_mines: Array) -> Array:
    """Where entrants would build: the part ``at_mines`` by mine output, the rest by need; sums to 1 over nations."""
    by_mine = mines / mines.sum(axis=-1, keepdims=True)
    by_need = needs / needs.sum(axis=-1, keepdims=True)
    return np.asarray(by_need + at_mines * (by_mine - by_need))
