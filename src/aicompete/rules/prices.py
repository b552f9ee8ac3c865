"""Prices: adjustment, mark-ups, quotes in thin markets, learning curves."""

import numpy as np

from aicompete.rules.algebra import log_ratio, power
from aicompete.rules.types import Array, Value


def price_step(
    price: Value,
    orders: Value,
    capacity: Value,
    cover: Value,
    cover_target: Value,
    gain_orders: Value,
    gain_cover: Value,
    limit: Value,
) -> Array:
    """One month of a price with an order book: ``d ln p = g1 ln(orders/capacity) + g2 ln(cover/cover*)``, within
    +-limit.

    orders, capacity in units a month; cover = backlog in months of capacity, cover_target its normal value. A log
    step on the backlog alone never settles; the flow term damps it. price in any unit, gains in 1/month,
    limit in log points a month.
    """
    change = np.multiply(gain_orders, log_ratio(orders, capacity)) + np.multiply(
        gain_cover, log_ratio(cover, cover_target)
    )
    return np.asarray(price * np.exp(np.clip(change, np.negative(limit), limit)))


def scarcity_price(cost: Value, variable_share: Value, tightness: Value, gain: Value, glut_gain: Value) -> Array:
    """Price at which a seller with idle or overbooked lines offers: ``c (v + (1 - v) x^k)``.

    cost c: unit price with normal margin, any unit; variable_share v in [0, 1]: part of it that must be paid for every
    unit; tightness x >= 0: orders over what can be made; k = gain above x = 1 and glut_gain below. The price is c at
    x = 1, rises without bound in a shortage, and falls to the variable cost when orders vanish: margins shrink in a
    glut and no price is below what a unit costs to make.
    """
    exponent = np.where(np.greater(tightness, 1.0), gain, glut_gain)
    margin = np.multiply(np.subtract(1.0, variable_share), power(np.asarray(tightness), exponent))
    return np.asarray(np.multiply(cost, np.add(variable_share, margin)))


def tatonnement(price: Value, demand: Value, supply: Value, gain: Value) -> Array:
    """Walrasian adjustment in logs ``p (D/S)^gain``.

    With constant elasticities the log deviation is multiplied by ``1 - gain (eps + eta)`` each step: monotone below
    1, damped swings below 2, unstable above. With inventories call it with (cover*, cover) for (D, S).
    """
    return np.asarray(price * np.exp(np.multiply(gain, log_ratio(demand, supply))))


def lerner_index(share: Value, demand_elasticity: Value, fringe_elasticity: Value) -> Array:
    """Lerner index of a dominant supplier facing a fringe: ``(p-c)/p = s / (eps + (1-s) eta)``.

    Landes & Posner (1981). s in [0, 1]; elasticities positive. Values of 1 or more mean that no finite price is
    optimal.
    """
    return np.asarray(share / (demand_elasticity + np.multiply(np.subtract(1.0, share), fringe_elasticity)))


def dominant_supplier_markup(
    share: Value, demand_elasticity: Value, fringe_elasticity: Value, ceiling: Value = np.inf
) -> Array:
    """Price over cost ``1 / (1 - Lerner index)`` of a dominant supplier, at most ``ceiling`` (Landes & Posner
    1981).
    """
    margin = lerner_index(share, demand_elasticity, fringe_elasticity)
    bounded = margin < 1.0
    return np.asarray(np.minimum(np.where(bounded, 1.0 / np.where(bounded, 1.0 - margin, 1.0), np.inf), ceiling))


def licence_cut_price(price: Value, cut: Value, demand_elasticity: Value) -> Array:
    """Price after a share ``cut`` of an inelastic supply is withheld: ``p0 (1-c)^(-1/eps)``; infinite at c = 1."""
    return np.asarray(price * power(np.subtract(1.0, cut), -1.0 / np.asarray(demand_elasticity)))


def thin_quote_step(
    quote: Value,
    normal_price: Value,
    cover: Value,
    normal_cover: Value,
    belief: Value,
    sensitivity: Value,
    speculation: Value,
    speed: Value,
) -> Array:
    """Quote of a thin market: ln q moves toward ``ln p0 + kappa ln(s0 (1 + psi belief) / cover)``.

    cover, normal_cover s0 in months of use; belief in [0, 1] of a further cut; kappa sensitivity, psi speculation;
    speed = share of the log gap closed in a step. The first jump is expectation, the later rise depletion (M20).
    """
    wanted = np.multiply(normal_cover, 1.0 + np.multiply(speculation, belief))
    target = np.log(normal_price) + np.multiply(sensitivity, log_ratio(wanted, cover))
    return np.asarray(np.exp(np.log(quote) + np.multiply(speed, target - np.log(quote))))


def learning_curve(cost: Value, output: Value, start_output: Value, learning_rate: Value) -> Array:
    """Wright's law ``c0 (X/X0)^(-b)``, ``b = -log2(1 - LR)``: every doubling of cumulative output X takes LR off the
    cost.

    Wright (1936).
    """
    exponent = np.log1p(np.negative(learning_rate)) / np.log(2.0)
    return np.asarray(cost * power(np.divide(output, start_output), exponent))
