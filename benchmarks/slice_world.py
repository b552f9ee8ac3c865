"""Data of the slice: what its versions (Mesa, engine, numba) start from and are shaken by, the same for all.

Start values are those of the model's 2026-01 world without start noise; levers are those of the baseline in its first
month. `nation_copies` and `firm_copies` make a larger world of the same totals for measuring cost against size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from aicompete.config import central_assumptions, lever_paths, load_scenario, target_weights
from aicompete.engine.ensemble import Start, axis_sizes, start_streams
from aicompete.subjects.state import World
from aicompete.world.facts import OPEN_POOL, load_facts
from aicompete.world.relations import relations

Array = npt.NDArray[np.float64]

READS = (
    "alliance_shock_half_life",
    "alliance_shock_spread",
    "armington_elasticity",
    "ceiling_midpoint",
    "ceiling_steepness",
    "chip_budget_growth",
    "chip_lifetime",
    "compute_layer",
    "compute_renewal",
    "demand_shock",
    "guidance_midpoint",
    "guidance_steepness",
    "home_cost_decline",
    "home_performance_growth",
    "markup_ceiling",
    "markup_floor",
    "network_externality",
    "open_cost_decline",
    "open_performance_growth",
    "order_cancellation",
    "own_base_gain",
    "partner_base_gain",
    "performance_fade",
    "inference_share",
    "bandwidth_exponent",
    "price_gain_cover",
    "price_gain_orders",
    "price_step_limit",
    "smallest_product",
    "stack_age_scale",
    "stack_alignment_weight",
    "stack_growth",
    "stack_lock_in_weight",
    "stack_taste_half_life",
    "stack_taste_spread",
    "stack_turnover",
    "switching_cost",
)
"""Assumptions of the catalogue that the slice reads each month."""

OWN = {
    "price_gain_orders": 0.4,
    "price_gain_cover": 0.05,
    "price_step_limit": 0.1,
    "markup_floor": 0.97,
    "markup_ceiling": 1.25,
}
"""Assumptions of the slice alone: it keeps a simple price rule, so that its speed can be compared over the years."""

SERIES = (
    "chip_price",
    "chip_spending_world",
    "chip_flow_to_chn_home",
    "compute_share_chn",
    "stack_share_us",
    "alignment_mean",
)
"""What all versions record, with the meaning of the metrics of the same names."""

USA, CHN = 0, 1


@dataclass(frozen=True)
class Slice:
    """The slice's world before its first month.

    Columns have the run first; ``assumptions`` are ``(run,)``. What stands under ``static`` has no run axis.
    """

    runs: int
    assumptions: dict[str, Array]
    # start values: (run, N), (run, 2) pools, (run, 3, N) stacks
    intensity: Array
    intensity_ceiling: Array
    purse: Array
    compute: Array
    home_taste: Array
    pool_price: Array
    performance: Array
    base: Array
    age: Array
    chip_taste: Array
    free_taste: Array
    alignment: Array
    alignment_rest: Array
    hedge: Array
    half_life: Array
    peer_gain: Array
    # static
    gdp: Array  # (N,)
    demand: Array  # (N,) lever ai_demand
    control: Array  # (N,) control on open chips that a buyer meets
    guidance: Array  # (N,) lever purchase_guidance of AI chips
    rival: Array  # (N,) weight of the open sellers among the targets of that guidance
    acts: Array  # (N,) 1 for nations that take sides
    partners: Array  # (N, N)
    peers: Array  # (N, N)
    supply: Array  # (2,) units per month
    appeal: Array  # (S,)
    pool: npt.NDArray[np.int64]  # (S,)
    sold: Array  # (S, N) 1 where a seller sells

    @property
    def nations(self) -> int:
        return self.gdp.shape[0]

    @property
    def sellers(self) -> int:
        return self.appeal.shape[0]


@cache
def central(start: str = "baseline") -> dict[str, float]:
    """Central value of every assumption."""
    return central_assumptions(load_scenario(start)) | OWN


def build(
    runs: int, assumptions: dict[str, Array] | None = None, nation_copies: int = 1, firm_copies: int = 1
) -> Slice:
    """The slice for some runs, at central assumptions unless others are given."""
    scenario = load_scenario("baseline")
    given = assumptions or {name: np.full(runs, value) for name, value in central().items()}
    values = {name: np.full(runs, value) for name, value in OWN.items()} | given
    facts = load_facts(str(scenario.start))
    sizes = axis_sizes(facts)
    calm = {s.name: np.zeros((1, runs, *(sizes[axis] for axis in s.axes))) for s in start_streams()}
    world = World.start(facts, Start(runs, values, calm))
    levers = {
        name: path[0] for name, path in lever_paths(scenario).items() if name.startswith(("chip_", "ai_", "purchase_"))
    }
    weights, ties = target_weights(scenario), relations(facts.date)
    place = facts.leader_place
    control = np.maximum(
        *(levers["chip_export_control"][n] * weights["chip_export_control"][n] for n in (facts.usa, place))
    )
    many, firms = nation_copies, firm_copies

    def tiled(column: Array) -> Array:
        """Nations repeated."""
        return np.ascontiguousarray(np.tile(column, (1,) * (column.ndim - 1) + (many,)))

    chips, stacks, sides = world.chips, world.stacks, world.alliances
    return Slice(
        runs=runs,
        assumptions={name: values[name] for name in READS},
        intensity=tiled(world.budgets.ai_intensity),
        intensity_ceiling=tiled(world.budgets.intensity_ceiling),
        purse=tiled(world.budgets.purse) / many,
        compute=tiled(world.compute.owned) / many,
        home_taste=tiled(chips.home_taste),
        pool_price=np.ascontiguousarray(chips.pool_price),
        performance=np.ascontiguousarray(chips.performance),
        base=tiled(stacks.base),
        age=tiled(stacks.age),
        chip_taste=tiled(stacks.chip_taste),
        free_taste=tiled(stacks.free_taste),
        alignment=tiled(sides.alignment),
        alignment_rest=tiled(sides.alignment_rest),
        hedge=tiled(sides.hedge),
        half_life=tiled(sides.half_life),
        peer_gain=tiled(sides.peer_gain),
        gdp=tiled(world.economy.gdp[0]) / many,
        demand=tiled(levers["ai_demand"]),
        control=tiled(control),
        guidance=tiled(levers["purchase_guidance"][0]),
        rival=tiled(weights["purchase_guidance"][:, facts.usa]),
        acts=tiled(ties.acts),
        partners=np.tile(ties.partners, (many, many)) / many,
        peers=np.tile(ties.peers, (many, many)) / many,
        supply=np.array(world.fabrication.supply[0]),
        appeal=np.tile(chips.appeal[0], firms) / firms,
        pool=np.tile(facts.seller_pool, firms),
        sold=np.tile(tiled(facts.sold_by.astype(float)), (firms, 1)),
    )


@dataclass(frozen=True)
class Shocks:
    """Standard normal shocks, ``(month, run, ...)``."""

    demand: Array  # (month, run, N)
    taste: Array  # (month, run, 3, N)
    alliance: Array  # (month, run, N)


def draw(world: Slice, months: int, seed: int = 1) -> Shocks:
    """Shocks of every run, from one generator a run."""
    n = world.nations
    made = [
        np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, run]))).standard_normal((months, 5, n))
        for run in range(world.runs)
    ]
    stacked = np.stack(made, axis=1)
    return Shocks(*(np.ascontiguousarray(part) for part in (stacked[:, :, 0], stacked[:, :, 1:4], stacked[:, :, 4])))


assert OPEN_POOL == 0  # the order of the pools in the three versions
