"""The slice in mesa-frames: nations and sellers as sets of agents, each a Polars frame with one row an agent of a run.

Equations by number: README.md. One model holds one run or many; whom an agent meets is a join with a frame of ties.
"""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its spaces ask for packages that the slice does not need
    from mesa_frames import AgentSetPolars, ModelDF

from slice_world import CHN, SERIES, Array, Shocks, Slice

USD_BN = 1e9
LEAN = (1.0, -1.0, 0.0)
POOLS, STACKS = ("open", "home"), (0, 1, 2)
c = pl.col


def hill(x: pl.Expr | float, midpoint: pl.Expr, steepness: pl.Expr) -> pl.Expr:
    """Falling Hill curve."""
    return 1.0 / (1.0 + (x / midpoint) ** steepness)


def decay(half_life: pl.Expr) -> pl.Expr:
    """Share that is left after a month."""
    return (-np.log(2.0) / half_life).exp()


def over_run(values: pl.Expr) -> pl.Expr:
    """The sum over the nations of a run, in each of its rows."""
    return values.sum().over("run")


class Nations(AgentSetPolars):
    """Buyers of chips that run stacks and take sides."""

    def __init__(self, model: SliceFrames, world: Slice) -> None:
        super().__init__(model)
        runs, n = world.runs, world.nations
        columns: dict[str, Array] = {
            "run": np.repeat(np.arange(runs), n),
            "nation": np.tile(np.arange(n), runs),
            **{name: np.repeat(values, n) for name, values in world.assumptions.items()},
        }
        for name in ("gdp", "demand", "control", "guidance", "rival", "acts"):
            columns[name] = np.tile(getattr(world, name), runs)
        for name in (
            *("intensity", "intensity_ceiling", "purse", "compute", "home_taste"),
            *("alignment", "alignment_rest", "hedge", "half_life", "peer_gain"),
        ):
            columns[name] = getattr(world, name).reshape(-1)
        for s in STACKS:
            for name in ("base", "age", "free_taste"):
                columns[f"{name}{s}"] = getattr(world, name)[:, s].reshape(-1)
            columns[f"taste{s}"] = np.zeros(runs * n)
        for s in (0, 1):
            columns[f"chip_taste{s}"] = world.chip_taste[:, s].reshape(-1)
        for p, pool in enumerate(POOLS):
            columns[f"price_{pool}"] = columns[f"cost_{pool}"] = np.repeat(world.pool_price[:, p], n)
            columns[f"performance_{pool}"] = np.repeat(world.performance[:, p], n)
            columns[f"supply_{pool}"] = np.full(runs * n, world.supply[p])
        columns["shock"] = np.zeros(runs * n)
        columns["alignment_start"] = columns["alignment"]
        self.add(pl.DataFrame({"unique_id": np.arange(runs * n), **columns}))
        self.meet()
        self.put(
            *(self.network(s).alias(f"network_start{s}") for s in STACKS),
            (c("base0") - c("base1")).alias("lock_in_start"),
            c("peers").alias("peers_start"),
        )

    def put(self, *columns: pl.Expr, **named: pl.Expr) -> None:
        """Set columns of the agents."""
        self.agents = self.agents.with_columns(*columns, **named)

    def meet(self) -> None:
        """What an agent sees of its partners and peers."""
        seen = (
            self.model.ties.join(
                self.agents.select("run", c("nation").alias("other"), "base0", "base1", "base2", "alignment"),
                on="other",
            )
            .group_by("run", "nation")
            .agg(
                *((c("partner") * c(f"base{s}")).sum().alias(f"among{s}") for s in STACKS),
                (c("peer") * c("alignment")).sum().alias("peers"),
            )
        )
        old = [f"among{s}" for s in STACKS] + ["peers"]
        kept = self.agents.drop(*(name for name in old if name in self.agents.columns))
        met = kept.join(seen, on=["run", "nation"], how="left").sort("unique_id")
        self.agents = met.with_columns(pl.col(old).fill_null(0.0))  # who has no ties meets nobody

    def network(self, s: int) -> pl.Expr:
        """Benefit of a stack's base at home and among partners, less the cost of switching."""
        own = c(f"base{s}")
        gain = c("own_base_gain") * own.log1p() + c("partner_base_gain") * c(f"among{s}")
        return c("network_externality") * gain - c("switching_cost") * (1.0 - own)

    def order(self, month: int, shock: Array) -> None:
        """Budget, ceiling, guidance, choice of pool, units ordered, what is shipped of them: equations 1-4."""
        growth = (c("chip_budget_growth") / 12.0).exp()
        limit = c("intensity_ceiling")
        fade = (-c("performance_fade") * month / 12.0).exp() / 12.0
        self.put(
            *(
                (c(f"performance_{p}") * (c(f"{p}_performance_growth") * fade).exp()).alias(f"performance_{p}")
                for p in POOLS
            ),
            intensity=limit * c("intensity") * growth / (limit + c("intensity") * (growth - 1.0)),
            luck=pl.Series(shock.reshape(-1)),
        )
        last = hill(1.0, c("ceiling_midpoint"), c("ceiling_steepness"))
        budget = c("intensity") * c("gdp") * c("demand") * (c("demand_shock") * c("luck")).exp()
        ceiling = hill(c("control"), c("ceiling_midpoint"), c("ceiling_steepness"))
        willing = 1.0 - c("rival") * (1.0 - hill(c("guidance"), c("guidance_midpoint"), c("guidance_steepness")))
        self.put(
            purse=c("purse") * (1.0 - c("order_cancellation")) + budget / 12.0,
            ceiling=(ceiling - last) / (1.0 - last),
            willing=willing,
        )
        self.put(
            product=pl.max_horizontal("ceiling", "smallest_product"),
            allowed=pl.when(c("ceiling") > c("smallest_product")).then(c("willing")).otherwise(0.0),
        )
        bandwidth = -c("inference_share") * (1.0 - c("bandwidth_exponent"))
        self.put(asked_open=c("price_open") * c("product") ** bandwidth, asked_home=c("price_home"))
        power = 1.0 - c("armington_elasticity")
        self.put(
            pull_open=(1.0 - c("home_taste")) * c("allowed") * c("asked_open") ** power,
            pull_home=c("home_taste") * c("asked_home") ** power,
        )
        total = c("pull_open") + c("pull_home")
        self.put(
            *(
                pl.when(total > 0.0).then(c("purse") * c(f"pull_{p}") / total).otherwise(0.0).alias(f"spending_{p}")
                for p in POOLS
            )
        )
        self.put(*((c(f"spending_{p}") / c(f"asked_{p}") * USD_BN).alias(f"quantity_{p}") for p in POOLS))
        self.put(
            orders_open=over_run(c("quantity_open") / (c("performance_open") * c("product"))),
            orders_home=over_run(c("quantity_home") / c("performance_home")),
        )
        fills = {
            p: pl.when(c(f"orders_{p}") > 0.0)
            .then(pl.min_horizontal(pl.lit(1.0), c(f"supply_{p}") / c(f"orders_{p}")))
            .otherwise(1.0)
            for p in POOLS
        }
        self.put(*(fill.alias(f"fill_{p}") for p, fill in fills.items()))

    def receive(self, installed: pl.DataFrame) -> None:
        """Pay, install what the sellers delivered, see what can be had, and prices: equations 4, 6-8."""
        kept = self.agents.drop("installed") if "installed" in self.agents.columns else self.agents
        self.agents = kept.join(installed, on=["run", "nation"], how="left").sort("unique_id")
        paid = c("spending_open") * c("fill_open") + c("spending_home") * c("fill_home")
        self.put(
            purse=pl.max_horizontal(c("purse") - paid, pl.lit(0.0)),
            compute=c("compute") * (1.0 - 1.0 / (12.0 * c("chip_lifetime"))) + c("installed"),
            access0=c("allowed") * c("product").sqrt() * c("fill_open"),
            access1=c("fill_home"),
        )
        falls = {p: (-c(f"{p}_cost_decline") / 12.0).exp() for p in POOLS}
        self.put(*((c(f"cost_{p}") * fall).alias(f"cost_{p}") for p, fall in falls.items()))
        gain, most = c("price_gain_orders") + c("price_gain_cover"), c("price_step_limit")
        for p, fall in falls.items():
            pressure = gain * ((c(f"orders_{p}").clip(1e-300)).log() - c(f"supply_{p}").log())
            change = pl.min_horizontal(pl.max_horizontal(pressure, -most), most)
            price = c(f"price_{p}") * fall * change.exp()
            least, highest = (c(f"cost_{p}") * c(f"markup_{end}") for end in ("floor", "ceiling"))
            self.put(pl.min_horizontal(pl.max_horizontal(price, least), highest).alias(f"price_{p}"))

    def choose(self, shock: Array) -> None:
        """Stacks: utility, choice and what turns over: equations 9-11."""
        rho = decay(c("stack_taste_half_life"))
        spread = (1.0 - rho * rho).sqrt() * c("stack_taste_spread")
        self.put(
            *((rho * c(f"taste{s}") + spread * pl.Series(shock[:, s].reshape(-1))).alias(f"taste{s}") for s in STACKS)
        )
        moved = c("stack_alignment_weight") * (c("alignment") - c("alignment_start"))
        self.put(
            *(
                (self.network(s) - c(f"network_start{s}") + c(f"taste{s}") + moved * LEAN[s]).alias(f"utility{s}")
                for s in STACKS
            )
        )
        self.put(
            *((c(f"utility{s}") + c(f"free_taste{s}")).exp().alias(f"free{s}") for s in STACKS),
            *(
                ((c(f"utility{s}") + c(f"chip_taste{s}")).exp() * c(f"access{s}").clip(1e-6)).alias(f"chips{s}")
                for s in (0, 1)
            ),
        )
        layer = c("compute_layer")
        renewal = layer * c("compute_renewal") * (c("installed") / c("compute").clip(1.0)).clip(upper_bound=1.0)
        chips, free = c("chips0") + c("chips1"), c("free0") + c("free1") + c("free2")
        bought = [c("chips0") / chips, c("chips1") / chips, pl.lit(0.0)]
        left = {}
        for s in STACKS:
            stay = (-c("switching_cost") / c("stack_age_scale") * c(f"age{s}")).exp()
            left[s] = c(f"base{s}") * ((c("stack_turnover") * stay + c("stack_growth")) / 12.0 + renewal)
        self.put(
            *((layer * bought[s] + (1.0 - layer) * c(f"free{s}") / free).alias(f"choice{s}") for s in STACKS),
            *(leaving.alias(f"leaving{s}") for s, leaving in left.items()),
        )
        self.put(moving=c("leaving0") + c("leaving1") + c("leaving2"))
        self.put(
            *((c(f"base{s}") - c(f"leaving{s}") + c(f"choice{s}") * c("moving")).alias(f"base{s}") for s in STACKS)
        )
        self.put(
            *(
                (
                    (c(f"age{s}") + 1.0 / 12.0)
                    * (1.0 - c(f"choice{s}") * c("moving") / c(f"base{s}").clip(1e-12)).clip(0.0, 1.0)
                ).alias(f"age{s}")
                for s in STACKS
            )
        )

    def lean(self, shock: Array) -> None:
        """Alignment: equation 12."""
        keep = decay(c("alliance_shock_half_life"))
        size = c("alliance_shock_spread") * (1.0 - keep * keep).sqrt()
        self.put(shock=keep * c("shock") + size * pl.Series(shock.reshape(-1)))
        pull = (
            c("alignment_rest")
            + c("stack_lock_in_weight") * (c("base0") - c("base1") - c("lock_in_start"))
            + c("peer_gain") * 4.0 * c("hedge") * (c("peers") - c("peers_start"))
            + c("shock")
        )
        gap = (pull / (4.0 * c("hedge"))).tanh() - c("alignment")
        moved = c("alignment") + (1.0 - decay(c("half_life"))) * gap
        self.put(alignment=pl.when(c("acts") > 0.0).then(moved).otherwise(c("alignment_start")))

    def step(self) -> None:
        """The model calls the phases one by one."""


