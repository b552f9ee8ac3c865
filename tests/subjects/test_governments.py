"""Changes of government: on record in their month, drawn at the end of a term after it, felt abroad with delay."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import path, place, stepped

from aicompete.rules import half_life_to_rate
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import load_facts
from aicompete.world.governments import governments

FACTS = load_facts("2026-01")
KNOWN = governments(FACTS)
LASTING = "assumptions.vote_half_life=48"


def sides(world: World) -> Array:
    """Sides in office."""
    return world.alliances.government.copy()


def votes(world: World) -> Array:
    """Votes."""
    return world.alliances.votes.copy()


def test_a_change_on_record_comes_in_its_month_in_every_run():
    found = path(sides, runs=3, months=13, start="2022-01")
    kor, bra, fra = (load_facts("2022-01").nation(name) for name in ("KOR", "BRA", "FRA"))
    assert found[:4, :, kor].tolist() == [[-1.0] * 3] * 4
    assert found[4:, :, kor].tolist() == [[1.0] * 3] * 9
    assert found[11, :, bra].tolist() == [1.0] * 3
    assert found[12, :, bra].tolist() == [-1.0] * 3
    assert np.ptp(found[:, :, fra]) == 0.0


def test_nobody_acts_on_an_election_before_it():
    """Before its change a nation's votes follow others' alone, whose governments had changed."""
    weak, strong = (
        path(votes, f"assumptions.vote_government_weight={w}", runs=4, months=6, start="2022-01") for w in (0.0, 0.3)
    )
    kor = load_facts("2022-01").nation("KOR")
    gain = (strong - weak)[:, :, kor]
    assert np.abs(gain[:4]).max() < 2e-4
    assert gain[5].min() > 2e-3


@pytest.mark.parametrize("chance", [0.15, 0.65])
def test_after_the_record_sides_change_only_where_a_term_ends(chance: float):
    found = path(sides, f"assumptions.government_turnover={chance}", runs=40, months=24)
    ended = (KNOWN.next_end < 24) & (KNOWN.democracy > 0.0)
    moved = (np.diff(found, axis=0) != 0.0).any(axis=0)
    on_record = (KNOWN.months < 24).any(axis=0)
    dated = KNOWN.next_end < 24
    assert not moved[:, ~(dated | on_record)].any()
    rate = moved[:, ended].mean()
    assert rate == pytest.approx(chance, abs=0.14)


def test_governments_turn_to_the_other_side_and_the_centre_to_either():
    found = path(sides, "assumptions.government_turnover=0.65", runs=60, months=60)
    isr, nld = (FACTS.nation(name) for name in ("ISR", "NLD"))
    assert set(np.unique(found[:, :, isr])) == {-1.0, 1.0}
    centre = found[-1, found[40, :, nld] == 0.0][:, nld]
    assert {-1.0, 0.0, 1.0} == set(centre.tolist())
    assert abs((centre > 0).mean() - (centre < 0).mean()) < 0.35


def test_a_monarchy_has_no_term_to_end():
    found = path(sides, "assumptions.government_turnover_closed=0.4", runs=20, months=120)
    monarchies = [FACTS.nation(name) for name in ("ARE", "SAU", "QAT")]
    assert np.ptp(found[:, :, monarchies]) == 0.0


def test_the_right_brings_votes_and_alignment_toward_the_usa_with_delay():
    settings = ("assumptions.vote_government_weight={}", "assumptions.government_weight={}", LASTING)
    kor = load_facts("2022-01").nation("KOR")
    ways = {
        w: [
            path(read, *(text.format(w) for text in settings), runs=4, months=40, start="2022-01")[:, :, kor]
            for read in (votes, lambda world: world.alliances.alignment.copy())
        ]
        for w in (0.0, 0.15)
    }
    for none, some in zip(ways[0.0], ways[0.15], strict=True):
        gain = (some - none).mean(axis=1)
        assert gain[39] > gain[15] > gain[5] > 0.0
        assert gain[39] < 0.4  # less than the weight of two steps


def test_named_changes_are_taken_out_of_the_nameless_spread():
    """The larger the weight of a government, the smaller the shocks without a name, where governments have terms."""
    spread = {
        weight: stepped(f"assumptions.government_weight={weight}", "assumptions.alliance_shock_spread=0.1", months=60)
        .alliances.shock.std(axis=0)
        for weight in (0.0, 0.09)
    }  # fmt: skip
    free = KNOWN.democracy > 0.0
    expected = np.sqrt(1.0 - 0.09**2 * 4.0 * 0.4 * 0.6 / 0.1**2)
    assert (spread[0.09][free] / spread[0.0][free]).mean() == pytest.approx(expected, abs=0.1)
    gulf = FACTS.nation("ARE")
    assert spread[0.09][gulf] == pytest.approx(spread[0.0][gulf])


def test_chance_of_its_own_keeps_its_spread_and_fades():
    world = stepped("assumptions.vote_shock_spread=0.09", LASTING, runs=60, months=96)
    acts = world.alliances.ties.acts > 0.0
    group = world.facts.nation("EUR")
    single = acts & (np.arange(len(acts)) != group) & (np.abs(world.alliances.votes_start[0]) < 0.7)
    luck = world.alliances.vote_luck[:, single]
    rate = half_life_to_rate(np.array(48.0))
    assert luck.std() == pytest.approx(0.09 * np.sqrt(1.0 - (1.0 - rate) ** (2 * 96)), rel=0.1)
    assert abs(luck.mean()) < 0.01
    assert world.alliances.vote_luck[:, group].std() == pytest.approx(luck.std() / np.sqrt(24.0), rel=0.3)
    assert (world.alliances.vote_luck[:, ~acts] == 0.0).all()
    assert (np.abs(world.alliances.votes) <= 1.0).all()


def test_what_a_year_departed_from_habit_fades():
    """Without chance and governments votes close the gap to the habit with their half-life."""
    quiet = ("assumptions.vote_shock_spread=0", "assumptions.vote_government_weight=0", LASTING)
    found = path(votes, *quiet, runs=4, months=48, start="2022-01")
    facts = load_facts("2022-01")
    gbr, nga = place(stepped(*quiet, runs=2, months=1, start="2022-01"), "GBR", "NGA")
    start = facts.tables.votes
    assert (found[-1, :, gbr].mean() - start[gbr]) < -0.02  # GBR voted nearer to the USA in 2021 than it was wont to
    assert (found[-1, :, nga].mean() - start[nga]) > 0.02
