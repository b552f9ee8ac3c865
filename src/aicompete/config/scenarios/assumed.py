"""What files say about assumptions: values, distributions, the prior or a set of accepted draws."""

from __future__ import annotations

from dataclasses import dataclass, field

from aicompete.config.catalogue.assumptions import CENTRAL, Distribution, read_override
from aicompete.config.catalogue.calibrated import NEWEST, PRIOR, shipped_sets
from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, describe
from aicompete.config.scenarios.codings import CODING, codings, nearest_coding, position_of
from aicompete.config.scenarios.scenario import Scenario

ALL = "all"


@dataclass(frozen=True)
class Assumed:
    """What one layer says: `values` of single assumptions and positions, and `calibration`, where the others' draws
    come from (None: nothing is said)."""

    values: dict[str, Distribution] = field(default_factory=dict)
    calibration: str | None = None

    def over(self, below: Assumed) -> Assumed:
        """This layer over another; `coding` stands for every position that the layer below set."""
        hidden = f"{CODING}." if CODING in self.values else "\0"
        kept = {name: value for name, value in below.values.items() if not name.startswith(hidden)}
        source = below.calibration if self.calibration is None else self.calibration
        return Assumed({**kept, **self.values}, source)


def read_assumptions(node: Node, catalogue: Catalogue, problems: Problems) -> Assumed:
    """`central`, `prior` or a set for all of them, or name -> number, `central` or distribution.

    `all: central` and `all: prior` stand for the others; `coding.ACTOR.lever.item` is a position in a coder's band,
    `coding` all of them.
    """
    whole = _everything(node, catalogue)
    if whole is not None:
        return whole
    words = ", ".join(f"'{word}'" for word in ("central", *_sources(catalogue)))
    if not isinstance(node, MapNode):
        problems.add(
            node.mark,
            f"'assumptions' must be a mapping of names to values, or one of {words}, not {describe(node)}",
            nearest(as_text(node) or "", ("central", *_sources(catalogue))),
        )
        return Assumed()
    said = Assumed()
    for name, (mark, content) in node.pairs.items():
        assumption = catalogue.assumptions.get(name) or position_of(name, catalogue)
        if name == ALL:
            whole = _everything(content, catalogue)
            if whole is None:
                problems.add(content.mark, f"'all' assumptions can only be one of {words}, not {describe(content)}")
            else:
                said = Assumed({**whole.values, **said.values}, whole.calibration)
        elif assumption is None:
            hint = "; it is a lever, set it for an actor under 'levers'" if name in catalogue.levers else ""
            coded = name.startswith(f"{CODING}.")
            near = nearest_coding(name, catalogue) if coded else catalogue.nearest_assumption(name)
            problems.add(mark, f"unknown assumption '{name}'{hint}", None if hint else near)
        else:
            value = read_override(assumption, content, problems)
            if value is not None:
                said.values[name] = value
    return said


def check_codings(said: Assumed, scenario: Scenario, mark: Mark, problems: Problems) -> None:
    """A position can only be set where the path has a band: without one it would do nothing."""
    asked = [name for name in said.values if name.startswith(f"{CODING}.")]
    banded = {coding.name for coding in codings(scenario)} if asked else set()
    for name in asked:
        if name not in banded:
            path = name.removeprefix(f"{CODING}.")
            problems.add(mark, f"'{name}' does nothing: the path of {path} has no band here", nearest(name, banded))


def _everything(node: Node, catalogue: Catalogue) -> Assumed | None:
    """What a word says about all assumptions; None when it says nothing."""
    word = as_text(node)
    if word == "central":
        return Assumed(dict.fromkeys([*catalogue.assumptions, CODING], CENTRAL))
    return Assumed(calibration=word) if word in _sources(catalogue) else None


def _sources(catalogue: Catalogue) -> tuple[str, ...]:
    """Words for where draws come from."""
    sets = shipped_sets(catalogue)
    return (PRIOR, *((NEWEST, *sets) if sets else ()))
