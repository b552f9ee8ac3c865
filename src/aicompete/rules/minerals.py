"""Markets of critical minerals: licences that come back, thin trade, husbanded stocks, entry, transshipment."""

import numpy as np

from aicompete.rules.algebra import TINY, power, safe_divide
from aicompete.rules.types import Array, Value


def part_of(part: Array, whole: Array) -> Array:
    """``part / whole`` of amounts >= 0 with ``part = 0`` wherever ``whole = 0``; the share is 0 there."""
    return np.asarray(part / np.maximum(whole, TINY))


KG_PER_TONNE = 1000.0


def per_tonne(price: Array, basket: Array) -> Array:
    """Worth of a tonne, USD ``(run, item)``: quotes ``price`` in USD per kg, the first item by its ``basket``.

    Light rare earths, the first item, are quoted by a magnet oxide; a tonne of their mixed oxides is worth the part
    basket (run, 1) of a tonne of it.
    """
    parts = np.concatenate([basket, np.ones((len(basket), price.shape[1] - 1))], axis=1)
    return np.asarray(price * parts * KG_PER_TONNE)


def met_share(met: Array, wanted: Array) -> Array:
    """``min(met / wanted, 1)`` of amounts >= 0; all is met where nothing is wanted and nothing given."""
    return np.asarray(np.minimum((met + TINY) / (wanted + TINY), 1.0))


def licence_throughput(strictness: Value, retry: Value) -> Array:
    """Share of applications approved in the end when stalled ones come back: ``(1 - s) / (1 - s r)``.

    The geometric series of first, second, third ... tries; 1 - s when nobody retries (r = 0), 1 when everybody does.
    """
    passed = np.subtract(1.0, strictness)
    return safe_divide(passed, 1.0 - np.multiply(strictness, retry), 1.0)


def licence_steps(
    stages: Array, applications: Array, delay: Value, strictness: Value, retry: Value, steps: int
) -> tuple[Array, Array, Array]:
    """A month of a licence office in ``steps`` equal steps: returns (stages, approved, dropped).

    stages (run, k, ...): tonnes waiting; applications (run, ...): tonnes handed in this month, evenly; delay: mean time
    of a decision in steps. Erlang queue, then a share ``strictness`` stalls; a stalled application queues again with
    probability ``retry``, else it is dropped. ``stages + approved + dropped`` grows by the applications. The same as
    ``erlang_queue_step`` and ``licence_decision`` in turn, with the shares worked out once.
    """
    count = stages.shape[1]
    released = 1.0 / (1.0 + np.asarray(delay) / count)
    returned = np.multiply(strictness, retry)
    arrivals = applications / steps
    waiting = [stages[:, stage] for stage in range(count)]
    back = decided = np.zeros_like(arrivals)
    for _ in range(steps):
        flow = back + arrivals
        for stage, inside in enumerate(waiting):
            held = inside + flow
            flow = held * released
            waiting[stage] = held - flow
        decided = decided + flow
        back = flow * returned
    waiting[0] = waiting[0] + back
    stalled = decided * strictness
    return np.stack(waiting, axis=1), decided - stalled, stalled * np.subtract(1.0, retry)


def traded_price(contract: Value, quote: Value, spot_share: Value) -> Array:
    """Average price of what is traded: ``(1 - w) contract + w quote``; w = share bought at the quote, in [0, 1]."""
    return np.asarray(contract + np.multiply(spot_share, np.subtract(quote, contract)))


def husbanded_use(wanted: Array, supply: Array, cover: Value, psi: Value) -> Array:
    """Use of an input whose stock is husbanded: ``min(x, (S + in) / (1 + psi s))``.

    wanted x per step; supply = opening stock plus what comes in; cover s: normal stock in steps of use; psi in [0, 1].
    At the normal stock use is unhindered; below the part psi of it users cut back in proportion. Never more than the
    supply. ARIO-psi (Hallegatte 2013) with the inflow of the step counted.
    """
    there = np.maximum(supply, 0.0)  # of nothing in store, rounding may leave a trace below zero
    return np.asarray(np.minimum(wanted, there / (1.0 + np.multiply(psi, cover))))


