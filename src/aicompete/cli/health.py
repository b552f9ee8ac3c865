"""The command for bug reports: ``doctor``."""

from __future__ import annotations

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import FAILED
from aicompete.cli.options import RESULTS


def doctor() -> None:
    """Look at versions, extras, processors, disk and a short run: paste this into a bug report."""
    from aicompete.doctor import BAD, examine

    wrong = 0
    for finding in examine(RESULTS):
        tell(finding.text())
        wrong += finding.state == BAD
    tell("Everything works." if not wrong else f"{wrong} of these are wrong.")
    if wrong:
        raise typer.Exit(FAILED)
