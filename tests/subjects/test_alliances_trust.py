"""Trust, legitimacy and compliance, and the memory of what went before the start."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import QUIET, ensemble, path, place, stepped

from aicompete.config import load_catalogue
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import memory_weights, policies_before, policy_at
from aicompete.world.relations import relations


def logits(share: Array) -> Array:
    return np.asarray(np.log(share / (1.0 - share)))


MINE = ("alliances", "diplomacy", "standards")


def test_defaults_are_the_levers_in_force_at_the_end_of_2025() -> None:
    catalogue = load_catalogue()
    past = policy_at("2026-01")
    for name, lever in catalogue.levers.items():
        if lever.subject in MINE:
            for actor, default in lever.default.items():
                place = catalogue.actors.axis.index(actor)
                assert past.lever(name)[0, place] == pytest.approx(lever.code(default[0])), (name, actor)


def test_yearly_means_weigh_by_days() -> None:
    latest, *_, oldest = policies_before("2026-01")
    # 0.1 to 19 Jan, 0.3 to 10 Feb, 0.4 to 4 Apr, 0.6 to 12 May, 0.55 to 30 Jul, then 0.45
    days = [(19, 0.1), (22, 0.3), (53, 0.4), (38, 0.6), (79, 0.55), (154, 0.45)]
    expected = sum(n * v for n, v in days) / sum(n for n, _ in days)
    assert latest.lever("ally_alienation")[0, 0] == pytest.approx(expected)
    assert oldest.first.year == 2018


def test_memory_weights_fade_and_sum_to_one() -> None:
    weights = memory_weights(8, np.array([3.0, 8.0]))
    assert weights.sum(axis=1) == pytest.approx(np.ones(2))
    assert (np.diff(weights[:, :-1], axis=1) < 0.0).all()
    assert weights[0, 0] > weights[1, 0]


def test_start_trust_rests_on_what_is_remembered_not_on_the_last_year() -> None:
    # alienation rose in 2025: trust in the USA still falls under constant levers, trust in China much less
    trust = path(lambda world: world.alliances.trust.mean(axis=0)[:, 2:-1].mean(axis=1), months=36)
    assert -0.06 < trust[-1, 0] - trust[0, 0] < -0.01  # only what lasts
    assert abs(trust[-1, 1] - trust[0, 1]) < 0.04


def test_alienation_hurts_treaty_allies_most_and_the_threatened_less() -> None:
    world = stepped("USA.ally_alienation=0.9", *QUIET, months=36, runs=24)
    calm = stepped("USA.ally_alienation=0", *QUIET, months=36, runs=24)
    lost = np.median(logits(calm.alliances.trust[:, 0]) - logits(world.alliances.trust[:, 0]), axis=0)
    deu, jpn, mys = place(world, "DEU", "JPN", "MYS")
    assert lost[deu] > 1.5 * lost[mys]
    assert lost[deu] > 1.2 * lost[jpn]
    assert lost[mys] > 0.0


def test_opinion_falls_in_months_and_is_back_within_a_year() -> None:
    # as views of the USA did in 2003, 2017 and 2021; what lasts is small and heals over years
    def allies(world: World) -> Array:
        return np.stack([world.alliances.trust[:, 0, 2:-1], world.alliances.trust_lasting[:, 0, 2:-1]]).mean(axis=2)

    calm = path(allies, "USA.ally_alienation=0.05", *QUIET, months=60)
    hit = path(allies, "USA.ally_alienation={2026-01: 0.05, 2027-01: 0.6, 2029-01: 0.05}", *QUIET, months=60)
    lost = np.median(calm - hit, axis=2)
    said, lasting = lost[:, 0], lost[:, 1]
    assert said[11] == 0.0
    assert said[17] > 0.7 * said[35] > 0.05  # half a year in, most of it
    assert said[47] < 0.35 * said[35]
    assert 0.0 < lasting[35] < 0.4 * said[35]
    assert lasting[59] > 0.5 * lasting[35]


def test_a_small_quarrel_does_most_of_the_harm_of_a_large_one() -> None:
    trust = [stepped(f"USA.ally_alienation={x}", *QUIET, months=18).alliances.trust[:, 0] for x in (0.0, 0.3, 0.9)]
    deu = place(stepped(months=1), "DEU")[0]
    small, large = (float(np.median(trust[0][:, deu] - other[:, deu])) for other in trust[1:])
    assert 0.5 * large < small < 0.95 * large


def test_governments_follow_opinion_as_far_as_they_answer_to_it() -> None:
    calm, hit = (stepped(f"USA.ally_alienation={x}", *QUIET, months=18).alliances for x in (0.0, 0.9))
    shift = [
        np.median(logits(calm_) - logits(hit_), axis=0)
        for calm_, hit_ in ((calm.trust[:, 0], hit.trust[:, 0]), (calm.confidence[:, 0], hit.confidence[:, 0]))
    ]
    deu, sau = place(stepped(months=1), "DEU", "SAU")
    followed = shift[1] / np.where(shift[0] > 0.0, shift[0], 1.0)
    assert followed[deu] > followed[sau] + 0.15
    assert 0.0 < followed[sau] < followed[deu] < 1.0


def test_tariffs_bite_by_trade() -> None:
    base, hit = stepped(*QUIET, months=24), stepped("USA.tariff_on_allies=60", *QUIET, months=24)
    lost = np.median(base.alliances.trust[:, 0] - hit.alliances.trust[:, 0], axis=0)
    mex, nld = place(base, "MEX", "NLD")
    assert lost[mex] > 2 * lost[nld] > 0.0


def test_neutral_levers_strain_nobody() -> None:
    levers = [f"{power}.{lever}=0" for power in ("USA", "CHN") for lever in ("ally_alienation", "entity_sanctions")]
    levers += ["USA.ally_control_pressure=0", "USA.tariff_on_allies=0", "USA.reg_pressure_on_allies=0"]
    levers += ["USA.chip_ally_release=1", "CHN.mineral_licence_strictness=0"]
    world = stepped(*levers, months=2)
    assert (world.alliances.strain == 0.0).all()


def test_story_works_where_the_speaker_is_alike() -> None:
    quiet, loud = stepped("USA.discourse_effort=0", months=48), stepped("USA.discourse_effort=1", months=48)
    lost = np.median(quiet.alliances.legitimacy[:, 1] - loud.alliances.legitimacy[:, 1], axis=0)
    gbr, idn = place(quiet, "GBR", "IDN")
    assert lost[gbr] > 3 * lost[idn] > 0.0


def test_start_compliance_is_coded_and_rests_there() -> None:
    ties = relations("2026-01")
    world = stepped(*QUIET, months=12)
    start, now = ties.compliance, np.median(world.alliances.compliance, axis=0)
    assert (start[:, :2] == np.eye(2)).all()
    assert (now[:, :2] == start[:, :2]).all()
    for nation in place(world, "NLD", "JPN", "KOR"):
        assert 0.3 < start[0, nation] < 0.9
    assert np.abs(now - start).max() < 0.05


def test_pressure_buys_compliance_and_costs_trust() -> None:
    low, high = (stepped(f"USA.ally_control_pressure={x}", *QUIET, months=36) for x in (0.0, 1.0))
    nations = place(low, "NLD", "JPN", "KOR")
    assert np.median(high.alliances.compliance[:, 0, nations] - low.alliances.compliance[:, 0, nations]) > 0.05
    assert np.median(high.alliances.trust[:, 0, nations] - low.alliances.trust[:, 0, nations]) < -0.01


@pytest.mark.slow
def test_company_carries_others_along() -> None:
    # thresholds that hardly differ let a push run through the coalition, wide ones do not
    def gain(spread: float) -> float:
        setting = f"assumptions.compliance_spread={spread}"
        low, high = (stepped(setting, f"USA.ally_control_pressure={x}", months=60) for x in (0.4, 0.7))
        return float(np.median((high.alliances.compliance - low.alliances.compliance)[:, 0, 2:-1].mean(axis=1)))

    assert gain(0.1) > 1.5 * gain(0.5) > 0.0


def test_history_raises_compliance_of_the_toolmakers() -> None:
    block = ensemble(months=48, start="2022-01")
    levers = block.policy.columns
    years = {2022 + i: past for i, past in enumerate(reversed(policies_before("2026-01")[:4]))}

    def coded(index: int) -> dict[str, np.ndarray]:
        return {name: years[2022 + index // 12].lever(name) for name in levers(index)}

    block.policy.columns = coded  # type: ignore[method-assign]
    while block.index < block.months:
        block.step()
    nld, jpn = place(block.world, "NLD", "JPN")
    gain = np.median(block.world.alliances.compliance[:, 0], axis=0) - relations("2022-01").compliance[0]
    assert gain[nld] > 0.1
    assert gain[jpn] > 0.1
