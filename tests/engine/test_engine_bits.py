"""The same bits for any block size, neighbours in the block, resume point and horizon."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import LEVELS, block, columns, differing, ensemble, same_columns, scenario

from aicompete.config import scenario_from_dict
from aicompete.engine.block import BlockResult
from aicompete.month import MONTH

RUNS, MONTHS = 64, 9
STARTS = ("2022-01", "2026-01")
# levers that reach far into the month, so that no branch of it idles
BUSY = (
    "USA.chip_export_control={2026-01: 0.3, 2026-05: 0.9}",
    "CHN.purchase_guidance={2026-01: 0.1, 2026-07: 0.8}",
    "CHN.mineral_licence_strictness={2026-01: 0.2, 2026-04: 0.9}",
    "CHN.mineral_target_mode=us_and_allies",
    "USA.ally_alienation=0.8",
    "TWN.production_disruption={2026-01: 0, 2026-06: 0.4}",
    "us_allies.chip_export_control={2026-01: {band: [0, 0.1, 0.4]}, 2026-04: {band: [0.2, 0.3, 0.5]}}",
)


@pytest.fixture(scope="session")
def sixty_four() -> BlockResult:
    return block(scenario(*BUSY, months=MONTHS), range(RUNS))


@pytest.fixture(scope="session")
def central_block() -> BlockResult:
    return block(scenario(*BUSY, months=MONTHS), range(RUNS), central=True)


def test_all_levels_are_recorded_and_finite(sixty_four: BlockResult) -> None:
    assert {status.state for status in sixty_four.status} == {"ok"}
    for level in LEVELS:
        table = getattr(sixty_four, level)
        assert table, level
        for name, values in table.items():
            assert values.shape[:2] == (RUNS, MONTHS)
            assert np.isfinite(values).all(), name


@pytest.mark.parametrize("first", [0, 7, 35, 57])
def test_blocks_of_seven(sixty_four: BlockResult, first: int) -> None:
    rows = range(first, first + 7)
    assert differing(sixty_four, block(scenario(*BUSY, months=MONTHS), rows), rows) == []


@pytest.mark.parametrize("copy", [0, 13, 63])
def test_a_run_alone(sixty_four: BlockResult, copy: int) -> None:
    assert differing(sixty_four, block(scenario(*BUSY, months=MONTHS), [copy]), [copy]) == []


@pytest.mark.parametrize("copies", [[5], [40, 41, 42, 43, 44, 45, 46]])
def test_central_assumptions(central_block: BlockResult, copies: list[int]) -> None:
    point = scenario(*BUSY, months=MONTHS)
    assert differing(central_block, block(point, copies, central=True), copies) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_runs_in_other_blocks_for_four_years(start: str) -> None:
    busy = [text.replace("2026-", f"{start[:4]}-") for text in BUSY]  # in the first months of either world
    point = scenario(*busy, start=start, months=48)
    whole = block(point, range(RUNS))
    alone = range(0, RUNS, 9)  # nine and the width of a vector share no factor: every lane comes up
    others = [copy for copy in range(RUNS) if copy not in alone]
    parts = [[copy] for copy in alone] + [others[first : first + 14] for first in range(0, len(others), 14)]
    assert sorted(copy for part in parts for copy in part) == list(range(RUNS))
    for part in parts:
        assert differing(whole, block(point, part), part) == []


def test_order_in_the_block_does_not_show(sixty_four: BlockResult) -> None:
    copies = [9, 2, 30]
    assert differing(sixty_four, block(scenario(*BUSY, months=MONTHS), copies), copies) == []


def test_several_points_in_a_block() -> None:
    # runs of three policies side by side, against each policy in a block of its own
    points = [
        scenario(*BUSY, months=MONTHS),
        scenario(months=MONTHS),
        scenario("USA.chip_export_control=0", "us_allies.sme_export_control=0.9", months=MONTHS),
    ]
    copies, index = [0, 1, 2, 0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1, 2, 2, 2]
    together = block(points, copies, point_index=index)
    for place, point in enumerate(points):
        rows = [row for row, where in enumerate(index) if where == place]
        assert differing(together, block(point, [0, 1, 2]), rows) == []
    series = together.series["chip_flow_to_chn_foreign"]
    assert not np.array_equal(series[0:3], series[6:9])


def test_points_of_a_block_agree_on_start_and_disabled_mechanisms() -> None:
    plain = scenario(months=3)
    others = (
        scenario(start="2022-01", months=3),
        scenario(months=3, disable=("smuggling",)),
        scenario("replies=on", months=3),
    )
    for other in others:
        with pytest.raises(ValueError, match="share start date"):
            block([plain, other], [0, 0], point_index=[0, 1])


def test_points_of_a_block_agree_on_targets() -> None:
    aimed = scenario(months=3).to_dict() | {"targets": {"chip_export_control": {"USA": {"CHN": 0, "IND": 1}}}}
    other = scenario_from_dict(aimed)
    with pytest.raises(ValueError, match="share"):
        block([scenario(months=3), other], [0, 0], point_index=[0, 1])


@pytest.mark.parametrize("start", STARTS)
def test_resume_from_a_snapshot(start: str) -> None:
    point = scenario(start=start, months=20)
    straight = ensemble(point, 3)
    while straight.index < 12:
        straight.step()
    kept = straight.branch()
    before = [(group, name, values.copy()) for group, name, values in columns(kept)]
    while straight.index < 20:
        straight.step()
    resumed = ensemble(point, 3)
    resumed.restore(kept, 12)
    while resumed.index < 20:
        resumed.step()
    assert same_columns(straight.world, resumed.world) == []
    # the snapshot itself is what it was, after two ensembles have gone on from it
    for group, name, values in before:
        assert np.array_equal(values, getattr(getattr(kept, group), name), equal_nan=True), f"{group}.{name}"


def test_branches_of_one_snapshot_do_not_meet() -> None:
    made = ensemble(scenario(months=8), 2)
    for _ in range(4):
        made.step()
    kept = made.branch()
    made.step()
    one = made.branch()
    made.restore(kept, 4)
    made.policy.pull("chip_export_control", 0, 1.0)
    made.step()
    assert "chips.flow" in same_columns(one, made.world)
    made.policy.release("chip_export_control", 0)
    made.restore(kept, 4)
    made.step()
    assert same_columns(one, made.world) == []


def test_nothing_is_changed_in_place() -> None:
    made = ensemble(scenario(*BUSY, months=8), 2)
    for values in made.assumptions.values():
        values.flags.writeable = False
    for _ in range(8):
        for _, _, values in columns(made.world):
            values.flags.writeable = False
        made.step()


def test_stepping_past_the_end_is_refused() -> None:
    made = ensemble(scenario(months=1), 1)
    made.step()
    with pytest.raises(IndexError, match="1 months"):
        made.step()


def test_mechanisms_are_named_once() -> None:
    names = [step.name for step in MONTH]
    assert len(set(names)) == len(names)
