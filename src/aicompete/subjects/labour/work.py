"""Entry-level office work in the month: AI takes jobs, firms stop hiring ahead of it, people retrain, new jobs come."""

from __future__ import annotations

import numpy as np

from aicompete.rules import erlang_queue_step, labour_step, logistic, matching_rate
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.relations import relations

USD_PER_BN = 1e9
PEOPLE_PER_MN = 1e6
FASTEST = 3.0
"""Capability at more than three times its usual speed takes no more jobs: offices change no faster."""


@mechanism(
    "labour",
    levers=("hiring_freeze_anticipation", "firm_retraining_spend", "gi_bill_budget", "ai_committee_strength"),
    assumptions=(
        "automation_rate",
        "automatable_share",
        "job_separation",
        "unemployment_usual",
        "matching_elasticity",
        "freeze_bite",
        "freeze_warning",
        "retraining_reach",
        "retraining_cost",
        "retraining_success",
        "training_months",
        "new_job_rate",
        "new_job_lag",
        "office_share",
        "office_level",
        "office_slope",
    ),
    covers=("M05", "M82", "M83", "M84", "M87"),
)
def move_labour(world: World, month: Month) -> None:
    """Three states: with work, without, in training; ``E -> U`` by churn and automation, ``U -> E`` by matching.

    Automation follows the growth of capability at the rate ``a / 60`` a month, once models are good enough for office
    work (logistic in the level), up to the jobs that can be automated.
    Hiring freezes before jobs go: ``theta = (1 - freeze displaced / churn) / (U / U_0)``. Firms and governments pay
    for training; new kinds of jobs come with a lag for a part of the jobs taken. A committee's warning lets people
    train before they are dismissed.
    """
    labour = world.labour
    level = _at_hand(world)
    if month.index == 0:
        labour.level_before = level
    growth = (level - labour.level_before) / world.capability.leader_speed
    good_enough = logistic(month.assume("office_slope") * (level - month.assume("office_level")))
    pace = np.clip(growth, 0.0, FASTEST) * good_enough
    labour.level_before = level
    left = np.maximum(1.0 - labour.automated / month.assume("automatable_share"), 0.0)
    labour.displaced = month.assume("automation_rate") / 60.0 * pace * left
    labour.automated = labour.automated + labour.displaced
    churn = month.assume("job_separation")
    feared = month.lever("hiring_freeze_anticipation") * month.assume("freeze_bite") * labour.displaced / churn
    crowd = np.maximum(labour.unemployed / labour.unemployed_start, 1e-3)
    usual = churn * (1.0 - month.assume("unemployment_usual")) / month.assume("unemployment_usual")
    found = matching_rate(usual, np.maximum(1.0 - feared, 0.05) / crowd, month.assume("matching_elasticity"))
    coming = month.assume("new_job_rate") * labour.displaced * labour.employed
    labour.new_jobs, opened = erlang_queue_step(labour.new_jobs, coming, month.assume("new_job_lag"))
    filled = np.minimum(opened / np.maximum(labour.unemployed, 1e-6), 1.0)
    warned = 1.0 + month.assume("freeze_warning") * month.lever("ai_committee_strength")
    entering = np.minimum(_training_paid(world, month) * warned, 1.0)
    labour.employed, labour.unemployed, labour.training = labour_step(
        labour.employed,
        labour.unemployed,
        labour.training,
        churn + labour.displaced,
        np.minimum(found + filled, 1.0 - entering),
        entering,
        1.0 / month.assume("training_months"),
        month.assume("retraining_success"),
    )


def _at_hand(world: World) -> Array:
    """Capability that offices can use, ``(run, N)``: the leader's where its models are sold, in China its own."""
    level = world.capability.level
    return np.where(world.facts.is_chn, level, level[:, :-1].max(axis=1, keepdims=True))


def _training_paid(world: World, month: Month) -> Array:
    """Part of those without work who enter training in a month: ``reach (1 - exp(-money / cost))``.

    Money a worker and year is what firms spend and what the state spends over all such workers.
    """
    people = month.assume("office_share") * relations(world.facts.date).population * PEOPLE_PER_MN
    state = month.lever("gi_bill_budget") * world.politics.funding * USD_PER_BN / np.maximum(people, 1.0)
    paid = month.lever("firm_retraining_spend") + state
    return np.asarray(month.assume("retraining_reach") * -np.expm1(-paid / month.assume("retraining_cost")))
