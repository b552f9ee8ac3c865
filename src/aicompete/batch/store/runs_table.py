"""``runs.parquet``: the design as a table with one row per run, made and written one row group at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from aicompete.batch.design.design import ASSUMPTION_PREFIX, assumption_columns
from aicompete.batch.design.sampling import names_of
from aicompete.batch.store.manifest import plain
from aicompete.batch.store.parts import write_atomically
from aicompete.batch.store.schema import Metric, arrow_schema
from aicompete.config.experiments.sweeps import SCENARIO
from aicompete.config.scenarios.settings import FROM

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design

ROW_GROUP = 8192
"""Runs in memory at a time and in a row group of the file: 20 MB with three hundred assumptions."""


class RunsTable:
    """The design as a table: run, scenario, point and its id, draw, replicate, swept values, every assumption."""

    def __init__(self, design: Design, digest: str) -> None:
        self.design = design
        self.digest = digest
        self.rows = design.runs

    @cached_property
    def schema(self) -> pa.Schema:
        """Arrow schema with the unit and meaning of every column."""
        from aicompete.config import load_catalogue
        from aicompete.config.scenarios.codings import position_of

        catalogue = load_catalogue()
        names = ("run", "scenario", "point", "point_id", "draw", "replicate")
        kinds = {name: pa.string() if name in ("scenario", "point_id") else pa.int64() for name in names}
        described = {
            "scenario": Metric("name", "scenario of the run"),
            "point": Metric("number", "point of the sweep, as numbered in the manifest"),
            "point_id": Metric("name", "what the point is: the same in every design that has it"),
            "draw": Metric("number", "sample of the uncertain assumptions"),
            "replicate": Metric("number", "stream of random shocks"),
        }
        for setting, (kind, _) in self._settings.items():
            kinds[setting] = kind
            lever = catalogue.levers.get(setting.partition(FROM)[0].partition(".")[2].partition(".")[0])
            described[setting] = Metric(lever.unit, lever.description) if lever else Metric("", "what the point set")
        for name in self._assumptions:
            column = f"{ASSUMPTION_PREFIX}{name}"
            kinds[column] = pa.float64()
            entry = catalogue.assumptions.get(name) or position_of(name, catalogue)
            described[column] = Metric(entry.unit, entry.description) if entry else Metric("", "")
        return arrow_schema(kinds, described, self.digest, gaps=self._settings)

    def row_groups(self, size: int = ROW_GROUP) -> Iterator[pa.Table]:
        """The table piece by piece: tables of at most ``size`` consecutive runs."""
        for start in range(0, self.rows, size):
            yield self._made(start, min(start + size, self.rows))

    def whole(self) -> pa.Table:
        """The whole table, for results in memory."""
        return pa.concat_tables(self.row_groups()).combine_chunks()

    def write(self, path: Path) -> None:
        """Write the file one row group at a time; it appears only once it is complete."""
        import pyarrow.parquet as pq

        def save(target: Path) -> None:
            with pq.ParquetWriter(
                target, self.schema, compression="lz4", write_statistics=["run"], write_page_checksum=True
            ) as writer:
                for rows in self.row_groups():
                    writer.write_table(rows, row_group_size=ROW_GROUP)

        write_atomically(path, save)

    def _made(self, start: int, stop: int) -> pa.Table:
        keys = self.design.keys.columns(start, stop)
        columns: dict[str, Any] = {
            "run": np.arange(start, stop, dtype=np.int64),
            "scenario": self._names.take(pa.array(keys["point"])),
            "point_id": self._ids.take(pa.array(keys["point"])),
            **keys,
        }
        for setting, (_, cells) in self._settings.items():
            columns[setting] = cells.take(pa.array(keys["point"]))
        drawn = assumption_columns(self.design, start, stop)
        for name in self._assumptions:
            columns[f"{ASSUMPTION_PREFIX}{name}"] = drawn.get(name, np.full(stop - start, np.nan))
        return pa.table(columns, schema=self.schema)

    @cached_property
    def _assumptions(self) -> list[str]:
        return names_of(self.design.points)

    @cached_property
    def _names(self) -> pa.Array:
        return pa.array([point.name for point in self.design.points], pa.string())

    @cached_property
    def _ids(self) -> pa.Array:
        return pa.array(self.design.point_ids, pa.string())

    @cached_property
    def _settings(self) -> dict[str, tuple[pa.DataType, pa.Array]]:
        """Arrow type and one cell per point for every swept setting that has no column of its own."""
        found = {}
        for setting in self.design.swept:
            if not setting.startswith(ASSUMPTION_PREFIX) and setting != SCENARIO:
                kind, cells = _column([plain(point.get(setting)) for point in self.design.settings])
                found[setting] = kind, pa.array(cells, kind)
        return found


def _column(values: list[Any]) -> tuple[pa.DataType, list[Any]]:
    """Arrow type and cells of a swept column: numbers, booleans, or text (paths as JSON)."""
    given = [v for v in values if v is not None]
    if given and all(isinstance(v, bool) for v in given):
        return pa.bool_(), values
    if given and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in given):
        return pa.float64(), [None if v is None else float(v) for v in values]
    return pa.string(), [v if v is None or isinstance(v, str) else json.dumps(v, sort_keys=True) for v in values]
