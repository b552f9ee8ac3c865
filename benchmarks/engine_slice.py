"""The slice in the model's way: the package's rules on columns over runs. Equations by number: README.md."""

from __future__ import annotations

import numpy as np

from aicompete.rules import (
    alignment_step,
    budget_path,
    ces_shares,
    half_life_to_rate,
    hedged_alignment,
    hill_switch,
    hill_switch_normalised,
    installed_base_step,
    logit,
    performance_price,
    price_step,
    safe_divide,
    stack_utility,
)
from slice_world import CHN, SERIES, Array, Shocks, Slice

USD_BN = 1e9
LEAN = np.array([[1.0], [-1.0], [0.0]])


class EngineSlice:
    """Runs of the slice stepped together."""

    def __init__(self, world: Slice, shocks: Shocks) -> None:
        self.world, self.shocks, self.index = world, shocks, 0
        self._shaped: dict[tuple[str, int], Array] = {}
        self.intensity, self.purse, self.compute = world.intensity, world.purse, world.compute
        self.price, self.cost, self.performance = world.pool_price, world.pool_price, world.performance
        self.base, self.age, self.alignment = world.base, world.age, world.alignment
        self.taste = np.zeros_like(world.base)
        self.shock = np.zeros_like(world.alignment)
        self.network_start = self.network()
        self.lock_in_start, self.peers_start = self.lock_in(), self.peers()
        self.pools = [np.flatnonzero(world.pool == p) for p in (0, 1)]
        self.kept: list[list[Array]] = [[] for _ in SERIES]

    def assume(self, name: str, extra: int = 1) -> Array:
        """An assumption, ``(run,)`` with ``extra`` axes of length one."""
        if (name, extra) not in self._shaped:
            self._shaped[name, extra] = self.world.assumptions[name].reshape(-1, *([1] * extra))
        return self._shaped[name, extra]

    def step(self) -> None:
        """One month."""
        self.trade()
        self.adopt()
        self.take_sides()
        self.record()
        self.index += 1

    def trade(self) -> None:
        """Chip market: equations 1-8."""
        w, a, t = self.world, self.assume, self.index
        # 1 budget
        self.intensity = budget_path(self.intensity, a("chip_budget_growth") / 12.0, w.intensity_ceiling)
        budget = self.intensity * w.gdp * w.demand * np.exp(a("demand_shock") * self.shocks.demand[t])
        self.purse = self.purse * (1.0 - a("order_cancellation")) + budget / 12.0
        # 2 ceiling and guidance
        ceiling = hill_switch_normalised(w.control, a("ceiling_midpoint"), a("ceiling_steepness"))
        product = np.maximum(ceiling, a("smallest_product"))
        willing = 1.0 - w.rival * (1.0 - hill_switch(w.guidance, a("guidance_midpoint"), a("guidance_steepness")))
        allowed = (ceiling > a("smallest_product")) * willing
        permitted = np.stack([allowed, np.ones_like(allowed)], axis=1)
        # 3 price of performance, choice of pool
        foreign = performance_price(self.price[:, :1], product, a("inference_share") * (1.0 - a("bandwidth_exponent")))
        price = np.stack([foreign, np.broadcast_to(self.price[:, 1:], foreign.shape)], axis=1)
        weight = np.stack([1.0 - w.home_taste, w.home_taste], axis=1) * permitted
        spending = self.purse[:, None, :] * ces_shares(price, weight, a("armington_elasticity", 2), axis=1)
        # 4 units and rationing
        fade = np.exp(-a("performance_fade") * t / 12.0) / 12.0
        growth = np.concatenate([a("open_performance_growth"), a("home_performance_growth")], axis=1)
        self.performance = self.performance * np.exp(growth * fade)
        quantity = spending / price * USD_BN
        per_unit = self.performance[:, :, None] * np.stack([product, np.ones_like(product)], axis=1)
        orders = (quantity / per_unit).sum(axis=2)
        supply = np.broadcast_to(w.supply, orders.shape)
        self.fill = fill = np.minimum(1.0, safe_divide(supply, orders, 1.0))
        delivered, value = quantity * fill[:, :, None], spending * fill[:, :, None]
        self.purse = np.maximum(self.purse - value.sum(axis=1), 0.0)
        # 5 sellers
        split = self.split()
        self.flow = np.take(delivered, w.pool, axis=1) * split
        self.revenue = (np.take(value, w.pool, axis=1) * split).sum(axis=2) * 12.0
        # 6 stock of compute
        self.installed = self.flow.sum(axis=1)
        self.compute = self.compute * (1.0 - 1.0 / (12.0 * a("chip_lifetime"))) + self.installed
        # 7 access
        us = allowed * np.sqrt(product) * fill[:, :1]
        self.access = np.stack([us, np.broadcast_to(fill[:, 1:], us.shape)], axis=1)
        # 8 prices
        decline = np.exp(-np.concatenate([a("open_cost_decline"), a("home_cost_decline")], axis=1) / 12.0)
        self.cost = self.cost * decline
        stepped = price_step(
            self.price * decline,
            orders,
            supply,
            orders / supply,
            1.0,
            a("price_gain_orders"),
            a("price_gain_cover"),
            a("price_step_limit"),
        )
        self.price = np.clip(stepped, self.cost * a("markup_floor"), self.cost * a("markup_ceiling"))

    def split(self) -> Array:
        """Share of each seller in its pool's deliveries to a nation, ``(S, N)``."""
        weight = self.world.appeal[:, None] * self.world.sold
        total = np.stack([weight[sellers].sum(axis=0) for sellers in self.pools])
        return np.asarray(weight / total[self.world.pool])

    def network(self) -> Array:
        """Benefit of a stack's base at home and among partners, less the cost of switching."""
        gain = self.assume("network_externality", 2)
        own, partner = self.assume("own_base_gain", 2) * gain, self.assume("partner_base_gain", 2) * gain
        among = np.einsum("ij,rsj->rsi", self.world.partners, self.base)
        return stack_utility(0.0, self.base, among, own, partner, self.assume("switching_cost", 2))

    def adopt(self) -> None:
        """Stacks: equations 9-11."""
        w, a = self.world, self.assume
        # 9 utility
        rho = 1.0 - half_life_to_rate(a("stack_taste_half_life", 2))
        noise = self.shocks.taste[self.index]
        self.taste = rho * self.taste + np.sqrt(1.0 - rho * rho) * a("stack_taste_spread", 2) * noise
        lean = a("stack_alignment_weight", 2) * (self.alignment - w.alignment)[:, None, :] * LEAN
        utility = self.network() - self.network_start + self.taste + lean
        # 10 choice
        chips = logit(utility[:, :2] + w.chip_taste + np.log(np.maximum(self.access, 1e-6)), axis=1)
        free = logit(utility + w.free_taste, axis=1)
        layer = a("compute_layer", 2)
        bought = np.concatenate([chips, np.zeros_like(chips[:, :1])], axis=1)
        choice = layer * bought + (1.0 - layer) * free
        # 11 installed base
        stay = np.exp(-a("switching_cost", 2) / a("stack_age_scale", 2) * self.age)
        added = np.minimum(self.installed / np.maximum(self.compute, 1.0), 1.0)
        renewal = a("compute_layer") * a("compute_renewal") * added
        chosen = (a("stack_turnover", 2) * stay + a("stack_growth", 2)) / 12.0 + renewal[:, None, :]
        self.base, adoption = installed_base_step(self.base, choice, chosen)
        old = np.clip(1.0 - adoption / np.maximum(self.base, 1e-12), 0.0, 1.0)
        self.age = (self.age + 1.0 / 12.0) * old

    def lock_in(self) -> Array:
        """Lean of the installed base."""
        return self.base[:, 0] - self.base[:, 1]

    def peers(self) -> Array:
        """Alignment of the peers."""
        return np.einsum("ij,rj->ri", self.world.peers, self.alignment)

    def take_sides(self) -> None:
        """Alignment: equation 12."""
        w, a = self.world, self.assume
        keep = 1.0 - half_life_to_rate(a("alliance_shock_half_life"))
        size = a("alliance_shock_spread") * np.sqrt(1.0 - keep * keep)
        self.shock = keep * self.shock + size * self.shocks.alliance[self.index]
        pull = (
            w.alignment_rest
            + a("stack_lock_in_weight") * (self.lock_in() - self.lock_in_start)
            + w.peer_gain * 4.0 * w.hedge * (self.peers() - self.peers_start)
            + self.shock
        )
        moved = alignment_step(self.alignment, hedged_alignment(pull, w.hedge), w.half_life)
        self.alignment = np.where(w.acts > 0.0, moved, w.alignment)

    def record(self) -> None:
        """Keep the series of the month."""
        w = self.world
        home = np.take(self.flow[:, :, CHN], self.pools[1], axis=1).sum(axis=1)
        values = (
            self.price[:, 0],
            self.revenue.sum(axis=1),
            home,
            self.compute[:, CHN] / self.compute.sum(axis=1),
            (self.base[:, 0] * w.gdp).sum(axis=1) / w.gdp.sum(),
            (self.alignment * w.acts).sum(axis=1) / w.acts.sum(),
        )
        for kept, value in zip(self.kept, values, strict=True):
            kept.append(value)

    def series(self) -> dict[str, Array]:
        """Recorded series, ``(run, month)``."""
        return {name: np.stack(kept, axis=1) for name, kept in zip(SERIES, self.kept, strict=True)}


def simulate(world: Slice, shocks: Shocks, months: int) -> EngineSlice:
    """All runs through all months."""
    model = EngineSlice(world, shocks)
    with np.errstate(all="ignore"):
        for _ in range(months):
            model.step()
    return model
