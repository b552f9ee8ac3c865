"""What a block keeps: metrics by run, by nation, by firm, and the trade matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.engine.metrics import by_level
from aicompete.world.columns import Array
from aicompete.world.state import World


@dataclass(frozen=True)
class Record:
    """What to keep besides the series: nations, firms, trade; every ``month`` or every ``year`` (its last month)."""

    nations: bool = True
    firms: bool = False
    trade: bool = False
    every: str = "month"


class Recorder:
    """Keeps references to columns (nothing is changed in place), and stacks them at the end."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.dates: list[str] = []
        self._kept: dict[str, dict[str, list[Array]]] = {"series": {}, "nations": {}, "firms": {}, "trade": {}}

    def wants(self, index: int, last: bool) -> bool:
        """Whether month ``index`` is kept."""
        return self.record.every == "month" or last or index % 12 == 11

    def note(self, world: World, date: str) -> None:
        """Keep this month."""
        self.dates.append(date)
        self._keep("series", world)
        if self.record.nations:
            self._keep("nations", world)
        if self.record.firms:
            self._keep("firms", world)
        if self.record.trade:
            self._keep("trade", world)

    def _keep(self, level: str, world: World) -> None:
        kept = self._kept[level]
        for metric in by_level(level):
            kept.setdefault(metric.name, []).append(metric.read(world))

    def tables(self, level: str) -> dict[str, Array]:
        """Recorded columns of a level, ``(run, month, ...)``."""
        return {name: np.stack(columns, axis=1) for name, columns in self._kept[level].items()}
