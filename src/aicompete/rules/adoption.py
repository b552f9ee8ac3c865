"""Adoption of competing standards and technology stacks."""

import numpy as np

from aicompete.rules.algebra import power, safe_divide
from aicompete.rules.types import Array, Value

CERTAIN = 600.0
"""A lead in utility that leaves nothing to the others; its exponential is still finite."""


def stack_utility(
    quality: Value,
    own_base: Array,
    partner_share: Value,
    own_gain: Value,
    partner_gain: Value,
    switching_cost: Value,
    other: Value = 0.0,
) -> Array:
    """Utility of each stack ``q + gamma ln(1 + N_own) + delta share_partners - switching cost (1 - N_own) + other``.

    own_base (run, stack, nation): installed shares at home, which is also the chance that no switch is needed;
    partner_share: the stack's share among partners; other: price, offers, conditions. Reduced form of this project
    (M06, M07).
    """
    # ln(1 + N) of a share: twice as fast as log1p, and as good but for shares below a billionth
    network = np.multiply(own_gain, np.log(1.0 + own_base)) + np.multiply(partner_gain, partner_share)
    return np.asarray(quality + network - np.multiply(switching_cost, 1.0 - own_base) + other)


def installed_base_step(base: Array, choice: Array, turnover: Value) -> tuple[Array, Array]:
    """Installed shares after a step: the share ``turnover`` of each stack's base chooses anew; returns (base,
    adoption).

    base, choice (run, stack, nation) sum to 1 over stacks; turnover per step, may differ by stack (age, lock-in).
    adoption = choice times all that turned over: the gross flow into each stack.
    """
    leaving = np.multiply(base, turnover)
    adoption = choice * over_stacks(leaving)[:, None]
    return np.asarray(base - leaving + adoption), np.asarray(adoption)


def over_stacks(values: Array) -> Array:
    """Sum over the stack axis: (run, stack, nation) -> (run, nation)."""
    return np.asarray(np.einsum("rsn->rn", values))


def layered_choice(utility: Array, free_weight: Array, tied_weight: Array, layer: Value) -> Array:
    """Shares of the stacks where one layer offers only the first few: ``l T_s + (1 - l) F_s``, (run, stack, nation).

    Both are logits, ``F_s = f_s e^U_s / sum(f e^U)`` over all stacks and ``T_s = t_s e^U_s / sum(t e^U)`` over those of
    tied_weight, with weights f, t > 0 in place of constants in the utility; layer (run, 1) is the part l of the tied
    layer. McFadden (1974), with weights for what may be bought.
    """
    # the first stack is the measure of the others, and its odds are 1, so that no sum vanishes
    odds = np.exp(np.minimum(utility - utility[:, :1], CERTAIN))
    free = free_weight * odds
    tied = tied_weight * odds[:, : tied_weight.shape[1]]
    shares = free * ((1.0 - layer) / over_stacks(free))[:, None]
    few = tied.shape[1]
    first = shares[:, :few] + tied * (layer / over_stacks(tied))[:, None]
    return np.concatenate([first, shares[:, few:]], axis=1)


def tilted_shares(start: Array, gain: Array) -> Array:
    """Shares after a gain in utility over the start: ``s_i e^u_i / sum_j s_j e^u_j`` along axis 1.

    A logit whose constants are the start shares: without gains nothing moves. McFadden (1974).
    """
    odds = start * np.exp(gain)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def bass_share(time: Value, innovation: Value, imitation: Value) -> Array:
    """Bass (1969) cumulative adoption ``F(t) = (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t)``; p > 0, q >= 0 per unit
    of time.
    """
    decay = np.exp(-np.multiply(np.add(innovation, imitation), time))
    return np.asarray((1.0 - decay) / (1.0 + np.divide(imitation, innovation) * decay))


def bass_density(time: Value, innovation: Value, imitation: Value) -> Array:
    """Bass adoption rate ``f(t) = ((p+q)^2 / p) e^-(p+q)t / (1 + (q/p) e^-(p+q)t)^2``."""
    total = np.add(innovation, imitation)
    decay = np.exp(-np.multiply(total, time))
    spread = 1.0 + np.divide(imitation, innovation) * decay
    return np.asarray(total * total / innovation * decay / (spread * spread))


def bass_peak(innovation: Value, imitation: Value) -> tuple[Array, Array]:
    """Time and height of the Bass peak: ``ln(q/p) / (p+q)`` and ``(p+q)^2 / (4 q)``; q > p."""
    total = np.add(innovation, imitation)
    return np.asarray(np.log(np.divide(imitation, innovation)) / total), np.asarray(
        total * total / np.multiply(4.0, imitation)
    )


