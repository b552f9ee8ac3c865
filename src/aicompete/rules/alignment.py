"""Alignment of states between two powers: hedging, inertia, peers, commitment, compliance, membership."""

from collections.abc import Callable

import numpy as np

from aicompete.rules.algebra import approach, half_life_to_rate, logistic, safe_divide
from aicompete.rules.looks import somewhere
from aicompete.rules.types import Array, Mask, Value


def hedge(difference: Value, hedge_value: Value, inertia: Value = 0.0, previous: Value = 0.5) -> Array:
    """Share of alignment in [0, 1] that maximises ``a dV + 4 h a (1-a) - (kappa/2) (a - a_prev)^2``.

    Closed form ``clip((dV + 4 h + kappa a_prev) / (8 h + kappa), 0, 1)``; with kappa = 0 it is ``1/2 + dV / (8 h)``
    and interior (hedging) iff ``|dV| < 4 h``. hedge_value h > 0 is the value of keeping options open. Kuik (2008) for
    the idea.
    """
    curvature = np.multiply(8.0, hedge_value) + inertia
    optimum = (difference + np.multiply(4.0, hedge_value) + np.multiply(inertia, previous)) / curvature
    return np.asarray(np.clip(optimum, 0.0, 1.0))


def hedged_alignment(difference: Value, hedge_value: Value) -> Array:
    """Smooth hedge on [-1, 1]: ``tanh(dV / (4 h))``; its slope at 0 is that of ``2 hedge - 1`` (M12)."""
    return smooth_side(np.divide(difference, np.multiply(4.0, hedge_value)))


def hedging_push(alignment: Value, border: Value, hedge_value: Value) -> Array:
    """Change of utility that moves a rest point across a border: ``4 h |artanh a - artanh b|``, both in (-1, 1).

    The inverse of ``hedged_alignment``: what is added to dV takes the alignment at which a nation rests from a to b.
    """
    gap = _artanh(alignment) - _artanh(border)
    return np.asarray(np.abs(np.multiply(4.0, hedge_value) * gap))


def _artanh(x: Value) -> Array:
    """``artanh x`` by logarithms, for x in (-1, 1)."""
    return np.asarray(0.5 * (np.log(np.add(1.0, x)) - np.log(np.subtract(1.0, x))))


