"""What a bug report needs to know of the place where it happened, and whether a short run works there."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

RUNS, MONTHS = 32, 60
"""The run that is tried: about two seconds with what it imports."""
LITTLE = 2e9
"""Bytes of free disk below which a word is said."""
OK, NOTE, BAD = "ok", "note", "wrong"


@dataclass(frozen=True)
class Finding:
    """One line: how it stands, what was looked at, what was found."""

    state: str
    what: str
    found: str

    def text(self) -> str:
        """As it is printed."""
        return f"{self.state:<6} {self.what:<22} {self.found}"


def examine(folder: Path) -> Iterator[Finding]:
    """Look at one thing after the other; ``folder`` is where results would go."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _versions,
        _packages,
        _machine,
        lambda: _folder(folder),
        _catalogue,
        _run,
    )
    for look in looks:
        try:
            yield from look()
        except Exception as error:  # whatever it is, the rest is looked at too, and the report shows it
            yield Finding(BAD, look.__name__.strip("_<>"), f"{type(error).__name__}: {error}")


def _versions() -> Iterator[Finding]:
    from aicompete.batch.store.provenance import commit, versions

    made_by = versions()
    state = f", commit {made}" if (made := commit()) else ""
    yield Finding(OK, "aicompete", f"{made_by['aicompete']}{state}, in {_short(Path(__file__).resolve().parent)}")
    yield Finding(OK, "python", f"{made_by['python']} ({platform.python_implementation()}) on {platform.platform()}")


def _packages() -> Iterator[Finding]:
    """Every package that is required, and those of the extras."""
    from packaging.requirements import Requirement

    wanted = [Requirement(text) for text in importlib.metadata.requires("aicompete") or []]
    extras = importlib.metadata.metadata("aicompete").get_all("Provides-Extra") or []
    for extra in ("", *extras):
        present: list[str] = []
        missing: list[str] = []
        old: list[str] = []
        for need in wanted:
            if need.marker is not None and not need.marker.evaluate({"extra": extra}):
                continue
            if extra and (need.marker is None or need.marker.evaluate({"extra": ""})):
                continue  # one that is needed anyway
            try:
                version = importlib.metadata.version(need.name)
            except importlib.metadata.PackageNotFoundError:
                missing.append(need.name)
                continue
            (present if need.specifier.contains(version, prereleases=True) else old).append(f"{need.name} {version}")
        if not present and not missing and not old:
            continue
        what = f"extra {extra}" if extra else "packages"
        hint = f"; pip install 'aicompete[{extra}]' adds it" if extra else ""
        said = ", ".join(present)
        if old:
            yield Finding(BAD, what, f"too old: {', '.join(old)}")
        if missing:
            said += f"{'; ' if said else ''}not installed: {', '.join(missing)}{hint}"
        if said:
            yield Finding(OK if not missing else NOTE if extra else BAD, what, said)


def _machine() -> Iterator[Finding]:
    from aicompete.batch.run.executors import available_workers

    total = os.cpu_count() or 1
    usable = available_workers()
    yield Finding(OK, "processors", f"{usable} usable" + (f" of {total}" if usable != total else ""))
    encoding = getattr(sys.stdout, "encoding", None) or "none"
    plain = encoding.lower().replace("-", "") in ("utf8", "utf_8")
    yield Finding(
        OK if plain else NOTE, "terminal", f"prints {encoding}" + ("" if plain else ", other letters as escapes")
    )


def _folder(folder: Path) -> Iterator[Finding]:
    from aicompete.batch.run.cost import existing, free_space

    place = existing(folder)
    try:
        with tempfile.NamedTemporaryFile(dir=place if place.is_dir() else None) as file:
            file.write(b"aicompete")
        yield Finding(OK, "writing", f"results can be written to {_short(folder)}")
    except OSError as error:
        yield Finding(BAD, "writing", f"nothing can be written in {_short(place)}: {error.strerror or error}")
    free = free_space(folder)
    yield Finding(OK if free > LITTLE else NOTE, "disk", f"{free / 1e9:,.1f} GB free in {_short(place)}")


def _catalogue() -> Iterator[Finding]:
    from aicompete.config import load_catalogue, load_scenario, shipped_scenarios

    catalogue = load_catalogue()
    for name in shipped_scenarios():
        load_scenario(name)
    counts = f"{len(catalogue.levers)} levers, {len(catalogue.assumptions)} assumptions"
    yield Finding(OK, "catalogue", f"{counts}, {len(shipped_scenarios())} scenarios load")


def _run() -> Iterator[Finding]:
    """A short run, twice over in other blocks: the numbers must be finite and the same."""
    import numpy as np

    from aicompete.api import simulate

    began = time.perf_counter()
    results = simulate("baseline", runs=RUNS, months=MONTHS)
    seconds = time.perf_counter() - began
    numbers = results.series.select_dtypes("number").to_numpy()
    if results.failed or not np.isfinite(numbers).all():
        failures = "; ".join(f"{message} ({stage})" for stage, message in results.failures)
        yield Finding(
            BAD, "a run", f"{results.failed} of {RUNS} runs failed: {failures or 'numbers that are not finite'}"
        )
        return
    again = simulate("baseline", runs=3, months=MONTHS, block_size=1)
    first = results.series[results.series["run"] < 3].reset_index(drop=True)
    same = first.equals(again.series.reset_index(drop=True))
    speed = (
        f"{RUNS} runs of {MONTHS} months in {seconds:.1f} s ({RUNS * MONTHS / seconds:,.0f} months of runs a second)"
    )
    price = f"chip price at the end {results.series['chip_price'].iloc[-1]:.6g}"
    yield Finding(
        OK if same else BAD, "a run", f"{speed}, {price}" + ("" if same else "; other numbers in other blocks")
    )


def _short(path: Path) -> str:
    """A path without the name of the user."""
    try:
        return f"~/{path.absolute().relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(path)
