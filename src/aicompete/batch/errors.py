"""Errors of a batch that the user can do something about."""

from __future__ import annotations


class BatchError(Exception):
    """A batch cannot continue. The message says what the user can do; nothing on disk was lost."""


class FolderError(BatchError):
    """A results folder cannot be used: it is damaged, not ours, locked or unwritable."""


class SchemaError(BatchError):
    """The engine returned other columns or axes than it declared."""


class Stopped(BatchError):
    """A batch stopped before its end. Finished blocks are kept, and the same command continues."""

    why = "stopped"

    def __init__(self, done: int, total: int, more: str = "") -> None:
        super().__init__(f"{self.why} after {done:,} of {total:,} runs; finished blocks are kept{more}")
        self.done = done
        self.total = total


class Interrupted(Stopped):
    """The user stopped the batch with Ctrl-C."""


class TimeIsUp(Stopped):
    """The time limit that the user set was reached."""

    why = "the time is up"


class RunFailed(Stopped):
    """A run failed, and the user had asked to stop at the first failure."""

    why = "stopped at a failed run"
