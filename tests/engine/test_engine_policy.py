"""Levers of a month as columns: scheduled paths, values by run, pulls over them, undeclared reading refused."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import block, differing, ensemble, scenario

from aicompete.config import load_catalogue
from aicompete.engine.policy import Policy
from aicompete.subjects.mechanism import Mechanism, Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Stream

USA, CHN = 0, 1


def _policy(*settings: str, months: int = 6) -> Policy:
    return Policy([scenario(*settings, months=months)], [0, 0], months)


def test_a_lever_shared_by_all_runs_has_one_row() -> None:
    policy = _policy("USA.chip_export_control={2026-01: 0.2, 2026-03: 0.7}")
    values = [float(policy.column("chip_export_control", index)[0, USA]) for index in range(4)]
    assert policy.column("chip_export_control", 0).shape == (1, 33)
    assert values == [0.2, 0.2, 0.7, 0.7]


def test_levers_differ_by_run() -> None:
    points = [scenario("USA.chip_export_control=0.2", months=3), scenario("USA.chip_export_control=0.9", months=3)]
    policy = Policy(points, [1, 0, 1], 3)
    assert policy.column("chip_export_control", 0)[:, USA].tolist() == [0.9, 0.2, 0.9]
    assert policy.column("purchase_guidance", 0).shape == (1, 3, 33)


def test_points_with_other_lever_values_in_one_block_are_two_blocks() -> None:
    points = [
        scenario("USA.chip_export_control=0.1", "CHN.purchase_guidance.ai_chips=0", months=8),
        scenario("CHN.mineral_licence_strictness.gallium=0.9", months=8),
    ]
    together = block(points, [0, 0, 1, 1], point_index=[0, 1, 0, 1])
    assert differing(together, block(points[0], [0, 1]), [0, 2]) == []
    assert differing(together, block(points[1], [0, 1]), [1, 3]) == []


BANDED = (
    "USA.chip_export_control={2026-01: 0.2, 2026-03: {band: [0.3, 0.4, 0.9]}}",
    "CHN.mineral_licence_strictness.gallium={band: [0.2, 0.3, 0.8]}",
)


def test_positions_in_a_band_move_each_run() -> None:
    banded = scenario(*BANDED, months=4)
    positions = {
        "coding.USA.chip_export_control": np.array([-1.0, 0.0, 1.0, 0.5]),
        "coding.CHN.mineral_licence_strictness.gallium": np.array([1.0, -0.5, 0.0, 0.0]),
    }
    plain = scenario("USA.chip_export_control=0.7", months=4)
    policy = Policy([banded, plain], [0, 0, 0, 1], 4, positions)
    assert policy.column("chip_export_control", 0)[:, USA].tolist() == [0.2, 0.2, 0.2, 0.7]
    assert policy.column("chip_export_control", 3)[:, USA] == pytest.approx([0.3, 0.4, 0.9, 0.7])
    gallium = load_catalogue().levers["mineral_licence_strictness"].items.index("gallium")
    assert policy.column("mineral_licence_strictness", 0)[:3, gallium, CHN] == pytest.approx([0.8, 0.25, 0.3])
    policy.pull("chip_export_control", USA, 0.1)
    assert policy.column("chip_export_control", 3)[:, USA].tolist() == [0.1] * 4


def test_a_central_band_is_no_band_bit_for_bit() -> None:
    centres = ("USA.chip_export_control={2026-01: 0.2, 2026-03: 0.4}", "CHN.mineral_licence_strictness.gallium=0.3")
    plain = block(scenario(*centres, months=6), range(3))
    assert differing(plain, block(scenario(*BANDED, "assumptions.coding=0", months=6), range(3))) == []
    assert differing(plain, block(scenario(*BANDED, months=6), range(3))) != []


@pytest.mark.parametrize(
    ("lever", "item", "value", "expected"),
    [
        ("chip_export_control", None, 7.0, 1.0),
        ("chip_export_control", None, -1.0, 0.0),
        ("chip_export_control", None, 0.25, 0.25),
        ("chip_revenue_share", None, 0.9, 0.5),
        ("chip_ceiling_tpp", None, 1_000_000, 1_000_000.0),
        ("chip_ceiling_tpp", None, 2_000_000, 1_000_000.0),
        ("energy_emergency", None, False, 0.0),
        ("chip_ceiling_basis", None, "tpp", 1.0),
        ("purchase_guidance", "memory", 3.0, 1.0),
    ],
)
def test_a_pull_is_clipped_to_the_range(
    lever: str, item: str | None, value: float | bool | str, expected: float
) -> None:
    policy = _policy()
    policy.pull(lever, USA, value, item)
    column = policy.column(lever, 2)
    if item is None:
        assert column[0, USA] == expected
    else:
        items = load_catalogue().levers[lever].items
        assert column[0, items.index(item), USA] == expected
        other = (items.index(item) + 1) % len(items)
        assert column[0, other, USA] == _policy().column(lever, 2)[0, other, USA]


def test_a_pull_leaves_other_actors_and_the_schedule_alone() -> None:
    policy, plain = _policy(), _policy()
    before = policy.column("chip_export_control", 1).copy()
    policy.pull("chip_export_control", CHN, 0.8)
    pulled = policy.column("chip_export_control", 1)
    assert pulled[0, CHN] == 0.8
    assert np.array_equal(np.delete(pulled, CHN, axis=1), np.delete(before, CHN, axis=1))
    policy.release("chip_export_control", CHN)
    assert np.array_equal(policy.column("chip_export_control", 1), plain.column("chip_export_control", 1))


def test_a_pull_of_a_lever_with_items_sets_them_all() -> None:
    policy = _policy()
    policy.pull("mineral_licence_strictness", CHN, 0.7)
    assert policy.column("mineral_licence_strictness", 0)[0, :, CHN].tolist() == [0.7] * 4


@pytest.mark.parametrize(
    ("lever", "value", "item", "error"),
    [
        ("no_such_lever", 1.0, None, KeyError),
        ("chip_export_control", float("nan"), None, ValueError),
        ("chip_export_control", "high", None, ValueError),
        ("chip_ceiling_basis", "price", None, ValueError),
        ("purchase_guidance", 0.5, "cards", ValueError),
    ],
)
def test_an_impossible_pull_is_refused(
    lever: str, value: float | str, item: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        _policy().pull(lever, USA, value, item)


def test_a_pull_does_what_the_schedule_would_have_done() -> None:
    scheduled = ensemble(scenario("USA.chip_export_control=0.95", months=4), 2)
    pulled = ensemble(scenario(months=4), 2)
    pulled.policy.pull("chip_export_control", USA, 0.95)
    for _ in range(4):
        scheduled.step()
        pulled.step()
    assert np.array_equal(scheduled.world.chips.flow, pulled.world.chips.flow)
    assert np.array_equal(scheduled.world.alliances.alignment, pulled.world.alliances.alignment)


def _reader(kind: str, name: str) -> Mechanism:
    @mechanism(
        "reader", levers=("chip_export_control",), assumptions=("retry",), streams=(Stream("chip_demand", ("nation",)),)
    )
    def read(world: World, month: Month) -> None:
        """Read one thing."""
        getattr(month, kind)(name)

    return read


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("lever", "purchase_guidance"),
        ("targets", "purchase_guidance"),
        ("assume", "armington_elasticity"),
        ("noise", "capability"),
        ("lever", "no_such_lever"),
    ],
)
def test_reading_what_was_not_declared_raises(kind: str, name: str) -> None:
    made = ensemble(scenario(months=1), 1)
    made.steps = (_reader(kind, name),)
    with pytest.raises(KeyError, match=name):
        made.step()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("lever", "chip_export_control"),
        ("targets", "chip_export_control"),
        ("assume", "retry"),
        ("noise", "chip_demand"),
    ],
)
def test_reading_what_was_declared_works(kind: str, name: str) -> None:
    made = ensemble(scenario(months=1), 1)
    made.steps = (_reader(kind, name),)
    made.step()
    assert made.index == 1


@pytest.mark.parametrize(
    "declared", [{"levers": ("nothing",)}, {"assumptions": ("nothing",)}, {"streams": (Stream("x"),)}]
)
def test_declaring_what_is_not_there_raises(declared: dict[str, tuple[object, ...]]) -> None:
    made = ensemble(scenario(months=1), 1)
    made.steps = (Mechanism("wrong", lambda world, month: None, **declared),)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        made.step()
