"""Nations outside the powers choose their export-control laws: in steps, after drafting, and slowly undone."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, erlang_queue_step, safe_divide
from aicompete.subjects.laws.pressure import PRESSURE_ASSUMPTIONS, aim_pressure, compliance_by_law, made_in
from aicompete.subjects.laws.state import CHOSEN
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream
from aicompete.world.facts import Facts


@mechanism(
    "laws",
    levers=CHOSEN,
    assumptions=(
        "law_response",
        "law_step",
        "law_largest_step",
        "law_drafting",
        "law_repeal",
        "law_agenda",
        "law_list_share",
        "law_discretion",
        "law_practice_time",
        *PRESSURE_ASSUMPTIONS,
    ),
    streams=(Stream("law_agenda", ("nation",)),),
    covers=("M10",),
)
def choose_laws(world: World, month: Month) -> None:
    """Governments whose turn it is compare the law they want with what is in force or being drafted, and take a step.

    Where firms make the good, ``wanted = law_0 + response (c - c_0) leader's law``, between 0 and the stricter of the
    leader's law and law_0: c = compliance that the government would choose today for this law, which weighs its firms'
    sales in China, pressure (as far as it is aimed there) and payments, trust, leaning and company (Granovetter); what
    its firms and officials do follows by and by. Where nobody makes it there is nothing to forbid. A bill covers the
    gap up to ``law_largest_step``, and none is drafted for less than ``law_step``. Every government also copies a part
    of the makers' lists (see ``copied``), entry by entry and without a bill of its own. What is drafted is law after an
    Erlang time, and a repeal takes longer. Meanwhile officials close a part of the gap between the law and the one that
    is wanted by how they judge applications. The openly hostile and the powers choose nothing here.
    """
    laws, alliances, ties = world.laws, world.alliances, world.alliances.ties
    usa = world.facts.usa
    aim_pressure(world, month)
    leader = np.stack([month.lever(name)[:, usa] for name in CHOSEN], axis=1)[:, :, None]
    moved = (compliance_by_law(world, month) - alliances.compliance_start[:, :1]) * leader
    laws.listed = copied(world, month)
    own = laws.law_start + month.assume("law_response", 2) * world.facts.once(makes) * moved
    highest = np.maximum(leader, laws.law_start)
    laws.wanted = np.clip(np.maximum(own, laws.listed), 0.0, highest)
    planned = laws.law + laws.tightening.sum(axis=1) - laws.easing.sum(axis=1)
    free = ties.acts * (ties.rivalry[0] <= 0.0)
    # a standard normal above its quantile: a part of the governments has the matter on its agenda
    turn = (month.noise("law_agenda") > month.assume("law_agenda"))[:, None, :] * free
    gap, least, most = laws.wanted - planned, month.assume("law_step", 2), month.assume("law_largest_step", 2)
    entries = np.clip(np.minimum(laws.listed, highest) - planned, 0.0, most)
    stricter, milder = turn * np.maximum(_bill(gap, least, most), entries), turn * _bill(-gap, least, most)
    laws.tightening, made = erlang_queue_step(laws.tightening, stricter, month.assume("law_drafting", 2))
    laws.easing, undone = erlang_queue_step(laws.easing, milder, month.assume("law_repeal", 2))
    laws.law = np.clip(laws.law + made - undone, 0.0, 1.0)
    judged = month.assume("law_discretion", 2) * (laws.wanted - laws.law) * free
    laws.leeway = approach(laws.leeway, judged, 1.0 / month.assume("law_practice_time", 2))


def makes(facts: Facts) -> Array:
    """1 where a nation's firms make what a law is about, 0 elsewhere, ``(law, N)``."""
    return np.where(made_in(facts) > 0.0, 1.0, 0.0)


def copied(world: World, month: Month) -> Array:
    """The part of the makers' laws that a government takes over as a list, ``(run, law, N)``: ``s c L``.

    L = laws in force of the other nations that make the good, by their share of what those make; c = compliance that
    the government would choose today; s = the part that such lists cover.
    """
    share, c = world.facts.once(made_in), world.alliances.compliance_chosen[:, :1]
    in_force = np.stack([month.lever(name) for name in CHOSEN], axis=1) * share
    weight = share.sum(axis=1, keepdims=True) - share
    others = np.einsum("rkn->rk", in_force)[:, :, None] - in_force
    return np.asarray(month.assume("law_list_share", 2) * c * safe_divide(others, weight))


def _bill(gap: Array, least: Array, most: Array) -> Array:
    """What one bill asks for: the gap up to the largest step, nothing where it is not worth a law."""
    return np.where(gap >= least, np.minimum(gap, most), 0.0)
