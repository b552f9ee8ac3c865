"""A file lock, so that two processes never write to the same results folder.

The operating system releases it when its process ends, however that happens.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import IO

from aicompete.batch.errors import FolderError

LOCK_NAME = ".lock"


class FolderLock:
    """Context manager that locks ``<folder>/.lock``; the file names the process that holds the lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        self._file: IO[str] | None = None

    def __enter__(self) -> FolderLock:
        try:
            file = open(self.path, "a+", encoding="utf-8")  # held until __exit__
        except OSError as error:
            raise FolderError(
                f"cannot write in {self.path.parent}: {error.strerror or error}. Choose another folder with --out."
            ) from error
        try:
            _take(file)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise FolderError(
                f"{self.path.parent} is being written by {holder}. Wait for it, or choose another folder with --out."
            ) from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        file.flush()
        self._file = file
        return self

    def __exit__(self, *exception: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _take(file: IO[str]) -> None:
    """Lock an open file, or raise ``OSError`` at once when another process has it."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def holder(folder: Path) -> str | None:
    """Who holds the lock of a results folder; ``None`` when nobody does, or the lock cannot be read."""
    path = folder / LOCK_NAME
    try:
        with open(path, "r+", encoding="utf-8") as file:
            try:
                _take(file)
            except OSError:
                file.seek(0)
                return file.read().strip() or "another process"
    except OSError:
        return None
    return None
