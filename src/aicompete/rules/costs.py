"""Costs: what a nation loses by withheld inputs, rationing, tariffs, premiums and idle capital."""

import numpy as np

from aicompete.rules.algebra import power
from aicompete.rules.inventories import ces_input_output
from aicompete.rules.types import Array, Value

LEAST_PART = 1e-3
"""Part of its demand below which a buyer counts as having this part: at an elasticity of one the worth of the last
units has no limit."""


def nested_loss(
    availability: Value, input_share: Value, users: Value, elasticity: Value, elasticity_users: Value
) -> Array:
    """Share of output lost when an input of some industries falls to availability E, CES in CES.

    ``y = (a E^r + 1 - a)^(1/r)`` in the industries that use it, ``Y = (D y^q + 1 - D)^(1/q)`` in the economy, loss
    ``1 - Y``; ``r = (s-1)/s``, ``q`` likewise. a = cost share of the input there, D = share of the economy in these
    industries. To first order the loss is ``a D (-dlnE)`` whatever the elasticities (Hulten 1978); with s -> 0 the
    industries produce E. After Baqaee & Farhi (2019) and Bachmann et al. (2022).
    """
    produced = ces_input_output(availability, input_share, elasticity)
    return np.asarray(1.0 - ces_input_output(produced, users, elasticity_users))


def hulten_loss(availability: Value, domar: Value) -> Array:
    """First-order loss ``1 - E^lambda`` of an input with Domar weight lambda (sales over GDP). Hulten (1978)."""
    return np.asarray(1.0 - power(availability, domar))


def second_order_loss(availability: Value, share: Value, elasticity: Value) -> Array:
    """Loss to second order ``1 - exp(a x + a (1 - a) (1 - 1/s) x^2 / 2)``, x = ln E, for one CES nest.

    Below s = 1 a shortage costs more than its Domar weight, above it less. Baqaee & Farhi (2019), eq. for one input.
    """
    x = np.log(availability)
    curvature = np.multiply(share, np.subtract(1.0, share)) * np.subtract(1.0, np.divide(1.0, elasticity))
    return np.asarray(-np.expm1(np.multiply(share, x) + 0.5 * curvature * x * x))


def rationing_loss(part: Value, elasticity: Value) -> Array:
    """Surplus lost, over the spending at the going price, when a buyer gets a part x of what it would buy.

    ``integral over (x, 1) of (u^(-1/e) - 1) du = (1 - x^k) / k - (1 - x)`` with ``k = (e-1)/e``: isoelastic demand of
    elasticity e >= 1 with the units of least worth given up first; ``-ln x - (1 - x)`` at e = 1, ``1/(e-1)`` at x = 0.
    part in [0, 1].
    """
    k = np.subtract(1.0, np.divide(1.0, elasticity))
    x = np.clip(part, LEAST_PART, 1.0)
    unit = np.equal(k, 0.0)
    worth = np.where(unit, -np.log(x), -np.expm1(k * np.log(x)) / np.where(unit, 1.0, k))
    return np.asarray(np.maximum(worth - (1.0 - x), 0.0))


def imports_left(tariff: Value, elasticity: Value) -> Array:
    """Imports over those of free trade, ``(1 + t)^-e``, at a rise t of their price (share)."""
    return power(np.add(1.0, tariff), -np.asarray(elasticity))


def tariff_triangle(tariff: Value, elasticity: Value) -> Array:
    """Loss of the importing nation over its imports in free trade, ``t (1 - (1 + t)^-e) / 2``. Harberger (1954).

    What is paid to its own treasury is no loss of the nation; what is no longer imported is worth up to t more.
    """
    return np.asarray(0.5 * np.multiply(tariff, 1.0 - imports_left(tariff, elasticity)))


def premium_paid(price: Value, base: Value, quantity: Value) -> Array:
    """What is paid over a base price, ``max(p - p_0, 0) q``."""
    return np.asarray(np.maximum(np.subtract(price, base), 0.0) * quantity)


def user_cost(value: Value, rate: Value, life: Value) -> Array:
    """Yearly cost of capital that is held, ``value (r + 1 / life)``, life in years. Jorgenson (1963)."""
    return np.asarray(np.multiply(value, np.add(rate, np.divide(1.0, life))))