class Sellers(AgentSetPolars):
    """Chip designers that serve their shares of their pool's orders."""

    def __init__(self, model: SliceFrames, world: Slice) -> None:
        super().__init__(model)
        runs, n = world.runs, world.sellers
        self.add(
            pl.DataFrame(
                {
                    "unique_id": world.runs * world.nations + np.arange(runs * n),
                    "run": np.repeat(np.arange(runs), n),
                    "seller": np.tile(np.arange(n), runs),
                    "revenue": np.zeros(runs * n),
                }
            )
        )

    def deliver(self, nations: Nations) -> pl.DataFrame:
        """Ship to every buyer: equation 5. Returns what each has installed."""
        amounts = nations.agents.select(
            "run", "nation", *(c(f"{x}_{p}") for x in ("quantity", "spending", "fill") for p in POOLS)
        )
        pairs = self.model.shares.join(amounts, on="nation")
        home = c("pool") == 1
        self.flows = pairs.select(
            *("run", "seller", "nation", "pool"),
            flow=c("share")
            * pl.when(home).then(c("quantity_home") * c("fill_home")).otherwise(c("quantity_open") * c("fill_open")),
            value=c("share")
            * pl.when(home).then(c("spending_home") * c("fill_home")).otherwise(c("spending_open") * c("fill_open")),
        )
        earned = self.flows.group_by("run", "seller").agg((c("value").sum() * 12.0).alias("revenue"))
        self.agents = self.agents.drop("revenue").join(earned, on=["run", "seller"], how="left").sort("unique_id")
        return self.flows.group_by("run", "nation").agg(c("flow").sum().alias("installed"))

    def step(self) -> None:
        """The model calls the phases one by one."""


