"""A results folder: what lies where, begun once, continued by the same command, never destroyed.

``manifest.json``, ``runs.parquet`` (the design, written before anything runs) and the flat folders ``series/``,
``nations/``, ``firms/``, ``trade/`` and ``status/`` with one Parquet part per block.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicompete.batch.errors import FolderError
from aicompete.batch.lock import LOCK_NAME
from aicompete.batch.parts import (
    MANIFEST,
    TEMPORARY,
    footer_problem,
    part_path,
    read_parts,
    replace_with,
    set_aside,
)
from aicompete.batch.work import WORKER_STAGE

if TYPE_CHECKING:
    from aicompete.batch.blocks import Block
    from aicompete.batch.runstable import RunsTable
    from aicompete.batch.schema import Schema

RUNS = "runs.parquet"
SESSIONS = "sessions.jsonl"
TABLES = ("status", "series", "nations", "firms", "trade")


@dataclass(frozen=True)
class Found:
    """What a folder already holds: blocks still to do, runs done, and damage that was set aside."""

    pending: tuple[Block, ...]
    done: int
    failed: int
    set_aside: tuple[Path, ...]


def make_folder(folder: Path) -> None:
    """Make the folder, or say why it cannot be used."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder. Choose another folder with --out.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            f"cannot make the folder {folder}: {error.strerror or error}. Choose another folder with --out."
        ) from error


def is_fresh(folder: Path) -> bool:
    """True when no batch was begun here; raises when the folder holds something else."""
    if (folder / MANIFEST).exists():
        return False
    foreign = [p.name for p in folder.iterdir() if p.name not in (LOCK_NAME, RUNS) and not p.name.endswith(TEMPORARY)]
    if foreign:
        raise FolderError(
            f"{folder} holds other files ({', '.join(sorted(foreign)[:3])}) and no {MANIFEST}; nothing was changed. "
            f"Choose another folder with --out."
        )
    return True


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder, or one clear message."""
    path = folder / MANIFEST
    if not path.is_file():
        raise FolderError(f"{folder} is not a results folder (it has no {MANIFEST})")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FolderError(
            f"{path} is damaged ({error}); nothing was changed. Choose another folder with --out, "
            "or restore the file from a copy."
        ) from error
    if not isinstance(manifest, dict) or "design_hash" not in manifest:
        raise FolderError(f"{path} is not a manifest of this program; nothing was changed")
    return manifest


def begin(folder: Path, manifest: Mapping[str, Any], runs: RunsTable) -> None:
    """Write the design, then the manifest: where there is a manifest, there is a design."""
    runs.write(folder / RUNS)
    write_manifest(folder, manifest)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write ``manifest.json`` whole or not at all."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    replace_with(folder / MANIFEST, lambda target: _write_text(target, text))


def look_through(folder: Path, blocks: Iterable[Block], schema: Schema) -> Found:
    """Find finished blocks by the footers of their parts; set damaged parts aside; drop temporary files."""
    for table in ("", *TABLES):
        for leftover in (folder / table).glob(f"*{TEMPORARY}"):
            leftover.unlink(missing_ok=True)
    pending, damaged, done, failed = [], [], 0, 0
    for block in blocks:
        whole = True
        for table in schema.tables:
            path = part_path(folder, table, block.index)
            if not path.exists():
                whole = False
            elif footer_problem(path, schema.rows(table, block.runs), block.mark) is not None:
                damaged.append(set_aside(path))
                whole = False
        failures, lost = _failures(part_path(folder, "status", block.index)) if whole else (0, False)
        if whole and not lost:
            done += block.runs
            failed += failures
        else:
            pending.append(block)
    return Found(tuple(pending), done, failed, tuple(damaged))


def check_design(folder: Path, runs: RunsTable) -> Path | None:
    """Write ``runs.parquet`` anew when it is damaged or gone; returns where the damaged one went."""
    path = folder / RUNS
    if path.exists() and footer_problem(path, runs.rows, runs.digest) is None:
        return None
    aside = set_aside(path) if path.exists() else None
    runs.write(path)
    return aside


def note_session(folder: Path, entry: Mapping[str, Any]) -> None:
    """Append one line to the log of sessions (times and speed live here, never in the tables)."""
    try:
        with open(folder / SESSIONS, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise FolderError(f"cannot write {folder / SESSIONS}: {error.strerror or error}") from error


def _failures(status: Path) -> tuple[int, bool]:
    """Failed runs of a block, and whether its worker died, which is worth another try."""
    table = read_parts([status])
    states = table.column("state").to_pylist()
    return sum(s != "ok" for s in states), WORKER_STAGE in table.column("stage").to_pylist()


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
