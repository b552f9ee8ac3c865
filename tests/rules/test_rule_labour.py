"""Three states of work against the steady state of their chain."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.rules import labour_rest, labour_step, matching_rate


@pytest.mark.parametrize(("success", "entering"), [(1.0, 0.05), (0.4, 0.05), (0.7, 0.0)])
def test_states_rest_where_the_chain_says(success: float, entering: float) -> None:
    displaced, found, finishing = 0.02, 0.25, 1.0 / 12.0
    e, u, r = np.array([0.9]), np.array([0.1]), np.array([0.0])
    for _ in range(3000):
        e, u, r = labour_step(e, u, r, displaced, found, entering, finishing, success)
        assert (e + u + r) == pytest.approx(1.0)
    out, training = labour_rest(displaced, found, entering, finishing, success)
    assert u / e == pytest.approx(float(out))
    assert r / e == pytest.approx(float(training))
    if entering == 0.0:
        assert u == pytest.approx(displaced / (displaced + found))
        assert r == 0.0
    if success == 1.0:
        assert r / e == pytest.approx(entering * displaced / (finishing * (found + entering)))


def test_matching_falls_with_a_crowd() -> None:
    assert matching_rate(0.3, 1.0, 0.6) == pytest.approx(0.3)
    assert matching_rate(0.3, 0.5, 0.6) == pytest.approx(0.3 * 0.5**0.4)
    assert matching_rate(0.9, 10.0, 0.5) == 1.0
