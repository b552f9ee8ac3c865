"""The scenarios, experiments and games that come with the package, and copying them to a folder of one's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
FOLDERS = ("configs", "experiments", "games")


@dataclass(frozen=True)
class Copied:
    """What ``copy_examples`` did: files written, files left alone because they differ, files already the same."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    same: tuple[Path, ...]


def examples_folder() -> Path:
    """Where the examples lie: inside an installed package, or at the top of a source checkout."""
    installed = PACKAGE / "examples"
    return installed if installed.is_dir() else PACKAGE.parents[1]


def copy_examples(target: Path, *, force: bool = False) -> Copied:
    """Copy ``configs/``, ``experiments/`` and ``games/`` into ``target``; what differs is kept unless ``force``."""
    written: list[Path] = []
    kept: list[Path] = []
    same: list[Path] = []
    source = examples_folder()
    for folder in FOLDERS:
        for file in sorted((source / folder).rglob("*")):
            if not file.is_file() or file.name.startswith("."):
                continue
            copy = target / file.relative_to(source)
            if copy.exists() and not force:
                (same if copy.is_file() and copy.read_bytes() == file.read_bytes() else kept).append(copy)
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            written.append(copy)
    return Copied(tuple(written), tuple(kept), tuple(same))
