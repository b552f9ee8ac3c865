"""Tables and columns that a batch writes, known before anything runs.

Every part of a table has the same columns, even when all its runs failed. Units and meanings are stored in the
Parquet metadata, where any reader finds them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

KEY_UNITS = {
    "run": ("number", "number of the run in the design"),
    "month": ("date", "month whose end is measured, as year-month"),
    "nation": ("name", "iso3 code of the nation"),
    "firm": ("name", "identifier of the firm"),
    "market": ("name", "chips, minerals or adoption"),
    "item": ("name", "mineral traded; empty in other markets"),
    "seller": ("name", "seller of chips, refining nation of minerals, or stack adopted"),
    "buyer": ("name", "iso3 code of the nation that receives"),
    "state": ("name", "ok or failed"),
    "stage": ("name", "where a failed run stopped"),
    "message": ("text", "why a failed run stopped"),
}
STATUS_COLUMNS = ("run", "state", "stage", "message")
WORKER_STAGE = "worker"
"""Stage of a run that failed because its worker process died, not because of the model."""
TRADE_AXES = {
    "chips": ("chip_seller", "nation"),
    "minerals": ("mineral", "mineral_seller", "nation"),
    "adoption": ("stack", "nation"),
}
FORMAT = 2
"""Version of the layout of results folders; a folder with another one is not continued."""


@dataclass(frozen=True)
class Metric:
    """A measured column: its unit and what it means."""

    unit: str
    meaning: str


@dataclass(frozen=True)
class Schema:
    """Tables of a batch: dates, labels of the axes, and the measured columns of each table."""

    dates: tuple[str, ...]
    axes: Mapping[str, tuple[str, ...]]
    series: Mapping[str, Metric]
    nations: Mapping[str, Metric] = field(default_factory=dict)
    firms: Mapping[str, Metric] = field(default_factory=dict)
    trade: Mapping[str, Mapping[str, Metric]] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables written per block, in the order of writing; status last, since its part marks a block as finished."""
        wanted = [name for name in ("series", "nations", "firms", "trade") if getattr(self, name)]
        return (*wanted, "status")

    def rows(self, table: str, runs: int) -> int:
        """Number of rows that a table has for ``runs`` runs."""
        if table == "status":
            return runs
        months = len(self.dates) * runs
        if table == "nations":
            return months * len(self.axes["nation"])
        if table == "firms":
            return months * len(self.axes["firm"])
        if table == "trade":
            return sum(months * self.cells(market) for market in self.trade)
        return months

    def shapes(self, table: str) -> dict[str, tuple[int, ...]]:
        """Shape of every measured column of a table without its run and month axes."""
        if table == "trade":
            return {
                name: tuple(len(self.axes[axis]) for axis in TRADE_AXES[market])
                for market, metrics in self.trade.items()
                for name in metrics
            }
        agents = {"nations": ("nation",), "firms": ("firm",)}.get(table, ())
        return {name: tuple(len(self.axes[axis]) for axis in agents) for name in self.metrics(table)}

    def cells(self, market: str) -> int:
        """Rows that a market has per run and month: sellers x buyers (x items)."""
        size = 1
        for axis in TRADE_AXES[market]:
            size *= len(self.axes[axis])
        return size

    def metrics(self, table: str) -> dict[str, Metric]:
        """Measured columns of a table."""
        if table == "trade":
            return {name: m for metrics in self.trade.values() for name, m in metrics.items()}
        found: Mapping[str, Metric] = getattr(self, table, {}) if table != "status" else {}
        return dict(found)


def arrow_schema(
    columns: Mapping[str, pa.DataType], metrics: Mapping[str, Metric], design: str, gaps: Collection[str] = ()
) -> pa.Schema:
    """Arrow schema with unit and meaning on every field, and once more as one JSON text for readers other than Arrow.

    ``gaps``: columns that may hold nulls; all others are declared without, which is faster to write.
    """
    described = {name: (m.unit, m.meaning) for name, m in metrics.items()}
    described.update({name: KEY_UNITS[name] for name in columns if name in KEY_UNITS and name not in described})
    fields = []
    for name, kind in columns.items():
        unit, meaning = described.get(name, ("", ""))
        fields.append(pa.field(name, kind, nullable=name in gaps, metadata={"unit": unit, "meaning": meaning}))
    units = {name: described[name][0] for name in columns if name in described}
    meanings = {name: described[name][1] for name in columns if name in described}
    return pa.schema(
        fields,
        metadata={
            "units": json.dumps(units),
            "meanings": json.dumps(meanings, ensure_ascii=False),
            "design": design,
            "format": str(FORMAT),
        },
    )


def described_in(schema: pa.Schema) -> tuple[dict[str, str], dict[str, str]]:
    """Units and meanings stored in a table's metadata."""
    stored: Mapping[bytes, bytes] = schema.metadata or {}
    units: dict[str, Any] = json.loads(stored.get(b"units", b"{}"))
    meanings: dict[str, Any] = json.loads(stored.get(b"meanings", b"{}"))
    return units, meanings
