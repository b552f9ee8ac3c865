"""Shares that shift by odds, and doses that saturate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicompete.rules import saturating, shift_odds

SHARES = st.floats(0.001, 0.999)
SHIFTS = st.floats(-8.0, 8.0)


def test_one_logit_by_the_textbook() -> None:
    # Germany 2002 to 2003: 61 to 25 per cent is 1.546 logits
    shift = np.log(0.25 / 0.75) - np.log(0.61 / 0.39)
    assert shift == pytest.approx(-1.546, abs=5e-4)
    assert shift_odds(0.61, shift) == pytest.approx(0.25)


@given(SHARES, SHIFTS)
def test_opposite_shifts_undo_each_other(share: float, shift: float) -> None:
    moved = shift_odds(share, shift)
    assert 0.0 < moved < 1.0
    assert shift_odds(moved, -shift) == pytest.approx(share, abs=1e-9)


def test_none_and_all_stay() -> None:
    assert shift_odds(np.array([0.0, 1.0]), np.array([3.0, -3.0])).tolist() == [0.0, 1.0]


def test_the_half_dose_has_half_the_effect_and_more_has_ever_less() -> None:
    effect = saturating(np.array([0.0, 0.1, 0.2, 0.3, 1e9]), 0.1)
    assert effect[0] == 0.0
    assert effect[1] == pytest.approx(0.5)
    assert (np.diff(effect[:4], 2) < 0.0).all()
    assert effect[-1] == pytest.approx(1.0)
