"""The command that opens the dashboard: ``app``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aicompete.cli.errors import say
from aicompete.cli.options import RESULTS

HERE = "127.0.0.1"


def app(
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to serve on; others than this machine reach it only when you name one.",
        ),
    ] = HERE,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Port (the first free one from 8050).")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, max=2000, help="Runs to refine to.")] = 200,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed gives other draws and shocks.")] = 1,
    results: Annotated[
        Path, typer.Option("--results", metavar="DIR", help="Where results may be opened from.")
    ] = RESULTS,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Worker processes (all processors).")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the dashboard in the browser: pull levers, see what comes of it."""
    from aicompete.app.server import LOOPBACK, Serving, serve

    if host not in LOOPBACK:
        say(f"warning: serving on {host}: whoever reaches that address can use the dashboard and this machine's time")
    serve(Serving(host, port, results, runs, seed, workers, browser))
