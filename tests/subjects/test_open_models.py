"""Open and closed models: what leaks through each, what clauses do, and what a weight control is worth."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

from aicompete.world.columns import Array

MONTHS = 36
CLAUSES = "USA.open_source_weaponisation=1"
NEAR, FAR = "USA.open_source_push=1", "USA.open_source_push=0"
SHUT, FREE = "USA.model_weight_control=1", "USA.model_weight_control=0"


def _run(*settings: str, disable: tuple[str, ...] = DIPLOMACY) -> Trace:
    return trace(*settings, months=MONTHS, runs=4, disable=disable)


def _china(run: Trace, name: str) -> Array:
    return run.path("capability", name)[:, -1, run.facts.chn]


def test_a_weight_control_stops_closed_models_alone() -> None:
    shut, free = _run(SHUT), _run(FREE)
    assert np.allclose(_china(shut, "leak_closed"), 0.0)
    assert (_china(free, "leak_closed") > 0.0).all()
    # what it makes a follower fall behind brings open models nearer to it, so this channel does not shrink
    assert (_china(shut, "leak_open") >= _china(free, "leak_open")).all()


def test_a_weight_control_is_worth_little_where_open_models_are_near() -> None:
    def cost(push: str) -> Array:
        return _china(_run(push, FREE), "level") - _china(_run(push, SHUT), "level")

    near, far = cost(NEAR), cost(FAR)
    assert (near >= -1e-12).all()
    assert (far > 3.0 * near).all()


def test_the_best_open_model_follows_the_push() -> None:
    behind = []
    for push in (0, 0.5, 1):
        run = _run(f"USA.open_source_push={push}", "CHN.open_source_push=0")
        leader = run.worlds[-2].capability.level[:, :-1].max(axis=1)  # what was open when the month began
        behind.append(leader - run.last.capability.open_level[:, 0])
    assert (behind[0] > behind[1]).all()
    assert np.allclose(behind[2], 0.0, atol=1e-12)


def test_own_open_models_bring_nothing_to_the_leader() -> None:
    run = _run()
    leads = run.last.capability.level[:, :-1].argmax(axis=1)
    assert (leads == run.facts.usa).all()
    assert np.allclose(run.last.capability.leak_open[:, run.facts.usa], 0.0)


def test_clauses_lower_use_and_provoke_forks() -> None:
    free, bound = _run(NEAR), _run(NEAR, CLAUSES)
    first = bound.path("capability", "leak_open")[:, 1, bound.facts.chn]
    assert (first < free.path("capability", "leak_open")[:, 1, free.facts.chn]).all()
    forks = bound.path("capability", "forks")
    assert (np.diff(forks[:, 1:, 0], axis=1) > 0.0).all()
    assert (forks <= 1.0).all()
    assert np.allclose(forks[:, -1, 1], forks[:, 1, 1])  # the giver's alone


def test_clauses_cost_the_giver_users_and_standing() -> None:
    free, bound = (_run(*more, disable=()) for more in ((), (CLAUSES,)))
    followed = [run.last.capability.open_following[:, 0] for run in (free, bound)]
    assert (followed[1] < followed[0]).all()
    standing = [run.last.alliances.legitimacy[:, 0].mean(axis=1) for run in (free, bound)]
    assert (standing[1] < standing[0]).all()
    free_base = [run.last.stacks.base[:, 2].mean(axis=1) for run in (free, bound)]
    assert (free_base[1] < free_base[0]).all()
