"""The discrepancy as it comes with the package: learned from the golden replay, read where no replay is at hand."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path

import pandas as pd

from aicompete.analysis.discrepancy.learn import Discrepancy, Learned

FILE = Path(__file__).parent / "data" / "learned.csv"
DIGITS = "%.6g"


@cache
def stored() -> Discrepancy:
    """What was learned from 2022 and 2023 when the numbers were last refreshed (``make golden``)."""
    table = pd.read_csv(FILE)
    kinds: dict[str, dict[str, Learned]] = {"family": {}, "series": {}}
    for row in table.to_dict("records"):
        one = Learned(str(row["name"]), float(row["scale"]), float(row["rho"]), float(row["start"]), int(row["points"]))
        kinds[str(row["kind"])][one.name] = one
    return Discrepancy(kinds["family"], kinds["series"])


def as_table(found: Discrepancy) -> pd.DataFrame:
    """One row a family and a series: kind, name, scale, rho, start, points."""
    parts = (("family", found.families), ("series", found.series))
    return pd.DataFrame([{"kind": kind, **asdict(one)} for kind, some in parts for one in some.values()])


def store(found: Discrepancy, path: Path = FILE) -> None:
    """Write what was learned."""
    as_table(found).to_csv(path, index=False, float_format=DIGITS, lineterminator="\n")
