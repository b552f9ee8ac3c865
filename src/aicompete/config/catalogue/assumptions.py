"""An assumption of the catalogue: something nobody controls and nobody knows exactly, with its distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_number, as_text, number_list
from aicompete.config.reading.numbers import exact
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.units import UNITS
from aicompete.config.reading.yamlnodes import MapNode, Node, describe

Shape = Literal["uniform", "loguniform", "triangular", "normal", "fixed", "central"]

PARAMETERS: dict[Shape, tuple[str, ...]] = {
    "uniform": ("lowest", "highest"),
    "loguniform": ("lowest", "highest"),
    "triangular": ("lowest", "most likely", "highest"),
    "normal": ("mean", "standard deviation"),
}
REQUIRED = ("description", "unit", "range", "central", "distribution", "basis", "source")
OPTIONAL = ("aliases", "note")
BASES = ("S", "X", "A")


@dataclass(frozen=True)
class Distribution:
    """How sure we are of a number. `normal` is clipped to the assumption's range; `fixed` holds one value, `central`
    none: it stands for the assumption's central value, whichever draws are in use."""

    shape: Shape
    parameters: tuple[float, ...]

    def to_plain(self) -> dict[str, list[float]] | float | str:
        """As a scenario file writes it."""
        if self.shape == "central":
            return "central"
        return self.parameters[0] if self.shape == "fixed" else {self.shape: list(self.parameters)}


CENTRAL = Distribution("central", ())


@dataclass(frozen=True)
class Assumption:
    """A number that the model needs and nobody can set."""

    name: str
    subject: str
    description: str
    unit: str
    low: float
    high: float
    central: float
    distribution: Distribution
    basis: str
    source: str
    aliases: tuple[str, ...]
    note: str
    mark: Mark

    @property
    def range(self) -> tuple[float, float]:
        return (self.low, self.high)


def read_distribution(node: Node, name: str, low: float, high: float, problems: Problems) -> Distribution | None:
    """A mapping with one shape word, such as {uniform: [0.2, 0.8]}, that stays inside low to high."""
    shapes = ", ".join(PARAMETERS)
    if not isinstance(node, MapNode) or len(node.pairs) != 1:
        problems.add(
            node.mark, f"the distribution of {name} must be one of {shapes} with its numbers, not {describe(node)}"
        )
        return None
    [(word, (mark, content))] = node.pairs.items()
    shape = next((shape for shape in PARAMETERS if shape == word), None)
    if shape is None:
        problems.add(mark, f"unknown distribution '{word}' of {name}; there are {shapes}", nearest(word, PARAMETERS))
        return None
    numbers = number_list(content, shape, len(PARAMETERS[shape]), problems)
    if numbers is None:
        return None
    if shape == "normal":
        wrong = "the standard deviation must be above 0" if numbers[1] <= 0 else ""
        inside: tuple[float, ...] = numbers[:1]
    else:
        ordered = list(numbers) == sorted(numbers) and numbers[0] < numbers[-1]
        wrong = "" if ordered else "its numbers must rise: " + ", ".join(PARAMETERS[shape])
        if not wrong and shape == "loguniform" and numbers[0] <= 0:
            wrong = "a loguniform must lie above 0"
        inside = numbers
    if wrong:
        problems.add(content.mark, f"the distribution of {name} is impossible: {wrong}")
        return None
    outside = [number for number in inside if not low <= number <= high]
    if outside:
        problems.add(
            content.mark,
            f"the distribution of {name} reaches {exact(outside[0])}, outside {exact(low)} to {exact(high)}",
        )
        return None
    return Distribution(shape, numbers)


def read_assumption(name: str, node: Node, subject: str, problems: Problems) -> Assumption | None:
    """One entry of catalogue/assumptions."""
    what = f"assumption '{name}'"
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"{what} must be a mapping, not {describe(node)}")
        return None
    before = len(problems)
    fields = Fields(node, what, problems, REQUIRED, OPTIONAL)
    pair = fields.numbers("range", 2) or (0.0, 1.0)
    low, high = pair[0], pair[1]
    if low > high:
        problems.add(fields.mark("range"), f"the range {exact(low)} to {exact(high)} is empty")
    central = fields.number("central")
    if central is not None and not low <= central <= high:
        problems.add(
            fields.mark("central"), f"{what}: central {exact(central)} is outside {exact(low)} to {exact(high)}"
        )
    distribution: Distribution | None = None
    content = node.get("distribution")
    if content is not None:
        if as_text(content) == "fixed":
            distribution = Distribution("fixed", (central or 0.0,))
        else:
            distribution = read_distribution(content, name, low, high, problems)
    assumption = Assumption(
        name=name,
        subject=subject,
        description=fields.text("description"),
        unit=fields.choice("unit", UNITS, "ratio"),
        low=low,
        high=high,
        central=central or 0.0,
        distribution=distribution or Distribution("fixed", (central or 0.0,)),
        basis=fields.choice("basis", BASES, "A"),
        source=fields.text("source"),
        aliases=fields.texts("aliases"),
        note=fields.text("note"),
        mark=node.mark,
    )
    return None if len(problems) > before else assumption


def read_override(assumption: Assumption, node: Node, problems: Problems) -> Distribution | None:
    """What a scenario says about an assumption: a number, `central`, or a distribution."""
    if as_text(node) == "central":
        return CENTRAL
    number = as_number(node)
    if number is not None:
        if not assumption.low <= number <= assumption.high:
            limits = f"{exact(assumption.low)} to {exact(assumption.high)} ({assumption.unit})"
            problems.add(node.mark, f"{assumption.name} is {exact(number)}, outside {limits}")
            return None
        return Distribution("fixed", (number,))
    if isinstance(node, MapNode):
        return read_distribution(node, assumption.name, assumption.low, assumption.high, problems)
    problems.add(node.mark, f"{assumption.name} must be a number, a distribution or 'central', not {describe(node)}")
    return None
