"""Coalitions: landscape theory, shares, fragmentation."""

import numpy as np

from aicompete.rules.algebra import product_by_run, safe_divide
from aicompete.rules.types import Array, Mask, Value


def frustration(size: Array, propensity: Array, side: Array) -> Array:
    """Frustration ``F_i = sum_j s_j p_ij d_ij`` (run, N), d = 1 if i and j are on different sides.

    size (run, N) or (N,); propensity (run, N, N) or (N, N), symmetric, positive for pairs that want to be together;
    side (run, N). Axelrod & Bennett (1993).
    """
    apart = np.where(np.expand_dims(side, -1) != np.expand_dims(side, -2), 1.0, 0.0)
    return np.asarray(np.sum(propensity * apart * np.expand_dims(size, -2), axis=-1))


def landscape_energy(size: Array, propensity: Array, side: Array) -> Array:
    """Energy ``E = sum_i sum_j s_i s_j p_ij d_ij`` (run,) over ordered pairs; low where friends are together.

    A move that lowers one actor's frustration lowers the energy by ``2 s_i`` times as much, so E is a potential.
    """
    return np.asarray(np.sum(size * frustration(size, propensity, side), axis=-1))


def landscape_bond(size: Array, propensity: Array, side: Array) -> Array:
    """How much more frustrated each actor would be on the other side, ``b_i = x_i sum_j s_j p_ij x_j`` (run, N).

    side x in {-1, 1}. Below zero an actor would rather change sides, so a configuration is a local minimum iff no free
    actor's bond is negative; above zero it is the push in frustration that makes it change. For size and propensity see
    ``frustration``: ``b_i`` = frustration after the move less frustration before.
    """
    pull = product_by_run((size * side)[:, None, :], propensity)[:, 0]
    return np.asarray(side * pull)


def landscape_descent(size: Array, propensity: Array, side: Array, free: Mask | None = None, rounds: int = 1) -> Array:
    """Sides after one actor at a time, in index order, changes sides iff that strictly lowers its frustration.

    side (run, N) in {-1, 1}; free: actors (N,) or (run, N) that may move (powers do not). One round asks every actor
    once; a round without moves is a local minimum. No cycles (``landscape_energy`` falls with each move).
    """
    count = side.shape[-1]
    index = np.arange(count)
    movable = np.ones(count, dtype=np.bool_) if free is None else free
    weights = propensity * np.expand_dims(size, -2)
    for _ in range(rounds):
        for mover in range(count):
            # the weight of those on my side less that of those across: positive means that I am well placed
            bond = np.sum(weights[..., mover, :] * np.where(index == mover, 0.0, side), axis=-1) * side[..., mover]
            flips = np.expand_dims(bond < 0.0, -1) & (index == mover) & movable
            side = np.where(flips, -side, side)
    return side


def coalition_share(weight: Value, membership: Array, member: float) -> Array:
    """Weighted share (run,) of nations (run, N) whose membership equals ``member``; weight 0 leaves a nation out."""
    weights = np.broadcast_to(weight, membership.shape)
    return safe_divide(np.sum(np.where(membership == member, weights, 0.0), axis=-1), np.sum(weights, axis=-1))


def effective_number(share: Array, axis: int = -1) -> Array:
    """Effective number of camps ``1 / sum(s^2)`` for shares that sum to 1. Laakso & Taagepera (1979)."""
    return safe_divide(1.0, np.sum(share * share, axis=axis))


def fragmentation(share: Array, axis: int = -1) -> Array:
    """Fragmentation ``1 - sum(s^2)``: 0 for one camp, ``1 - 1/K`` for K equal ones."""
    return np.asarray(1.0 - np.sum(share * share, axis=axis))


def pact_size(cost: Value, benefit: Value) -> Array:
    """Self-enforcing size of a pact ``ceil(c / b)``: adherents act iff k b >= c. Barrett (1994)."""
    return np.asarray(np.ceil(np.divide(cost, benefit)))


def regime_fragmentation(weight: Value, own: Value) -> Array:
    """Odds that two parts of an economy live under different rules, ``(run, 1)``: ``1 - sum_k s_k^2``.

    weight (S,) sums to one; own (run, S) = part of a member that has a regime of its own, the rest shares one. With
    ``s_k = w_k own_k`` and ``s_0 = sum w (1 - own)``: 0 where all share, ``1 - sum w^2`` where none does.
    """
    apart = np.multiply(weight, own)
    common = (np.asarray(weight) - apart).sum(axis=-1, keepdims=True)
    return np.asarray(1.0 - common * common - (apart * apart).sum(axis=-1, keepdims=True))


def concentration(share: Value) -> Array:
    """Herfindahl-Hirschman index of the last axis, ``sum s^2``, of named firms; the last place is many small firms.

    Parts of the fringe are too small for their squares to count.
    """
    named = np.asarray(share)[..., :-1]
    return np.asarray((named * named).sum(axis=-1))


def replicator_step(share: Value, growth: Value) -> Array:
    """Parts after a step of different growth: ``s_f exp(g_f) / sum_j s_j exp(g_j)`` over the last axis."""
    grown = np.multiply(share, np.exp(growth))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def affinity(one: Value, other: Value) -> Array:
    """Affinity of two distributions on the last axis, ``sum sqrt(p q)`` (Bhattacharyya): 1 alike, 0 apart."""
    return np.asarray(np.sqrt(np.multiply(one, other)).sum(axis=-1))
