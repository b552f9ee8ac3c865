"""What agents, views and the collector need of the model and of each other, so that no file imports one above it."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.policy import Policy
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import Facts


class RunningModel(Protocol):
    """One run as its agents see it: the engine's state, the levers, and the other agents."""

    ensemble: Ensemble
    months: int
    firms: Any
    deciders: Any
    recorded: Any

    @property
    def world(self) -> World: ...

    @property
    def facts(self) -> Facts: ...

    @property
    def policy(self) -> Policy: ...

    def nation(self, iso3: str) -> Any:
        """A nation by its code."""

    def measure(self, metric: str) -> float:
        """Present value of a series metric."""

    def measured(self, level: str, name: str) -> Array:
        """Present values of a metric, ``(run, ...)``."""

    def forget_measures(self) -> None:
        """Drop cached metrics, because a column was written."""


class RowOwner(Protocol):
    """Anything that owns a row of the state columns: a nation or a firm."""

    model: Any
    axes: ClassVar[tuple[str, ...]]

    @property
    def label(self) -> str: ...

    def position(self, axis: str) -> int | None:
        """Its place on an axis; None where it has none."""

    @classmethod
    def directory(cls) -> Any:
        """The state columns it has."""
