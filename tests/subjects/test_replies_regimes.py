"""Chips for minerals: truce, tit for tat and lock-up, each by its settings, in the whole model."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.engine_kit import block
from tests.subjects.reply_kit import answered

from aicompete.config import load_catalogue
from aicompete.engine.block import BlockResult
from aicompete.subjects.replies.pairs import pairs_of
from aicompete.world.columns import Array

pytestmark = pytest.mark.slow  # eight years of the whole model a run

CHINA, AMERICA = "minerals_answer_chips", "chips_answer_minerals"
PASSING = {"2026-01": 0.6, "2027-01": 0.75, "2028-01": 0.6}
LASTING = {"2026-01": 0.6, "2027-01": 0.75}
MONTHS = 96
LIMITS = {CHINA: 0.5, AMERICA: 0.3}


@cache
def run(passing: bool, fatigue: bool) -> BlockResult:
    """The USA tightens in 2027, for a year or for good; with the fatigue of the shipped rules or with none."""
    entries = [name if fatigue else {"name": name, "fatigue": 0} for name in (CHINA, AMERICA)]
    path = PASSING if passing else LASTING
    return block(answered(*entries, months=MONTHS, levers={"USA": {"chip_export_control": path}}), range(8))


def size(result: BlockResult, rule: str) -> Array:
    """The addition over the limit in that run, ``(run, month)``."""
    return np.abs(result.series[f"reply_{rule}"])


def test_a_passing_blow_ends_in_a_truce() -> None:
    result = run(passing=True, fatigue=True)
    for rule in (CHINA, AMERICA):
        assert (size(result, rule).max(axis=1) > 0.0).all(), f"{rule} did not answer"
        assert (size(result, rule)[:, -1] <= 0.1 * LIMITS[rule]).all(), f"{rule} did not calm"
        assert (result.series[f"reply_acted_{rule}"] < 0).any(axis=1).all()


def test_a_lasting_blow_ends_in_tit_for_tat() -> None:
    result = run(passing=False, fatigue=True)
    acted = {rule: result.series[f"reply_acted_{rule}"] for rule in (CHINA, AMERICA)}
    for rule in (CHINA, AMERICA):
        assert ((acted[rule] > 0).sum(axis=1) >= 2).all()
        assert (size(result, rule)[:, -1] > 0.0).all()
        assert (size(result, rule)[:, -1] < 0.9 * LIMITS[rule]).all(), f"{rule} ran to its limit"
        assert not acted[rule][:, -18:].any(), f"{rule} has not come to rest"
    blow, china, america = 12, (acted[CHINA] > 0).argmax(axis=1), (acted[AMERICA] > 0).argmax(axis=1)
    assert (china > blow).all()
    assert (america > china).all()
    assert (result.series["lever_usa_chip_export_control"] < 1.0).all()  # fatigue stops it, and not the range
    again = [np.flatnonzero(row > 0) for row in acted[CHINA]]
    assert all((steps > first).any() for steps, first in zip(again, america, strict=True)), "no second round"


def test_without_fatigue_a_passing_blow_locks_both_up() -> None:
    result = run(passing=True, fatigue=False)
    for rule in (CHINA, AMERICA):
        last = size(result, rule)[:, -1]
        assert np.array_equal(last, size(result, rule).max(axis=1))
        assert (last >= 0.5 * LIMITS[rule]).all()
        assert not (result.series[f"reply_acted_{rule}"] < 0).any()
    control = result.series["lever_usa_chip_export_control"]
    assert (control[:, -1] > control[:, 0] + 0.1).all()


def test_the_linear_condition_tells_the_three_apart() -> None:
    catalogue = load_catalogue()
    shipped = [catalogue.replies.rules[name] for name in (CHINA, AMERICA)]
    (pair,) = pairs_of(shipped)
    assert pair.settles
    tireless = answered(*({"name": name, "fatigue": 0} for name in (CHINA, AMERICA))).replies
    (pair,) = pairs_of(tireless)
    assert not pair.settles


def test_all_standard_pairs_settle() -> None:
    assert all(pair.settles for pair in pairs_of(load_catalogue().replies.standard))
