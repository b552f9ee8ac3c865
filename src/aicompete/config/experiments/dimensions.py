"""What a sampled sweep varies: a lever between two values or among some, an assumption by a distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aicompete.config.catalogue.assumptions import Assumption, Distribution, read_distribution
from aicompete.config.catalogue.calibrated import AcceptedDraws
from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.catalogue.levers import Lever, plain
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import as_text
from aicompete.config.reading.numbers import exact
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, ScalarNode, describe
from aicompete.config.sampling.sample import Source, quantile
from aicompete.config.scenarios.assumed import ALL
from aicompete.config.scenarios.codings import position_of
from aicompete.config.scenarios.settings import read_changes

Array = NDArray[np.float64]
Drawn = Mapping[str, Source]
"""Everything uncertain in a scenario, as ``uncertain`` gives it."""

ASSUMPTIONS = "assumptions"
JOINT = f"{ASSUMPTIONS}.accepted draw"
"""The dimension of `assumptions: all` that picks a row of the accepted draws, so that they keep their correlations."""
WHOLE_RANGE, OWN_DISTRIBUTION, VALUES = "range", "distribution", "values"


@dataclass(frozen=True)
class Dimension:
    """One setting of a sampled sweep: either among ``values``, or by a distribution (uniform for a lever's range).

    ``distribution`` None, for an assumption: its own in the scenario. ``listed`` False: one of `assumptions: all`,
    whose values stand in the table of runs only.
    """

    name: str
    values: tuple[Any, ...] = ()
    distribution: Distribution | None = None
    assumption: Assumption | None = None
    listed: bool = True

    @property
    def assumed(self) -> str:
        """Name of the assumption; "" for a lever."""
        head, _, rest = self.name.partition(".")
        return rest if head == ASSUMPTIONS else ""

    def of(self, drawn: Drawn) -> Distribution:
        """The distribution where the assumptions are drawn like this."""
        return self.distribution or drawn[self.assumed].distribution

    def numbers(self, share: Array, drawn: Drawn) -> Array:
        """Values at shares (0 to 1) of the distribution."""
        chosen = self.of(drawn)
        if self.assumption is not None:
            return quantile(chosen, share, self.assumption)
        low, high = chosen.parameters  # a lever's range
        numbers: Array = low + (high - low) * share
        return numbers

    def at(self, share: Array, drawn: Drawn) -> list[Any]:
        """Values at shares: equal parts of 0 to 1 for each of ``values``, or the distribution's quantiles."""
        if not self.values:
            numbers: list[Any] = self.numbers(share, drawn).tolist()
            return numbers
        return self.places(share)

    def places(self, share: Array) -> list[Any]:
        """What stands at shares without a scenario's draws: one of ``values``, or the share itself."""
        if not self.values:
            return list(share.tolist())
        return [
            self.values[place] for place in np.minimum((share * len(self.values)).astype(int), len(self.values) - 1)
        ]

    def to_plain(self, drawn: Drawn) -> dict[str, Any]:
        """Plain data for a manifest."""
        if self.values:
            return {"name": self.name, "values": list(self.values)}
        known = self.distribution is not None or self.assumed in drawn
        return {"name": self.name, **({"distribution": self.of(drawn).to_plain()} if known else {})}


def read_dimensions(node: MapNode, catalogue: Catalogue, problems: Problems) -> tuple[list[Dimension], bool]:
    """The mapping under `over`: what each setting varies over, and whether all other assumptions vary too."""
    found = []
    for key, (mark, content) in node.pairs.items():
        if key != ASSUMPTIONS:
            found.append(_dimension(key, mark, content, catalogue, problems))
        elif as_text(content) != ALL:
            problems.add(content.mark, f"'assumptions' can only be 'all' here, not {describe(content)}")
    return [dimension for dimension in found if dimension is not None], ASSUMPTIONS in node.pairs


def all_assumptions(listed: Sequence[Dimension], every: Sequence[Drawn]) -> list[Dimension]:
    """What some scenario draws and no listed dimension varies; what comes from accepted draws together as one."""
    named = {dimension.assumed for dimension in listed}
    free = [(name, source) for drawn in every for name, source in drawn.items() if name not in named]
    alone = {n: s.entry for n, s in free if s.accepted is None and s.distribution.shape != "fixed"}
    found = [Dimension(f"{ASSUMPTIONS}.{name}", assumption=entry, listed=False) for name, entry in alone.items()]
    return [*found, Dimension(JOINT, listed=False)] if any(s.accepted for _, s in free) else found


def _dimension(key: str, mark: Mark, node: Node, catalogue: Catalogue, problems: Problems) -> Dimension | None:
    head, _, rest = key.partition(".")
    if head == ASSUMPTIONS:
        return _assumption(key, rest, mark, node, catalogue, problems)
    lever = catalogue.levers.get(rest.partition("@")[0].partition(".")[0])
    before = len(problems)
    read_changes([(key, mark, ScalarNode(lever.neutral if lever else 0, mark))], catalogue, problems, sweep=True)
    if lever is None or len(problems) > before:
        return None
    return _lever(key, lever, mark, node, catalogue, problems)


def _lever(
    key: str, lever: Lever, mark: Mark, node: Node, catalogue: Catalogue, problems: Problems
) -> Dimension | None:
    choices = {"number": (), "bool": (False, True), "choice": lever.choices}[lever.kind]
    if as_text(node) == WHOLE_RANGE:
        return Dimension(key, choices) if choices else Dimension(key, distribution=Distribution("uniform", lever.range))
    entries = _entries(node)
    if entries is None:
        fits = "[low, high] or 'range'" if not choices else f"a list of its values or '{WHOLE_RANGE}'"
        hint = nearest(as_text(node) or "", (WHOLE_RANGE,))
        problems.add(node.mark, f"'{key}' varies over {fits} or {{{VALUES}: [...]}}, not {describe(node)}", hint)
        return None
    before = len(problems)
    for entry in entries:
        read_changes([(key, mark, entry)], catalogue, problems, sweep=True)
    if len(problems) > before:
        return None
    values = tuple(plain(entry) for entry in entries)
    if choices or isinstance(node, MapNode):
        return Dimension(key, values)
    return _between(key, values, node, problems)


def _assumption(
    key: str, name: str, mark: Mark, node: Node, catalogue: Catalogue, problems: Problems
) -> Dimension | None:
    assumption = catalogue.assumptions.get(name) or position_of(name, catalogue)
    if assumption is None:
        read_changes([(key, mark, node)], catalogue, problems, sweep=True)  # says what is wrong with the name
        return None
    word = as_text(node)
    if word == OWN_DISTRIBUTION:
        return Dimension(key, assumption=assumption)
    if word == WHOLE_RANGE:
        return Dimension(key, distribution=Distribution("uniform", assumption.range), assumption=assumption)
    entries = _entries(node)
    if entries is None and isinstance(node, MapNode):
        drawn = read_distribution(node, name, assumption.low, assumption.high, problems)
        return None if drawn is None else Dimension(key, distribution=drawn, assumption=assumption)
    if entries is None:
        hint = nearest(word or "", (WHOLE_RANGE, OWN_DISTRIBUTION))
        words = f"'{OWN_DISTRIBUTION}', '{WHOLE_RANGE}', [low, high] or a distribution such as {{uniform: [0.2, 0.8]}}"
        problems.add(node.mark, f"'{key}' varies over {words}, not {describe(node)}", hint)
        return None
    before = len(problems)
    for entry in entries:
        read_changes([(key, mark, entry)], catalogue, problems, sweep=True)
    if len(problems) > before:
        return None
    values = tuple(plain(entry) for entry in entries)
    if isinstance(node, MapNode):
        return Dimension(key, values)
    dimension = _between(key, values, node, problems)
    return None if dimension is None else Dimension(key, distribution=dimension.distribution, assumption=assumption)


def _entries(node: Node) -> list[Node] | None:
    """The entries of a list, or of {values: [...]}."""
    if isinstance(node, MapNode) and list(node.pairs) == [VALUES]:
        node = node.pairs[VALUES][1]
    return node.items if isinstance(node, ListNode) and node.items else None


def _between(key: str, values: tuple[Any, ...], node: Node, problems: Problems) -> Dimension | None:
    if len(values) != 2 or not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
        problems.add(node.mark, f"'{key}' needs two numbers [low, high], or {{{VALUES}: [...]}} for single values")
        return None
    low, high = float(values[0]), float(values[1])
    if low >= high:
        problems.add(node.mark, f"the range {exact(low)} to {exact(high)} of '{key}' is empty")
        return None
    return Dimension(key, distribution=Distribution("uniform", (low, high)))


def sampled_values(
    dimensions: Sequence[Dimension], shares: Array, drawn: Drawn
) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """Settings of every point, and the values of the assumptions that are not listed there, ``(point,)``."""
    columns = {d.name: d.at(shares[:, i], drawn) for i, d in enumerate(dimensions) if d.listed}
    rows = zip(*columns.values(), strict=True) if columns else [()] * len(shares)
    points = [dict(zip(columns, row, strict=True)) for row in rows]
    named = {d.assumed for d in dimensions if d.listed}
    given: dict[str, Array] = {}
    for i, dimension in enumerate(dimensions):
        source = drawn.get(dimension.assumed)
        if dimension.name == JOINT:
            given |= {
                n: _row_of(s.accepted, n, shares[:, i]) for n, s in drawn.items() if s.accepted and n not in named
            }
        elif not dimension.listed and source is not None and source.accepted is None:
            given[dimension.assumed] = dimension.numbers(shares[:, i], drawn)
    return points, given


def _row_of(accepted: AcceptedDraws, name: str, share: Array) -> Array:
    column = accepted.columns[name]
    values: Array = column[np.minimum((share * len(column)).astype(int), len(column) - 1)]
    return values
