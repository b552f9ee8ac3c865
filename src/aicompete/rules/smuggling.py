"""Smuggling and transshipment: profit, threshold, route choice, detection (M28)."""

import numpy as np

from aicompete.rules.algebra import logistic
from aicompete.rules.types import Array, Value


def route_profit(price_inside: Value, price_outside: Value, route_cost: Value, detection: Value, fine: Value) -> Array:
    """Expected profit per unit ``(1-q) p_d - p_w - c - q F``; all but q in one unit (USD per H100e)."""
    kept = np.multiply(np.subtract(1.0, detection), price_inside)
    return np.asarray(kept - price_outside - route_cost - np.multiply(detection, fine))


def smuggling_threshold(price_outside: Value, route_cost: Value, detection: Value, fine: Value) -> Array:
    """Price inside at which a route breaks even: ``(p_w + c + q F) / (1 - q)``; infinite at q = 1."""
    kept = np.subtract(1.0, detection)
    spent = np.add(price_outside, route_cost) + np.multiply(detection, fine)
    return np.asarray(np.where(kept > 0.0, spent / np.where(kept > 0.0, kept, 1.0), np.inf))


def route_flow(profit: Value, capacity: Value, spread: Value) -> Array:
    """Flow ``N logistic(profit / spread)`` of a route with capacity N (units a month); a step at 0 as spread -> 0."""
    return np.asarray(np.multiply(capacity, logistic(np.divide(profit, spread))))


def route_choice(demand: Value, profit: Array, spread: Value, capacity: Value, axis: int = -1) -> Array:
    """Logit over routes with an outside option of profit 0, each route at most its capacity.

    ``demand exp(pi_r / z) / (1 + sum(exp(pi / z)))``. Routes share one demand: closing one diverts part of its flow,
    the total falls by less. demand broadcasts against profit.
    """
    scaled = np.divide(profit, spread)
    highest = np.maximum(np.max(scaled, axis=axis, keepdims=True), 0.0)
    weight = np.exp(scaled - highest)
    chosen = weight / (np.exp(-highest) + np.sum(weight, axis=axis, keepdims=True))
    return np.asarray(np.minimum(np.multiply(demand, chosen), capacity))


def detection_chance(chance_per_hop: Value, hops: Value) -> Array:
    """Chance of being caught on a route with ``hops`` links under the coalition's eyes: ``1 - (1 - rho)^hops``.

    The panopticon effect of Farrell & Newman (2019). chance_per_hop < 1.
    """
    return np.asarray(-np.expm1(np.multiply(hops, np.log1p(np.negative(chance_per_hop)))))
