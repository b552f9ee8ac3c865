"""Errors of a batch that a user can do something about."""

from __future__ import annotations


class BatchError(Exception):
    """A batch cannot go on. The text is one clear message with a way out; nothing on disk was destroyed."""


class FolderError(BatchError):
    """A results folder cannot be used: damaged, foreign, locked or unwritable."""


class SchemaError(BatchError):
    """The engine returned other columns or axes than it declared."""


class Stopped(BatchError):
    """A batch stopped before its end; what was finished is kept, and the same command goes on."""

    why = "stopped"

    def __init__(self, done: int, total: int, more: str = "") -> None:
        super().__init__(f"{self.why} after {done:,} of {total:,} runs; finished blocks are kept{more}")
        self.done = done
        self.total = total


class Interrupted(Stopped):
    """The user stopped the batch."""


class TimeIsUp(Stopped):
    """The time that the user gave is over."""

    why = "the time is up"


class RunFailed(Stopped):
    """A run failed, and the user asked to stop then."""

    why = "stopped at a failed run"
