"""Production from inventories (ARIO-psi) and ordering."""

import numpy as np

from aicompete.rules.algebra import power, safe_divide
from aicompete.rules.types import Array, Value


def limited_production(wanted: Array, stock: Array, input_use: Array, cover: Value, psi: Value) -> Array:
    """Production when inputs run short: ``x_opt min_i min(1, S_i / (psi s a_i x_opt))``.

    wanted (run, f): demand limited by capacity; stock (run, i, f): inventories of input i; input_use (i, f) or (run,
    i, f): units of input per unit of output; cover s: target stock in steps; psi in [0, 1]. Inputs are Leontief: the
    scarcest decides. Below psi s steps of stock, production falls in proportion. Hallegatte (2013); BoARIO.
    """
    need = np.multiply(np.multiply(psi, cover), input_use * np.expand_dims(wanted, -2))
    return np.asarray(wanted * np.min(np.minimum(safe_divide(stock, need, 1.0), 1.0), axis=-2))


def inventory_orders(
    stock: Array, wanted: Array, produced: Array, input_use: Array, cover: Value, time: Value
) -> Array:
    """Orders per step that refill stocks over ``time`` steps: ``max(s a x_opt - S, 0) / tau + a x`` (run, i, f)."""
    target = np.multiply(cover, input_use * np.expand_dims(wanted, -2))
    return np.asarray(np.maximum(target - stock, 0.0) / time + input_use * np.expand_dims(produced, -2))


def overproduction_step(factor: Value, shortage: Value, ceiling: Value, time: Value) -> Array:
    """ARIO's capacity factor: ``alpha + (alpha_max - alpha) z / tau``, and ``alpha + (1 - alpha) / tau`` where z = 0.

    shortage z = (demand - production) / demand, negative while there is slack; never below 1. Hallegatte (2013);
    BoARIO.
    """
    drift = np.where(np.equal(shortage, 0.0), np.subtract(1.0, factor), np.subtract(ceiling, factor) * shortage)
    return np.asarray(np.maximum(factor + drift / time, 1.0))


def order_up_to(
    stock: Value, on_order: Value, expected_use: Value, lead: Value, cover: Value, adjustment: Value, floor: Value = 0.0
) -> Array:
    """Order-up-to policy: ``use + adjustment ((lead + cover) use - stock - on_order)``, at least ``floor``.

    stock, on_order in units, expected_use per step, lead and cover in steps, adjustment in (0, 1] per step. With a
    moving average over p steps as expectation and full adjustment it amplifies demand by Chen et al.'s (2000)
    bullwhip factor.
    """
    position = np.multiply(np.add(lead, cover), expected_use)
    return np.asarray(np.maximum(expected_use + np.multiply(adjustment, position - stock - on_order), floor))


def leontief_output(inputs: Array, input_use: Array, axis: int = -1) -> Array:
    """Leontief output ``min_i inputs_i / a_i`` over the input axis; an input with a = 0 is not needed."""
    return np.asarray(np.min(safe_divide(inputs, input_use, np.inf), axis=axis))


def ces_input_output(availability: Value, share: Value, elasticity: Value) -> Array:
    """Output when an input of cost share a falls to availability E: ``(a E^r + 1 - a)^(1/r)``.

    ``r = (sigma-1)/sigma``; elasticity sigma > 0: sigma -> 0 is Leontief (output = E), sigma = 1 Cobb-Douglas
    (``E^a``). availability in [0, 1]. Bachmann et al. (2022).
    """
    unit = np.equal(elasticity, 1.0)
    safe = np.where(unit, 2.0, elasticity)
    exponent = (safe - 1.0) / safe
    size = np.abs(exponent)
    needed = np.greater(share, 0.0)
    part = np.where(needed, share, 1.0)
    lowered = power(availability, size)
    # below sigma = 1 factored by E, so that E^r with r far below 0 cannot overflow: E (a + (1-a) E^-r)^(1/r)
    complement = availability * power(part + (1.0 - part) * lowered, -1.0 / size)
    substitute = power(part * lowered + (1.0 - part), 1.0 / size)
    general = np.where(exponent < 0.0, complement, substitute)
    return np.asarray(np.where(needed, np.where(unit, power(availability, share), general), 1.0))


def lateral_transshipment(stock: Array, target: Array, willing: Array, hit: Array) -> Array:
    """Reactive lateral transshipment inside a pool: what each member receives, negative where it gives; sums to 0.

    stock, target (..., member), units: what is held and what is held in calm times; willing (..., member) in [0, 1]:
    part of what it has above the pool's common cover that a member hands over, and the weight of its claim; hit (...,
    member) in [0, 1]: how hard a member is cut off. With the common cover ``c = sum(w S) / sum(w S*)`` givers offer
    ``w (S - c S*)+``, those cut off claim ``w h (c S* - S)+``, and the smaller of both sums is moved, shared in
    proportion. Paterson et al. (2011), reactive transshipment with full pooling at w = 1.
    """
    cover = safe_divide(
        np.sum(willing * stock, axis=-1, keepdims=True), np.sum(willing * target, axis=-1, keepdims=True)
    )
    above = stock - cover * target
    offered, claimed = willing * np.maximum(above, 0.0), willing * hit * np.maximum(-above, 0.0)
    total, wanted = np.sum(offered, axis=-1, keepdims=True), np.sum(claimed, axis=-1, keepdims=True)
    moved = np.minimum(total, wanted)
    return np.asarray(claimed * safe_divide(moved, wanted) - offered * safe_divide(moved, total))
