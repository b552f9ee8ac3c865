"""Results of a batch as tidy tables: the same object for a results folder and for results in memory.

Tables are pandas DataFrames, read on first access: ``runs`` (one row per run: design, swept values, assumptions,
state), ``series`` (run, month, one column per metric), ``nations`` (run, month, nation, ...), and ``firms`` and the
trade tables if they were recorded. ``units`` and ``meanings`` describe every column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicompete.batch.errors import FolderError
from aicompete.batch.store.folder import RUNS, TABLES, read_manifest
from aicompete.batch.store.parts import part_paths, read_parts
from aicompete.batch.store.schema import described_in
from aicompete.batch.store.tables import decoded

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as pads
    import xarray as xr

CSV_FOLDER = "csv"


class Results:
    """The results of a batch. ``Results.load(folder)`` opens a folder; ``simulate()`` returns results in memory."""

    def __init__(
        self,
        manifest: dict[str, Any],
        tables: Mapping[str, pa.Table] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.manifest = manifest
        self.folder = folder
        self._tables: dict[str, pa.Table] = dict(tables or {})

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Open a results folder; a table is read when it is first used."""
        place = Path(folder)
        if not place.is_dir():
            raise FolderError(f"there is no results folder {place}{_nearest_folder(place)}")
        return cls(read_manifest(place), folder=place)

    @property
    def name(self) -> str:
        """Name of the scenario or experiment."""
        return str(self.manifest["name"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: its place in the design, swept values, ``assumptions.*``, state, stage, message."""
        runs = self._frame("runs")
        assert runs is not None
        return runs.merge(self.status, on="run", how="left")

    @cached_property
    def status(self) -> pd.DataFrame:
        """One row per finished run: run, state ("ok" or "failed"), stage, message."""
        status = self._frame("status")
        assert status is not None
        return status

    @cached_property
    def series(self) -> pd.DataFrame:
        """run, month, one column per metric of the whole world."""
        series = self._frame("series")
        assert series is not None
        return series

    @cached_property
    def nations(self) -> pd.DataFrame | None:
        """run, month, nation, one column per metric; ``None`` when not recorded."""
        return self._frame("nations")

    @cached_property
    def firms(self) -> pd.DataFrame | None:
        """run, month, firm, one column per metric; ``None`` when not recorded."""
        return self._frame("firms")

    @cached_property
    def trade_chips(self) -> pd.DataFrame | None:
        """run, month, seller, buyer, flows of chips; ``None`` when not recorded."""
        return self._trade("chips", without="item")

    @cached_property
    def trade_minerals(self) -> pd.DataFrame | None:
        """run, month, item, seller, buyer, flows of minerals; ``None`` when not recorded."""
        return self._trade("minerals")

    @cached_property
    def trade_adoption(self) -> pd.DataFrame | None:
        """run, month, seller (the stack), buyer (the nation), adoption; ``None`` when not recorded."""
        return self._trade("adoption", without="item")

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every column of every table."""
        return {name: unit for unit_of, _ in self._descriptions for name, unit in unit_of.items()}

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Meaning of every column of every table."""
        return {name: text for _, meaning_of in self._descriptions for name, text in meaning_of.items()}

    @property
    def memory(self) -> int:
        """Bytes that the runs table and the series would take in memory, from their numbers of rows and columns."""
        runs = int(self.manifest["runs"])
        series = sum(metric["level"] == "series" for metric in self.manifest["metrics"].values())
        cells = len(self.manifest["dates"]) * series + len(self.manifest["assumptions"])
        return 8 * runs * int(cells)

    @property
    def failed(self) -> int:
        """Number of failed runs."""
        return int((self.status["state"] != "ok").sum())

    @property
    def failures(self) -> dict[tuple[str, str], int]:
        """Failed runs counted by stage and message."""
        bad = self.status[self.status["state"] != "ok"]
        return Counter(zip(bad["stage"].astype(str), bad["message"].astype(str), strict=True))

    @property
    def finished(self) -> bool:
        """Whether every run of the design has a status."""
        return len(self.status) == int(self.manifest["runs"])

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table | None:
        """A table by its folder's name (or "runs") as an Arrow table; ``None`` when not recorded.

        With ``columns`` only these are read, and they are not cached: for tables larger than memory.
        """
        if name not in self._tables and self.folder is None:
            return None
        if name in self._tables:
            whole = self._tables[name] = decoded(self._tables[name])
            return whole if columns is None else whole.select(list(columns))
        paths = self.paths(name)
        if not paths:
            if name in ("runs", "status", "series"):
                raise FolderError(
                    f"{self.folder} has no {name} table{' yet' if name != 'runs' else ''}. The command that made "
                    "these results, given again, goes on."
                )
            return None
        if columns is not None:
            return read_parts(paths, list(columns))
        self._tables[name] = read_parts(paths)
        return self._tables[name]

    def columns(self, name: str) -> tuple[str, ...]:
        """Names of a table's columns, without reading it; none where it was not recorded."""
        if name in self._tables:
            return tuple(self._tables[name].column_names)
        import pyarrow.parquet as pq

        paths = self.paths(name)
        return tuple(pq.read_schema(paths[0]).names) if paths else ()

    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Some columns of a recorded table, read without the others."""
        table = self.table(name, columns)
        assert table is not None
        found: pd.DataFrame = table.to_pandas()
        return found

    def paths(self, name: str) -> list[Path]:
        """The files of a table on disk, in the order of the design; none for results in memory."""
        if self.folder is None:
            return []
        paths = [self.folder / RUNS] if name == "runs" else part_paths(self.folder, name)
        return [path for path in paths if path.exists()]

    def scan(self, name: str = "series") -> pads.Dataset:
        """A table as an Arrow dataset, which reads only the rows and columns asked for, one part at a time.

        Raises ``FolderError`` when the table was not recorded.
        """
        import pyarrow.dataset as pads

        paths = self.paths(name)
        if paths:
            return pads.dataset([str(path) for path in paths], format="parquet")
        table = self.table(name)
        if table is None:
            raise FolderError(f"these results have no {name} table: it was not recorded")
        return pads.dataset(table)

    def query(self, sql: str) -> pd.DataFrame:
        """The answer to an SQL ``SELECT`` over ``runs``, ``status``, ``series``, ``nations``, ``firms`` and ``trade``.

        Raises ``QueryError`` when it cannot be answered.
        """
        from aicompete.batch.store.query import ask

        frame: pd.DataFrame = ask(self, sql).to_pandas()
        return frame

    def to_xarray(self, name: str = "series") -> xr.Dataset:
        """A table as an xarray dataset: one variable per metric over run x month (x agent), NaN where missing.

        The dataset of trade also has the dimensions market, item, seller and buyer and is large; for a single market
        use ``trade_chips``, ``trade_minerals`` or ``trade_adoption``. Raises ``FolderError`` when the table was not
        recorded.
        """
        from aicompete.batch.store.cubes import cubes

        return cubes(self, name)

    def save_csv(self, folder: str | Path | None = None) -> list[Path]:
        """Write every table as CSV, and ``units.csv`` with the unit and meaning of each column."""
        import csv

        from pyarrow import csv as arrow_csv

        if folder is None and self.folder is None:
            raise FolderError("these results are in memory: say where, save_csv(folder)")
        target = Path(folder) if folder is not None else Path(self.folder or ".") / CSV_FOLDER
        written = []
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name in ("runs", *TABLES):
                if self.folder is None and self.table(name) is None:
                    continue
                if self.folder is not None and not self.paths(name):
                    continue
                path = target / f"{name}.csv"
                data = self.scan(name)
                with arrow_csv.CSVWriter(path, data.schema) as file_of:
                    for batch in data.to_batches():  # in batches, since tables may be larger than memory
                        file_of.write_batch(batch)
                written.append(path)
            path = target / "units.csv"
            with open(path, "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["column", "unit", "meaning"])
                writer.writerows([name, unit, self.meanings.get(name, "")] for name, unit in self.units.items())
        except OSError as error:
            raise FolderError(f"cannot write {target}: {error.strerror or error}") from error
        return [*written, path]

    def __repr__(self) -> str:
        where = f" in {self.folder}" if self.folder else ""
        return f"<Results {self.name!r}: {self.manifest['runs']} runs, {self.manifest['months']} months{where}>"

    @cached_property
    def _descriptions(self) -> list[tuple[dict[str, str], dict[str, str]]]:
        import pyarrow.parquet as pq

        schemas = []
        for name in ("runs", *TABLES):
            if name in self._tables:
                schemas.append(self._tables[name].schema)
            elif paths := self.paths(name):
                with pq.ParquetFile(paths[0]) as file:  # read_schema leaves the file open
                    schemas.append(file.schema_arrow)
        return [described_in(schema) for schema in schemas]

    def _frame(self, name: str) -> pd.DataFrame | None:
        table = self.table(name)
        if table is None:
            return None
        frame: pd.DataFrame = table.to_pandas()
        return frame

    def _trade(self, market: str, without: str | None = None) -> pd.DataFrame | None:
        table = self.table("trade")
        if table is None:
            return None
        import pyarrow.compute as pc

        part = table.filter(pc.equal(table.column("market"), market))
        if part.num_rows == 0:
            return None
        dropped = {"market", without}
        own = [c for c in part.column_names if c not in dropped and part.column(c).null_count < part.num_rows]
        frame: pd.DataFrame = part.select(own).to_pandas()
        return frame


def _nearest_folder(place: Path) -> str:
    import difflib

    if not place.parent.is_dir():
        return ""
    names = [p.name for p in place.parent.iterdir() if p.is_dir()]
    close = difflib.get_close_matches(place.name, names, n=1)
    return f" (did you mean '{place.parent / close[0]}'?)" if close else ""
