"""The report on a solved game: its answer in short, what was told of it block by block, and its pictures."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

from aicompete.analysis.ledger import Ledger
from aicompete.report.content import Code, Document, Item, Picture, Section

SOLUTION = "solution.json"
"""File by which a folder is that of a game."""
PICTURES = {
    "tree": "The tree along the way played",
    "depth": "What each level of answers is worth",
    "matrix": "Which answers answer what",
    "payoffs": "All ways by payoffs",
    "regret": "Regret against runs",
    "timeline": "Moves over the coalitions",
}
SENTENCES = 7
WIDTH = 1600
"""Pixels of a picture on the page."""


def is_game(folder: Path) -> bool:
    """Whether a folder holds a solved game."""
    return (folder / SOLUTION).is_file()


def game_report(folder: Path, command: list[str]) -> Document:
    """The document on a game that ``aicompete game`` has solved into a folder."""
    solution: dict[str, Any] = json.loads((folder / SOLUTION).read_text(encoding="utf-8"))
    runs = f"{solution['runs']} runs of each of {solution['ways']} ways"
    ledger = Ledger(runs)
    date = solution["dates"][-1]
    answer = [ledger.take(line, "payoffs", date, "mean over runs [95 %]") for line in solution["short"][:SENTENCES]]
    sections = [Section("pictures", "Pictures", _pictures(folder / "plots"))]
    for number, (title, *lines) in enumerate(solution["told"]):
        if lines:
            sections.append(
                Section(f"told{number}", title.rstrip(":"), [Code("\n".join(line.strip() for line in lines))])
            )
    sections.append(Section("repeat", "To repeat it", [Code(" ".join(command), "This report:")]))
    return Document(
        title=solution["game"],
        question=ledger.name(solution["description"] or solution["game"]),
        answer=answer,
        facts=[
            ("Ways", str(solution["ways"])),
            ("Runs of each", str(solution["runs"])),
            ("Months", " to ".join(solution["dates"])),
        ],
        sections=sections,
        ledger=ledger,
    )


def _smaller(path: Path) -> bytes:
    """A picture as wide as a page shows it: the file itself is made for print."""
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(path) as picture:
        picture.thumbnail((WIDTH, WIDTH))
        picture.convert("RGB").quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _pictures(folder: Path) -> list[Item]:
    found: list[Item] = []
    for name, title in PICTURES.items():
        path = folder / f"{name}.png"
        if path.is_file():
            data = base64.b64encode(_smaller(path)).decode()
            found.append(
                Picture(title, f'<img alt="{title}" style="max-width:100%" src="data:image/png;base64,{data}">')
            )
    return found
