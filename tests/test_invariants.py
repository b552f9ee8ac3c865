"""Whatever the levers inside their ranges: finite, conserved, bounded, and nobody receives what was refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from tests.engine_kit import columns, draws, scenario
from tests.stepping_kit import START, stepper

from aicompete.config import Lever, Month, Scenario, load_catalogue, scenario_from_dict
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.metrics import metrics
from aicompete.subjects.minerals.licences import MODES
from aicompete.subjects.minerals.state import seller_map
from aicompete.subjects.state import World
from aicompete.world.facts import HOME_POOL, MINERALS, OPEN_POOL

RUNS, MONTHS = 2, 14
STARTS = ("2022-01", START)
CLOSE = 1e-9
SIGNED = {
    "alignment", "alignment_mean", "capability_gap_south", "compute_rented_chn", "landscape_bond",
    "landscape_energy", "membership", "mission_coordination_usa", "package_cn", "package_us",
    "patchwork_cost_usa", "training_spread_gain_chn", "votes", "votes_mean",
}  # fmt: skip
"""Metrics that may be negative."""
FAMILIES = (
    ("coalition_share_us_count", "coalition_share_cn_count", "coalition_share_none_count"),
    ("coalition_share_us_gdp", "coalition_share_cn_gdp", "coalition_share_none_gdp"),
    ("coalition_share_us_compute", "coalition_share_cn_compute", "coalition_share_none_compute"),
    ("coalition_share_us_votes", "coalition_share_cn_votes", "coalition_share_none_votes"),
    ("standard_share_us", "standard_share_cn", "standard_share_open"),
    ("stack_share_us", "stack_share_cn", "stack_share_open"),
    ("forum_share_us", "forum_share_cn", "forum_share_open"),
    ("stack_us", "stack_cn", "stack_open"),
)


def _values(lever: Lever) -> st.SearchStrategy[Any]:
    """A value inside the lever's range, its ends more often than by chance."""
    if lever.kind == "bool":
        return st.booleans()
    if lever.kind == "choice":
        return st.sampled_from(lever.choices)
    ends = st.sampled_from([lever.low, lever.high, *([lever.sentinel] if lever.sentinel is not None else [])])
    return ends | st.floats(lever.low, lever.high, allow_nan=False)


@st.composite
def policies(draw: st.DrawFn) -> Scenario:
    """A starting world with six to ten levers pulled by anybody who may, at any date, once or twice."""
    start = Month.parse(draw(st.sampled_from(STARTS)))
    levers = list(load_catalogue().levers.values())
    chosen = draw(st.lists(st.sampled_from(levers), min_size=6, max_size=10, unique_by=lambda lever: lever.name))
    by_actor: dict[str, dict[str, object]] = {}
    for lever in chosen:
        powers = [actor for actor in ("USA", "CHN") if actor in lever.actors]
        everybody = ["all"] if set(load_catalogue().groups["all"]) <= set(lever.actors) else []
        anybody = st.sampled_from(lever.actors)
        actor = draw(anybody | st.sampled_from([*powers, *everybody]) if powers or everybody else anybody)
        first, second = draw(_values(lever)), draw(_values(lever))
        dates = sorted(draw(st.lists(st.integers(0, MONTHS - 1), min_size=2, max_size=2, unique=True)))
        path: object = first
        if draw(st.booleans()):
            path = {str(start): first, str(start + dates[1]): second}
        if lever.items and draw(st.booleans()):
            path = {draw(st.sampled_from(lever.items)): path}
        by_actor.setdefault(actor, {})[lever.name] = path
    plain = scenario(start=str(start), months=MONTHS).to_dict()
    return scenario_from_dict(plain | {"levers": by_actor})


def check_metrics(world: World) -> None:
    """All metrics finite, shares in [0, 1] and adding up, nothing negative that cannot be."""
    found = {key: metric.read(world) for key, metric in metrics().items()}
    for key, values in found.items():
        assert np.isfinite(values).all(), key
        name = key.split(":")[1]
        if name not in SIGNED:
            assert values.min() >= -CLOSE, (key, values.min())
        if metrics()[key].unit == "share":
            assert values.max() <= 1.0 + CLOSE, (key, values.max())
    for family in FAMILIES:
        level = "nations" if family[0] in {"stack_us"} else "series"
        total = sum(found[f"{level}:{name}"] for name in family)
        assert np.allclose(total, 1.0, atol=1e-9), family
    assert (found["series:compute_world"] > 0.0).all()
    assert (found["nations:compute_used"] > 0.0).all()


