"""The choice of stacks in the month, with all else off: Brock and Durlauf, an urn with linear feedback, Arthur's walk.

Each nation is a world of its own here: two stacks, no partners, and everybody chooses anew every month, so that
``m' = tanh((c m + f) / 2)`` with ``m`` = US less Chinese share, ``c`` = switching cost and ``f`` = fashion.
"""

from __future__ import annotations

import numpy as np
import pytest

from aicompete import rules
from aicompete.config import Month, Scenario, sample_assumptions
from aicompete.engine.ensemble import Ensemble
from aicompete.month import MONTH

ALONE = tuple(step.name for step in MONTH if step.can_disable and step.name != "standards")
NEVER, AT_ONCE = 1e12, 1e-3
PLACES = slice(2, 32)


def ensemble(
    cost: float, months: int, *, runs: int = 1, spread: float = 0.0, keep: float = AT_ONCE, **more: float
) -> Ensemble:
    """Standards alone, at a half share of either power's stack; ``keep``: half-life of fashions in months."""
    scenario = Scenario("limits", "Standards alone.", Month.parse("2026-01"), months, disable=ALONE)
    values = {
        "own_base_gain": 0.0,
        "partner_base_gain": 0.0,
        "switching_cost": cost,
        "quality_weight": 0.0,
        "standard_pull": 0.0,
        "stack_turnover": 12.0,
        "stack_growth": 0.0,
        "stack_age_scale": NEVER,
        "stack_age_start": 0.0,
        "stack_start_spread": 0.0,
        "stack_taste_spread": spread,
        "stack_taste_half_life": keep,
        **more,
    }
    drawn = sample_assumptions(scenario, 1, runs)
    drawn |= {name: np.full(runs, value) for name, value in values.items()}
    block = Ensemble([scenario], [0] * runs, drawn, list(range(runs)), 1, months)
    stacks = block.world.stacks
    half = np.zeros_like(stacks.base)
    half[:, :2] = 0.5
    stacks.base = stacks.base_start = half
    stacks.chip_taste, stacks.free_taste = np.log(half[:, :2]), np.log(np.maximum(half, 1e-12))
    block.world.chips.access = np.ones_like(block.world.chips.access)
    return block


def lead(block: Ensemble) -> np.ndarray:
    """US less Chinese share of each nation, ``(run, place)``."""
    base = block.world.stacks.base
    return (base[:, 0] - base[:, 1])[:, PLACES]


def shove(block: Ensemble, start: float) -> None:
    """Put the share of all nations elsewhere, as if by decree."""
    base = np.zeros_like(block.world.stacks.base)
    base[:, 0], base[:, 1] = (1.0 + start) / 2.0, (1.0 - start) / 2.0
    block.world.stacks.base = base


def fashion(block: Ensemble, field: float) -> None:
    """Lasting fashion for the US stack."""
    taste = np.zeros_like(block.world.stacks.taste)
    taste[:, 0] = field
    block.world.stacks.taste = taste


@pytest.mark.parametrize("cost", [1.0, 1.9, 2.4, 4.0])
def test_choices_follow_brock_and_durlauf_month_by_month(cost: float) -> None:
    block = ensemble(cost, 40)
    block.step()  # the month in which start values are set
    shove(block, 0.1)
    wanted = 0.1
    for _ in range(30):
        block.step()
        wanted = float(rules.brock_durlauf_mean(0.0, cost / 2.0, wanted, 1))
        assert lead(block) == pytest.approx(wanted, abs=1e-9)
    # weak feedback forgets the early lead, strong feedback makes it large
    assert (wanted < 0.1) if cost <= 2.0 else (wanted > 0.3)


@pytest.mark.parametrize(("part", "flips"), [(0.9, False), (1.1, True)])
def test_a_push_lasts_if_it_is_stronger_than_the_critical_field(part: float, flips: bool) -> None:
    cost = 3.0
    critical = 2.0 * float(rules.brock_durlauf_critical_field(cost / 2.0))
    block = ensemble(cost, 402, keep=NEVER)
    block.step()
    shove(block, -0.8)
    fashion(block, part * critical)
    for _ in range(200):
        block.step()
    fashion(block, 0.0)  # the push ends
    for _ in range(200):
        block.step()
    rest = float(rules.brock_durlauf_mean(0.0, cost / 2.0, 0.9, 400))
    assert lead(block) == pytest.approx(rest if flips else -rest, abs=1e-6)


def test_no_push_lasts_where_feedback_is_weak() -> None:
    block = ensemble(1.2, 102, keep=NEVER)
    block.step()
    fashion(block, 2.0)
    for _ in range(50):
        block.step()
    assert (lead(block) > 0.7).all()
    fashion(block, 0.0)
    for _ in range(50):
        block.step()
    assert lead(block) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("cost", "low", "high"), [(1.0, 0.9, 1.1), (2.0, 1.8, 2.2), (2.6, 4.0, 1e9)])
def test_linear_feedback_keeps_all_chances_as_an_urn_does(cost: float, low: float, high: float) -> None:
    """Spread over nations after 20 months against after 10: forgotten (1), a random walk (2), or running away."""
    block = ensemble(cost, 22, runs=40, spread=0.004)
    found = []
    for month in range(21):
        block.step()
        if month in (10, 20):
            found.append(float(np.var(lead(block))))
    assert low < found[1] / found[0] < high


def test_arthurs_walk_between_two_barriers() -> None:
    """Without a pull either way the first to be b ahead wins with probability a / (a + b) (Arthur 1989)."""
    up, down = 0.1, 0.05
    block = ensemble(2.0, 160, runs=60, spread=0.02)
    won = np.zeros(lead(block).shape)
    for _ in range(150):
        block.step()
        now = lead(block)
        won = np.where(won != 0.0, won, np.where(now >= up, 1.0, np.where(now <= -down, -1.0, 0.0)))
    decided = won != 0.0
    assert decided.mean() > 0.97
    step = 0.02 / np.sqrt(2.0)  # the walk overshoots its barriers by some 0.58 of a step (Siegmund 1985)
    chance, _ = rules.arthur_lock_in((up + 0.58 * step) / step, (down + 0.58 * step) / step)
    assert (won[decided] > 0).mean() == pytest.approx(float(chance), abs=0.04)


def test_the_early_lead_decides_who_locks_in_where_feedback_is_strong() -> None:
    block = ensemble(3.0, 80, runs=20, spread=0.05)
    for _ in range(12):
        block.step()
    early = lead(block)
    for _ in range(60):
        block.step()
    late = lead(block)
    assert (np.abs(late) > 0.6).mean() > 0.95
    clear = np.abs(early) > 0.1
    assert (np.sign(late) == np.sign(early))[clear].mean() > 0.95
