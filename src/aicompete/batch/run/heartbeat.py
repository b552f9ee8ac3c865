"""Heartbeats: every worker rewrites a small file every few seconds, and the user is told when one stops doing so.

The files are in the results folder, which all workers can write to, so this works alike for worker processes and for a
cluster. A heartbeat is a counter that changes; file times are not used, since the clocks of machines differ.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from aicompete.batch.store.provenance import host

FOLDER = ".workers"
EVERY = 5.0
"""Seconds between two heartbeats."""
SILENT = 60.0
"""Seconds without a heartbeat after which a worker is reported; shared file systems may be slow to show one."""


@contextmanager
def beating(folder: str | None, every: float | None, block: int) -> Iterator[None]:
    """Inside, a thread sends a heartbeat every ``every`` seconds that says that this worker works on ``block``.

    Without a folder or an interval nothing is sent.
    """
    if folder is None or every is None:
        yield
        return
    note = _Note(Path(folder) / FOLDER / _own_name(), block)
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            note.write()

    note.write()
    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        note.drop()


class _Note:
    """The heartbeat file of one worker. Disk errors are ignored here: writing the results will report them."""

    def __init__(self, path: Path, block: int) -> None:
        self.path = path
        self.block = block
        self.count = 0

    def write(self) -> None:
        self.count += 1
        try:
            self.path.parent.mkdir(exist_ok=True)
            self.path.write_text(json.dumps({"block": self.block, "count": self.count}), encoding="utf-8")
        except OSError:
            return

    def drop(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


class Watch:
    """Reads the heartbeats of all workers regularly, and tells the user which have stopped and which have come back."""

    def __init__(self, folder: Path, say: Callable[[str], None], silent: float = SILENT, every: float = EVERY) -> None:
        self.folder = folder / FOLDER
        self.say = say
        self.silent = silent
        self.every = every
        self._began = self._looked = time.monotonic()
        self._heard: dict[str, tuple[str, float]] = {}
        self._missed: set[str] = set()
        self.clear()

    def look(self, under_way: Collection[int]) -> None:
        """Read the heartbeats if that is due. ``under_way``: indices of the blocks that workers have."""
        now = time.monotonic()
        if now - self._looked < self.every:
            return
        self._looked = now
        notes = self._notes()
        for name, text in notes.items():
            if _is_gone(name):
                continue
            before, since = self._heard.get(name, ("", now))
            if text != before:
                self._heard[name] = (text, now)
                if name in self._missed:
                    self._missed.discard(name)
                    self.say(f"worker {name} is heard again")
            elif now - since >= self.silent and name not in self._missed and _block(text) in under_way:
                self._missed.add(name)
                self.say(
                    f"worker {name} has been silent for {now - since:.0f} s at block {_block(text)}: it is stopped, "
                    "swapped out or cut off; its block is waited for. Ctrl-C stops; the same command goes on"
                )
        if not self._heard and under_way and now - self._began >= self.silent and "" not in self._missed:
            self._missed.add("")
            self.say(f"no worker has begun a block after {now - self._began:.0f} s; the batch waits")

    def clear(self) -> None:
        """Remove all heartbeat files: those of an earlier session at the start, and our own at the end."""
        for path in self._paths():
            try:
                path.unlink(missing_ok=True)
            except OSError:
                continue
        try:
            self.folder.rmdir()
        except OSError:
            return

    def _paths(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_file()] if self.folder.is_dir() else []

    def _notes(self) -> dict[str, str]:
        notes = {}
        for path in self._paths():
            try:
                notes[path.name] = path.read_text(encoding="utf-8")
            except OSError:
                continue
        return notes


def _own_name() -> str:
    thread = threading.current_thread()
    return f"{host()}-{os.getpid()}" + ("" if thread is threading.main_thread() else f"-{thread.ident}")


def _is_gone(name: str) -> bool:
    """Whether a worker on this machine has ended; false for workers elsewhere, which cannot be checked."""
    own, _, rest = name.removeprefix(f"{host()}-").partition("-")
    if not name.startswith(f"{host()}-") or not own.isdigit() or not (rest == "" or rest.isdigit()):
        return False
    try:
        os.kill(int(own), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _block(text: str) -> int | None:
    try:
        block = json.loads(text)["block"]
    except (ValueError, TypeError, KeyError):  # the file is just being written
        return None
    return block if isinstance(block, int) else None
