"""From the engine's arrays ``(run, month, ...)`` to Arrow tables with one row per run, month and agent.

Months and names of agents are dictionary-encoded: a row holds a small code. Large tables are made one row group of
consecutive runs at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aicompete.batch.errors import SchemaError
from aicompete.batch.store.schema import TRADE_AXES, Schema, arrow_schema

if TYPE_CHECKING:
    from aicompete.engine.block import BlockResult, RunKey

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int16]
Tables = dict[str, pa.Table]
LONGEST_MESSAGE = 500
ROWS = 1 << 20
"""Rows in memory at a time and in a row group of a file."""
AGENT = {"nations": "nation", "firms": "firm"}


def row_groups(table: str, result: BlockResult, schema: Schema, design: str, rows: int = ROWS) -> Iterator[pa.Table]:
    """A table of a block piece by piece: tables of consecutive runs with about ``rows`` rows each."""
    if table == "status":
        yield status_table(result, design)
        return
    step = max(rows // max(schema.rows(table, 1), 1), 1)
    words = _trade_labels(schema) if table == "trade" else _labels(schema, AGENT.get(table))
    metrics = schema.metrics(table)
    kinds = {"run": pa.int64(), **{name: pa.dictionary(pa.int16(), pa.string()) for name in words}}
    kinds.update(dict.fromkeys(metrics, pa.float64()))
    whole = arrow_schema(kinds, metrics, design, gaps=metrics if table == "trade" else ())
    numbers = np.asarray([key.run for key in result.keys], dtype=np.int64)
    inside = schema.rows(table, 1)
    for start in range(0, len(numbers), step):
        part = slice(start, min(start + step, len(numbers)))
        columns: dict[str, Any] = {"run": np.repeat(numbers[part], inside)}
        for name, (labels, codes) in words.items():
            repeated = np.tile(codes, part.stop - part.start)
            columns[name] = pa.DictionaryArray.from_arrays(repeated, pa.array(labels, pa.string()), safe=False)
        if table == "trade":
            columns.update(_trade_values(result.trade, schema, part))
        else:
            arrays: Mapping[str, Array] = getattr(result, table)
            columns.update({name: np.asarray(arrays[name][part], dtype=np.float64).reshape(-1) for name in metrics})
        yield pa.table(columns, schema=whole)


def tables_of(result: BlockResult, schema: Schema, design: str) -> Tables:
    """All tables of a block, in the order of the schema."""
    return {name: pa.concat_tables(row_groups(name, result, schema, design)) for name in schema.tables}


def checked(result: BlockResult, schema: Schema) -> BlockResult:
    """The result itself; raises ``SchemaError`` when its columns, shapes or number of runs are not as declared."""
    runs, months = len(result.keys), len(schema.dates)
    for table in schema.tables:
        if table == "status":
            continue
        arrays: dict[str, Array] = getattr(result, table)
        shapes = schema.shapes(table)
        if arrays.keys() != shapes.keys():
            wrong = sorted(arrays.keys() ^ shapes.keys())
            raise SchemaError(f"the engine's {table} columns are not those it declared: {', '.join(wrong)}")
        for name, shape in shapes.items():
            if np.shape(arrays[name]) != (runs, months, *shape):
                expected = (runs, months, *shape)
                raise SchemaError(f"{table} column {name!r} has shape {np.shape(arrays[name])}, expected {expected}")
    if len(result.status) != runs:
        raise SchemaError(f"the engine returned {len(result.status)} statuses for {runs} runs")
    return result


def failed_result(keys: Sequence[RunKey], schema: Schema, stage: str, message: str) -> BlockResult:
    """A result in which all runs failed with this stage and message, with NaN in every column."""
    from aicompete.engine.block import BlockResult, RunStatus

    def missing(table: str) -> dict[str, Array]:
        shapes = schema.shapes(table) if table in schema.tables else {}
        return {name: np.full((len(keys), len(schema.dates), *shape), np.nan) for name, shape in shapes.items()}

    return BlockResult(
        keys=tuple(keys),
        dates=list(schema.dates),
        series=missing("series"),
        nations=missing("nations"),
        firms=missing("firms"),
        trade=missing("trade"),
        status=[RunStatus(state="failed", stage=stage, message=message) for _ in keys],
    )


def join_results(parts: Sequence[BlockResult]) -> BlockResult:
    """Results of consecutive runs as one result."""
    from dataclasses import replace

    first = parts[0]
    columns: dict[str, Any] = {
        table: {name: np.concatenate([getattr(part, table)[name] for part in parts]) for name in getattr(first, table)}
        for table in ("series", "nations", "firms", "trade")
    }
    keys = tuple(key for part in parts for key in part.keys)
    return replace(first, keys=keys, status=[state for part in parts for state in part.status], **columns)


def status_table(result: BlockResult, design: str) -> pa.Table:
    """One row per run: run, state, stage, message."""
    kinds = {"run": pa.int64(), "state": pa.string(), "stage": pa.string(), "message": pa.string()}
    columns: dict[str, Any] = {
        "run": np.asarray([key.run for key in result.keys], dtype=np.int64),
        "state": [s.state for s in result.status],
        "stage": [s.stage or "" for s in result.status],
        "message": [" ".join((s.message or "").split())[:LONGEST_MESSAGE] for s in result.status],
    }
    return pa.table(columns, schema=arrow_schema(kinds, {}, design))


def join(parts: Sequence[Tables]) -> Tables:
    """Tables of consecutive runs, concatenated."""
    return {name: pa.concat_tables([part[name] for part in parts]).combine_chunks() for name in parts[0]}


def decoded(table: pa.Table) -> pa.Table:
    """The table with dictionary-encoded columns as strings; the table itself when it has none."""
    words = decoded_schema(table.schema)
    return table if words.equals(table.schema) else table.cast(words)


def decoded_schema(schema: pa.Schema) -> pa.Schema:
    """The schema with dictionary-encoded columns as strings."""
    fields = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in schema]
    return pa.schema(fields, metadata=schema.metadata)


Labels = dict[str, tuple[Sequence[str], Codes]]
"""For each label column its labels, and the codes of its rows in one run, which are the same in every run."""


def _labels(schema: Schema, agent: str | None) -> Labels:
    """Labels and codes of the months, and of the agents if the table has any."""
    labels = schema.axes[agent] if agent else ("",)
    months, agents = len(schema.dates), len(labels)
    words: Labels = {"month": (schema.dates, np.repeat(np.arange(months, dtype=np.int16), agents))}
    if agent:
        words[agent] = (labels, np.tile(np.arange(agents, dtype=np.int16), months))
    return words


def _trade_labels(schema: Schema) -> Labels:
    """Labels and codes of the trade table, which holds one market after the other within each run."""
    labels = {
        "month": schema.dates,
        "market": tuple(schema.trade),
        "item": ("", *schema.axes["mineral"]),
        "seller": tuple(dict.fromkeys(n for m in schema.trade for n in schema.axes[TRADE_AXES[m][-2]])),
        "buyer": tuple(dict.fromkeys(n for m in schema.trade for n in schema.axes[TRADE_AXES[m][-1]])),
    }
    codes: dict[str, list[Codes]] = {name: [] for name in labels}
    for number, market in enumerate(schema.trade):
        axes = [schema.axes[axis] for axis in TRADE_AXES[market]]
        items = [labels["item"].index(name) for name in (axes[0] if len(axes) == 3 else ("",))]
        sellers = [labels["seller"].index(name) for name in axes[-2]]
        buyers = [labels["buyer"].index(name) for name in axes[-1]]
        grid = np.meshgrid(np.arange(len(schema.dates)), number, items, sellers, buyers, indexing="ij")
        for name, places in zip(labels, grid, strict=True):
            codes[name].append(places.reshape(-1).astype(np.int16))
    return {name: (labels[name], np.concatenate(codes[name])) for name in labels}


def _trade_values(arrays: Mapping[str, Array], schema: Schema, part: slice) -> dict[str, pa.Array]:
    """Metric columns of some runs of the trade table; each is null in the rows of other markets."""
    runs, months = part.stop - part.start, len(schema.dates)
    edges = np.cumsum([0, *(months * schema.cells(market) for market in schema.trade)])
    values = {}
    for number, metrics in enumerate(schema.trade.values()):
        here = slice(edges[number], edges[number + 1])
        own = np.zeros(edges[-1], dtype=bool)
        own[here] = True
        known = pa.py_buffer(np.packbits(np.tile(own, runs), bitorder="little"))
        for name in metrics:
            cells = np.zeros((runs, edges[-1]))
            cells[:, here] = arrays[name][part].reshape(runs, -1)
            values[name] = pa.Array.from_buffers(pa.float64(), cells.size, [known, pa.py_buffer(cells)])
    return values