def entry_target(sales: Value, price_ratio: Value, elasticity: Value, prize: Value) -> Array:
    """Wanted capacity of incumbents and entrants: ``K* = S r^eta + D (1 - r^-eta)``, r = max(1, p_e / p_LR).

    Incumbents expand on what they sell (S); entrants go for a part of the market D that others supply
    now, none of it at the long-run price and all of it at an infinite price. Below p_LR nobody leaves before
    depreciation does it.
    """
    lift = power(np.maximum(price_ratio, 1.0), elasticity)
    return np.asarray(np.multiply(sales, lift) + np.multiply(prize, 1.0 - 1.0 / lift))


def transshipment(received: Array, unmet: Array, strictness: Array, reach: Value) -> Array:
    """Net diverted goods by nation (run, ..., nation): negative for givers, positive for takers.

    Nations that meet a milder licence pass on the part ``reach (1 - s / s_max)`` of what they received; nations take in
    proportion to ``unmet (s - s_min) / (s_max - s_min)`` and never more than that. Sums to zero; nothing moves when all
    meet the same licence. Diverted goods leave the declared destination.
    """
    highest = np.max(strictness, axis=-1, keepdims=True)
    lowest = np.min(strictness, axis=-1, keepdims=True)
    milder = 1.0 - part_of(strictness, highest)
    offered = received * np.where(highest > 0.0, reach, 0.0) * milder
    taken = (strictness - lowest) * safe_divide(1.0, highest - lowest) * unmet
    offered_total = np.sum(offered, axis=-1, keepdims=True)
    taken_total = np.sum(taken, axis=-1, keepdims=True)
    moved = np.minimum(offered_total, taken_total)
    return np.asarray(taken * safe_divide(moved, taken_total) - offered * safe_divide(moved, offered_total))


def kept_promise(trust: Value, shortage: Value) -> Array:
    """Part of promised goods that a host hands over while its own users lack some: ``1 - (1 - T) z``.

    trust T in [0, 1] in the one it promised to; shortage z in [0, 1] of its own need. A contract holds in full while
    nobody at home lacks anything, and as far as trust carries when they lack everything.
    """
    return np.asarray(1.0 - np.subtract(1.0, trust) * shortage)


def saturating_step(level: Array, ceiling: Value, rate: Value) -> Array:
    """Step toward a ceiling by ``rate (ceiling - level)``; at or above it the level stays (nothing is unlearned)."""
    return np.asarray(level + np.multiply(rate, np.maximum(np.subtract(ceiling, level), 0.0)))


def fading_growth(rate: Value, half_life: Value, begin: Value, end: Value) -> Array:
    """Logarithmic growth between two dates of a trend that fades: the integral of ``rate 2^(-t / half_life)``.

    rate per year at t = 0; half_life, begin, end in years. Tends to ``rate (end - begin)`` for a long half-life.
    """
    decay = np.log(2.0) / np.asarray(half_life)
    return np.asarray(rate * (np.exp(-decay * begin) - np.exp(-decay * end)) / decay)


def unbundling_choice(gain: Value, bypass: Value, interdependence: Value) -> Array:
    """Part d in [0, 1] of a dependence that is worth cutting: ``clip(G / I - (1 - b), 0, 1)``.

    Maximises ``G d - I ((1 - b) d + d^2 / 2)``: G = worth of security against a cut; b = part of the need that can be
    met without the supplier; I > 0 = how interwoven the chains are. Nothing is cut before ``b > 1 - G / I``; the last
    links cost most, so that full separation is seldom chosen.
    """
    return np.asarray(np.clip(np.divide(gain, interdependence) - np.subtract(1.0, bypass), 0.0, 1.0))


def unbundling_cost(part: Value, bypass: Value, interdependence: Value) -> Array:
    """What cutting the part d costs, over the value of all that hangs on it: ``I ((1 - b) d + d^2 / 2)``."""
    return np.asarray(np.multiply(interdependence, np.subtract(1.0, bypass) * part + 0.5 * np.multiply(part, part)))
