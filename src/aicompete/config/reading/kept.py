"""Files that only save time: what was worked out once for a version of the program is read back by the next start.

A file is written beside its place and then moved there, so that two processes never see half a file; one that cannot be
read or is damaged counts as not there; a folder that cannot be written to is no error. The name of a file is a hash of
everything that decides on its content, so a stale file is never met, only left over: the oldest go when there are many.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

FOLDER = "AICOMPETE_CACHE"
"""Environment variable that names another folder; empty for no folder at all."""
MARK = b"aicompete kept 1\n"


def folder() -> Path | None:
    """Where files are kept: the user's own folder for such things, whose content is trusted as the program is."""
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    given = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    usual = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(sys.platform, ".cache")
    try:
        base = Path(given) if given else Path.home() / usual
    except RuntimeError:  # a user without a home
        return None
    return base / "aicompete" / "programs"


def has(name: str) -> bool:
    """Whether there is such a file."""
    place = folder()
    return place is not None and (place / name).exists()


def read(name: str) -> bytes | None:
    """The content of a file that is there and whole."""
    place = folder()
    if place is None:
        return None
    try:
        content = (place / name).read_bytes()
    except OSError:
        return None
    digest, body = content[len(MARK) : len(MARK) + 32], content[len(MARK) + 32 :]
    whole = content.startswith(MARK) and hashlib.sha256(body).digest() == digest
    return body if whole else None


def write(name: str, body: bytes, most: int) -> None:
    """Keep a file, where that is possible, and the newest of the same ending up to ``most`` files."""
    place = folder()
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(MARK + hashlib.sha256(body).digest() + body)
            os.replace(beside, place / name)
        except OSError:
            os.unlink(beside)
            raise
        files = sorted(place.glob(f"*{Path(name).suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in files[most:]:
            old.unlink(missing_ok=True)
