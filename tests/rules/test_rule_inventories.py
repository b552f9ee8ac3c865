"""ARIO-psi production, CES loss, bullwhip."""

import json
from pathlib import Path

import numpy as np
import pytest

from aicompete import rules

CASE = json.loads((Path(__file__).parents[1] / "reference" / "ario_2x2.json").read_text())
P = CASE["parameters"]
STEPS = P["steps"]
Z = np.array(CASE["Z_year"], dtype=float) / CASE["year_to_day"]
Y = np.array(CASE["Y_year"], dtype=float) / CASE["year_to_day"]
OUTPUT = Z.sum(1) + Y.sum(1)
SECTOR = np.array([0, 1, 0, 1])  # chip, ree in region A, then B
SHOCKED = CASE["order"].index(CASE["shock"]["industry"])


def capacity_lost(step: int, loss: float) -> np.ndarray:
    lost = np.zeros(4)
    lost[SHOCKED] = loss if CASE["shock"]["first_step"] <= step <= CASE["shock"]["last_step"] else 0.0
    return lost


def by_rules(loss: float, scale: float = 1.0) -> dict[str, np.ndarray]:
    """The reference economy stepped with the package's rules, as an ensemble of one."""
    orders, final, full = scale * Z, scale * Y, scale * OUTPUT
    use = np.stack([orders[i == SECTOR].sum(0) for i in range(2)]) / full  # (input, industry)
    by_sector = np.stack([orders[i == SECTOR].sum(0) for i in range(2)])
    supplier_share = orders / by_sector[SECTOR]
    stock, alpha, made = P["inventory_days"] * use * full, np.ones(4), full
    history: dict[str, list[np.ndarray]] = {"made": [], "stock": [], "delivered": []}
    for step in range(STEPS):
        demand = orders.sum(1) + final.sum(1)
        if step > 1:
            alpha = rules.overproduction_step(alpha, (demand - made) / demand, P["alpha_max"], P["alpha_tau"])
        wanted = np.minimum(demand, full * (1 - capacity_lost(step, loss)) * alpha)
        made = rules.limited_production(wanted[None], stock[None], use, P["inventory_days"], P["psi"])[0]
        sent = rules.ration(np.concatenate([orders, final], axis=1)[None], made[None])[0]
        received = np.stack([sent[i == SECTOR, :4].sum(0) for i in range(2)])
        used = use * made
        stock = stock if np.allclose(received, used) else stock + received - used
        refill = rules.inventory_orders(
            stock[None], wanted[None], made[None], use, P["inventory_days"], P["inventory_tau"]
        )[0]
        orders = supplier_share * refill[SECTOR]
        history["made"].append(made)
        history["stock"].append(stock)
        history["delivered"].append(sent.sum(1))
    return {name: np.array(values) for name, values in history.items()}


def test_ario_reference_economy() -> None:
    made = by_rules(CASE["shock"]["capacity_loss"])["made"]
    for step, production in CASE["production_per_day"].items():
        np.testing.assert_allclose(made[int(step)], production, rtol=1e-9)


def test_ario_invariants() -> None:
    np.testing.assert_allclose(by_rules(0.0)["made"], np.tile(OUTPUT, (STEPS, 1)), rtol=1e-12)
    shocked, doubled = by_rules(0.5), by_rules(0.5, scale=2.0)
    np.testing.assert_allclose(shocked["delivered"], shocked["made"], rtol=1e-12)
    assert (shocked["stock"] >= 0).all()
    np.testing.assert_allclose(doubled["made"], 2 * shocked["made"], rtol=1e-9)


def test_production_is_leontief_in_stocks() -> None:
    wanted, use = np.array([[10.0]]), np.array([[1.0], [0.0]])
    stock = np.array([[[6.0], [0.0]]])
    np.testing.assert_allclose(rules.limited_production(wanted, stock, use, 1.0, 1.0), [[6.0]])
    np.testing.assert_allclose(rules.limited_production(wanted, stock, use, 1.0, 0.5), [[10.0]])


