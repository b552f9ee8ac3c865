"""The files of a results folder: making, beginning and moving it. Nothing in it is ever overwritten with other results.

It holds ``manifest.json``, ``runs.parquet`` (the design, written before anything runs), and the folders ``series/``,
``nations/``, ``firms/``, ``trade/`` and ``status/`` with one Parquet file per block.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicompete.batch.errors import FolderError
from aicompete.batch.store.lock import LOCK_NAME, FolderLock
from aicompete.batch.store.parts import MANIFEST, TEMPORARY, part_problem, reason, set_aside, write_atomically

if TYPE_CHECKING:
    from aicompete.batch.store.runs_table import RunsTable

RUNS = "runs.parquet"
SESSIONS = "sessions.jsonl"
TABLES = ("status", "series", "nations", "firms", "trade")


def make_folder(folder: Path) -> None:
    """Make the folder if it is not there; raise ``FolderError`` when it cannot be used."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder. Choose another folder with --out.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(f"cannot make the folder {folder}: {reason(error)}. Choose another with --out.") from error


def is_fresh(folder: Path) -> bool:
    """Whether no batch was begun here; raises ``FolderError`` when the folder holds other files."""
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
    """The manifest of a results folder; raises ``FolderError`` when it is missing or damaged."""
    path = folder / MANIFEST
    if not path.exists():
        raise FolderError(f"{folder} is not a results folder (it has no {MANIFEST})")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FolderError(f"cannot read {path}: {reason(error)}") from error
    except ValueError as error:
        raise FolderError(
            f"{path} is damaged ({error}); nothing was changed. Restore the file from a copy, choose another folder "
            "with --out, or begin anew with --force-new, which keeps what is there in a folder beside it."
        ) from error
    if not isinstance(manifest, dict) or "design_hash" not in manifest:
        raise FolderError(f"{path} is not a manifest of this program; nothing was changed")
    return manifest


def begin(folder: Path, manifest: Mapping[str, Any], runs: RunsTable) -> None:
    """Write the runs table, then the manifest, so that a folder with a manifest always has its design."""
    runs.write(folder / RUNS)
    lines = (f"{json.dumps(key)}: {json.dumps(v, ensure_ascii=False, allow_nan=False)}" for key, v in manifest.items())
    text = "{\n" + ",\n".join(lines) + "\n}\n"  # one line per key: indenting everything takes ten times as long
    write_atomically(folder / MANIFEST, lambda target: _write_text(target, text))


def move_away(folder: Path) -> Path:
    """Rename a results folder to ``<folder>-old``, or ``<folder>-old-2`` … when that exists; returns the new path.

    Raises ``FolderError`` while a batch writes it, and when it holds anything but results.
    """
    if not (folder / MANIFEST).exists():
        is_fresh(folder)
    with FolderLock(folder):
        target = folder.with_name(f"{folder.name}-old")
        number = 1
        while target.exists():
            number += 1
            target = folder.with_name(f"{folder.name}-old-{number}")
        try:
            os.rename(folder, target)
        except OSError as error:
            raise FolderError(f"cannot move {folder} to {target}: {reason(error)}") from error
    return target


def check_design(folder: Path, runs: RunsTable) -> Path | None:
    """Write ``runs.parquet`` again when it is damaged or missing; returns where a damaged one was moved."""
    path = folder / RUNS
    if path.exists() and part_problem(path, runs.rows, runs.digest) is None:
        return None
    aside = set_aside(folder, path) if path.exists() else None
    runs.write(path)
    return aside


def log_session(folder: Path, entry: Mapping[str, Any]) -> None:
    """Append one line to the log of sessions, the only place where clock times and speeds are stored."""
    try:
        with open(folder / SESSIONS, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise FolderError(f"cannot write {folder / SESSIONS}: {reason(error)}") from error


def sessions(folder: Path) -> list[dict[str, Any]]:
    """The log of sessions; damaged lines are skipped."""
    try:
        lines = (folder / SESSIONS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
