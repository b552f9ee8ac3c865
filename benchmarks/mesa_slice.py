"""The slice as a Mesa user would write it: one agent a nation, one a seller firm, loops over Python floats.

Equations by number: README.md. One model object is one run.
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt, tanh

import mesa

from slice_world import CHN, SERIES, Array, Shocks, Slice

USD_BN = 1e9
OPEN, HOME = 0, 1
US, CN, FREE = 0, 1, 2
LEAN = (1.0, -1.0, 0.0)


def hill(x: float, midpoint: float, steepness: float) -> float:
    """Falling Hill curve."""
    return 1.0 / (1.0 + (x / midpoint) ** steepness)


def decay(half_life: float) -> float:
    """Share that is left after a month."""
    return 2.0 ** (-1.0 / half_life)


def logit(utility: list[float]) -> list[float]:
    """Choice probabilities."""
    highest = max(utility)
    weight = [exp(u - highest) for u in utility]
    total = sum(weight)
    return [w / total for w in weight]


class Nation(mesa.Agent):
    """A buyer of chips that runs stacks and takes sides."""

    def __init__(self, model: SliceModel, index: int, world: Slice, run: int) -> None:
        super().__init__(model)
        self.index = index
        self.gdp = float(world.gdp[index])
        self.demand = float(world.demand[index])
        self.control = float(world.control[index])
        self.guidance = float(world.guidance[index])
        self.rival = float(world.rival[index])
        self.acts = bool(world.acts[index])
        self.partner_weights: list[float] = world.partners[index].tolist()
        self.peer_weights: list[float] = world.peers[index].tolist()
        self.intensity = float(world.intensity[run, index])
        self.intensity_ceiling = float(world.intensity_ceiling[run, index])
        self.purse = float(world.purse[run, index])
        self.compute = float(world.compute[run, index])
        self.home_taste = float(world.home_taste[run, index])
        self.base: list[float] = world.base[run, :, index].tolist()
        self.age: list[float] = world.age[run, :, index].tolist()
        self.chip_taste: list[float] = world.chip_taste[run, :, index].tolist()
        self.free_taste: list[float] = world.free_taste[run, :, index].tolist()
        self.alignment = self.alignment_start = float(world.alignment[run, index])
        self.rest = float(world.alignment_rest[run, index])
        self.hedge = float(world.hedge[run, index])
        self.half_life = float(world.half_life[run, index])
        self.peer_gain = float(world.peer_gain[run, index])
        self.taste = [0.0, 0.0, 0.0]
        self.shock = 0.0
        self.installed = 0.0
        self.spending = [0.0, 0.0]
        self.quantity = [0.0, 0.0]

    def remember_start(self) -> None:
        """Values that later ones are counted from."""
        self.network_start = [self.network(stack) for stack in range(3)]
        self.lock_in_start = self.base[US] - self.base[CN]
        self.peers_start = self.peers()

    def order(self) -> None:
        """Budget, ceiling, guidance, choice of pool, units ordered: equations 1-4."""
        m, a = self.model, self.model.assume
        growth = exp(a["chip_budget_growth"] / 12.0)
        limit = self.intensity_ceiling
        self.intensity = limit * self.intensity * growth / (limit + self.intensity * (growth - 1.0))
        luck = exp(a["demand_shock"] * m.shock_of_demand(self))
        budget = self.intensity * self.gdp * self.demand * luck
        self.purse = self.purse * (1.0 - a["order_cancellation"]) + budget / 12.0

        last = hill(1.0, a["ceiling_midpoint"], a["ceiling_steepness"])
        ceiling = (hill(self.control, a["ceiling_midpoint"], a["ceiling_steepness"]) - last) / (1.0 - last)
        product = max(ceiling, a["smallest_product"])
        switch = hill(self.guidance, a["guidance_midpoint"], a["guidance_steepness"])
        willing = 1.0 - self.rival * (1.0 - switch)
        self.allowed = willing if ceiling > a["smallest_product"] else 0.0
        self.product = product

        price = (m.price[OPEN] * product ** (-a["inference_share"] * (1.0 - a["bandwidth_exponent"])), m.price[HOME])
        taste = ((1.0 - self.home_taste) * self.allowed, self.home_taste)
        pull = [taste[p] * price[p] ** (1.0 - a["armington_elasticity"]) for p in (OPEN, HOME)]
        total = sum(pull)
        for p in (OPEN, HOME):
            self.spending[p] = self.purse * (pull[p] / total if total > 0.0 else 0.0)
            self.quantity[p] = self.spending[p] / price[p] * USD_BN
            m.orders[p] += self.quantity[p] / (m.performance[p] * (product if p == OPEN else 1.0))

    def receive(self) -> None:
        """Pay, install what the sellers delivered, see what can be had: equations 4, 6, 7."""
        fill = self.model.fill
        paid = self.spending[OPEN] * fill[OPEN] + self.spending[HOME] * fill[HOME]
        self.purse = max(self.purse - paid, 0.0)
        self.compute = self.compute * (1.0 - 1.0 / (12.0 * self.model.assume["chip_lifetime"])) + self.installed
        self.access = (self.allowed * sqrt(self.product) * fill[OPEN], fill[HOME])

    def network(self, stack: int) -> float:
        """Benefit of a stack's base at home and among partners, less the cost of switching."""
        a = self.model.assume
        among = 0.0
        for weight, other in zip(self.partner_weights, self.model.nations, strict=True):
            among += weight * other.base[stack]
        own = self.base[stack]
        gain = a["own_base_gain"] * log1p(own) + a["partner_base_gain"] * among
        return a["network_externality"] * gain - a["switching_cost"] * (1.0 - own)

    def choose_stack(self) -> None:
        """Utility, choice and what turns over: equations 9-11. The new base is taken when all have chosen."""
        a = self.model.assume
        rho = decay(a["stack_taste_half_life"])
        spread = sqrt(1.0 - rho * rho) * a["stack_taste_spread"]
        utility = []
        for s in range(3):
            self.taste[s] = rho * self.taste[s] + spread * self.model.shock_of_taste(self, s)
            lean = a["stack_alignment_weight"] * (self.alignment - self.alignment_start) * LEAN[s]
            utility.append(self.network(s) - self.network_start[s] + self.taste[s] + lean)
        chips = logit([utility[s] + self.chip_taste[s] + log(max(self.access[s], 1e-6)) for s in (US, CN)])
        free = logit([utility[s] + self.free_taste[s] for s in range(3)])
        layer = a["compute_layer"]
        choice = [layer * (chips[s] if s < FREE else 0.0) + (1.0 - layer) * free[s] for s in range(3)]
        renewal = layer * a["compute_renewal"] * min(self.installed / max(self.compute, 1.0), 1.0)
        leaving = []
        for s in range(3):
            stay = exp(-a["switching_cost"] / a["stack_age_scale"] * self.age[s])
            yearly = a["stack_turnover"] * stay + a["stack_growth"]
            leaving.append(self.base[s] * (yearly / 12.0 + renewal))
        moving = sum(leaving)
        self.new_base = [self.base[s] - leaving[s] + choice[s] * moving for s in range(3)]
        for s in range(3):
            old = 1.0 - choice[s] * moving / max(self.new_base[s], 1e-12)
            self.age[s] = (self.age[s] + 1.0 / 12.0) * min(max(old, 0.0), 1.0)

    def take_stack(self) -> None:
        """All have chosen: the new base counts."""
        self.base = self.new_base

    def peers(self) -> float:
        """Alignment of the peers."""
        total = 0.0
        for weight, other in zip(self.peer_weights, self.model.nations, strict=True):
            total += weight * other.alignment
        return total

    def lean(self) -> None:
        """Alignment: equation 12. The new alignment is taken when all have moved."""
        a = self.model.assume
        keep = decay(a["alliance_shock_half_life"])
        size = a["alliance_shock_spread"] * sqrt(1.0 - keep * keep)
        self.shock = keep * self.shock + size * self.model.shock_of_alliance(self)
        pull = (
            self.rest
            + a["stack_lock_in_weight"] * (self.base[US] - self.base[CN] - self.lock_in_start)
            + self.peer_gain * 4.0 * self.hedge * (self.peers() - self.peers_start)
            + self.shock
        )
        target = tanh(pull / (4.0 * self.hedge))
        gap = target - self.alignment
        self.new_alignment = self.alignment + (1.0 - decay(self.half_life)) * gap if self.acts else self.alignment_start

    def take_side(self) -> None:
        """All have moved: the new alignment counts."""
        self.alignment = self.new_alignment


