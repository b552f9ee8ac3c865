"""Demand: CES shares over suppliers (Armington), discrete choice (logit), logistic budgets."""

import numpy as np

from aicompete.rules.algebra import power, safe_divide
from aicompete.rules.types import Array, Mask, Value


def ces_shares(price: Array, weight: Value, elasticity: Value, axis: int = -1) -> Array:
    """Armington-CES spending shares ``a P^(1-sigma) / sum(a P^(1-sigma))`` along the supplier axis.

    price: effective price > 0 of each supplier; weight: taste >= 0, zero shuts a supplier out; elasticity sigma >= 0,
    broadcast against price. Where nobody may supply, all shares are zero. Armington (1969).
    """
    attraction = np.multiply(weight, power(price, np.subtract(1.0, elasticity)))
    return safe_divide(attraction, np.sum(attraction, axis=axis, keepdims=True))


def ces_price_index(price: Array, weight: Value, elasticity: Value, axis: int = -1) -> Array:
    """CES price index ``(sum(a P^(1-sigma)))^(1/(1-sigma))`` with the supplier axis kept at length one.

    At sigma = 1 it is the Cobb-Douglas index ``exp(sum(a ln P))`` for weights that sum to 1. Infinite where sigma > 1
    and no supplier has weight.
    """
    exponent = np.subtract(1.0, elasticity)
    unit = np.equal(exponent, 0.0)
    attraction = np.multiply(weight, power(price, exponent))
    general = power(np.sum(attraction, axis=axis, keepdims=True), 1.0 / np.where(unit, 1.0, exponent))
    logs = np.multiply(weight, np.log(price))
    return np.asarray(np.where(unit, np.exp(np.sum(logs, axis=axis, keepdims=True)), general))


def chokepoint_loss(share: Value, elasticity: Value) -> Array:
    """Rise of the CES index when suppliers with spending share omega withhold: ``(1-omega)^(-1/(sigma-1)) - 1``.

    Convex in the share: chokepoint power. Infinite for sigma <= 1 and any share. After
    Farrell & Newman (2019) and Clayton, Maggiori & Schreger (2024).
    """
    above_one = np.greater(elasticity, 1.0)
    exponent = -1.0 / np.where(above_one, np.subtract(elasticity, 1.0), 1.0)
    loss = power(np.subtract(1.0, share), exponent) - 1.0
    return np.asarray(np.where(above_one, loss, np.where(np.greater(share, 0.0), np.inf, 0.0)))


def autarky_loss(home_share: Value, elasticity: Value) -> Array:
    """Real-income loss of autarky ``1 - lambda^(1/(sigma-1))``, lambda the home share of spending, sigma > 1.

    Arkolakis, Costinot & Rodriguez-Clare (2012).
    """
    return np.asarray(1.0 - power(home_share, 1.0 / np.subtract(elasticity, 1.0)))


def logit(utility: Array, sharpness: Value = 1.0, axis: int = -1, mask: Mask | None = None) -> Array:
    """Choice probabilities ``exp(beta u) / sum(exp(beta u))`` along an axis.

    sharpness beta = 0 is uniform, large beta the best option. mask: options that may be chosen; where none may, all
    probabilities are zero. McFadden (1974).
    """
    scaled = np.multiply(sharpness, utility)
    if mask is None:
        weights = np.exp(scaled - np.max(scaled, axis=axis, keepdims=True))
        return np.asarray(weights / np.sum(weights, axis=axis, keepdims=True))
    allowed = np.broadcast_to(mask, scaled.shape)
    highest = np.max(np.where(allowed, scaled, -np.inf), axis=axis, keepdims=True)
    shifted = np.where(allowed, scaled - np.where(np.isfinite(highest), highest, 0.0), -np.inf)
    weights = np.exp(shifted)
    return safe_divide(weights, np.sum(weights, axis=axis, keepdims=True))


def budget_path(budget: Value, log_growth: Value, ceiling: Value) -> Array:
    """One step of logistic growth toward a ceiling, the exact solution ``K b e^g / (K + b (e^g - 1))``.

    budget, ceiling in the same unit (USD bn a year), log_growth per step while far below the ceiling. Two steps equal
    one step of twice the growth. A budget above its ceiling falls toward it. Verhulst (1838).
    """
    gain = np.expm1(log_growth)
    return safe_divide(np.multiply(ceiling, budget) * (1.0 + gain), ceiling + np.multiply(budget, gain))