def test_leontief_output() -> None:
    inputs = np.array([[6.0, 8.0, 1.0]])
    np.testing.assert_allclose(rules.leontief_output(inputs, np.array([2.0, 4.0, 0.0])), [2.0])


def test_ces_loss_headlines() -> None:
    # a 4 % input falls by 10 %: Leontief 10 %, sigma 0.04 about 1.6 %, Cobb-Douglas 0.42 %
    loss = 1 - rules.ces_input_output(0.9, 0.04, np.array([1e-4, 0.04, 1.0]))
    np.testing.assert_allclose(loss, [0.1, 0.0157, 0.0042], atol=3e-4)
    np.testing.assert_allclose(rules.ces_input_output(1.0, 0.04, np.array([0.04, 1.0, 3.0])), 1.0)
    np.testing.assert_allclose(
        rules.ces_input_output(0.3, 0.2, 1 + 1e-7), rules.ces_input_output(0.3, 0.2, 1.0), rtol=1e-6
    )
    np.testing.assert_array_equal(rules.ces_input_output(0.0, 0.04, np.array([0.04, 0.5, 1.0])), 0.0)
    np.testing.assert_allclose(rules.ces_input_output(0.0, 0.04, 3.0), 0.96**1.5)  # not essential above 1


@pytest.mark.parametrize(("lead", "window"), [(1, 5), (3, 8)])
def test_bullwhip_of_chen(lead: int, window: int) -> None:
    rng = np.random.default_rng(5)
    demand = rng.normal(1000.0, 20.0, size=60_000)
    mean = np.convolve(demand, np.ones(window) / window, mode="valid")
    demand, mean = demand[window - 1 :], mean
    stock, on_order, orders = np.array(0.0), lead * mean[0], []
    arriving = [float(mean[0])] * lead
    for use, expected in zip(demand, mean, strict=True):
        arrived = arriving.pop(0)
        stock, on_order = stock + arrived - use, on_order - arrived
        # expected use plus the gap to the position; demand itself is replaced through the stock
        order = float(rules.order_up_to(stock, on_order, expected, float(lead) - 1.0, 0.0, 1.0))
        arriving.append(order)
        on_order += order
        orders.append(order)
    ratio = np.var(orders[500:]) / np.var(demand[500:])
    np.testing.assert_allclose(ratio, 1 + 2 * lead / window + 2 * lead**2 / window**2, rtol=0.03)


def test_order_up_to_at_rest() -> None:
    np.testing.assert_allclose(rules.order_up_to(20.0, 30.0, 10.0, 3.0, 2.0, 0.4), 10.0)
    assert rules.order_up_to(500.0, 30.0, 10.0, 3.0, 2.0, 0.4) == 0.0


def test_a_pool_helps_those_cut_off_and_loses_nothing() -> None:
    stock, target = np.array([[9.0, 1.0, 5.0]]), np.array([[5.0, 5.0, 5.0]])
    full, hit = np.ones((1, 3)), np.array([[0.0, 1.0, 0.0]])
    np.testing.assert_allclose(rules.lateral_transshipment(stock, target, full, hit), [[-4.0, 4.0, 0.0]])
    nobody = rules.lateral_transshipment(stock, target, full, np.zeros((1, 3)))
    np.testing.assert_array_equal(nobody, 0.0)
    some = rules.lateral_transshipment(stock, target, np.array([[0.5, 0.2, 1.0]]), hit)
    np.testing.assert_allclose(some.sum(), 0.0, atol=1e-12)
    assert 0.0 < some[0, 1] < 4.0


def test_outside_the_pool_nobody_gives_or_takes() -> None:
    moved = rules.lateral_transshipment(
        np.array([[9.0, 1.0, 90.0]]), np.full((1, 3), 5.0), np.array([[1.0, 1.0, 0.0]]), np.ones((1, 3))
    )
    np.testing.assert_allclose(moved, [[-4.0, 4.0, 0.0]])
