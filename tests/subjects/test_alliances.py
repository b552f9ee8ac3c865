"""Alignment, membership and votes: the start world, directions of effect, bounds, repeatability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.subjects.alliance_kit import CENTRAL_START, QUIET, ensemble, path, place, stepped

from aicompete.rules import landscape_energy
from aicompete.rules.camps import camp_energy
from aicompete.subjects.alliances.metrics import METRICS, mean_of_allies
from aicompete.subjects.alliances.state import TERMS
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import policy_at

pytestmark = pytest.mark.slow  # years of many runs: full run only

SERIES = {metric.name: metric for metric in METRICS if metric.level == "series"}


@pytest.mark.parametrize("start", ["2022-01", "2026-01"])
def test_first_month_reproduces_the_coded_prior(start: str) -> None:
    world = stepped(*CENTRAL_START, months=1, start=start)
    prior = world.facts.tables.alignment_prior
    assert np.abs(world.alliances.alignment - prior).max() < 0.02
    placed = world.alliances.votes - world.alliances.vote_luck
    assert np.abs(placed - world.facts.tables.votes).max() < 0.02  # Germany had a new government


@pytest.mark.parametrize("start", ["2022-01", "2026-01"])
def test_all_terms_are_counted_from_the_start_world(start: str) -> None:
    # one month under the levers in force before the start moves no term but noise by more than a hundredth or two
    block = ensemble(months=1, start=start)
    past = {name: policy_at(start).lever(name) for name in block.policy.columns(0)}
    block.policy.columns = lambda index: past  # type: ignore[method-assign]
    block.step()
    alliances = block.world.alliances
    for i, name in enumerate(TERMS):
        if name not in ("noise", "government"):
            assert np.abs(alliances.terms[:, i]).max() < 0.04, name
    # governments count from those whose votes are the habit
    same = alliances.government[0] == alliances.government_usual[0]
    assert (alliances.terms[:, TERMS.index("government"), same] == 0.0).all()
    assert (alliances.terms[:, TERMS.index("government"), ~same] != 0.0).all()


def test_powers_and_the_rest_of_the_world_do_not_move() -> None:
    world = stepped(months=36)
    fixed = place(world, "USA", "CHN", "ROW")
    assert (world.alliances.alignment[:, fixed] == np.array([1.0, -1.0, 0.0])).all()
    assert (world.alliances.votes[:, fixed] == world.facts.tables.votes[fixed]).all()


def test_baseline_does_not_collapse_but_moves() -> None:
    def read(world: World) -> Array:
        return np.stack([SERIES["coalition_share_us_count"].read(world), SERIES["alignment_mean"].read(world)])

    values = path(read, runs=24, months=120)
    share, mean = values[:, 0], values[:, 1]
    assert abs(np.median(share[-1]) - np.median(share[0])) < 0.12
    assert abs(np.median(mean[-1]) - np.median(mean[0])) < 0.12
    assert np.ptp(share[-1]) > 0.0  # runs end differently


def test_nations_do_not_move_alike() -> None:
    values = path(lambda world: world.alliances.alignment, runs=8, months=60)
    moves = (values[-1] - values[0])[:, 2:-1]
    assert np.median(moves.std(axis=1)) > 0.04
    assert np.corrcoef(moves)[np.triu_indices(8, 1)].max() < 0.9


@pytest.mark.slow
def test_alienation_costs_members_and_ending_it_heals() -> None:
    def mean(world: World) -> Array:
        return SERIES["alignment_mean"].read(world)

    calm = path(mean, months=96)
    hurt = path(mean, "USA.ally_alienation=0.9", months=96)
    healed = path(mean, "USA.ally_alienation={2026-01: 0.9, 2030-01: 0.05}", months=96)
    assert np.median(hurt[47] - calm[47]) < -0.03  # from 0.45: most of what a quarrel costs is lost already
    assert np.median(hurt[-1] - calm[-1]) < np.median(hurt[47] - calm[47])  # and goes on falling
    assert np.median(healed[-1] - healed[50]) > 0.02
    assert (np.abs(hurt - healed)[:48] == 0.0).all()  # nothing looks ahead


@pytest.mark.parametrize(
    ("setting", "metric", "sign"),
    [
        ("USA.marshall_budget=100", "alignment_mean", 1),
        ("CHN.aid_budget=20", "alignment_mean", -1),
        ("USA.tariff_on_allies=50", "alignment_mean", -1),
        ("USA.multilateral_engagement=1", "votes_mean", 1),
        ("CHN.un_effort=1", "votes_mean", -1),
        ("CHN.entity_sanctions=1", "trust_cn_mean", -1),
        ("USA.coop_channel=1", "alignment_spread", -1),
    ],
)
def test_direction_of_levers(setting: str, metric: str, sign: int) -> None:
    base, moved = stepped(months=36), stepped(setting, months=36)
    difference = SERIES[metric].read(moved) - SERIES[metric].read(base)
    assert sign * np.median(difference) > 1e-4


def test_pressure_hardens_camps() -> None:
    options = ("assumptions.camp_hardening=0.2", *QUIET)
    base = stepped("USA.ally_control_pressure=0", *options, months=36)
    hard = stepped("USA.ally_control_pressure=1", *options, months=36)
    spread = SERIES["alignment_spread"].read
    assert np.median(spread(hard) - spread(base)) > 0.005


def test_membership_changes_only_across_its_thresholds() -> None:
    def read(world: World) -> Array:
        return np.stack([world.alliances.alignment, world.alliances.membership])

    values = path(read, "USA.ally_alienation=1", months=60, runs=16)
    alignment, member = values[:, 0, :, 2:-1], values[:, 1, :, 2:-1]
    joined = (member[1:] == 1.0) & (member[:-1] != 1.0)
    left = (member[1:] != 1.0) & (member[:-1] == 1.0)
    assert left.any()
    assert (alignment[1:][joined] > 0.30).all()
    assert (alignment[1:][left] < 0.20).all()
    between = (alignment >= 0.20) & (alignment <= 0.30)
    assert set(np.unique(member[between])) == {0.0, 1.0}  # who is in depends on where it came from


@pytest.mark.slow
def test_strong_peers_keep_shocks_and_weak_ones_heal() -> None:
    def kept(gain: float) -> float:
        """Part of the loss after two years of alienation that is still there eight years later."""

        def mean(world: World) -> Array:
            return mean_of_allies(world, world.alliances.alignment)

        setting = f"assumptions.peer_gain={gain}"
        calm = path(mean, setting, months=120)
        hit = path(mean, setting, "USA.ally_alienation={2026-01: 1, 2028-01: 0.45}", months=120)
        loss = np.median(calm - hit, axis=1)
        return float(loss[-1] / loss.max())

    assert kept(0.2) < 0.75  # chips and models once bought stay
    assert kept(1.1) > 0.9


def test_coalition_shares_sum_to_one_and_leave_out_the_powers() -> None:
    world = stepped(months=6)
    for weight in ("count", "gdp", "compute", "votes"):
        total = sum(SERIES[f"coalition_share_{bloc}_{weight}"].read(world) for bloc in ("us", "cn", "none"))
        assert total == pytest.approx(np.ones(12))
    assert world.alliances.ties.acts.sum() == 30


def test_shares_of_votes_are_those_of_the_general_assembly_and_move_without_a_cliff() -> None:
    def shares(world: World) -> Array:
        return world.alliances.camp_votes

    read = path(shares, runs=6, months=24)
    assert (read[:, :, 1] > 0.6).all()  # most states vote with China
    assert np.abs(np.diff(read, axis=0)).max() < 0.01  # no bloc of 24 crosses in a month
    gap = path(shares, "CHN.un_effort=1", runs=6, months=60)[-1] - path(shares, runs=6, months=60)[-1]
    assert (gap[:, 1] > 0.0).all()


def test_camp_energy_is_the_landscape_energy() -> None:
    rng = np.random.default_rng(5)
    size, side = rng.random((6, 9)), rng.integers(-1, 2, (6, 9)).astype(float)
    half = rng.normal(size=(9, 9))
    propensity = half + half.T
    np.fill_diagonal(propensity, 0.0)
    expected = landscape_energy(size, propensity, side)
    assert camp_energy(size, propensity, side, (1.0, -1.0, 0.0)) == pytest.approx(expected)


def test_every_metric_is_finite_and_has_its_shape() -> None:
    world = stepped(months=12)
    for metric in METRICS:
        values = metric.read(world)
        assert values.shape == ((12,) if metric.level == "series" else (12, 33)), metric.name
        assert np.isfinite(values).all(), metric.name


LEVELS = st.floats(0.0, 1.0)


@settings(max_examples=10, deadline=None)
@given(alienation=LEVELS, pressure=LEVELS, tariff=st.floats(0.0, 200.0), aid=st.floats(0.0, 20.0), sanctions=LEVELS)
def test_bounds_hold_for_any_lever(
    alienation: float, pressure: float, tariff: float, aid: float, sanctions: float
) -> None:
    world = stepped(
        f"USA.ally_alienation={alienation}",
        f"USA.ally_control_pressure={pressure}",
        f"USA.tariff_on_allies={tariff}",
        f"CHN.aid_budget={aid}",
        f"CHN.entity_sanctions={sanctions}",
        runs=3,
        months=18,
    )
    state = world.alliances
    assert (np.abs(state.alignment) <= 1.0).all()
    assert (np.abs(state.votes) <= 1.0).all()
    for share in (state.trust, state.legitimacy, state.compliance):
        assert ((share >= 0.0) & (share <= 1.0)).all()
    assert set(np.unique(state.membership)) <= {-1.0, 0.0, 1.0}
    assert np.isfinite(state.terms).all()


def test_same_bits_in_any_block() -> None:
    together = stepped(runs=7, months=18)
    for run in (0, 4, 6):
        alone = stepped(replicates=[run], months=18)
        assert (alone.alliances.alignment[0] == together.alliances.alignment[run]).all()
        assert (alone.alliances.compliance[0] == together.alliances.compliance[run]).all()
        assert (alone.stacks.base[0] == together.stacks.base[run]).all()
        for name in ("landscape_energy", "alignment_bimodality", "coalition_share_us_gdp"):
            assert SERIES[name].read(alone)[0] == SERIES[name].read(together)[run]


def test_a_blow_by_force_rallies_those_who_could_be_next_and_an_accident_nobody() -> None:
    lost = "TWN.production_disruption.chips={2026-01: 0.9, 2028-01: 0}"
    accident, war = (stepped(lost, f"TWN.disruption_blame={who}", months=24).alliances for who in ("nobody", "chn"))
    assert (accident.struck == 0.0).all()
    twn, jpn, idn = place(stepped(months=1), "TWN", "JPN", "IDN")
    turned = np.median(war.alignment - accident.alignment, axis=0)
    lost_trust = np.median(accident.trust[:, 1] - war.trust[:, 1], axis=0)
    assert turned[jpn] > turned[idn] + 0.003
    assert lost_trust[twn] > 0.05
    assert lost_trust[jpn] > 0.05
    assert lost_trust[idn] < 0.03
    won = np.median(war.trust[:, 0] - accident.trust[:, 0], axis=0)
    assert (won < lost_trust + 0.01).all()  # the other power gains by contrast, and by nothing else: it is not blamed
    alone = "assumptions.opinion_contrast=0"
    accident, war = (
        stepped(lost, alone, f"TWN.disruption_blame={who}", months=24).alliances for who in ("nobody", "chn")
    )
    assert np.abs(np.median(war.trust[:, 0] - accident.trust[:, 0], axis=0)).max() < 0.01