def smooth_side(x: Value) -> Array:
    """``tanh x`` as ``1 - 2 / (1 + exp(2 x))``: right to 1e-15, at a quarter of the cost of NumPy's."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 - 2.0 / (1.0 + np.exp(np.multiply(2.0, x))))


def alignment_step(alignment: Value, target: Value, half_life: Value) -> Array:
    """Inertia: the gap to the target halves every ``half_life`` months."""
    return approach(alignment, target, half_life_to_rate(half_life))


def brock_durlauf_choice(field: Value, peer_gain: Value, mean_choice: Value) -> Array:
    """Probability of choosing +1 over -1 with peers: ``1 / (1 + exp(-2 (beta h + beta J m)))``.

    field = beta h, peer_gain = beta J, mean_choice m in [-1, 1] of the peers. Brock & Durlauf (2001).
    """
    return logistic(2.0 * (field + np.multiply(peer_gain, mean_choice)))


def brock_durlauf_mean(field: Value, peer_gain: Value, start: Value, rounds: int) -> Array:
    """Mean choice after ``rounds`` of the self-consistency map ``m = tanh(beta J m + beta h)`` from ``start``.

    One fixed point for beta J <= 1, three for beta J > 1 and ``|beta h|`` below ``brock_durlauf_critical_field``.
    """
    mean = np.asarray(start, dtype=np.float64)
    for _ in range(rounds):
        mean = np.asarray(np.tanh(np.multiply(peer_gain, mean) + field))
    return mean


def brock_durlauf_critical_field(peer_gain: Value) -> Array:
    """Largest ``|beta h|`` with three equilibria: ``beta J m* - artanh m*``, ``m* = sqrt(1 - 1/(beta J))``; 0 for
    beta J <= 1.
    """
    above = np.maximum(peer_gain, 1.0)
    tangent = np.sqrt(1.0 - 1.0 / above)
    return np.asarray(above * tangent - np.arctanh(tangent))


def commitment(attack_risk: Value, abandonment_cost: Value, conflict_risk: Value, entrapment_cost: Value) -> Array:
    """Commitment in [0, 1] minimising ``p_att A (1-m)^2 + p_conf E m^2``: ``p_att A / (p_att A + p_conf E)``.

    Snyder's (1984) alliance dilemma: more commitment, less abandonment and more entrapment. One half if both are
    zero.
    """
    abandonment = np.multiply(attack_risk, abandonment_cost)
    return safe_divide(abandonment, abandonment + np.multiply(conflict_risk, entrapment_cost), 0.5)


def compliance_threshold(lost_trade: Value, side_payment: Value, sanction_risk: Value, solidarity: Value) -> Array:
    """Share of the coalition that must comply before an ally does: ``(lost - payment - risk) / solidarity`` in [0,
    1].

    All in the same unit of value; solidarity > 0. Granovetter (1978); M10.
    """
    return np.asarray(np.clip((np.subtract(lost_trade, side_payment) - sanction_risk) / solidarity, 0.0, 1.0))


def compliance_choice(threshold: Value, company: Value, spread: Value) -> Array:
    """Degree of compliance ``logistic((company - threshold) / spread)``; a step at the threshold as spread -> 0.

    company = weighted share of the coalition that already complies, in [0, 1]. spread = 0 gives the step itself.
    """
    gap = np.subtract(company, threshold)
    sharp = np.equal(spread, 0.0)
    with np.errstate(over="ignore"):
        smooth = 1.0 / (1.0 + np.exp(gap / np.where(sharp, -1.0, np.negative(spread))))
    if not somewhere(sharp):
        return np.asarray(smooth)
    return np.asarray(np.where(sharp, np.where(gap >= 0.0, 1.0, 0.0), smooth))


def complying_share(threshold: Array, weight: Value, company: Value) -> Array:
    """Granovetter's map: weighted share (run,) of actors (run, N) whose threshold is at or below ``company``
    (run,).
    """
    joined = np.where(threshold <= np.expand_dims(np.asarray(company), -1), 1.0, 0.0)
    weights = np.broadcast_to(weight, threshold.shape)
    return safe_divide(np.sum(weights * joined, axis=-1), np.sum(weights, axis=-1))


def threshold_fixed_point(distribution: Callable[[Array], Array], start: Value, rounds: int) -> Array:
    """Iterate the cascade ``r <- F(r)`` from ``start`` for a fixed number of rounds; F is a distribution of
    thresholds.

    With N actors at most N rounds are needed. Normal thresholds of mean 25 %: the end jumps from about 6 % to all
    at a standard deviation of 12.222 % (Granovetter 1978: about 12.2).
    """
    share = np.asarray(start, dtype=np.float64)
    for _ in range(rounds):
        share = distribution(share)
    return share


def membership_hysteresis(membership: Value, alignment: Value, enter: Value, leave: Value) -> Array:
    """Bloc membership in {-1, 0, 1} with hysteresis: in above ``enter``, out below ``leave``, mirrored for the other
    bloc.

    alignment in [-1, 1]; 0 <= leave <= enter. An alignment of exactly zero belongs to no bloc.
    """
    strength, side = np.abs(alignment), np.sign(alignment)
    inside: Mask = np.greater(strength, enter) | (np.equal(membership, side) & np.greater_equal(strength, leave))
    return np.asarray(np.where(inside, side, 0.0))


def resolve(strength: Value, dependence: Value) -> Array:
    """How far a nation resists a coercer rather than bend: ``strength / (strength + dependence)`` in [0, 1].

    strength: own size and the guard of others; dependence: what it stands to lose with the coercer; both >= 0, on one
    scale. Above one half it balances, below it bandwagons (Walt 1987; Hirschman 1945 on dependence). One half if both
    are zero.
    """
    return safe_divide(np.asarray(strength), np.add(strength, dependence), 0.5)


def lasting_memory(memory: Value, met: Value, onset: Value, half_life: Value) -> Array:
    """Memory of what was met: it rises toward it with time ``onset`` and fades with its half-life, both in steps.

    ``m' = f + max(x - f, 0) / onset`` with ``f = m 2^(-1/h)``: never above the highest that was met. Under a constant x
    it rests at ``x / (1 + (onset - 1) (1 - 2^(-1/h)))``.
    """
    fading = np.asarray(memory) * np.exp2(np.divide(-1.0, half_life))
    return np.asarray(fading + np.maximum(np.subtract(met, fading), 0.0) / onset)