def check_columns(world: World) -> None:
    """Every state column finite; stocks, prices and flows not negative; alignment and votes in [-1, 1]."""
    for group, name, values in columns(world):
        assert np.isfinite(values).all(), f"{group}.{name}"
    a, b, c, f, m = world.alliances, world.budgets, world.chips, world.fabrication, world.minerals
    n, p, k = world.compute, world.power, world.leakage
    for values in (a.alignment, a.votes, a.membership):
        assert np.abs(values).max() <= 1.0 + CLOSE
    for values in (a.trust, a.compliance, world.firms.compliance, c.access, c.fill, m.fill, m.input_fill):
        assert values.min() >= -CLOSE
        assert values.max() <= 1.0 + CLOSE
    for values in (
        b.purse, n.owned, n.smuggled, p.connected, p.need, p.queue, c.flow, c.flow_value,
        k.smuggled, k.diverted, k.seized, f.supply, f.die_bank, f.memory_stock, m.stock, m.flow, m.queue, m.refused,
        world.firms.capacity, world.firms.revenue, world.offers.value,
    ):  # fmt: skip
        assert values.min() >= -CLOSE
    for values in (c.price, c.pool_price, m.price_inside, m.price_outside, m.price_traded, world.economy.gdp, n.used):
        assert values.min() > 0.0


def check_conservation(world: World) -> None:
    """Chips: shipped within what was made; delivered = installed + diverted; diverted = smuggled + seized."""
    chips, leaks = world.chips, world.leakage
    assert (chips.output <= world.fabrication.supply * (1.0 + CLOSE)).all()
    installed = world.compute.installed.sum(axis=1) - leaks.smuggled.sum(axis=1)
    assert np.allclose(installed + leaks.diverted.sum(axis=1), chips.flow.sum(axis=(1, 2)), rtol=1e-9)
    assert np.allclose(leaks.smuggled.sum(axis=1) + leaks.seized, leaks.diverted.sum(axis=1), rtol=1e-9, atol=1e-6)
    rented = np.abs(world.compute.rented.sum(axis=1))
    assert (rented <= 1e-9 * world.compute.owned.sum(axis=1)).all()


def check_refusals(block: Ensemble, world: World, index: int) -> None:
    """Nobody receives what was refused: chips from either pool, and controlled minerals under a ban."""
    facts, chips, p = world.facts, world.chips, world.permissions
    for pool in (OPEN_POOL, HOME_POOL):
        shut = np.minimum(p.chip_ceiling[:, pool], p.chip_share[:, pool]) <= 1e-15
        flow = chips.flow[:, facts.pool_sellers[pool]].sum(axis=1)
        assert flow[shut].max(initial=0.0) < 1e-9  # chips a month: a share of 1e-15 may round to a trace
    # run 1 lives in a world where every tonne is controlled: a ban is a ban
    policy, sellers = block.policy, seller_map(facts.date)
    issuers = sellers.nation[:-1]  # the last seller gathers the rest, who issue no licences together
    strict = policy.column("mineral_licence_strictness", index)[0][:, issuers]
    flow = world.minerals.flow[1][:, : len(issuers)]
    assert flow[strict >= 1.0].sum() <= CLOSE
    aim = policy.column("mineral_target_strictness", index)[0][:, issuers]
    mode = policy.column("mineral_target_mode", index)[0][:, issuers]
    hit = policy.targets()["mineral_target_mode"][issuers]
    barred = ((aim >= 1.0) & (mode == MODES.index("all_us")))[..., None] & (hit >= 1.0)
    assert flow[barred].sum() <= CLOSE


def check(point: Scenario, *starts: str) -> None:
    """Step a policy and look at every month; worlds that start at some dates are stepped by a program."""
    drawn = draws(point, range(RUNS))
    for name in MINERALS:
        drawn[f"mineral_uncontrolled_{name}"][1] = 0.0
    block = Ensemble([point], [0] * RUNS, drawn, range(RUNS), 1, MONTHS)
    step = stepper(block, point, starts)
    for index in range(MONTHS):
        block.restore(block.branch(), index)  # so that the policy knows the laws that nations have chosen
        step()
        check_columns(block.world)
        if index in (0, MONTHS // 2, MONTHS - 1):
            check_metrics(block.world)
        check_conservation(block.world)
        check_refusals(block, block.world, index)


@given(policies())
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_world_stays_sane_under_any_policy(point: Scenario) -> None:
    note(str(point.to_dict()["levers"]))
    check(point, START)


@pytest.mark.slow
@given(policies())
@settings(max_examples=150, derandomize=False, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_world_stays_sane_under_many_policies(point: Scenario) -> None:
    note(str(point.to_dict()["levers"]))
    check(point, *STARTS)
