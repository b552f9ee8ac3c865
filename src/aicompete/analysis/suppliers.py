"""Who supplies whom: the tables of trade as matrices, seller by buyer, means over runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View

REST = "others"


@dataclass(frozen=True)
class Suppliers:
    """``shares[t, i, j]``: part of buyer j's supply from seller i in month t; columns add up to 1, NaN without any."""

    sellers: list[str]
    buyers: list[str]
    shares: Array


def suppliers(
    seen: View, table: str, value: str, dates: Sequence[str], most: int = 7, item: str | None = None
) -> Suppliers:
    """The sellers that matter and all buyers, largest economies first; further sellers are added up as ``others``.

    ``table``: ``trade_chips``, ``trade_minerals`` (of one ``item``) or ``trade_adoption``. A seller matters by its
    part of the world's supply, of that of the USA, or of that of China, whichever is largest in any of the months.
    """
    found: Any = getattr(seen.results, table, None)
    if found is None:
        raise NotRecorded("who ships what to whom was not recorded (record: {trade: true}, or run --trade)")
    rows: pd.DataFrame = found
    rows = rows[rows["run"].isin(seen.good)]
    if item is not None:
        rows = rows[rows["item"].astype(str) == item]
    wide = [_sums(rows[rows["month"].astype(str).str[:7] == date], value) for date in dates]
    sellers = list(dict.fromkeys(str(name) for one in wide for name in one.index))
    codes = sorted({str(code) for one in wide for code in one.columns}, key=lambda code: -seen.gdp.get(code, 0.0))
    flows = np.stack([one.reindex(index=sellers, columns=codes, fill_value=0.0).to_numpy() for one in wide])
    powers = [codes.index(code) for code in seen.powers.values() if code in codes]
    parts = np.concatenate([_parts(flows.sum(axis=2, keepdims=True)), _parts(flows[:, :, powers])], axis=2)
    weight = np.nan_to_num(parts).max(axis=(0, 2))
    order = [i for i in np.argsort(-weight, kind="stable") if weight[i] > 0.0]
    kept, rest = order[:most], order[most:]
    shown = np.concatenate([flows[:, kept], flows[:, rest].sum(axis=1, keepdims=True)], axis=1)
    names = [*(sellers[i] for i in kept), REST]
    if not shown[:, -1].any():
        shown, names = shown[:, :-1], names[:-1]
    return Suppliers(names, codes, _parts(shown))


def _sums(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """Seller by buyer, summed over runs."""
    wide = rows.groupby(["seller", "buyer"], observed=True)[value].sum().unstack().fillna(0.0)
    wide.index, wide.columns = wide.index.astype(str), wide.columns.astype(str)
    return wide


def _parts(flows: Array) -> Array:
    """Each seller's part of every buyer's supply (axis 1), NaN where there is none."""
    total = flows.sum(axis=1, keepdims=True)
    return np.asarray(flows / np.where(total > 0.0, total, np.nan))
