"""Every rule gives the same bits for blocks of 1, 7 and 64 runs, and leaves its arguments unchanged."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from aicompete import rules

RUNS = 64
RNG = np.random.default_rng(20260101)


def columns(*shape: int, low: float = 0.05, high: float = 2.0) -> np.ndarray:
    """Positive columns with the run first."""
    return RNG.uniform(low, high, size=(RUNS, *shape))


def shares(*shape: int, axis: int = -1) -> np.ndarray:
    raw = columns(*shape)
    return raw / raw.sum(axis=axis, keepdims=True)


def exponents(*trailing: int) -> np.ndarray:
    """One exponent a run, with the values for which NumPy's own power takes short cuts."""
    values = RNG.uniform(0.1, 4.0, size=RUNS)
    values[:6] = [2.0, 0.5, 1.0, 3.0, 0.0, 2.0]
    return values.reshape(RUNS, *trailing)


SELLERS, BUYERS = 14, 33
SHARED = RNG.uniform(0.1, 1.0, size=(SELLERS, BUYERS))
PROPENSITY = RNG.integers(-2, 3, size=(11, 11)).astype(float)
PROPENSITY = PROPENSITY + PROPENSITY.T
STARTS = np.array([0, 4, 5, 20])

CASES: dict[str, list[tuple[Any, ...]]] = {
    "accession_step": [
        (shares(4, 33), columns(4, 33) > 1.0, columns(4, 1, low=1, high=9), columns(4, 1, low=1, high=9))
    ],
    "seated": [(RNG.integers(0, 2, (RUNS, 33)).astype(float), RNG.choice([0.0, 0.5, 1.0], (RUNS, 33)))],
    "leadership_vacuum": [(columns(1), columns(1))],
    "leadership_filled": [(columns(1), columns(33), columns(33))],
    "landscape_bond": [(columns(11), PROPENSITY, np.sign(columns(11, low=-1, high=1)))],
    "logit_parts": [(columns(3, 33), columns(5, 3, 33), columns(3, 33), 1)],
    "hedged_parts": [(columns(33), columns(5, 33), columns(33))],
    "hedging_push": [(columns(33, high=0.9), columns(1, high=0.9), columns(33))],
    "camp_shares": [(columns(60, low=-1, high=1), RNG.uniform(1.0, 9.0, size=60), columns(1), columns(1))],
    "text_shares": [(columns(60, low=-1, high=1), RNG.uniform(1.0, 9.0, size=60))],
    "lateral_transshipment": [(columns(4, 33), columns(4, 33), columns(1, 33, high=1), columns(4, 33, high=1))],
    "power": [(columns(33), exponents(1)), (columns(33), -exponents(1)), (columns(5, 33), 2.5)],
    "small_exp": [(columns(4, 33, low=-1),)],
    "logistic": [(columns(33, low=-9, high=9),)],
    "hill_switch": [(columns(33, low=0), columns(1), exponents(1))],
    "hill_switch_normalised": [(columns(33, low=0, high=1), columns(1), exponents(1) + 1)],
    "safe_divide": [(columns(33), columns(1))],
    "log_ratio": [(columns(33), columns(1))],
    "half_life_to_rate": [(columns(1),)],
    "normal_share": [(columns(33, low=-9, high=9),)],
    "unbundling_choice": [(columns(4, 33), shares(4, 33), columns(1, 1))],
    "unbundling_cost": [(shares(4, 33), shares(4, 33), columns(1, 1))],
    "approach": [(columns(33), columns(33), columns(1))],
    "product_by_run": [(columns(4, 8), columns(8, 33)), (columns(2, 33), RNG.uniform(size=(33, 33)).T)],
    "grouped_sum": [(columns(73), STARTS), (columns(3, 73), STARTS)],
    "ces_shares": [(columns(14, 33), SHARED, exponents(1, 1), -2), (columns(33), columns(33), 3.8)],
    "ces_price_index": [(columns(14, 33), SHARED, exponents(1, 1), -2), (columns(33), shares(33), exponents(1))],
    "chokepoint_loss": [(columns(33, high=0.9), exponents(1))],
    "autarky_loss": [(columns(33, high=0.9), exponents(1) + 1.5)],
    "logit": [
        (columns(3, 33), columns(1, 1), -2),
        (columns(33), 2.0, -1, columns(33) > 0.6),
        (columns(3, 33), columns(1, 1), -2, columns(3, 33) > 0.6),
    ],
    "budget_path": [(columns(33), columns(1), columns(33) + 2)],
    "ration": [(columns(14, 33), columns(14)), (columns(33), columns()), (columns(14, 33), columns(33), -2)],
    "priority_shares": [(columns(4, 8, high=0.5), columns(4, 8, low=0.5), columns(4, 8))],
    "priority_ration": [(columns(14, 33), columns(14), columns(14, 33, high=1)), (columns(33), columns(), 0.3)],
    "constrained_equal_awards": [(columns(14, 33), columns(14)), (columns(14, 33), columns(33), -2)],
    "talmud": [(columns(14, 33), columns(14)), (columns(33), columns(high=40))],
    "price_step": [(columns(4), columns(4), columns(4), columns(4), columns(1), columns(1), columns(1), 0.1)],
    "scarcity_price": [(columns(4), 0.3, columns(4), 0.5, 0.2)],
    "tatonnement": [(columns(4), columns(4), columns(4), columns(1))],
    "lerner_index": [(columns(4, high=1), columns(1), columns(1))],
    "dominant_supplier_markup": [(columns(4, high=1), columns(1), columns(1), 5.0)],
    "licence_cut_price": [(columns(4), columns(4, high=0.9), columns(1))],
    "thin_quote_step": [tuple(columns(4) for _ in range(7)) + (0.5,)],
    "learning_curve": [(columns(14), columns(14) + 1, columns(14), columns(1, high=0.4))],
    "erlang_queue_step": [(columns(3, 4, 33), columns(4, 33), columns(1, 1)), (columns(3, 33), columns(33), 2.0)],
    "delayed_step": [(columns(3, 2), columns(2), columns(1))],
    "pooled_data": [(shares(33), columns(33, high=1), columns(1, high=1), RNG.uniform(size=(33, 33)))],
    "gini": [(columns(33), columns(33)), (columns(33), RNG.uniform(0.1, 1.0, size=33))],
    "tilted_shares": [(shares(3, 33, axis=1), columns(3, 33, low=-1))],
    "erlang_steady_state": [(columns(33), columns(1), 3)],
    "licence_decision": [(columns(4, 33), columns(4, 1, high=1), columns(1, 1, high=1))],
    "investment": [(columns(33), columns(33), columns(33), columns(1), 0.01, 6.0, columns(1, high=1))],
    "capacity_step": [(columns(33), columns(19, 33), columns(33), columns(1, high=0.2), 0.01, columns(1, high=1))],
    "capacity_step_erlang": [(columns(33), columns(3, 33), columns(33), columns(1, high=0.2), 0.01, columns(33), 0.5)],
    "levin_may_limits": [(columns(33, high=24),)],
    "doublings": [(columns(33, low=0.1), columns(33, high=3))],
    "contracted_step": [(columns(2, 33, high=0.5), columns(2, 33, high=0.1), columns(1, 1, high=0.1))],
    "contracted_rest": [(columns(2, 33, high=0.1), columns(1, 1, high=0.1))],
    "resolve": [(columns(2, 33, low=0), columns(2, 33, low=0))],
    "lasting_memory": [(columns(2, 33, high=1), columns(2, 33, high=1), columns(1, 1) + 1, columns(1, 1) * 24)],
    "learned_share": [(columns(33, high=0.9), columns(33, high=3))],
    "route_profit": [(columns(5), columns(1), columns(5), columns(5, high=1), columns(1))],
    "smuggling_threshold": [(columns(1), columns(5), columns(5, high=1), columns(1))],
    "route_flow": [(columns(5, low=-1), columns(5), columns(1))],
    "route_choice": [(columns(1), columns(5, low=-1), columns(1), columns(5))],
    "detection_chance": [(columns(1, high=0.5), columns(5, high=4))],
    "powered_chips": [(columns(33), columns(1), 1.2)],
    "usable_compute": [(columns(33), columns(33))],
    "scaling_kept": [(columns(33) + 1.0, columns(1, high=0.2))],
    "waiting_hazard": [(columns(3, 2, low=-3),)],
    "lobbied_yield": [(columns(2, high=1), columns(1, high=1), columns(2, high=1), columns(1, high=1))],
    "data_returns": [(columns(33) + 1.0, columns(33) + 1.0, columns(1, high=1))],
    "spread_training": [(columns(33, high=0.6), columns(33, high=0.8), columns(33, high=0.5), columns(1, low=0.05))],
    "idle_share": [(columns(33), columns(33)), (columns(33), columns(33), columns(1, high=0.2))],
    "shift_odds": [(columns(2, 33, high=1), columns(2, 33, low=-3, high=3))],
    "saturating": [(columns(2, 33), columns(1, 1))],
    "shared_attention": [(columns(33), columns(1, high=5))],
    "refused_sales": [(columns(33, high=1), columns(1, high=1), columns(33, high=1))],
    "home_first": [(columns(1, high=1), columns(1, high=1), columns(1, high=1))],
    "bought_at_home": [(columns(33, high=1), columns(33, high=1), columns(1, high=1))],
    "bought_abroad": [(columns(33, high=1), columns(33, high=1), columns(1, high=1))],
    "leader_follower_step": [(columns(33), columns(33), columns(33), columns(1), columns(1), columns(33))],
    "catch_up": [(columns(33), columns(1), columns(1), columns(33, high=1))],
    "catch_up_limit": [(columns(33), columns(33, high=1), columns(1))],
    "backfire_threshold": [(columns(33),)],
    "induced_effort_share": [(columns(33), columns(33), exponents(1))],
    "idea_step": [(columns(33), columns(33), columns(1), exponents(1), columns(1, high=0.9), columns(1), columns(33))],
    "idea_growth_limit": [(columns(33), columns(1), columns(1, high=0.9))],
    "lag_lookup": [(np.sort(columns(90), axis=1), columns(33, low=-1, high=3), columns(1))],
    "stack_utility": [
        (columns(3, 33), shares(3, 33, axis=1), shares(3, 33, axis=1), columns(1, 1), columns(1, 1), 0.4)
    ],
    "installed_base_step": [(shares(3, 33, axis=1), shares(3, 33, axis=1), columns(3, 33, high=0.2))],
    "layered_choice": [
        (columns(3, 33, low=-2), columns(3, 33), columns(2, 33), columns(1, high=0.9)),
    ],
    "bass_share": [(columns(33), columns(1, high=0.1), columns(1))],
    "bass_density": [(columns(33), columns(1, high=0.1), columns(1))],
    "bass_peak": [(columns(1, high=0.1), columns(1) + 0.2)],
    "bass_step": [(columns(33, high=1), columns(1, high=0.1), columns(1))],
    "polya_urn_step": [(columns(3), columns(low=0, high=1), exponents(1))],
    "arthur_lock_in": [(columns(1), columns(1))],
    "katz_shapiro": [(columns(1), 2.0, columns(1, high=1))],
    "global_standard_share": [(shares(3, 33, axis=1), shares(33), shares(3), columns(high=1), exponents())],
    "hedge": [(columns(33, low=-2), columns(33), columns(1), columns(33, high=1))],
    "hedged_alignment": [(columns(33, low=-2), columns(33))],
    "smooth_side": [(columns(33, low=-9, high=9),)],
    "alignment_step": [(columns(33, low=-1, high=1), columns(33, low=-1, high=1), columns(1))],
    "brock_durlauf_choice": [(columns(33, low=-1), columns(1), columns(33, low=-1, high=1))],
    "brock_durlauf_mean": [(columns(33, low=-1), columns(1), columns(33, low=-1, high=1), 20)],
    "brock_durlauf_critical_field": [(columns(33),)],
    "commitment": [(columns(33), columns(33), columns(33), columns(1))],
    "compliance_threshold": [(columns(33), columns(33), columns(33), columns(1))],
    "compliance_choice": [(columns(33, high=1), columns(1, high=1), columns(1))],
    "complying_share": [(columns(33, high=1), columns(33), columns(high=1))],
    "membership_hysteresis": [(np.sign(columns(33, low=-1, high=1)), columns(33, low=-1, high=1), 0.3, 0.2)],
    "frustration": [(columns(11), PROPENSITY, np.sign(columns(11, low=-1, high=1)))],
    "landscape_energy": [(columns(11), PROPENSITY, np.sign(columns(11, low=-1, high=1)))],
    "landscape_descent": [(columns(11), PROPENSITY, np.sign(columns(11, low=-1, high=1)), np.arange(11) > 1, 3)],
    "coalition_share": [(columns(33), np.sign(columns(33, low=-1, high=1)), 1.0)],
    "effective_number": [(shares(33),)],
    "fragmentation": [(shares(33),)],
    "pact_size": [(columns(33), columns(1))],
    "joint_control": [(columns(5, 33, high=1), 1)],
    "ceiling_ratio": [(columns(33), columns(1))],
    "performance_price": [(columns(33), columns(33, high=1), exponents(1))],
    "nested_loss": [
        (columns(33, high=1), columns(1, high=0.2), columns(33, high=0.1), exponents(1) + 0.02, 0.9),
        (columns(1, low=0, high=1), columns(1, high=0.2), columns(4, high=0.1), 0.1, exponents(1) + 0.02),
    ],
    "hulten_loss": [(columns(33, high=1), columns(33, high=0.1))],
    "second_order_loss": [(columns(33, high=1), columns(1, high=0.2), columns(1))],
    "rationing_loss": [(columns(33, low=0, high=1), columns(1) + 1.0), (columns(33, low=0, high=1), 1.0)],
    "imports_left": [(columns(33, low=0), exponents(1))],
    "tariff_triangle": [(columns(33, low=0), exponents(1))],
    "premium_paid": [(columns(2, 33), columns(1, 1), columns(2, 33))],
    "user_cost": [(columns(33), columns(1), columns(1))],
    "hedged_compliance": [(columns(73), columns(73), columns(73), columns(1))],
    "research_spending": [(columns(73), columns(1))],
    "relocation_share": [(columns(1), columns(73), columns(73), columns(1))],
    "limited_production": [(columns(9), columns(4, 9), columns(4, 9), columns(1, 1) * 30, 0.8)],
    "inventory_orders": [(columns(4, 9), columns(9), columns(9), columns(4, 9), columns(1, 1) * 30, 30.0)],
    "overproduction_step": [(columns(9) + 1, columns(9, low=-0.1, high=1), columns(1) + 1, 12.0)],
    "order_up_to": [(columns(4, 33), columns(4, 33), columns(4, 33), columns(1, 1), columns(1, 1), 0.5)],
    "reaction_step": [(columns(), columns() > 1, columns() > 0.5, columns(), columns(), columns(low=2, high=3))],
    "richardson_step": [(columns(), columns(), 0.3, 0.2, columns(), 0.6, 1.0, 2.0)],
    "richardson_settles": [(columns(), columns(), columns(), 0.7)],
    "richardson_rest": [(0.3, columns(), columns() + 9, 0.6, 1.0, 2.0)],
    "leontief_output": [(columns(9, 4), columns(9, 4))],
    "ces_input_output": [(columns(33, high=1), columns(1, high=1), exponents(1) + 0.02)],
    "precaution_unknown": [(columns(1), columns(1, high=1), 5.0)],
    "precaution_private": [(columns(33), columns(1, high=1), 3.0)],
    "precaution_public": [(columns(33), columns(1, high=1))],
    "disaster_unknown": [(columns(1), columns(1, high=1), 5.0)],
    "disaster_private": [(columns(1), columns(1, high=1), 3.0)],
    "disaster_public": [(columns(1), columns(1, high=1), 3.0)],
    "society_prefers_safety": [(columns(8, high=1), columns(8), columns(8))],
    "safety_dominates": [(columns(8, high=1), columns(8), columns(8), columns(8), columns(8))],
    "planners_brake": [(columns(1), columns(1), 6.0)],
    "incident_chance": [(columns(3),)],
    "share_above": [(columns(33, low=-4, high=4),)],
    "flaw_step": [(columns(33), columns(33), columns(33), columns(1) + 6)],
    "regime_fragmentation": [(shares(50)[0], columns(50, low=0, high=1))],
    "loop_gain": [(columns(1), columns(2), columns(1), columns(1), 10.0)],
    "affinity": [(shares(33), shares(33))],
    "concentration": [(shares(2, 7),)],
    "replicator_step": [(shares(2, 7), columns(2, 7, high=0.1))],
    "labour_step": [
        (
            shares(33),
            shares(33),
            shares(33),
            0.02,
            columns(33, high=0.5),
            columns(33, high=0.3),
            0.1,
            columns(1, high=1),
        )
    ],
    "labour_rest": [(columns(1), columns(1), columns(1), columns(1), columns(1, high=1))],
    "matching_rate": [(columns(1), columns(33), columns(1, high=0.9))],
}


