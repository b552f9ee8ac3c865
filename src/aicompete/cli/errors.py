"""What commands print, and how they end: an error that the user can mend is one message and an exit code."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import typer

from aicompete.batch.run.speech import tell

BAD_INPUT, FAILED, OUT_OF_TIME, STOPPED = 2, 1, 124, 130
"""Exit codes; 124 is that of the command ``timeout``, and 130 that of a program stopped with Ctrl-C."""
RESUMABLE = (FAILED, OUT_OF_TIME, STOPPED)
"""Exit codes after which the same command continues where it stopped."""

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """The same command, with errors that the user can mend turned into a message and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            say("stopped")
            raise typer.Exit(STOPPED) from None
        except Exception as error:
            code = _code_of(error)
            if code is None:
                raise
            say(str(error) if code in RESUMABLE else f"error: {error}")
            if code in RESUMABLE:
                say(f"The same command goes on:\n  {_this_command()}")
            raise typer.Exit(code) from None

    return run


def fail(message: str) -> NoReturn:
    """End the command as one with bad input."""
    say(f"error: {message}")
    raise typer.Exit(BAD_INPUT)


def say(message: str) -> None:
    """Print a message on stderr, so that results on stdout can be piped."""
    tell(message, sys.stderr)


def print_lines(lines: list[str]) -> None:
    """Print lines of a result on stdout."""
    tell("\n".join(lines))


def _code_of(error: Exception) -> int | None:
    """Exit code of an error that the user can mend; ``None`` for a bug, which should show its traceback."""
    from aicompete.batch.errors import BatchError, Interrupted, RunFailed, TimeIsUp

    for kind, code in ((Interrupted, STOPPED), (TimeIsUp, OUT_OF_TIME), (RunFailed, FAILED)):
        if isinstance(error, kind):
            return code
    if isinstance(error, (BatchError, OSError)) or type(error).__name__ == "ConfigError":
        return BAD_INPUT
    from aicompete.analysis.errors import AnalysisError

    return BAD_INPUT if isinstance(error, AnalysisError) else None


def _this_command() -> str:
    return shlex.join(["aicompete", *sys.argv[1:]])
