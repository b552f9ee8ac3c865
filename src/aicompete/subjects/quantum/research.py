"""Quantum research of the powers: a rare jump of computing, a race of sensing against shields, and money it takes."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, power, safe_divide
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.past_policy import policy_at
from aicompete.world.tables import FIELDS

LEAST = 1e-9


@mechanism(
    "quantum",
    levers=("quantum_research",),
    assumptions=(
        "quantum_breakthrough_prob",
        "quantum_reference",
        "quantum_returns",
        "quantum_jump",
        "quantum_rollout",
        "quantum_displacement",
        "quantum_memory",
        "sensing_contest",
        "sensing_reach",
    ),
    covers=("M48", "M49"),
)
def research_quantum(world: World, month: Month) -> None:
    """Powers risk money on a breakthrough and on sensing; a part of what they add is missing in chips and AI.

    Hazard of a breakthrough ``p (spending / reference)^e`` a year, times what a science mission adds to the field;
    time is counted in hazard, so it comes when what was risked reaches its waiting time, and goes into use over some
    years. Sensing is a contest: stock of research
    ``S' = S (1 - 1/m) + spending``, part of a power's hidden forces that is found ``reach S_rival^c / (S_rival^c +
    S_own^c)``: own research shields. The index feeds nothing.
    """
    quantum, facts = world.quantum, world.facts
    powers = [facts.usa, facts.chn]
    spending = month.lever("quantum_research")[:, powers] * np.ones((month.runs, 1))
    chance = month.assume("quantum_breakthrough_prob") * power(
        np.maximum(spending, LEAST) / month.assume("quantum_reference"), month.assume("quantum_returns")
    )
    found = world.science.field[:, FIELDS.index("quantum"), :2]
    quantum.hazard = quantum.hazard + chance * found / 12.0
    jump = np.where(quantum.hazard >= quantum.due, month.assume("quantum_jump"), 0.0)
    rate = 1.0 / (12.0 * month.assume("quantum_rollout"))
    won = approach(quantum.gain[:, powers], jump, rate)
    quantum.gain = np.concatenate([won, quantum.gain[:, 2:]], axis=1)
    before = policy_at(facts.date).lever("quantum_research")
    quantum.displaced = month.assume("quantum_displacement") * (month.lever("quantum_research") - before)
    wear = 1.0 / (12.0 * month.assume("quantum_memory"))
    quantum.sensing = quantum.sensing * (1.0 - wear) + spending / 12.0
    strength = power(np.maximum(quantum.sensing, LEAST), month.assume("sensing_contest"))
    rival = strength[:, ::-1]
    quantum.exposed = month.assume("sensing_reach") * safe_divide(rival, rival + strength)