def test_every_rule_has_a_case() -> None:
    functions = {name for name in rules.__all__ if callable(getattr(rules, name)) and name[0].islower()}
    # takes a function of its caller's choice; its own arithmetic is none
    assert functions - {"threshold_fixed_point"} == set(CASES)


def blocks(function: Callable[..., Any], arguments: tuple[Any, ...], size: int) -> list[np.ndarray]:
    parts = []
    for start in range(0, RUNS, size):
        part = [
            np.ascontiguousarray(a[start : start + size]) if isinstance(a, np.ndarray) and a.shape[:1] == (RUNS,) else a
            for a in arguments
        ]
        result = function(*part)
        parts.append(result if isinstance(result, tuple) else (result,))
    return [np.concatenate(pieces, axis=0) for pieces in zip(*parts, strict=True)]


@pytest.mark.parametrize(("name", "number"), [(name, i) for name, cases in CASES.items() for i in range(len(cases))])
def test_same_bits_for_any_block(name: str, number: int) -> None:
    function, arguments = getattr(rules, name), CASES[name][number]
    before = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    whole = blocks(function, arguments, RUNS)
    for size in (1, 7):
        for reference, other in zip(whole, blocks(function, arguments, size), strict=True):
            assert reference.shape[0] == RUNS
            np.testing.assert_array_equal(reference.view(np.int64), other.view(np.int64))
    for argument, copy in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(argument, copy)
