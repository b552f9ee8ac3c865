"""Results with the discrepancy in their series: bands as wide as the replay of 2022-2023 says they should be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.discrepancy.ar1 import ar1, noise
from aicompete.analysis.discrepancy.families import family_of
from aicompete.analysis.discrepancy.learn import Discrepancy
from aicompete.analysis.discrepancy.stored import stored
from aicompete.analysis.tables import KEYS, ResultsLike, open_results
from aicompete.config.reading.months import month_number

NOTE = "with discrepancy"
"""Key of the manifest, and word on the page, of results that are widened."""


def widened(results: ResultsLike | str | Path, by: Discrepancy | None = None) -> Widened:
    """Results with the discrepancy that comes with the package, or with the one given."""
    return Widened(open_results(results), by or stored())


@dataclass(frozen=True)
class Widened:
    """Results whose series carry one draw of the discrepancy a run.

    Each metric of a family moves by its own path; a metric without a family (alignment, standards, capability: nothing
    observed to hold them against) stays as it is, and so do the tables by nation and firm. The path of a metric depends
    on seed, draw, replicate and name alone: two policies under the same shocks have the same discrepancy, and their
    differences stay paired. Metrics move independently of each other, so parts need not add up to their whole.
    """

    results: ResultsLike
    by: Discrepancy

    @property
    def name(self) -> str:
        """As the results'."""
        return self.results.name

    @property
    def manifest(self) -> dict[str, Any]:
        """As the results', with a note that they are widened."""
        return {**self.results.manifest, NOTE: True}

    @property
    def runs(self) -> pd.DataFrame:
        """As the results'."""
        return self.results.runs

    @property
    def nations(self) -> pd.DataFrame | None:
        """As the results': not widened."""
        return self.results.nations

    @property
    def units(self) -> dict[str, str]:
        """As the results'."""
        return getattr(self.results, "units", None) or {}

    @property
    def folder(self) -> Path | None:
        """As the results'."""
        return getattr(self.results, "folder", None)

    @cached_property
    def series(self) -> pd.DataFrame:
        """The series with the discrepancy."""
        table = self.results.series
        first = str(self.manifest.get("start") or table["month"].astype(str).min())[:7]
        dates = table["month"].astype(str).str[:7]
        known = {date: month_number(date) - month_number(first) for date in dates.unique()}
        months = dates.map(known).to_numpy(dtype=np.intp)
        keys, rows = self._keys()
        places = rows.reindex(table["run"]).to_numpy(dtype=np.intp)
        moved = {}
        for metric in table.columns:
            family = None if metric in KEYS else family_of(str(metric))
            if family is None:
                continue
            learned = self.by.of(family.name)
            path = ar1(noise(str(metric), keys, int(months.max()) + 1), learned.rho, learned.scale, learned.start)
            values = table[metric].to_numpy(dtype=np.float64)
            moved[str(metric)] = family.shifted(values, path[places, months], whole=1.0)
        return table.assign(**moved)

    def _keys(self) -> tuple[list[tuple[int, ...]], pd.Series[int]]:
        """Seed, draw and replicate of each design row, each once, and which of them a run has."""
        runs, seed = self.results.runs, int(self.results.manifest.get("seed") or 0)
        pairs = list(zip(runs["draw"].astype(int), runs["replicate"].astype(int), strict=True))
        order = {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}
        rows = pd.Series([order[pair] for pair in pairs], index=runs["run"].to_numpy())
        return [(seed, draw, replicate) for draw, replicate in order], rows
