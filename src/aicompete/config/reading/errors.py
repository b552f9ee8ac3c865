"""Problems of configuration files: where they are, what is wrong, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 500  # characters of a message


class Mark(NamedTuple):
    """A place in a file. Lines and columns count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a configuration: message, place, and the nearest valid name if there is one."""

    file: str
    line: int
    column: int
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        hint = f" (did you mean '{self.suggestion}'?)" if self.suggestion else ""
        return f"{place}: {self.message}{hint}"


class ConfigError(Exception):
    """Raised once with every problem found; `str(error)` prints one line per problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Problems:
    """Collects problems while files are read, so that all of them can be reported in one go."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._settled: set[Mark] = set()

    def __bool__(self) -> bool:
        return bool(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def add(self, mark: Mark, message: str, suggestion: str | None = None) -> None:
        if mark in self._settled:
            return
        line = " ".join(message.split())  # one line, whatever a file had in its names
        if len(line) > LONGEST:
            line = f"{line[:LONGEST]} ..."
        problem = Problem(mark.file, mark.line, mark.column, line, suggestion)
        if problem not in self.found:  # a file reached twice, through two parents, is reported once
            self.found.append(problem)

    def settle(self, mark: Mark) -> None:
        """Take no more problems for a place: what stands there could not be read, so all else would be noise."""
        if mark.line:
            self._settled.add(mark)

    def check(self) -> None:
        """Raise `ConfigError` if anything was found; in the order of files met, then of lines."""
        if self.found:
            files = {name: place for place, name in enumerate(dict.fromkeys(p.file for p in self.found))}
            raise ConfigError(sorted(self.found, key=lambda p: (files[p.file], p.line, p.column, p.message)))
