"""The command line: one file per family of commands.

Heavy imports (NumPy, pandas ...) stay inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli import (
    ablation,
    batches,
    catalogue,
    dashboard,
    explaining,
    files,
    games,
    health,
    history,
    hypotheses,
    results,
)
from aicompete.cli.errors import guarded

app = typer.Typer(
    help="Simulate the US-China competition over AI compute: chips, critical minerals and standards adoption.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def version() -> None:
    """Show the version."""
    from aicompete import __version__

    tell(__version__)


COMMANDS = (  # in the order of --help
    files.init,
    batches.run,
    batches.sweep,
    ablation.ablate,
    hypotheses.hypotheses,
    results.status,
    results.query,
    results.summary,
    results.export,
    results.plot,
    results.compare,
    results.report,
    games.game,
    games.play,
    dashboard.app,
    history.hindcast,
    files.validate,
    catalogue.levers,
    catalogue.replies,
    explaining.explain,
    catalogue.metrics,
    history.calibrate,
    files.schema,
    health.doctor,
    version,
)
for command in COMMANDS:
    app.command()(guarded(command))


def main() -> None:
    """Entry point of the ``aicompete`` command."""
    gc.set_threshold(100_000, 20, 20)  # a start makes hundreds of thousands of objects that stay: looked at less often
    app()
