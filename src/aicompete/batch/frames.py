"""From the engine's arrays ``(run, month, ...)`` to Arrow tables with one row per run, month and agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aicompete.batch.errors import SchemaError
from aicompete.batch.schema import TRADE_AXES, Metric, Schema, arrow_schema

if TYPE_CHECKING:
    from aicompete.engine.block import BlockResult, RunKey

Array = npt.NDArray[np.float64]
Tables = dict[str, pa.Table]
LONGEST_MESSAGE = 500


def tables_of(result: BlockResult, schema: Schema, design: str) -> Tables:
    """All tables of a block as the schema lists them."""
    runs = [key.run for key in result.keys]
    tables = {"series": _long("series", runs, result.series, schema, design)}
    if schema.nations:
        tables["nations"] = _long("nations", runs, result.nations, schema, design, ("nation", "nation"))
    if schema.firms:
        tables["firms"] = _long("firms", runs, result.firms, schema, design, ("firm", "firm"))
    if schema.trade:
        tables["trade"] = _trade(runs, result.trade, schema, design)
    states = [(s.state, s.stage or "", s.message or "") for s in result.status]
    if len(states) != len(runs):
        raise SchemaError(f"the engine returned {len(states)} statuses for {len(runs)} runs")
    tables["status"] = status_table(runs, states, design)
    return tables


def failed_tables(keys: Sequence[RunKey], schema: Schema, design: str, stage: str, message: str) -> Tables:
    """The tables of runs that gave nothing: status rows, and NaN everywhere else."""
    from aicompete.engine.block import BlockResult, RunStatus

    count, months = len(keys), len(schema.dates)

    def missing(names: Mapping[str, Metric], *axes: str) -> dict[str, Array]:
        shape = (count, months, *(len(schema.axes[axis]) for axis in axes))
        return {name: np.full(shape, np.nan) for name in names}

    trade: dict[str, Array] = {}
    for market, metrics in schema.trade.items():
        trade.update(missing(metrics, *TRADE_AXES[market]))
    result = BlockResult(
        keys=tuple(keys),
        dates=list(schema.dates),
        series=missing(schema.series),
        nations=missing(schema.nations, "nation"),
        firms=missing(schema.firms, "firm"),
        trade=trade,
        status=[RunStatus(state="failed", stage=stage, message=message) for _ in keys],
    )
    return tables_of(result, schema, design)


def status_table(runs: Sequence[int], states: Sequence[tuple[str, str, str]], design: str) -> pa.Table:
    """One row per run: run, state, stage, message."""
    kinds = {"run": pa.int64(), "state": pa.string(), "stage": pa.string(), "message": pa.string()}
    columns: dict[str, Any] = {
        "run": np.asarray(runs, dtype=np.int64),
        "state": [s[0] for s in states],
        "stage": [s[1] for s in states],
        "message": [" ".join(s[2].split())[:LONGEST_MESSAGE] for s in states],
    }
    return pa.table(columns, schema=arrow_schema(kinds, {}, design))


def join(parts: Sequence[Tables]) -> Tables:
    """Tables of consecutive runs, one below the other."""
    if len(parts) == 1:
        return parts[0]
    return {name: pa.concat_tables([part[name] for part in parts]).combine_chunks() for name in parts[0]}


def _long(
    table: str,
    runs: Sequence[int],
    arrays: Mapping[str, Array],
    schema: Schema,
    design: str,
    agent: tuple[str, str] | None = None,
) -> pa.Table:
    metrics = schema.metrics(table)
    labels = [] if agent is None else [schema.axes[agent[1]]]
    shape = (len(runs), len(schema.dates), *(len(names) for names in labels))
    kinds: dict[str, pa.DataType] = {"run": pa.int64(), "month": pa.string()}
    columns: dict[str, Any] = _run_and_month(runs, schema.dates, shape)
    if agent is not None:
        kinds[agent[0]] = pa.string()
        columns[agent[0]] = _labels(labels[0], before=shape[0] * shape[1], after=1)
    _same_columns(table, arrays, metrics)
    columns.update(_values(table, arrays, metrics, shape))
    kinds.update(dict.fromkeys(metrics, pa.float64()))
    return pa.table(columns, schema=arrow_schema(kinds, metrics, design))


def _trade(runs: Sequence[int], arrays: Mapping[str, Array], schema: Schema, design: str) -> pa.Table:
    """One long table for all markets; a column of another market is null."""
    metrics = schema.metrics("trade")
    _same_columns("trade", arrays, metrics)
    keys = ("market", "item", "seller", "buyer")
    kinds: dict[str, pa.DataType] = {"run": pa.int64(), "month": pa.string(), **dict.fromkeys(keys, pa.string())}
    kinds.update(dict.fromkeys(metrics, pa.float64()))
    whole = arrow_schema(kinds, metrics, design)
    parts = []
    for market, own in schema.trade.items():
        labels = [schema.axes[axis] for axis in TRADE_AXES[market]]
        sizes = [len(names) for names in labels]
        shape = (len(runs), len(schema.dates), *sizes)
        rows = int(np.prod(shape))
        columns = _run_and_month(runs, schema.dates, shape)
        columns["market"] = _labels([market], before=rows, after=1)
        months = shape[0] * shape[1]
        columns["buyer"] = _labels(labels[-1], before=rows // sizes[-1], after=1)
        columns["seller"] = _labels(labels[-2], before=rows // (sizes[-1] * sizes[-2]), after=sizes[-1])
        inner = sizes[-1] * sizes[-2]
        columns["item"] = _labels(labels[0] if len(labels) == 3 else [""], before=months, after=inner)
        columns.update(_values("trade", arrays, own, shape))
        nulls = {name: pa.nulls(rows, pa.float64()) for name in metrics if name not in columns}
        parts.append(pa.table({name: {**columns, **nulls}[name] for name in whole.names}, schema=whole))
    # run by run, so that the order of rows does not depend on the block
    sizes_of = [part.num_rows // len(runs) for part in parts]
    slices = [part.slice(i * n, n) for i in range(len(runs)) for part, n in zip(parts, sizes_of, strict=True)]
    return pa.concat_tables(slices).combine_chunks()


def _run_and_month(runs: Sequence[int], dates: Sequence[str], shape: tuple[int, ...]) -> dict[str, Any]:
    inner = int(np.prod(shape[2:], dtype=np.int64))
    return {
        "run": np.repeat(np.asarray(runs, dtype=np.int64), shape[1] * inner),
        "month": _labels(dates, before=shape[0], after=inner),
    }


def _labels(names: Sequence[str], *, before: int, after: int) -> pa.Array:
    """The names, each ``after`` times, the whole ``before`` times over."""
    codes = np.tile(np.repeat(np.arange(len(names), dtype=np.int32), after), before)
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(names), pa.string())).cast(pa.string())


def _values(
    table: str, arrays: Mapping[str, Array], metrics: Mapping[str, Metric], shape: tuple[int, ...]
) -> dict[str, Array]:
    columns = {}
    for name in metrics:
        values = np.asarray(arrays[name], dtype=np.float64)
        if values.shape != shape:
            raise SchemaError(f"{table} column {name!r} has shape {values.shape}, expected {shape}")
        columns[name] = values.reshape(-1)
    return columns


def _same_columns(table: str, arrays: Mapping[str, Array], metrics: Mapping[str, Metric]) -> None:
    if arrays.keys() != metrics.keys():
        wrong = sorted(arrays.keys() ^ metrics.keys())
        raise SchemaError(f"the engine's {table} columns are not those it declared: {', '.join(wrong)}")
