"""End states: one name a month, by lines on columns of the model."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.subjects.end_states.metrics import ENDS, classes, parts

pytestmark = pytest.mark.slow


def world(us: float, cn: float, ties: float, split: float) -> SimpleNamespace:
    """One nation, one run: shares are what they are said to be."""
    base = np.array([[[us], [cn], [1.0 - us - cn]]])
    return SimpleNamespace(
        economy=SimpleNamespace(gdp=np.ones((1, 1))),
        stacks=SimpleNamespace(base=base, standard_share=base[:, :, 0]),
        costs=SimpleNamespace(ties=np.full((1, 5), ties)),
        rivalry=SimpleNamespace(split=np.full((1, 1), split)),
    )


@pytest.mark.parametrize(
    ("us", "cn", "ties", "split", "end"),
    [
        (0.8, 0.1, 0.5, 0.5, "unipolar"),
        (0.1, 0.8, 0.5, 0.5, "unipolar"),
        (0.5, 0.4, 0.1, 0.5, "split"),
        (0.5, 0.4, 0.5, 0.5, "symbiosis"),
        (0.5, 0.4, 0.5, 0.1, "mixed"),
        (0.6, 0.2, 0.5, 0.5, "mixed"),
    ],
)
def test_lines_give_the_names(us: float, cn: float, ties: float, split: float, end: str) -> None:
    found = classes(world(us, cn, ties, split))  # type: ignore[arg-type]
    assert found.shape == (1, len(ENDS))
    assert ENDS[int(found[0].argmax())] == end


def test_every_month_has_one_name() -> None:
    for seen in trace(months=12, runs=4, disable=()).worlds[1:]:
        assert (classes(seen).sum(axis=1) == 1.0).all()
        assert (parts(seen).sum(axis=1) <= 1.0 + 1e-9).all()
