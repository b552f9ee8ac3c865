"""Stacks, adoption, forums and the global standard."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import CENTRAL_START, QUIET, ensemble, path, place, stepped

from aicompete.subjects.standards.metrics import METRICS

SERIES = {metric.name: metric for metric in METRICS if metric.level == "series"}


def test_bases_shares_seats_and_standards_sum_to_one() -> None:
    world = stepped("USA.fullstack_export_intensity=1", "IND.data_localisation=1", months=24)
    stacks = world.stacks
    assert stacks.base.sum(axis=1) == pytest.approx(np.ones((12, 33)))
    assert (stacks.base >= 0.0).all()
    for shares in (stacks.standard_share, stacks.forum, stacks.seats):
        assert shares.sum(axis=1) == pytest.approx(np.ones(12))
    assert ((stacks.venue > 0.0) & (stacks.venue < 1.0)).all()


def test_start_shares_are_the_coded_ones_within_the_band() -> None:
    world = stepped("assumptions.stack_start_spread=0.1", months=1, runs=40)
    coded = world.facts.tables.adoption
    assert np.median(world.stacks.base, axis=0) == pytest.approx(coded, abs=0.02)
    twins = place(world, "DEU", "SAU")  # coded alike
    assert (world.stacks.base_start[:, 1, twins[0]] != world.stacks.base_start[:, 1, twins[1]]).all()


def test_start_is_a_rest_point_when_all_may_be_bought() -> None:
    world = stepped(*CENTRAL_START, *QUIET, months=24, runs=24)
    moved = np.median(world.stacks.base - world.stacks.base_start, axis=0)
    assert np.abs(moved).max() < 0.015


def test_turnover_is_slow_and_the_flow_is_what_chose() -> None:
    flows = path(lambda world: world.stacks.adoption.sum(axis=1), months=12)
    yearly = flows[1:].sum(axis=0) * 12 / 11
    assert 0.03 < np.median(yearly) < 0.25


def test_a_full_stack_deal_moves_a_few_points_a_year() -> None:
    quiet = stepped("USA.fullstack_export_intensity=0", months=36)
    deal = stepped("USA.fullstack_export_intensity=1", "USA.fullstack_values_condition=0", months=36)
    nation = place(quiet, "IDN", "BRA", "THA", "PHL")
    points = np.median(deal.stacks.base[:, 0, nation] - quiet.stacks.base[:, 0, nation]) / 3
    assert 0.005 < points < 0.05


def test_what_cannot_be_bought_is_lost() -> None:
    block = ensemble(*QUIET, months=48)
    chn = place(block.world, "CHN")[0]
    access = block.world.chips.access.copy()
    access[:, 0, chn] = 0.0
    block.world.chips.access = access
    installed = np.zeros_like(block.world.compute.owned)
    block.world.compute.installed = installed + 0.05 * block.world.compute.owned
    while block.index < block.months:
        block.step()
    gone = block.world.stacks.base[:, 0, chn] / block.world.stacks.base_start[:, 0, chn]
    assert (gone < 0.8).all()
    assert block.world.stacks.base[:, :, chn].sum(axis=1) == pytest.approx(np.ones(12))


def test_better_technology_wins_adopters() -> None:
    block = ensemble(*QUIET, months=36)
    while block.index < block.months:
        block.step()
        capability = block.world.capability.level.copy()
        capability[:, 1] += 0.03  # China gains a tenth of an order of magnitude in a third of a year
        block.world.capability.level = capability
    base = stepped(*QUIET, months=36)
    gained = np.median((block.world.stacks.base - base.stacks.base)[:, 1, 2:-1], axis=0)
    assert (gained > 0.0).all()


def test_aged_bases_turn_over_more_slowly() -> None:
    young, old = (stepped(f"assumptions.stack_age_start={x}", months=1) for x in (1.5, 5.0))
    assert (young.stacks.adoption.sum(axis=1) > old.stacks.adoption.sum(axis=1)).all()


def test_network_externality_makes_the_biggest_base_bigger_in_the_standard() -> None:
    weak, strong = (stepped(f"assumptions.network_externality={x}", months=1) for x in (0.1, 0.8))
    assert (strong.stacks.standard_share[:, 0] > weak.stacks.standard_share[:, 0]).all()


def test_standard_lies_between_base_and_forum() -> None:
    base = stepped("assumptions.defacto_weight=0.9", months=1)
    forum = stepped("assumptions.defacto_weight=0.2", months=1)
    assert (base.stacks.standard_share[:, 0] > forum.stacks.standard_share[:, 0]).all()
    assert (forum.stacks.standard_share[:, 0] > forum.stacks.forum[:, 0]).all()


@pytest.mark.parametrize(
    ("setting", "metric"),
    [
        ("CHN.iso_itu_effort=1", "forum_share_cn"),
        ("USA.multilateral_engagement=1", "forum_share_us"),
        ("USA.standards_coalition_effort=1", "forum_share_us"),
        ("CHN.un_effort=1", "un_track_weight"),
        ("CHN.open_source_push=1", "stack_share_open"),
        ("CHN.standards_package=1", "stack_share_cn"),
    ],
)
def test_effort_pays_in_its_own_arena(setting: str, metric: str) -> None:
    base, moved = stepped(months=36), stepped(setting, months=36)
    assert np.median(SERIES[metric].read(moved) - SERIES[metric].read(base)) > 5e-4


def test_localisation_drives_foreign_stacks_out_at_that_place_only() -> None:
    base, closed = stepped(months=36), stepped("IND.data_localisation=1", months=36)
    ind, bra = place(base, "IND", "BRA")
    change = np.median(closed.stacks.base - base.stacks.base, axis=0)
    assert change[2, ind] > 0.01
    assert change[0, ind] < -0.01
    assert np.abs(change[:, bra]).max() < 0.002


def test_metrics_are_finite() -> None:
    world = stepped(months=6)
    shapes = {"series": (12,), "nations": (12, 33), "trade": (12, 3, 33)}
    for metric in METRICS:
        values = metric.read(world)
        assert values.shape == shapes[metric.level], metric.name
        assert np.isfinite(values).all(), metric.name
