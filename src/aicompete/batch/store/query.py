"""SQL over results: DuckDB queries the Parquet files directly, without loading whole tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from aicompete.batch.errors import BatchError
from aicompete.config.reading.suggest import nearest

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 60
NUMBERS = (pa.float64(), pa.float32(), pa.int64(), pa.int32())
VIEWS = ("runs", "status", "series", "nations", "firms", "trade")


class Tables(Protocol):
    """What this module needs of ``Results``; as a protocol, so that the two modules do not import each other."""

    @property
    def folder(self) -> Path | None: ...
    def paths(self, name: str) -> list[Path]: ...
    def table(self, name: str) -> pa.Table | None: ...


class QueryError(BatchError):
    """A query that cannot be answered. The message suggests the nearest name where one is unknown."""


def ask(results: Tables, sql: str) -> pa.Table:
    """The rows that one SELECT over the tables of results gives.

    Raises ``QueryError`` for another kind of statement, a syntax error, or an unknown table or column.
    """
    try:
        import duckdb
    except ImportError:
        raise BatchError(
            "query needs the package duckdb, which is not installed: pip install 'aicompete[query]'"
        ) from None
    with duckdb.connect() as connection:
        columns = _views(connection, results)
        _shut_in(connection, results)
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError(f"one SELECT at a time, not {len(statements)} statements")
            if statements[0].type != duckdb.StatementType.SELECT:
                raise QueryError(f"only SELECT is answered, not {statements[0].type.name}: results are never changed")
            return connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(_plain(error, columns)) from None


def as_csv(answer: pa.Table) -> str:
    """All rows as CSV, with a header."""
    from io import BytesIO

    from pyarrow import csv

    text = BytesIO()
    csv.write_csv(answer, text)
    return text.getvalue().decode().rstrip("\n")


def as_text(answer: pa.Table, most: int = SHOWN) -> str:
    """The first rows as aligned text."""
    rows = [tuple(_cell(value) for value in row.values()) for row in answer.slice(0, most).to_pylist()]
    lines = [tuple(answer.column_names), *rows]
    numbers = [f.type in NUMBERS for f in answer.schema]
    widths = [max(len(line[i]) for line in lines) for i in range(len(numbers))]
    text = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, numbers, strict=True)
        ).rstrip()
        for line in lines
    ]
    left = answer.num_rows - len(rows)
    return "\n".join([*text, f"... {left:,} more rows (--csv prints all)"] if left > 0 else text)


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())


def _views(connection: Any, results: Tables) -> dict[str, list[str]]:
    """Make a view for every table that was recorded; returns the columns of each."""
    columns = {}
    for name in VIEWS:
        paths = results.paths(name)
        if paths:
            files = ", ".join(_quoted(str(path)) for path in paths)
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{files}])")
        elif results.folder is None and (table := results.table(name)) is not None:
            connection.register(name, table)
        else:
            continue
        columns[name] = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
    return columns


def _shut_in(connection: Any, results: Tables) -> None:
    """From here on a query reads the files of these results and nothing else: no other file, address or variable."""
    paths = [str(path) for name in VIEWS for path in results.paths(name)]
    connection.execute(f"SET allowed_paths = [{', '.join(_quoted(path) for path in paths)}]")
    for setting in (
        "python_enable_replacements = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")


def _plain(error: Exception, columns: dict[str, list[str]]) -> str:
    """DuckDB's message in one line, without the excerpt of the query, with the nearest name for an unknown one."""
    if type(error).__name__ == "PermissionException":
        return f"a query reads the results and no other file; the tables are {', '.join(columns)}"
    first = str(error).split("\n\nLINE")[0].strip()
    lines = [line.strip() for line in first.splitlines() if line.strip()]
    text = re.sub(r"^(Binder|Catalog|Parser|Conversion|Invalid Input) Error:\s*", "", lines[0] if lines else str(error))
    wrong = re.search(r'(?:column "?|Table with name |with name )([A-Za-z0-9_.]+)"?', text)
    if wrong:
        table = "Table with name" in text
        known = list(columns) if table else [name for names in columns.values() for name in names]
        near = nearest(wrong.group(1), known)
        text = text.split("!")[0].rstrip(".") + (f" (did you mean '{near}'?)" if near else "")
        text += f"; the tables are {', '.join(columns)}" if table else ""
    return f"the query is not understood: {text}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
