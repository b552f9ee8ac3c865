"""Tables as xarray datasets: labelled arrays over run x month x agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from aicompete.batch.errors import BatchError, FolderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    import xarray as xr

KEYS = ("run", "month", "nation", "firm", "market", "item", "seller", "buyer")


class Described(Protocol):
    """What this module needs of ``Results``; as a protocol, so that the two modules do not import each other."""

    @property
    def name(self) -> str: ...
    @property
    def units(self) -> Mapping[str, str]: ...
    @property
    def meanings(self) -> Mapping[str, str]: ...
    def table(self, name: str) -> pa.Table | None: ...


def cubes(results: Described, name: str) -> xr.Dataset:
    """A table as a dataset with one variable per metric, over the key columns, with units and meanings.

    A metric is NaN where the table has no row for it.
    """
    try:
        import xarray as xr
    except ImportError:
        raise BatchError(
            "to_xarray() needs the package xarray, which is not installed: pip install 'aicompete[xarray]'"
        ) from None
    table = results.table(name)
    if table is None:
        raise FolderError(f"these results have no {name} table: it was not recorded")
    keys = [column for column in table.column_names if column in KEYS]
    labels: dict[str, Any] = {}
    places = []
    for key in keys:
        values = table.column(key).to_numpy()
        if key in ("run", "month"):
            labels[key], place = np.unique(values, return_inverse=True)
        else:  # keep the table's order of labels, which is the manifest's
            coded = table.column(key).combine_chunks().dictionary_encode()
            labels[key] = np.asarray(coded.dictionary.to_pylist(), dtype=object)
            place = coded.indices.to_numpy()
        places.append(place)
    shape = tuple(len(values) for values in labels.values())
    data = {}
    for column in table.column_names:
        if column in keys:
            continue
        values = table.column(column).to_numpy()
        if values.dtype.kind == "f":
            cube = np.full(shape, np.nan)
        else:  # integers, booleans and text describe runs, and every run has them, so no gaps need filling
            cube = np.empty(shape, dtype=values.dtype if values.dtype.kind in "ib" else object)
        cube[tuple(places)] = values
        about = {"units": results.units.get(column, ""), "long_name": results.meanings.get(column, "")}
        data[column] = xr.Variable(keys, cube, attrs=about)
    return xr.Dataset(data, coords=labels, attrs={"name": results.name})
