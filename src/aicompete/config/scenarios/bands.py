"""A value with a coder's band: what informed people could defend as the code of one and the same measure."""

from __future__ import annotations

from dataclasses import dataclass

from aicompete.config.catalogue.levers import Lever, Value, read_value
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.fields import number_list
from aicompete.config.reading.yamlnodes import MapNode, Node, ScalarNode

BAND = "band"


@dataclass(frozen=True)
class Band:
    """Low, central and high code of one value."""

    low: float
    central: float
    high: float


def read_banded(lever: Lever, node: Node, problems: Problems) -> Value | Band | None:
    """A value, or {band: [low, central, high]}; None (and a problem) when it does not fit the lever."""
    if not (isinstance(node, MapNode) and BAND in node.pairs):
        return read_value(lever, node, problems)
    mark, content = node.pairs[BAND]
    if len(node.pairs) > 1:
        problems.add(mark, f"'{BAND}' under {lever.name} stands alone, without other keys beside it")
        return None
    if lever.at_months_end:
        what = "a number with a word for 'no limit'" if lever.kind == "number" else f"a {lever.kind}"
        problems.add(mark, f"{lever.name} cannot have a band (it is {what}); give one value")
        return None
    numbers = number_list(content, BAND, 3, problems)
    if numbers is None:
        return None
    if list(numbers) != sorted(numbers):
        problems.add(content.mark, f"the band of {lever.name} must rise: low, central, high")
        return None
    before = len(problems)
    for number in dict.fromkeys(numbers):
        read_value(lever, ScalarNode(number, content.mark), problems)
    return Band(*numbers) if len(problems) == before else None
