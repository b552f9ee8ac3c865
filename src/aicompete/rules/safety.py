"""Safety: races that tempt teams to skimp on precaution, rare incidents, and when to stop."""

import numpy as np

from aicompete.rules.algebra import power
from aicompete.rules.types import Array, Mask, Value


def precaution_unknown(risk_scale: Value, enmity: Value, teams: Value) -> Array:
    """Precaution where no team knows any capability: ``s = min(1, mu / (n e))``.

    Armstrong, Bostrom & Shulman (2016): capability is uniform on [0, mu] in units of what full skimping gains, enmity e
    in (0, 1] is how bad it is that another wins, n = teams. Disaster has the chance ``1 - s`` of the winner.
    """
    return np.asarray(np.minimum(1.0, np.divide(risk_scale, np.multiply(teams, enmity))))


def precaution_private(capability: Value, enmity: Value, teams: Value) -> Array:
    """Precaution of a team that knows its own capability c alone: ``s(c) = min(1, c / (e (n - 1) + 1))``."""
    return np.asarray(np.minimum(1.0, np.divide(capability, np.multiply(enmity, np.subtract(teams, 1.0)) + 1.0)))


def precaution_public(gap: Value, enmity: Value) -> Array:
    """Precaution of the leader where all know all: ``s = min(1, gap / e)``, gap to the next team, not below zero.

    The leader takes as much care as the lead allows: with any more the next team would win by taking none. Who does not
    lead takes none. After Armstrong, Bostrom & Shulman (2016).
    """
    return np.asarray(np.clip(np.divide(gap, enmity), 0.0, 1.0))


def disaster_unknown(risk_scale: Value, enmity: Value, teams: Value) -> Array:
    """Chance of disaster of the race in which nobody knows anything: ``1 - s``."""
    return np.asarray(1.0 - precaution_unknown(risk_scale, enmity, teams))


def disaster_private(risk_scale: Value, enmity: Value, teams: Value) -> Array:
    """Chance of disaster where each knows its own capability, with ``k = e (n - 1) + 1``.

    ``1 - mu n / ((n + 1) k)`` for ``mu <= k``, else ``(k / mu)^n / (n + 1)``: the mean of ``1 - s`` over the largest of
    n uniform capabilities.
    """
    k = np.multiply(enmity, np.subtract(teams, 1.0)) + 1.0
    few = 1.0 - np.multiply(risk_scale, teams) / ((np.add(teams, 1.0)) * k)
    return np.asarray(
        np.where(np.less_equal(risk_scale, k), few, power(k / risk_scale, teams) / np.add(teams, 1.0)) + 0.0
    )


def disaster_public(risk_scale: Value, enmity: Value, teams: Value) -> Array:
    """Chance of disaster where all know all: ``1 - mu / (e (n + 1)) (1 - (1 - min(e, mu) / mu)^(n + 1))``."""
    least = np.divide(np.minimum(enmity, risk_scale), risk_scale)
    lost = 1.0 - power(1.0 - least, np.add(teams, 1.0))
    return np.asarray(1.0 - np.divide(risk_scale, np.multiply(enmity, np.add(teams, 1.0))) * lost)


def society_prefers_safety(risk: Value, both_safe: Value, both_unsafe: Value) -> Mask:
    """Whether careful development is worth more to all: ``p_r > 1 - AA / UU``, with payoffs free of risk.

    Han, Pereira, Santos & Lenaerts (2020): risk p_r that skimping loses everything, AA the payoff of two careful teams,
    UU that of two that skimp.
    """
    return np.asarray(np.greater(risk, 1.0 - np.divide(both_safe, both_unsafe)))


def safety_dominates(risk: Value, both_safe: Value, safe: Value, unsafe: Value, both_unsafe: Value) -> Mask:
    """Whether care is the risk-dominant choice: ``p_r > 1 - (AA + AU) / (UA + UU)`` (Han et al. 2020).

    Between this line and that of `society_prefers_safety` lies the dilemma in which rules help.
    """
    return np.asarray(np.greater(risk, 1.0 - np.add(both_safe, safe) / np.add(unsafe, both_unsafe)))


def planners_brake(growth: Value, hazard: Value, value_of_life: Value) -> Array:
    """Years after which a planner with log utility stops a growth that brings a hazard: ``(g / delta - v_0) / g``.

    Jones (2024): stop when growth g equals hazard delta times the value of life v in years of consumption, which rises
    by g a year; never below zero.
    """
    return np.asarray(np.maximum((np.divide(growth, hazard) - value_of_life) / growth, 0.0))


def incident_chance(rate: Value) -> Array:
    """Chance of at least one event of a Poisson process over its rate in a step: ``1 - exp(-lambda)``."""
    return np.asarray(-np.expm1(np.negative(rate)))


def share_above(z: Value) -> Array:
    """Share of the standard normal above z, within 3e-4: ``(1 - tanh(sqrt(2/pi)(z + 0.044715 z^3))) / 2``.

    It turns a normal shock into a uniform one with functions that every engine has; a tenth too small at z = 3.
    """
    cube = np.multiply(np.multiply(z, z), z)
    return np.asarray(0.5 * (1.0 - np.tanh(np.sqrt(2.0 / np.pi) * (z + 0.044715 * cube))))


def flaw_step(flaws: Value, inflow: Value, removal: Value, months: Value) -> Array:
    """Flaws that nobody has found yet: ``x' = x + (inflow - removal x) / T``; they rest at ``inflow / removal``.

    T = months after which a flaw is found under the usual search (removal one).
    """
    return np.asarray(flaws + np.subtract(inflow, np.multiply(removal, flaws)) / months)
