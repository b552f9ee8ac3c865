"""The status of a results folder as text (``aicompete status``); nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aicompete.batch.durations import duration
from aicompete.batch.errors import FolderError
from aicompete.batch.store import folder as results_folder
from aicompete.batch.store.integrity import survey
from aicompete.batch.store.lock import holder
from aicompete.batch.store.parts import DAMAGED, part_paths
from aicompete.batch.store.provenance import model_hash
from aicompete.batch.store.schema import FORMAT

SHOWN = 5
TABLES = ("series", "nations", "firms", "trade", "status")


def describe(folder: Path, *, check: bool = False) -> list[str]:
    """Lines on a results folder: runs done, runs failed and why, who writes it, speed, size, damaged files.

    ``check`` compares every part with its checksum, which reads all of them. Raises ``FolderError`` when the folder
    holds no results.
    """
    if not folder.is_dir():
        raise FolderError(f"there is no results folder {folder}")
    manifest = results_folder.read_manifest(folder)
    total = int(manifest["runs"])
    lines = [_title(manifest)]
    if manifest.get("format") != FORMAT:
        return [*lines, f"made by another version of aicompete ({manifest.get('version')}): it cannot be continued"]
    found = survey(folder, manifest["tables"], sums=check)
    share = 100.0 * found.done / max(total, 1)
    lines.append(f"{found.done:,} of {total:,} runs done ({share:.4g} %), {found.failed:,} failed")
    lines += failures(found.failures)
    writer = holder(folder)
    if writer:
        lines.append(f"being written by {writer}")
    lines += _pace(results_folder.sessions(folder), total - found.done, writer is not None)
    lines += [f"{wrong.path.relative_to(folder)} {wrong.why}" for wrong in found.wrong[:SHOWN]]
    if len(found.wrong) > SHOWN:
        lines.append(f"{len(found.wrong) - SHOWN} more files are damaged or foreign")
    aside = len(list((folder / DAMAGED).glob("*"))) if (folder / DAMAGED).is_dir() else 0
    if aside:
        lines.append(f"{aside} damaged files were set aside in {DAMAGED}/")
    if check and not found.wrong:
        lines.append("every part has its checksum")
    lines.append(_sizes(folder))
    lines.append(_outlook(manifest, found.done == total and not found.wrong, writer))
    return lines


def failures(counted: Mapping[tuple[str, str], int]) -> list[str]:
    """Lines on failed runs by stage and message, the most frequent first."""
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    lines = [f"  {count:,} failed at {stage}: {message}" for (stage, message), count in rows[:SHOWN]]
    more = sum(count for _, count in rows[SHOWN:])
    return [*lines, f"  {more:,} failed otherwise"] if more else lines


def _title(manifest: Mapping[str, Any]) -> str:
    points = len(manifest["points"])
    design = f"{manifest['draws']} draws x {manifest['replicates']} replicates"
    if manifest["kind"] == "run":
        design = "each run with its own draw and replicate"
    kind = str(manifest.get("sampling", {}).get("kind", "none")).replace("_", " ")
    chosen = "points" if kind == "none" else f"{kind} points"
    what = f"{points:,} {chosen}, {design}" if points > 1 else design
    whole = f"{manifest['name']}: {manifest['runs']:,} runs ({what})"
    return f"{whole} of {manifest['months']} months, seed {manifest['seed']}"


def _pace(sessions: list[dict[str, Any]], left: int, running: bool) -> list[str]:
    worked = [s for s in sessions if s.get("runs") and s.get("seconds")]
    if not worked:
        return []
    runs, seconds = sum(s["runs"] for s in worked), sum(s["seconds"] for s in worked)
    last = worked[-1]
    text = f"{len(sessions)} session{'s' if len(sessions) != 1 else ''}, {runs / max(seconds, 1e-9):,.0f} runs/s"
    text += f", the last on {last['began'][:16].replace('T', ' ')} UTC with {last['workers']} worker"
    text += "s" if last["workers"] != 1 else ""
    if left and not running:
        text += f"; about {duration(left * seconds / runs)} of work left at that speed"
    return [text]


def _sizes(folder: Path) -> str:
    sizes = {table: sum(path.stat().st_size for path in part_paths(folder, table)) for table in TABLES}
    sizes["runs"] = (folder / results_folder.RUNS).stat().st_size if (folder / results_folder.RUNS).exists() else 0
    return "on disk: " + ", ".join(f"{name} {_megabytes(size)}" for name, size in sizes.items() if size)


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _outlook(manifest: Mapping[str, Any], finished: bool, writer: str | None) -> str:
    if finished:
        return "finished"
    if writer:
        return "not finished"
    if manifest.get("model_hash") != model_hash():
        return "not finished; the model has changed since, so it cannot be continued (--force-new begins anew)"
    return "not finished; the command that began it, given again, goes on"
