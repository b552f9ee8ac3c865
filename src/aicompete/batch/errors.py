"""Errors of a batch that a user can do something about."""

from __future__ import annotations


class BatchError(Exception):
    """A batch cannot go on. The text is one clear message with a way out; nothing on disk was destroyed."""


class FolderError(BatchError):
    """A results folder cannot be used: damaged, foreign, locked or unwritable."""


class SchemaError(BatchError):
    """The engine returned other columns or axes than it declared."""


class Interrupted(BatchError):
    """The user stopped the batch; what was finished is kept."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"stopped after {done:,} of {total:,} runs; finished blocks are kept")
        self.done = done
        self.total = total
