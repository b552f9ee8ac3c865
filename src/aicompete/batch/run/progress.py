"""Progress of a batch on stderr: a bar on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

from aicompete.batch.durations import duration
from aicompete.batch.run.speech import tell
from aicompete.batch.run.worker import BlockReport

LINE_EVERY_SECONDS = 5.0
QUIET_SECONDS = 60.0


class Progress(Protocol):
    """What the runner reports while it works. Use it as a context manager around the batch."""

    def start(self, runs: int, done: int, workers: int) -> None:
        """A batch of ``runs`` runs begins, of which ``done`` were already finished."""

    def advance(self, report: BlockReport) -> None:
        """A block is finished."""

    def wait(self, blocks: int) -> None:
        """Time has passed while ``blocks`` blocks are running. Called about once a second."""

    def say(self, text: str) -> None:
        """A message for the user."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Silent:
    """Reports nothing: the default for use from Python."""

    def start(self, runs: int, done: int, workers: int) -> None: ...

    def advance(self, report: BlockReport) -> None: ...

    def wait(self, blocks: int) -> None: ...

    def say(self, text: str) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None: ...


class PlainLines:
    """Lines for a log: one at the start, one every few seconds, one at the end."""

    def __init__(self, stream: TextIO | None = None, every: float = LINE_EVERY_SECONDS) -> None:
        self.stream = stream or sys.stderr
        self.every = every
        self.pace = Pace(0, 0)
        self.last = 0.0

    def start(self, runs: int, done: int, workers: int) -> None:
        """Print how many runs and workers there are."""
        self.pace = Pace(runs, done)
        self.last = time.monotonic()
        found = f", {done:,} found finished" if done else ""
        self.say(f"{runs:,} runs{found}; {workers} worker{'s' if workers != 1 else ''}")

    def advance(self, report: BlockReport) -> None:
        """Count a block; print a line if one is due, and always at the end."""
        self.pace.add(report)
        now = time.monotonic()
        if self.pace.done >= self.pace.runs or now - self.last >= self.every:
            self.last = now
            self.say(self.pace.text())

    def wait(self, blocks: int) -> None:
        """Print a line when none was printed for a minute."""
        now = time.monotonic()
        if now - self.last >= QUIET_SECONDS:
            self.last = now
            self.say(f"{self.pace.text()}; {blocks} block{'s' if blocks != 1 else ''} under way")

    def say(self, text: str) -> None:
        """Print one line."""
        tell(text, self.stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None: ...


class Bar:
    """A progress bar with runs per second, time left and failures."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self.console = Console(stderr=True)
        self.bar: Any = RichProgress(
            SpinnerColumn(), BarColumn(), TextColumn("{task.fields[text]}"), console=self.console, transient=True
        )
        self.pace = Pace(0, 0)
        self.task: Any = None

    def start(self, runs: int, done: int, workers: int) -> None:
        """Show the bar."""
        self.pace = Pace(runs, done)
        self.task = self.bar.add_task("runs", total=runs, completed=done, text=f"{done:,} of {runs:,} runs")

    def advance(self, report: BlockReport) -> None:
        """Move the bar by a block."""
        self.pace.add(report)
        self.bar.update(self.task, completed=self.pace.done, text=self.pace.text())

    def wait(self, blocks: int) -> None:
        """Update the time left."""
        self.bar.update(self.task, text=self.pace.text())

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.bar.stop()
        if self.pace.done > self.pace.found:
            self.say(self.pace.text())


class Pace:
    """Counts runs and failures, and measures speed."""

    def __init__(self, runs: int, done: int) -> None:
        self.runs = runs
        self.found = done
        self.done = done
        self.failed = 0
        self.began = time.monotonic()

    def add(self, report: BlockReport) -> None:
        """Count a block."""
        self.done += report.runs
        self.failed += report.failed

    def text(self) -> str:
        """One line with runs done, speed, time left and failures."""
        seconds = max(time.monotonic() - self.began, 1e-9)
        speed = (self.done - self.found) / seconds
        parts = [f"{self.done:,} of {self.runs:,} runs", f"{speed:,.0f} runs/s"]
        if self.done < self.runs:
            if speed > 0:
                parts.append(f"{duration((self.runs - self.done) / speed)} left")
        else:
            parts.append(duration(seconds))
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        return ", ".join(parts)


def for_terminal() -> Progress:
    """A bar when stderr is a terminal, plain lines otherwise."""
    return Bar() if sys.stderr.isatty() else PlainLines()
