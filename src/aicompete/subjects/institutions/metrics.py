"""Metrics of the institutions: members of the clubs, the vacuum and who fills it, the partners' lag."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.rules import Array, safe_divide
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.institutions import CLUBS

WORDS = {
    "pax_silica": "Pax Silica",
    "safety_network": "the network of AI safety institutes",
    "waico": "the World AI Cooperation Organisation",
    "brics": "BRICS with its AI centre",
}


def members(world: World) -> Array:
    """Nations that take sides in each club, ``(run, club)``."""
    institutions = world.institutions
    return np.asarray(np.einsum("rkn,n->rk", institutions.member, institutions.ties.acts))


def reach(world: World) -> Array:
    """Share of the GDP of nations that take sides in each club, ``(run, club)``."""
    institutions = world.institutions
    weight = world.economy.gdp * institutions.ties.acts
    inside = np.einsum("rkn,rn->rk", institutions.member, weight)
    return safe_divide(inside, weight.sum(axis=1, keepdims=True))


def filled(world: World) -> Array:
    """Leadership taken over by China, India and the European Union, ``(run, 3)``."""
    institutions, facts = world.institutions, world.facts
    chn, ind = facts.chn, facts.nation("IND")
    part = np.zeros((3, facts.n))
    part[0, chn], part[1, ind] = 1.0, 1.0
    part[2] = institutions.clubs.leaders - part[0] - part[1]
    return np.asarray(np.einsum("rn,kn->rk", institutions.filled, part))


def partner_gap(world: World) -> Array:
    """Mean distance to the leader's capability over members of BRICS and Belt and Road partners, ``(run,)``."""
    ties, level = world.institutions.ties, world.capability.level
    partner = np.where(ties.brics + ties.belt > 0.0, 1.0, 0.0) * ties.acts
    gap = level[:, :-1].max(axis=1, keepdims=True) - level
    return np.asarray(np.einsum("rn,n->r", gap, partner / partner.sum()))


def mission_admitted(world: World) -> Array:
    """Mean over nations that take sides of the part of their research that is in the US mission, ``(run,)``."""
    acts = world.institutions.ties.acts
    return np.asarray(np.einsum("rn,n->r", world.institutions.admitted, acts / acts.sum()))


def _member(place: int) -> Callable[[World], Array]:
    return lambda world: world.institutions.member[:, place]


METRICS: tuple[Metric, ...] = (
    *(
        Metric(f"club_members_{club}", "count", f"nations in {WORDS[club]} but powers", "series", members, (i,))
        for i, club in enumerate(CLUBS)
    ),
    *(
        Metric(
            f"club_gdp_{club}", "share", f"share of the GDP of nations in {WORDS[club]}; powers not counted", "series",
            reach, (i,),
        )
        for i, club in enumerate(CLUBS)
    ),
    Metric(
        "leadership_vacuum", "index", "leadership that the United States does not supply", "series",
        lambda world: world.institutions.vacuum,
    ),
    *(
        Metric(f"vacuum_filled_{who}", "index", f"leadership that {name} in its place", "series", filled, (i,))
        for i, (who, name) in enumerate(
            (("chn", "China supplies"), ("ind", "India supplies"), ("eu", "the European Union supplies"))
        )
    ),
    Metric(
        "mission_admitted", "share", "mean part of nations' research that is in the US science mission", "series",
        mission_admitted,
    ),
    Metric(
        "capability_gap_partners", "log10 H100e",
        "mean distance to the leader's capability over BRICS and Belt and Road partners", "series", partner_gap,
    ),
    *(
        Metric(f"member_{club}", "0 or 1", f"member of {WORDS[club]}", "nations", _member(i))
        for i, club in enumerate(CLUBS)
    ),
)  # fmt: skip
