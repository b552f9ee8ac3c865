"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aicompete.limits import MAX_WORKERS

RESULTS = Path("results")
"""Where results go when no folder is named."""


Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the results (results/NAME).")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a lever: USA.ally_alienation=0.9. Repeatable."),
]
ForceNew = Annotated[
    bool, typer.Option("--force-new", help="Move old results that cannot be continued aside and begin anew.")
]
Engine = Annotated[
    str | None,
    typer.Option("--engine", metavar="NAME", help="compiled (fast, the default) or numpy (line by line)."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, max=MAX_WORKERS, help="Worker processes (all processors).")
]
Discrepancy = Annotated[
    bool,
    typer.Option("--discrepancy", help="Add what the replay of 2022-2023 was off; without it, the runs alone."),
]
