"""Accepted draws: joint samples of assumptions under which the model replays 2022-2023, shipped as versioned sets.

A set is a table, one accepted draw a row and one assumption a column (`coding.USA.chip_export_control` is the position
in that path's band), with a YAML file of the same name that tells how it was made. `aicompete calibrate` makes both.
"""

from __future__ import annotations

import csv
import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.reading.errors import ConfigError, Problem
from aicompete.config.reading.yamlnodes import LOADER

Array = NDArray[np.float64]

PRIOR = "prior"
NEWEST = "calibrated"
NAME = re.compile(r"v\d+(\.\d+)*\Z", re.ASCII)


@dataclass(frozen=True, eq=False)
class AcceptedDraws:
    """A set: `columns` by assumption, each (size,); row `medoid` is the draw nearest to the middle of the others.

    `model` is the hash of the model it was made with.
    """

    name: str
    columns: dict[str, Array]
    medoid: int
    model: str = ""

    @property
    def size(self) -> int:
        return len(next(iter(self.columns.values())))

    def central(self, name: str) -> float:
        """The assumption's value in the middlemost accepted draw."""
        return float(self.columns[name][self.medoid])

    def rows(self, seed: int, first: int, draws: int) -> NDArray[np.int64]:
        """Row of each of the draws `first` and after: all rows in an order of the seed's own, over and over."""
        generator = np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(NEWEST.encode())]))
        order = generator.permutation(self.size)
        found: NDArray[np.int64] = order[(first + np.arange(draws)) % self.size]
        return found


def shipped_sets(catalogue: Catalogue) -> dict[str, Path]:
    """Name -> table of every set, the newest version last."""
    files = [path for path in catalogue.calibrated.glob("*.csv") if NAME.match(path.stem)]
    return {path.stem: path for path in sorted(files, key=lambda path: _version(path.stem))}


def set_named(word: str, catalogue: Catalogue) -> AcceptedDraws | None:
    """The set that a scenario's word means: the newest one for `calibrated`; None for `prior`, and when there is none.

    No word means the newest set that is a default. A set is one only if its description says `default: true`, which it
    may where it forecasts the years after its own better than the plain ranges do. Raises `ConfigError` for a set that
    is not there.
    """
    sets = shipped_sets(catalogue)
    if word == "":
        defaults = [path for path in sets.values() if _about(path).get("default") is True]
        return read_set(defaults[-1]) if defaults else None
    if word == PRIOR or (word == NEWEST and not sets):
        return None
    name = list(sets)[-1] if word == NEWEST else word
    if name not in sets:
        there = ", ".join([PRIOR, *sets])
        raise ConfigError([Problem("assumptions", 0, 0, f"there are no accepted draws '{name}'; there are {there}")])
    return read_set(sets[name])


@cache
def read_set(path: Path) -> AcceptedDraws:
    """Read one set (once). Raises `ConfigError` when table and description do not fit each other."""
    with path.open(newline="", encoding="utf-8") as stream:
        names, *rows = list(csv.reader(stream))
    about = _about(path)
    values = np.array(rows, dtype=np.float64)
    medoid = about.get("medoid")
    if about.get("rows") != len(rows) or not isinstance(medoid, int) or not 0 <= medoid < len(rows):
        raise ConfigError([Problem(str(path), 0, 0, f"does not have the rows that {path.stem}.yaml tells")])
    values.flags.writeable = False
    columns = {name: values[:, place] for place, name in enumerate(names)}
    return AcceptedDraws(path.stem, columns, medoid, str(about.get("model", "")))


@cache
def _about(path: Path) -> dict[str, object]:
    """The description of a set, from the YAML file beside its table."""
    about: dict[str, object] = yaml.load(path.with_suffix(".yaml").read_text(encoding="utf-8"), Loader=LOADER)
    return about


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.removeprefix("v").split("."))
