"""What a player wants: a sum of weighted metrics, averaged over the years or read at the end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from aicompete.config.catalogue.catalogue import load_catalogue
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, ScalarNode, describe, read_file
from aicompete.engine.metrics import by_level
from aicompete.world.columns import Array

SHIPPED = Path(__file__).parent / "payoffs.yaml"
STANDARD = "standard"
MEAN, END = "mean", "end"
MONEY, EFFORT, TRUST, BLOCKED = "moves_money", "moves_effort", "moves_trust", "moves_blocked"
OF_MOVES = {
    MONEY: ("USD bn per year", "what the player's moves in force cost beside what the model counts"),
    EFFORT: ("index", "a government's attention that the player's moves in force take"),
    TRUST: ("index", "goodwill abroad that the player's moves in force use up"),
    BLOCKED: ("moves", "moves of the player that could not be made, as what they need was not there"),
}


@dataclass(frozen=True)
class Term:
    """One thing wanted: ``weight`` times a metric in units of ``per``."""

    name: str
    metric: str
    weight: float
    per: float
    when: str


Payoff = tuple[Term, ...]


def moves_metrics(players: Collection[str]) -> dict[str, tuple[str, str]]:
    """Series that a game adds: name -> unit and meaning."""
    return {f"{name}_{who.lower()}": about for who in players for name, about in OF_MOVES.items()}


@cache
def standard_payoffs() -> dict[str, Payoff]:
    """The payoffs that come with the package."""
    problems = Problems()
    node = read_file(SHIPPED, problems, "game/payoffs.yaml")
    players = load_catalogue().actors.axis
    found = read_payoffs(node, players, problems) if node is not None else {}
    problems.check()
    return found


def read_payoffs(node: Node, players: Collection[str], problems: Problems) -> dict[str, Payoff]:
    """Whose payoff -> its terms. ``standard`` stands for the shipped one, of all or of one player."""
    if isinstance(node, ScalarNode) and node.value == STANDARD:
        return dict(standard_payoffs())
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"'payoffs' must be '{STANDARD}' or a mapping of players, not {describe(node)}")
        return {}
    known = known_metrics(players)
    found: dict[str, Payoff] = {}
    for who, (mark, content) in node.pairs.items():
        if isinstance(content, ScalarNode) and content.value == STANDARD:
            if who in standard_payoffs():
                found[who] = standard_payoffs()[who]
            else:
                problems.add(mark, f"there is no standard payoff of '{who}'", nearest(who, standard_payoffs()))
        elif isinstance(content, MapNode) and content.pairs:
            terms = [_term(name, term, known, problems) for name, (_, term) in content.pairs.items()]
            found[who] = tuple(term for term in terms if term is not None)
        else:
            problems.add(content.mark, f"the payoff of {who} must be a mapping of terms, not {describe(content)}")
    return found


def _term(name: str, node: Node, known: Collection[str], problems: Problems) -> Term | None:
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"the term '{name}' must be a mapping, not {describe(node)}")
        return None
    fields = Fields(node, f"the term '{name}'", problems, ("metric", "weight"), ("per", "when"))
    metric = fields.text("metric")
    if metric and metric not in known:
        problems.add(fields.mark("metric"), f"unknown metric '{metric}'", nearest(metric, known))
    per = fields.number("per") if fields.has("per") else 1.0
    if per is not None and per <= 0.0:
        problems.add(fields.mark("per"), "'per' must be above 0")
        per = 1.0
    return Term(name, metric, fields.number("weight") or 0.0, per or 1.0, fields.choice("when", (MEAN, END), MEAN))


def known_metrics(players: Collection[str]) -> list[str]:
    """Metrics that a payoff may weigh: the series of the world, and what moves cost the players."""
    return [*(metric.name for metric in by_level("series")), *moves_metrics(players)]


def metrics_in(payoffs: Mapping[str, Payoff]) -> list[str]:
    """Every metric that some payoff weighs, once."""
    return list(dict.fromkeys(term.metric for terms in payoffs.values() for term in terms))


def weighted(
    terms: Payoff, parts: Mapping[tuple[str, str], Array], factors: Mapping[str, float] | None = None
) -> Array:
    """The payoff from its parts, (metric, when) -> array; ``factors`` multiply weights by the name of the term."""
    total: Array | None = None
    for term in terms:
        weight = term.weight * (factors or {}).get(term.name, 1.0)
        part = weight * parts[term.metric, term.when] / term.per
        total = part if total is None else total + part
    assert total is not None
    return np.asarray(total)


def terms_of(payoff: Payoff) -> str:
    """A payoff in words."""
    return ", ".join(f"{term.weight:+g} x {term.metric} / {term.per:g}" for term in payoff)
