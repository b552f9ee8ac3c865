"""Nations outside the powers choose their export-control laws: in steps, after drafting, and slowly undone."""

from __future__ import annotations

import numpy as np

from aicompete.rules import erlang_queue_step
from aicompete.subjects.laws.state import CHOSEN
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream


@mechanism(
    "laws",
    levers=CHOSEN,
    assumptions=("law_response", "law_step", "law_largest_step", "law_drafting", "law_repeal", "law_agenda"),
    streams=(Stream("law_agenda", ("nation",)),),
    covers=("M10",),
)
def choose_laws(world: World, month: Month) -> None:
    """Governments whose turn it is compare the law they want with what is in force or being drafted, and take a step.

    ``wanted = law_0 + response (c - c_0) leader's law``, between 0 and the stricter of the leader's law and law_0: c =
    compliance that the government would choose today, which weighs its firms' sales in China, pressure and payments,
    trust, leaning and company (Granovetter); what its firms and officials do follows by and by. A bill covers the gap
    up to ``law_largest_step``, and none is drafted for less than ``law_step``; it is law after an Erlang time, and a
    repeal takes longer. The openly hostile and the powers choose nothing here.
    """
    laws, alliances, ties = world.laws, world.alliances, world.alliances.ties
    usa = world.facts.usa
    leader = np.stack([month.lever(name)[:, usa] for name in CHOSEN], axis=1)[:, :, None]
    moved = (alliances.compliance_chosen[:, :1] - alliances.compliance_start[:, :1]) * leader
    highest = np.maximum(leader, laws.law_start)
    laws.wanted = np.clip(laws.law_start + month.assume("law_response", 2) * moved, 0.0, highest)
    planned = laws.law + laws.tightening.sum(axis=1) - laws.easing.sum(axis=1)
    free = ties.acts * (ties.rivalry[0] <= 0.0)
    # a standard normal above its quantile: a part of the governments has the matter on its agenda
    turn = (month.noise("law_agenda") > month.assume("law_agenda"))[:, None, :] * free
    gap, least, most = laws.wanted - planned, month.assume("law_step", 2), month.assume("law_largest_step", 2)
    stricter, milder = turn * _bill(gap, least, most), turn * _bill(-gap, least, most)
    laws.tightening, made = erlang_queue_step(laws.tightening, stricter, month.assume("law_drafting", 2))
    laws.easing, undone = erlang_queue_step(laws.easing, milder, month.assume("law_repeal", 2))
    laws.law = np.clip(laws.law + made - undone, 0.0, 1.0)


def _bill(gap: Array, least: Array, most: Array) -> Array:
    """What one bill asks for: the gap up to the largest step, nothing where it is not worth a law."""
    return np.where(gap >= least, np.minimum(gap, most), 0.0)
