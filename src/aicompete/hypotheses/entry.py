"""What a hypothesis is: a claim, arms that differ in known settings, and parts with a size claimed and refuted."""

from __future__ import annotations

from dataclasses import dataclass, field

from aicompete.analysis.words import effect_text
from aicompete.config.reading.errors import Mark
from aicompete.hypotheses.formula import Formula

HOLDS, REFUTED, UNDECIDED = "holds", "refuted", "undecided"
NOT_PUT = "cannot be put yet"


@dataclass(frozen=True)
class Region:
    """Numbers from ``low`` to ``high``; both ends belong to it."""

    low: float = -float("inf")
    high: float = float("inf")

    def holds(self, low: float, high: float) -> bool:
        """Whether a whole interval lies inside."""
        return self.low <= low and high <= self.high

    @property
    def direction_alone(self) -> bool:
        """Whether it says above 0 or below 0, and nothing of a size."""
        return (self.low, self.high) in ((0.0, float("inf")), (-float("inf"), 0.0))

    def text(self, unit: str) -> str:
        """In words."""
        if self.direction_alone:
            return "above 0" if self.low == 0.0 else "below 0"
        low, high = effect_text(self.low, unit), effect_text(self.high, unit)
        if self.low == -float("inf"):
            return f"at most {high}"
        return f"at least {low}" if self.high == float("inf") else f"{low} to {high}"


@dataclass(frozen=True)
class Refutation:
    """An effect whose whole interval lies below ``below`` or above ``above`` refutes; so does an interval that holds
    ``same``, where a claim is of a difference and the interval cannot tell the effect from none."""

    below: float | None = None
    above: float | None = None
    same: float | None = None

    def refutes(self, low: float, high: float) -> bool:
        """Whether an interval refutes."""
        return (
            (self.below is not None and high < self.below)
            or (self.above is not None and low > self.above)
            or (self.same is not None and low <= self.same <= high)
        )

    def text(self, unit: str) -> str:
        """In words."""
        said = [f"below {effect_text(self.below, unit)}"] if self.below is not None else []
        said += [f"above {effect_text(self.above, unit)}"] if self.above is not None else []
        said += [f"not to be told from {effect_text(self.same, unit)}"] if self.same is not None else []
        return " or ".join(said)


@dataclass(frozen=True)
class Reading:
    """One number of every run: a formula over metrics, and how its months become one.

    ``how``: ``at`` a month; ``lowest``, ``highest`` or ``mean`` over the months from ``first`` to ``last``;
    ``months_to_half``: months until it first is half of what it was at ``first``, counted to the end where it never is.
    """

    of: Formula
    how: str
    first: str
    last: str

    @property
    def text(self) -> str:
        """In words."""
        when = f"in {self.last}" if self.how == "at" else f"{self.first} to {self.last}"
        how = "" if self.how == "at" else f"{self.how.replace('_', ' ')} of "
        return f"{how}{self.of.text}, {when}"


@dataclass(frozen=True)
class Arm:
    """One side of an experiment: a scenario that comes with the package, and settings on top."""

    name: str
    scenario: str
    settings: tuple[str, ...]
    mark: Mark = field(default=Mark("arms"), compare=False)


@dataclass(frozen=True)
class Part:
    """One thing the claim says: what is read in each arm, what is compared, the size claimed, and what refutes it.

    ``effect``: None where the part is about the share of the variance that the strongest factor of the experiment
    explains alone. ``scale``: what counts as the size claimed in a picture where the bound itself is no size (such
    as 0). A claim of a direction alone must be a tenth of it to hold.
    """

    name: str
    says: str
    readings: dict[str, Reading]
    effect: Formula | None
    unit: str
    holds: Region
    refuted: Refutation
    scale: float
    mark: Mark = field(default=Mark("parts"), compare=False)

    @property
    def formula(self) -> str:
        """The effect in words."""
        return self.effect.text if self.effect is not None else "largest first-order share of a factor"


@dataclass(frozen=True)
class Hypothesis:
    """A claim that could turn out wrong."""

    id: str
    claim: str
    refuted_if: str
    counterfactual: str
    source: str
    note: str
    experiment: str
    """Name of a shipped experiment whose points are policies at random; empty where no part needs one."""
    months: int
    arms: tuple[Arm, ...]
    parts: tuple[Part, ...]
    mark: Mark = field(default=Mark("hypothesis"), compare=False)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Everything that is read, by name; ``IND.alignment`` is a metric of a nation."""
        read = (name for part in self.parts for reading in part.readings.values() for name in reading.of.names)
        return tuple(dict.fromkeys(read))