def bass_step(share: Value, innovation: Value, imitation: Value) -> Array:
    """Share of adopters one unit of time later, by the exact solution of ``F' = (p + q F)(1 - F)``."""
    decay = np.exp(-np.add(innovation, imitation))
    left = np.subtract(1.0, share)
    pull = innovation + np.multiply(imitation, share)
    return np.asarray(
        1.0 - np.add(innovation, imitation) * left * decay / (pull + np.multiply(imitation, left) * decay)
    )


def polya_urn_step(counts: Array, uniform: Array, feedback: Value = 1.0, added: Value = 1.0) -> Array:
    """Draw one colour with probability ``x^g / sum(x^g)`` and add ``added`` balls of it.

    counts (run, colour), uniform (run,) in [0, 1). g = 1 is Polya's urn: shares converge to a Beta law with mean the
    first share; g > 1 locks in, g < 1 equalises. Arthur, Ermoliev & Kaniovski (1987).
    """
    weight = power(counts, feedback)
    upper = np.cumsum(weight, axis=-1)
    point = np.expand_dims(uniform, -1) * upper[..., -1:]
    drawn = (point < upper) & (point >= upper - weight)
    first = drawn & (np.cumsum(drawn, axis=-1) == 1)
    return np.asarray(counts + np.where(first, added, 0.0))


def arthur_lock_in(barrier_first: Value, barrier_second: Value) -> tuple[Array, Array]:
    """Probability that the first technology absorbs, and the expected number of adopters until then.

    Two types arriving at random with equal odds; the lead walks between barriers a (first wins) and -b: ``b / (a +
    b)`` and ``a b``. Arthur (1989).
    """
    return np.asarray(safe_divide(barrier_second, np.add(barrier_first, barrier_second))), np.asarray(
        np.multiply(barrier_first, barrier_second)
    )


def katz_shapiro(size: Value, firms: Value, network: Value) -> tuple[Array, Array]:
    """Total Cournot output with linear networks: incompatible ``n A / (n+1-theta)``, compatible ``n A / (n+1-n
    theta)``.

    size A = market, firms n, network theta with n theta < n + 1. Compatible output is larger for theta > 0. Katz &
    Shapiro (1985).
    """
    total = np.multiply(firms, size)
    next_firm = np.add(firms, 1.0)
    return np.asarray(total / (next_firm - network)), np.asarray(total / (next_firm - np.multiply(firms, network)))


def global_standard_share(base: Array, weight: Value, votes: Array, defacto_weight: Value, feedback: Value) -> Array:
    """Share of each stack in the global standard (run, stack).

    ``w B^g / sum(B^g) + (1 - w) votes``: installed base B = weighted mean of base (run, stack, nation) with weight
    (run, nation) (GDP), and forum votes (run, stack) that sum to 1. Reduced form of this project (M06).
    """
    held = np.einsum("...sn,...n->...s", base, np.asarray(weight))
    pull = power(held, np.expand_dims(np.asarray(feedback), -1) if np.ndim(feedback) else feedback)
    defacto = safe_divide(pull, np.sum(pull, axis=-1, keepdims=True))
    share = np.expand_dims(np.asarray(defacto_weight), -1) if np.ndim(defacto_weight) else defacto_weight
    return np.asarray(np.multiply(share, defacto) + np.multiply(np.subtract(1.0, share), votes))


def contracted_step(contracted: Array, rate: Array, ending: Value) -> Array:
    """Infrastructure under contract after a step: ``D_p + r_p (1 - sum_q D_q) - e D_p``, suppliers on axis 1.

    contracted D (run, supplier, ...) with sum at most 1; rate r: share of what is free that a supplier signs in a step
    (together at most 1, else scaled to it); ending e: share that runs out. What is early signed is not free for others.
    """
    together = rate.sum(axis=1, keepdims=True)
    signed = rate / np.maximum(together, 1.0) * (1.0 - contracted.sum(axis=1, keepdims=True))
    return np.asarray(contracted + signed - np.multiply(ending, contracted))


def contracted_rest(rate: Array, ending: Value) -> Array:
    """Rest of ``contracted_step`` under constant rates: ``r_p / (e + sum_q r_q)``."""
    return np.asarray(rate / (ending + rate.sum(axis=1, keepdims=True)))
