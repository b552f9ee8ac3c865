"""The runs of one scenario so far: they pile up round by round, and every figure says how many it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aicompete.analysis.bands import Band, band
from aicompete.analysis.tables import Array
from aicompete.app.rounds import Chunk
from aicompete.config import Scenario

ROUGH = 64
"""Below so many runs the edges of a 10-90 % band are rough, and the page says so."""


@dataclass
class Pile:
    """Chunks of one scenario's runs by their first run. ``runs`` counts those without a gap from run 0 on.

    ``paired`` is False for runs whose draws and shocks are not those of runs of the same number elsewhere.
    """

    scenario: Scenario
    seed: int
    chunks: dict[int, Chunk] = field(default_factory=dict)
    note: str = ""
    paired: bool = True

    def add(self, chunk: Chunk) -> None:
        """Put a round on the pile."""
        self.chunks[chunk.first] = chunk

    @property
    def runs(self) -> int:
        """Runs that can be shown, failed ones included."""
        return sum(chunk.stop - chunk.first for chunk in self.whole())

    @property
    def failed(self) -> int:
        """Runs that left the finite numbers; no figure counts them."""
        return sum(chunk.failed for chunk in self.whole())

    def whole(self) -> list[Chunk]:
        """Chunks from run 0 on, up to the first that is missing."""
        found, stop = [], 0
        while stop in self.chunks:
            found.append(self.chunks[stop])
            stop = found[-1].stop
        return found

    @property
    def dates(self) -> tuple[str, ...]:
        """Months, ``YYYY-MM``; none before the first round."""
        first = self.chunks.get(0)
        return first.dates if first is not None else ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the series."""
        first = self.chunks.get(0)
        return tuple(first.series) if first is not None else ()

    def series(self, metric: str, runs: int | None = None) -> Array:
        """A series metric of the first ``runs`` runs, ``(run, month)``."""
        return _joined([chunk.series[metric] for chunk in self.whole()], runs)

    def nation(self, metric: str, runs: int | None = None) -> Array:
        """A nation metric, ``(run, month, nation)``."""
        return _joined([chunk.nations[metric] for chunk in self.whole()], runs)

    def nation_at(self, metric: str, month: int, runs: int | None = None) -> Array:
        """A nation metric in one month, ``(run, nation)``."""
        return _joined([chunk.nations[metric][:, month] for chunk in self.whole()], runs)

    def terms(self, month: int, place: int, runs: int | None = None) -> Array:
        """Terms of one nation's alignment in a month, ``(run, term)``."""
        return _joined([chunk.terms[:, month, :, place] for chunk in self.whole()], runs)

    def start(self, place: int, runs: int | None = None) -> Array:
        """One nation's alignment before the first month, ``(run,)``."""
        return _joined([chunk.start[:, place] for chunk in self.whole()], runs)

    @property
    def has_terms(self) -> bool:
        """Whether the terms of alignment were kept (a results folder does not hold them)."""
        first = self.chunks.get(0)
        return first is not None and first.terms.size > 0

    @property
    def has_nations(self) -> bool:
        """Whether nations were kept."""
        first = self.chunks.get(0)
        return first is not None and bool(first.nations)


def are_pairs(policy: Pile, reference: Pile) -> bool:
    """Whether run i of both has the same draws and shocks."""
    return policy.paired and reference.paired and policy.seed == reference.seed


def shown_runs(policy: Pile, reference: Pile) -> tuple[int, int]:
    """How many runs of the policy and of the reference are set beside each other: the same ones where they pair.

    A reference of 200 runs beside 16 of the policy would differ by luck alone.
    """
    both = min(policy.runs, reference.runs)
    return (both, both) if are_pairs(policy, reference) else (policy.runs, reference.runs)


def difference(policy: Pile, reference: Pile, metric: str) -> Band | None:
    """Policy less reference, run by run (same draws, same shocks), over the runs that both have; None without any."""
    if not are_pairs(policy, reference):
        return None
    both = min(policy.runs, reference.runs)
    months = common_months(policy, reference)
    if not both or not months or metric not in reference.metrics or metric not in policy.metrics:
        return None
    a, b = places(policy, months), places(reference, months)
    return band(policy.series(metric, both)[:, a] - reference.series(metric, both)[:, b])


def common_months(policy: Pile, reference: Pile) -> tuple[str, ...]:
    """Months that both have."""
    known = set(reference.dates)
    return tuple(date for date in policy.dates if date in known)


def places(pile: Pile, months: tuple[str, ...]) -> list[int]:
    """Positions of months in a pile."""
    position = {date: i for i, date in enumerate(pile.dates)}
    return [position[month] for month in months]


def _joined(parts: Sequence[NDArray[np.float32]], runs: int | None) -> Array:
    whole: Array = np.concatenate(parts).astype(np.float64)
    return whole if runs is None else whole[:runs]