class Seller(mesa.Agent):
    """A chip designer that serves its share of its pool's orders."""

    def __init__(self, model: SliceModel, index: int, world: Slice) -> None:
        super().__init__(model)
        self.pool = int(world.pool[index])
        self.appeal = float(world.appeal[index])
        self.sold: list[float] = world.sold[index].tolist()
        self.revenue = 0.0
        self.flow = [0.0] * len(self.sold)

    def announce(self) -> None:
        """Tell every buyer how appealing the product is."""
        totals = self.model.appeal[self.pool]
        for n, sold in enumerate(self.sold):
            totals[n] += self.appeal * sold

    def deliver(self) -> None:
        """Ship to every buyer the seller's share of what the pool delivers: equation 5."""
        m = self.model
        fill, totals = m.fill[self.pool], m.appeal[self.pool]
        self.revenue = 0.0
        for n, nation in enumerate(m.nations):
            share = self.appeal * self.sold[n] / totals[n]
            shipped = nation.quantity[self.pool] * fill * share
            self.flow[n] = shipped
            nation.installed += shipped
            self.revenue += nation.spending[self.pool] * fill * share * 12.0


class SliceModel(mesa.Model):
    """One run of the slice."""

    def __init__(self, world: Slice, shocks: Shocks, run: int) -> None:
        super().__init__(rng=run)
        self.assume = {name: float(values[run]) for name, values in world.assumptions.items()}
        self.demand_shocks: list[list[float]] = shocks.demand[:, run].tolist()
        self.taste_shocks: list[list[list[float]]] = shocks.taste[:, run].tolist()
        self.alliance_shocks: list[list[float]] = shocks.alliance[:, run].tolist()
        self.month = 0
        self.supply: list[float] = world.supply.tolist()
        self.price: list[float] = world.pool_price[run].tolist()
        self.cost = list(self.price)
        self.performance: list[float] = world.performance[run].tolist()
        self.nations = [Nation(self, n, world, run) for n in range(world.nations)]
        self.sellers = [Seller(self, s, world) for s in range(world.sellers)]
        for nation in self.nations:
            nation.remember_start()
        self.gdp = sum(nation.gdp for nation in self.nations)
        self.acting = [nation for nation in self.nations if nation.acts]
        self.datacollector = mesa.DataCollector(
            model_reporters=dict(
                zip(
                    SERIES,
                    (
                        lambda m: m.price[OPEN],
                        lambda m: sum(seller.revenue for seller in m.sellers),
                        lambda m: sum(seller.flow[CHN] for seller in m.sellers if seller.pool == HOME),
                        lambda m: m.nations[CHN].compute / sum(nation.compute for nation in m.nations),
                        lambda m: sum(nation.base[US] * nation.gdp for nation in m.nations) / m.gdp,
                        lambda m: sum(nation.alignment for nation in m.acting) / len(m.acting),
                    ),
                    strict=True,
                )
            )
        )

    def shock_of_demand(self, nation: Nation) -> float:
        """This month's shock of a nation's budget."""
        return self.demand_shocks[self.month][nation.index]

    def shock_of_taste(self, nation: Nation, stack: int) -> float:
        """This month's shock of a nation's taste for a stack."""
        return self.taste_shocks[self.month][stack][nation.index]

    def shock_of_alliance(self, nation: Nation) -> float:
        """This month's shock of a nation's alignment."""
        return self.alliance_shocks[self.month][nation.index]

    def step(self) -> None:
        """One month."""
        self.improve_products()
        self.orders = [0.0, 0.0]
        self.appeal = [[0.0] * len(self.nations) for _ in (OPEN, HOME)]
        for nation in self.nations:
            nation.order()
            nation.installed = 0.0
        self.ration()
        for seller in self.sellers:
            seller.announce()
        for seller in self.sellers:
            seller.deliver()
        for nation in self.nations:
            nation.receive()
        self.move_prices()
        for action in ("choose_stack", "take_stack", "lean", "take_side"):
            for nation in self.nations:
                getattr(nation, action)()
        self.datacollector.collect(self)
        self.month += 1

    def improve_products(self) -> None:
        """Performance of a unit grows, more slowly as time goes by: equation 4."""
        a = self.assume
        fade = exp(-a["performance_fade"] * self.month / 12.0) / 12.0
        for p, growth in ((OPEN, a["open_performance_growth"]), (HOME, a["home_performance_growth"])):
            self.performance[p] *= exp(growth * fade)

    def ration(self) -> None:
        """Share of the orders that is shipped: equation 4."""
        self.fill = [min(1.0, s / o) if o > 0.0 else 1.0 for s, o in zip(self.supply, self.orders, strict=True)]

    def move_prices(self) -> None:
        """Cost falls, the mark-up answers the order book: equation 8."""
        a = self.assume
        limit = a["price_step_limit"]
        gain = a["price_gain_orders"] + a["price_gain_cover"]  # orders and backlog are both orders over supply here
        for p, decline in ((OPEN, a["open_cost_decline"]), (HOME, a["home_cost_decline"])):
            fall = exp(-decline / 12.0)
            self.cost[p] *= fall
            pressure = log(max(self.orders[p], 1e-300)) - log(max(self.supply[p], 1e-300))
            change = min(max(gain * pressure, -limit), limit)
            price = self.price[p] * fall * exp(change)
            self.price[p] = min(max(price, self.cost[p] * a["markup_floor"]), self.cost[p] * a["markup_ceiling"])


def simulate(world: Slice, shocks: Shocks, months: int, run: int) -> SliceModel:
    """One run through all months."""
    model = SliceModel(world, shocks, run)
    for _ in range(months):
        model.step()
    return model


def series(model: SliceModel) -> dict[str, Array]:
    """Recorded series, ``(month,)``."""
    collected = model.datacollector.get_model_vars_dataframe()
    return {name: collected[name].to_numpy() for name in SERIES}
