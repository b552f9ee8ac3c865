"""Safety: care follows rules and the race, its lack is stored up, tests and stops draw it down."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import Trace, trace

pytestmark = pytest.mark.slow

USA, CHN = 0, 1


def told(*settings: str, months: int = 36, runs: int = 4) -> Trace:
    return trace(*settings, months=months, runs=runs)


def test_less_rule_means_less_care_and_more_hazard() -> None:
    strict, free = told("USA.dereg=0"), told("USA.dereg=1")
    care = [t.last.safety.precaution[:, USA] for t in (strict, free)]
    hazard = [t.last.safety.hazard[:, USA] for t in (strict, free)]
    assert (care[0] > care[1]).all()
    assert (hazard[1] > 1.1 * hazard[0]).all()
    faster = free.last.capability.software[:, USA] - strict.last.capability.software[:, USA]
    assert (faster > 0.0).all()


def test_the_levers_of_before_the_start_change_nothing() -> None:
    first = told(months=1).last.safety
    assert np.allclose(first.pace, 1.0, atol=1e-3)
    assert np.allclose(first.flaws, 1.0, atol=1e-3)
    assert np.allclose(first.civil, 1.0)
    assert np.allclose(first.theft, 1.0)


def test_the_leader_takes_less_care_when_the_rival_is_close_and_hated() -> None:
    talks = told("powers.coop_channel=1", months=2).last.safety.precaution
    silence = told("powers.coop_channel=0", months=2).last.safety.precaution
    assert (talks[:, USA] >= silence[:, USA]).all()
    near = told("assumptions.home_lead=0.6", "assumptions.skimping_gain=2", months=2).last
    far = told("assumptions.home_lead=0.6", "assumptions.skimping_gain=0.3", months=2).last
    assert (near.safety.precaution[:, USA] < far.safety.precaution[:, USA]).all()


def test_tests_find_flaws_and_joint_tests_need_company() -> None:
    base = told().last.safety.hazard[:, USA]
    assert (told("USA.frontier_eval_capacity=1").last.safety.hazard[:, USA] < base).all()
    assert (told("USA.biosecurity_screen=1").last.safety.hazard[:, USA] < base).all()
    others = "all.redteam_coordination=0", "all.frontier_eval_capacity=0"
    alone = told(*others, "USA.redteam_coordination=1").last.safety.hazard[:, USA]
    assert np.allclose(alone, told(*others).last.safety.hazard[:, USA])


def test_cuts_in_staff_weaken_rules_and_tests() -> None:
    cut, whole = told("USA.gov_capacity_cut=0.5").last.safety, told("USA.gov_capacity_cut=0").last.safety
    assert (cut.precaution[:, USA] < whole.precaution[:, USA]).all()
    assert (cut.hazard[:, USA] > whole.hazard[:, USA]).all()


def test_incidents_are_remembered_and_take_rules_back() -> None:
    quiet = told("assumptions.incident_rate=0.02", months=24).last
    loud = told("assumptions.incident_rate=5", "assumptions.incident_damage=5", months=24).last
    assert quiet.safety.incidents.sum() < loud.safety.incidents.sum()
    assert (loud.safety.incidents.sum(axis=1) > 3.0).all()
    assert (loud.safety.losses >= 0.0).all()
    assert (loud.safety.stance[:, USA] < quiet.safety.stance[:, USA]).all()
    assert (loud.politics.support[:, USA] < quiet.politics.support[:, USA]).all()


def test_a_committee_sees_sooner() -> None:
    rising = ("USA.frontier_eval_capacity=0", "assumptions.incident_rate=2")
    blind, seeing = told(*rising, months=12), told(*rising, "USA.ai_committee_strength=1", months=12)
    gap = [np.abs(t.last.safety.risk - t.last.safety.seen)[:, USA].mean() for t in (blind, seeing)]
    assert gap[1] < 0.5 * gap[0]


def test_the_brake_stops_training_and_lets_flaws_be_found() -> None:
    risky = ("assumptions.incident_rate=4", "assumptions.brake_months=6")
    free, braked = told(*risky), told(*risky, "USA.emergency_brake_threshold=0.4")
    assert (free.last.safety.halted == 0.0).all()
    assert (braked.last.safety.halted[:, USA] > 0.0).all()
    assert (braked.last.safety.flaws[:, USA] < free.last.safety.flaws[:, USA]).all()
    assert (braked.last.capability.level[:, USA] < free.last.capability.level[:, USA]).all()
    # the rival joins as far as the powers talk
    talks = told(*risky, "USA.emergency_brake_threshold=0.4", "powers.coop_channel=1")
    assert (talks.last.safety.halted[:, CHN] > 0.0).all()
    alone = told(*risky, "USA.emergency_brake_threshold=0.4", "powers.coop_channel=0")
    assert (alone.last.safety.halted[:, CHN] == 0.0).all()


def test_secure_sites_cost_civil_compute_and_keep_secrets() -> None:
    base, secure = told().last, told("USA.secure_dc_share=0.5", "USA.security_by_design=1").last
    assert (secure.compute.used[:, USA] < base.compute.used[:, USA]).all()
    assert (secure.safety.theft[:, CHN] < 1.0).all()
    assert np.allclose(secure.safety.theft[:, USA], 1.0)
