"""Choices of firms between two powers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules

MONEY = st.floats(0, 3)


@given(MONEY, MONEY, MONEY, st.floats(0.05, 3))
def test_compliance_maximises_profit(revenue: float, home: float, rival: float, hedge: float) -> None:
    share = np.linspace(0, 1, 2001)
    profit = (revenue - home) * (1 - share) - rival * share - hedge * (share - 0.5) ** 2
    assert abs(share[np.argmax(profit)] - rules.hedged_compliance(revenue, home, rival, hedge)) <= 5.1e-4


def test_compliance_corners_and_kink() -> None:
    np.testing.assert_allclose(rules.hedged_compliance(1.0, np.array([0.5, 1.5]), 0.0, 1e-6), [0, 1])
    np.testing.assert_allclose(rules.hedged_compliance(1.0, 1.5, 0.5, 0.7), 0.5)  # both pressures cancel
    assert rules.hedged_compliance(1.0, 1.5, 0.2, 0.7, 0.8) > rules.hedged_compliance(1.0, 1.5, 0.2, 0.7)


def test_research_follows_revenue() -> None:
    np.testing.assert_allclose(rules.research_spending(np.array([100.0, 80.0]), 0.15), [15, 12])


def test_relocation() -> None:
    share = rules.relocation_share(np.array([0.0, 1e-4, 0.5, 1e6]), 0.4, 2.0, 1.5)
    assert share[0] == 0.0
    np.testing.assert_allclose(share[1], 1e-4 * 0.4 * 1.5 / 2.0, rtol=1e-4)
    np.testing.assert_allclose(share[2:], [1 - np.exp(-0.15), 1.0])
