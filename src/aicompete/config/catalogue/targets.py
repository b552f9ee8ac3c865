"""Whom a measure hits: tables of issuer -> buyer -> weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aicompete.config.catalogue.actors import Actors
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_number, as_text
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe

Rows = dict[str, dict[str, float]]  # issuer -> buyer -> weight; single actors only


@dataclass(frozen=True)
class TargetTable:
    """One named table with all groups written out; an issuer without a row hits nobody."""

    name: str
    description: str
    rows: Rows


def weights(rows: Rows, axis: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Rows as weights, ``(issuer, buyer)``, read-only."""
    matrix = np.zeros((len(axis), len(axis)))
    for issuer, buyers in rows.items():
        for buyer, weight in buyers.items():
            matrix[axis.index(issuer), axis.index(buyer)] = weight
    matrix.flags.writeable = False
    return matrix


def read_target_tables(node: Node, actors: Actors, problems: Problems) -> dict[str, TargetTable]:
    """All tables of targets.yaml."""
    tables: dict[str, TargetTable] = {}
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"the target tables must be a mapping, not {describe(node)}")
        return tables
    for name, (_, content) in node.pairs.items():
        if not isinstance(content, MapNode):
            problems.add(content.mark, f"target table '{name}' must be a mapping, not {describe(content)}")
            continue
        fields = Fields(content, f"target table '{name}'", problems, required=("description", "issuers"))
        issuers = fields.mapping("issuers")
        rows = read_rows(issuers, actors, problems) if issuers else {}
        tables[name] = TargetTable(name, fields.text("description"), rows)
    return tables


def read_rows(node: MapNode, actors: Actors, problems: Problems) -> Rows:
    """issuer -> {buyer: weight} or [buyers], groups written out, narrower over wider; nobody hits itself."""
    entries: list[tuple[str, dict[str, float]]] = []
    for issuer, (mark, content) in node.pairs.items():
        if actors.members(issuer) is None:
            problems.add(mark, f"unknown actor '{issuer}'", actors.suggest(issuer))
        elif not isinstance(content, MapNode | ListNode):
            problems.add(
                content.mark,
                f"the targets of {issuer} must be a list of actors, or a mapping of actors to weights, "
                f"not {describe(content)}",
            )
        else:
            entries.append((issuer, _read_buyers(content, actors, problems)))
    rows: Rows = {}
    for members, buyers in actors.narrowest_last(entries):
        for actor in members:
            rows[actor] = {buyer: weight for buyer, weight in buyers.items() if buyer != actor}
    return rows


def _read_buyers(node: MapNode | ListNode, actors: Actors, problems: Problems) -> dict[str, float]:
    """buyer -> weight, groups written out; whoever stands in a list has the weight one."""
    entries: list[tuple[str, float]] = []
    if isinstance(node, ListNode):
        listed: list[tuple[str, Mark, Node | None]] = [(as_text(item) or "", item.mark, None) for item in node.items]
    else:
        listed = [(buyer, mark, content) for buyer, (mark, content) in node.pairs.items()]
    for buyer, mark, content in listed:
        if actors.members(buyer) is None:
            problems.add(mark, f"unknown actor '{buyer}'", actors.suggest(buyer))
            continue
        if content is None:
            entries.append((buyer, 1.0))
            continue
        weight = as_number(content)
        if weight is None or not 0 <= weight <= 1:
            problems.add(content.mark, f"the weight of {buyer} must be a number from 0 to 1, not {describe(content)}")
            continue
        entries.append((buyer, weight))
    weights = {actor: weight for members, weight in actors.narrowest_last(entries) for actor in members}
    return {actor: weights[actor] for actor in actors.axis if actor in weights}
