"""Recorded months of every nation as arrays ``(run, month, nation)``."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from aicompete.analysis.errors import DamagedResults, NotRecorded
from aicompete.analysis.hindcast.monthly import Array
from aicompete.config.reading.months import month_number


@dataclass(frozen=True)
class ByNation:
    """The table of nations of some runs.

    Attributes
    ----------
    table : one row a run, month and nation, in this order.
    runs : how many; months : as ``2022-01``; nations : iso3 in the order of the table.
    """

    table: pd.DataFrame = field(repr=False)
    runs: int
    months: tuple[str, ...]
    nations: tuple[str, ...]

    @classmethod
    def of(cls, table: pd.DataFrame) -> ByNation:
        """From a table with the columns run, month, nation and one per metric; broken runs are left out.

        Raises ``DamagedResults`` when runs do not have the same months and nations, each once.
        """
        empty = table.drop(columns=["run", "month", "nation"]).isna().all(axis=1)
        kept = table[~table["run"].isin(table.loc[empty, "run"].unique())]
        runs = kept["run"].nunique()
        first = kept[kept["run"] == kept["run"].iloc[0]] if runs else kept
        months = tuple(dict.fromkeys(str(month)[:7] for month in first["month"]))
        nations = tuple(dict.fromkeys(first["nation"]))
        size = len(months) * len(nations)
        if not runs or len(kept) != runs * size or tuple(kept["nation"].iloc[: len(nations)]) != nations:
            raise DamagedResults("the runs of the table of nations do not have the same months and nations, each once")
        return cls(kept, runs, months, nations)

    def metric(self, name: str) -> Array:
        """A metric as ``(run, month, nation)``. Raises ``NotRecorded`` for one that is not in the table."""
        if name not in self.table.columns:
            raise NotRecorded(f"the table of nations has no metric {name!r}")
        values = self.table[name].to_numpy(dtype=np.float64)
        return np.asarray(values.reshape(self.runs, len(self.months), len(self.nations)))

    def at(self, name: str, month: str) -> dict[str, Array]:
        """A metric by nation in a month, ``(run,)`` each; months outside the replay count as its first or last."""
        asked = month_number(month) - month_number(self.months[0])
        values = self.metric(name)[:, min(max(asked, 0), len(self.months) - 1)]
        return {nation: values[:, place] for place, nation in enumerate(self.nations)}

    def move(self, name: str, begin: str, end: str) -> dict[str, Array]:
        """Change of a metric by nation between the ends of two months, ``(run,)`` each."""
        before, after = self.at(name, begin), self.at(name, end)
        return {nation: after[nation] - before[nation] for nation in self.nations}