class SliceFrames(ModelDF):
    """Runs of the slice in one model."""

    def __init__(self, world: Slice, shocks: Shocks) -> None:
        super().__init__()
        n = world.nations
        self.shocks, self.month = shocks, 0
        self.ties = pl.DataFrame(
            {
                "nation": np.repeat(np.arange(n), n),
                "other": np.tile(np.arange(n), n),
                "partner": world.partners.reshape(-1),
                "peer": world.peers.reshape(-1),
            }
        ).filter((c("partner") != 0.0) | (c("peer") != 0.0))
        weight = world.appeal[:, None] * world.sold
        totals = np.stack([weight[world.pool == p].sum(axis=0) for p in (0, 1)])
        self.shares = pl.DataFrame(
            {
                "seller": np.repeat(np.arange(world.sellers), n),
                "nation": np.tile(np.arange(n), world.sellers),
                "pool": np.repeat(world.pool, n),
                "share": (weight / totals[world.pool]).reshape(-1),
            }
        )
        self.nations, self.sellers = Nations(self, world), Sellers(self, world)
        self.kept: list[pl.DataFrame] = []

    def step(self) -> None:
        """One month."""
        t, nations = self.month, self.nations
        nations.order(t, self.shocks.demand[t])
        nations.receive(self.sellers.deliver(nations))
        nations.meet()
        nations.choose(self.shocks.taste[t])
        nations.lean(self.shocks.alliance[t])
        self.record()
        self.month += 1

    def record(self) -> None:
        """Keep the series of the month."""
        of_nations = self.nations.agents.group_by("run", maintain_order=True).agg(
            c("price_open").first().alias("chip_price"),
            (c("compute").filter(c("nation") == CHN).first() / c("compute").sum()).alias("compute_share_chn"),
            ((c("base0") * c("gdp")).sum() / c("gdp").sum()).alias("stack_share_us"),
            ((c("alignment") * c("acts")).sum() / c("acts").sum()).alias("alignment_mean"),
        )
        of_sellers = self.sellers.agents.group_by("run").agg(c("revenue").sum().alias("chip_spending_world"))
        home = self.sellers.flows.filter((c("nation") == CHN) & (c("pool") == 1)).group_by("run")
        flow = home.agg(c("flow").sum().alias("chip_flow_to_chn_home"))
        self.kept.append(of_nations.join(of_sellers, on="run").join(flow, on="run").sort("run"))

    def series(self) -> dict[str, Array]:
        """Recorded series, ``(run, month)``."""
        return {name: np.stack([kept[name].to_numpy() for kept in self.kept], axis=1) for name in SERIES}


def simulate(world: Slice, shocks: Shocks, months: int) -> SliceFrames:
    """All runs through all months."""
    model = SliceFrames(world, shocks)
    for _ in range(months):
        model.step()
    return model
