"""Parts that only levers and fixed columns decide are computed again exactly when one of these has changed."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import ensemble, scenario

from aicompete.world.columns import Array
from aicompete.world.memo import memo


class Set:
    """Levers by name."""

    def __init__(self, **levers: Array) -> None:
        self.levers = levers

    def lever(self, name: str) -> Array:
        return self.levers[name]


def test_a_part_stands_while_levers_and_columns_stand() -> None:
    made: list[int] = []

    def compute() -> int:
        made.append(len(made))
        return made[-1]

    column, names = np.ones(3), ("budget", "tariff")
    first = memo(None, Set(budget=np.zeros((1, 2)), tariff=np.ones((1, 2))), names, compute, (column,))
    again = memo(first, Set(budget=np.zeros((1, 2)), tariff=np.ones((1, 2))), names, compute, (column,))
    assert again is first
    moved = memo(first, Set(budget=np.zeros((1, 2)), tariff=np.full((1, 2), 2.0)), names, compute, (column,))
    bound = memo(first, Set(budget=np.zeros((1, 2)), tariff=np.ones((1, 2))), names, compute, (column.copy(),))
    apart = memo(first, Set(budget=np.zeros((3, 2)), tariff=np.ones((1, 2))), names, compute, (column,))
    assert [part.value for part in (first, moved, bound, apart)] == [0, 1, 2, 3]


def test_money_follows_its_lever_up_and_back() -> None:
    made = ensemble(scenario("USA.marshall_budget={2026-01: 5, 2026-03: 40, 2026-05: 5}", months=8), 2)
    values = []
    for _ in range(8):
        made.step()
        plan = made.world.offers.standing
        assert plan is not None
        values.append(sum(float(pot.money.max()) for pot in plan.value.pots))
    assert values == [values[0]] * 2 + [values[0] + 35.0] * 2 + [values[0]] * 4


def test_forgetting_what_stands_changes_nothing() -> None:
    point = scenario("USA.ally_alienation={2026-01: 0.1, 2026-04: 0.9}", "CHN.aid_budget=3", months=8)
    kept, forgetful = ensemble(point, 3), ensemble(point, 3)
    for _ in range(8):
        kept.step()
        world = forgetful.world
        world.offers.standing = world.stacks.choice = world.stacks.forum_pull = None
        world.alliances.conduct = world.alliances.leaning = world.alliances.demand = world.alliances.traits = None
        forgetful.step()
    for group, name in (("offers", "effect"), ("stacks", "base"), ("alliances", "terms"), ("alliances", "compliance")):
        assert np.array_equal(getattr(getattr(kept.world, group), name), getattr(getattr(world, group), name)), name
