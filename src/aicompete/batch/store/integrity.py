"""Which blocks of a results folder are complete, and which of its files are damaged or belong to something else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aicompete.batch.errors import FolderError
from aicompete.batch.store.folder import TABLES
from aicompete.batch.store.parts import (
    SUMS,
    TEMPORARY,
    checksum,
    part_name,
    part_path,
    part_paths,
    part_problem,
    read_part,
    set_aside,
)
from aicompete.batch.store.schema import WORKER_STAGE

if TYPE_CHECKING:
    from aicompete.batch.design.blocks import Block


State = tuple[str, str, str]
"""State, stage and message of a run."""


@dataclass(frozen=True)
class Wrong:
    """A file that is damaged or belongs to something else, and what is wrong with it."""

    path: Path
    why: str


@dataclass
class Found:
    """What a folder already holds.

    ``pending`` are the blocks still to be run, ``done`` and ``failed`` numbers of runs, ``wrong`` the files to be set
    aside, and ``failures`` counts failed runs by stage and message.
    """

    pending: list[Block] = field(default_factory=list)
    done: int = 0
    failed: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, states: Sequence[State]) -> None:
        """Count the runs of a finished block."""
        self.done += len(states)
        bad = [(stage, message) for state, stage, message in states if state != "ok"]
        self.failed += len(bad)
        self.failures.update(bad)


def find_blocks(folder: Path, blocks: Iterable[Block], tables: Sequence[str]) -> Found:
    """Find which blocks of a folder are finished and which are to be run. Nothing is changed.

    A block is finished when its status part is undamaged and names the block's runs, and when its other parts have the
    sizes and checksums that the status part lists. A block whose worker died counts as pending: it is tried again.
    """
    found = Found()
    expected = set()
    for block in blocks:
        expected.add(part_name(block.index))
        wrong, states = _block(folder, block, tables)
        found.wrong += wrong
        if states is None or any(stage == WORKER_STAGE for _, stage, _ in states):
            found.pending.append(block)
        else:
            found.count(states)
    found.wrong += [Wrong(path, "belongs to no block of this design") for path in _strangers(folder, tables, expected)]
    return found


def clean_up(folder: Path, found: Found) -> list[str]:
    """Remove half-written files and set aside the wrong ones; returns messages for the user."""
    for table in ("", *TABLES):
        for leftover in (folder / table).glob(f"*{TEMPORARY}"):
            try:
                leftover.unlink(missing_ok=True)
            except OSError as error:
                raise FolderError(f"cannot remove {leftover}: {error.strerror or error}") from error
    told = []
    for wrong in found.wrong:
        target = set_aside(folder, wrong.path)
        told.append(f"{wrong.path.relative_to(folder)} {wrong.why}: set aside as {target.relative_to(folder)}")
    return told


def survey(folder: Path, tables: Sequence[str], *, sums: bool) -> Found:
    """What a folder holds by its status parts, when the design is not at hand. ``sums``: check all parts' checksums."""
    found = Found()
    for path in part_paths(folder, "status"):
        try:
            _, states, told = _read_status(path)
        except FolderError as error:
            found.wrong.append(Wrong(path, str(error)))
            continue
        wrong, whole = _others(folder, path.name, tables, told, sums)
        found.wrong += wrong
        if whole:
            found.count(states)
    return found


def _block(folder: Path, block: Block, tables: Sequence[str]) -> tuple[list[Wrong], list[State] | None]:
    """What is wrong with a block's parts, and the states of its runs; ``None`` when it is to be run."""
    status = part_path(folder, "status", block.index)
    if not status.exists():
        return [], None
    why = part_problem(status, block.runs, block.mark)
    if why:
        return [Wrong(status, why)], None
    try:
        runs, states, told = _read_status(status)
    except FolderError as error:
        return [Wrong(status, str(error))], None
    if runs != list(range(block.start, block.stop)):
        return [Wrong(status, "holds other runs than its block")], None
    wrong, whole = _others(folder, status.name, tables, told, sums=True)
    return wrong, states if whole else None


def _others(
    folder: Path, name: str, tables: Sequence[str], told: Mapping[str, str], sums: bool
) -> tuple[list[Wrong], bool]:
    """What is wrong with a block's parts other than status, and whether all of them are there and right."""
    wrong, whole = [], True
    for table in tables:
        if table == "status":
            continue
        path = folder / table / name
        if not path.exists() or table not in told:
            whole = False
        elif sums and (why := _other_sum(path, told[table])):
            wrong.append(Wrong(path, why))
            whole = False
    return wrong, whole


def _read_status(path: Path) -> tuple[list[int], list[State], dict[str, str]]:
    """The runs of a block, their states, and the checksums of the block's other parts."""
    table = read_part(path)
    told = json.loads((table.schema.metadata or {}).get(SUMS, b"{}"))
    runs, *columns = (table.column(name).to_pylist() for name in ("run", "state", "stage", "message"))
    return runs, list(zip(*columns, strict=True)), told


def _other_sum(path: Path, told: str) -> str | None:
    """What is wrong with a file that should have the size and checksum ``told``; ``None`` if nothing is."""
    size = told.partition(":")[0]
    try:
        if path.stat().st_size != int(size):
            return f"is damaged ({path.stat().st_size:,} bytes instead of {int(size):,})"
        return None if checksum(path) == told else "is damaged or of another batch (its checksum differs)"
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"


def _strangers(folder: Path, tables: Sequence[str], expected: set[str]) -> Iterator[Path]:
    """Parquet files in the tables' folders that do not belong to this design."""
    for table in TABLES:
        for path in sorted((folder / table).glob("*.parquet")):
            if table not in tables or path.name not in expected:
                yield path
