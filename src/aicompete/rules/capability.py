"""Capability: leader and followers, ideas."""

import numpy as np
import numpy.typing as npt

from aicompete.rules.algebra import power, safe_divide
from aicompete.rules.types import Array, Value


def leader_follower_step(
    level: Value, own_level: Value, own_growth: Value, leader: Value, speed: Value, openness: Value
) -> Array:
    """Capability of followers: ``dC = own growth + theta (own - C) + k theta max(leader - C, 0)``.

    level C, own_level (what own resources sustain) and leader in log10 effective compute; own_growth per step; speed
    theta per step with theta (1 + k) <= 1; openness k in [0, 1] is what leaks from the frontier (papers, open
    weights, talent). Pure catch-up (own term absent) would bring parity; here the gap settles. After Nelson & Phelps
    (1966).
    """
    pull = np.subtract(own_level, level) + np.multiply(openness, np.maximum(np.subtract(leader, level), 0.0))
    return np.asarray(level + own_growth + np.multiply(speed, pull))


def catch_up(level: Value, frontier: Value, rate: Value, denial: Value) -> Array:
    """Nelson & Phelps (1966) with denial d, exact over a step: ``A' = T - (T - A) exp(-phi (1 - d))``."""
    return np.asarray(frontier - np.subtract(frontier, level) * np.exp(-np.multiply(rate, np.subtract(1.0, denial))))


def catch_up_limit(rate: Value, denial: Value, growth: Value) -> Array:
    """Long-run level over frontier when the frontier grows at g: ``phi (1-d) / (phi (1-d) + g)`` (continuous
    time).
    """
    pull = np.multiply(rate, np.subtract(1.0, denial))
    return safe_divide(pull, pull + growth)


def backfire_threshold(effort_gain: Value) -> Array:
    """Denial below which control speeds the rival up: ``d* = iota / (1 + iota)``, iota = induced gain of effort.

    From ``(1 - d)(1 + iota) > 1``. Forced innovation (M27).
    """
    return np.asarray(effort_gain / np.add(1.0, effort_gain))


def induced_effort_share(value_denied: Value, value_main: Value, elasticity: Value) -> Array:
    """Share of research directed at substitutes: ``V_s^k / (V_s^k + V_m^k)``; none where nothing is denied.

    value_denied = denied quantity times its shadow premium. Direction of change: Hicks; Acemoglu (2002).
    """
    directed = np.where(np.greater(value_denied, 0.0), power(value_denied, elasticity), 0.0)
    return safe_divide(directed, directed + power(value_main, elasticity))


def idea_step(
    stock: Value,
    research: Value,
    productivity: Value,
    returns: Value,
    standing_on: Value,
    spillover: Value,
    frontier: Value,
) -> Array:
    """Semi-endogenous ideas: ``S' = S + theta R^lambda S^phi + rho max(S_max - S, 0)``; phi < 1. Jones (1995)."""
    found = np.multiply(productivity, power(research, returns)) * power(stock, standing_on)
    return np.asarray(stock + found + np.multiply(spillover, np.maximum(np.subtract(frontier, stock), 0.0)))


def idea_growth_limit(research_growth: Value, returns: Value, standing_on: Value) -> Array:
    """Long-run growth of ideas ``lambda n / (1 - phi)`` when research grows at n. Jones (1995)."""
    return np.asarray(np.multiply(returns, research_growth) / np.subtract(1.0, standing_on))


def _first_reached(record: Array, level: Array) -> npt.NDArray[np.intp]:
    """First index of a rising record (run, time) that reaches each level (run, N); the length if none does."""
    length = record.shape[1]
    if level.shape[1] == 1:  # for one level a count of those below is quicker than the bisection, and the same
        return np.asarray(np.sum(record < level, axis=1, keepdims=True, dtype=np.intp))
    low = np.zeros(level.shape, dtype=np.intp)
    after = np.full(level.shape, length, dtype=np.intp)
    for _ in range(length.bit_length()):
        middle = (low + after) // 2
        reached = np.take_along_axis(record, np.minimum(middle, length - 1), axis=1) >= level
        open_interval = low < after
        after = np.where(open_interval & reached, middle, after)
        low = np.where(open_interval & ~reached, middle + 1, low)
    return after


def lag_lookup(path: Array, level: Array, early_growth: Value) -> Array:
    """Steps since the leader first stood at each level, by linear interpolation in the leader's own past.

    path (run, time): leader's level, oldest first, the last entry is now; level (run, N). 0 for those at or above the
    leader's present level; levels below the oldest entry are extrapolated back with ``early_growth`` per step > 0,
    (run, 1) or a number. The running maximum of the path is used, so the lag never depends on later dips. Unlike gap
    / speed it stays finite when the frontier slows. Bisection: cost grows with the log of the length.
    """
    record = np.maximum.accumulate(path, axis=1)
    length = record.shape[1]
    runs = max(record.shape[0], level.shape[0])
    record = np.broadcast_to(record, (runs, length))
    level = np.broadcast_to(level, (runs, level.shape[1]))
    after = _first_reached(record, level)
    upper = np.take_along_axis(record, np.minimum(after, length - 1), axis=1)
    lower = np.take_along_axis(record, np.maximum(after - 1, 0), axis=1)
    inside = np.clip(safe_divide(level - lower, upper - lower), 0.0, 1.0)
    within = (length - 1) - (after - 1 + inside)
    before = (length - 1) + np.maximum(record[:, :1] - level, 0.0) / early_growth
    lag = np.where(after == 0, before, np.where(after == length, 0.0, within))
    return np.asarray(np.maximum(lag, 0.0))


def loop_gain(returns: Value, pull: Value, growth: Value, turnover: Value, years: Value) -> Array:
    """Part of a lasting push on growth that a loop through slow users gives back over some years.

    A push delta on growth g moves quality by ``g delta t``; users follow it with elasticity pull, turning over at the
    rate tau, and give back ``returns`` times their logarithm. Over H years, by integrating twice: ``returns pull g m``
    with ``m = H/2 - 1/tau + (1 - e^(-tau H)) / (tau^2 H)``, which is ``H/2`` where users move at once.
    """
    h, tau = np.asarray(years), np.asarray(turnover)
    moved = h / 2.0 - 1.0 / tau - np.expm1(-tau * h) / (tau * tau * h)
    return np.asarray(np.multiply(returns, pull) * growth * moved)
