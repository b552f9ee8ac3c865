"""Lines for people that never cost the work behind them: what cannot be printed is printed otherwise, or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def tell(text: object = "", stream: TextIO | None = None) -> None:
    """Print a line (on stdout), and go on when the terminal lacks a letter or the reader has gone.

    Letters that the stream's encoding does not have are written as escapes. After a reader that has left (``| head``)
    the stream leads nowhere, so that neither the rest of the work nor the exit code depends on it.
    """
    out = stream or sys.stdout
    if out is None:  # a program without a console
        return
    try:
        try:
            print(text, file=out, flush=True)
        except UnicodeEncodeError:
            encoding = out.encoding or "ascii"
            print(str(text).encode(encoding, "backslashreplace").decode(encoding), file=out, flush=True)
    except BrokenPipeError:
        _lead_nowhere(out)


def _lead_nowhere(out: TextIO) -> None:
    """Point a stream's file at the null device, since what is buffered would fail again at the end of the program."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
