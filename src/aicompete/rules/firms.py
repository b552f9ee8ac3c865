"""Choices of firms: compliance between two powers, research, relocation."""

import numpy as np

from aicompete.rules.types import Array, Value


def hedged_compliance(
    rival_revenue: Value, home_penalty: Value, rival_penalty: Value, hedge_value: Value, centre: Value = 0.5
) -> Array:
    """Compliance x in [0, 1] of a firm between two powers that each punish (M95).

    Maximises ``(R - F_home)(1 - x) - F_rival x - h (x - centre)^2``, R the revenue at stake on the rival's market:
    closed form ``clip(centre + (F_home - R - F_rival) / (2 h), 0, 1)``. All in one unit; hedge_value h > 0; h -> 0
    gives corners.
    """
    gain = np.subtract(home_penalty, rival_revenue) - rival_penalty
    return np.asarray(np.clip(centre + gain / np.multiply(2.0, hedge_value), 0.0, 1.0))


def research_spending(revenue: Value, share: Value) -> Array:
    """Research as a share of revenue: ``rho R`` (M96: lost sales lower research)."""
    return np.asarray(np.multiply(revenue, share))


def relocation_share(threat: Value, exposure: Value, cost: Value, sensitivity: Value) -> Array:
    """Share of exposed business that moves per step under a threat: ``1 - exp(-s threat exposure / cost)``; cost >
    0.
    """
    return np.asarray(-np.expm1(-np.multiply(np.multiply(sensitivity, threat), exposure) / cost))
