"""JSON Schema of game files, so that editors complete and explain names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aicompete.config.catalogue.catalogue import load_catalogue
from aicompete.config.experiments.schema import DRAFT, NAME
from aicompete.game.moves import COSTS, MAX_LEVEL, shipped_moves
from aicompete.game.options import NONE
from aicompete.game.payoffs import END, MEAN, STANDARD, known_metrics
from aicompete.game.responses import STRENGTHS
from aicompete.limits import MAX_COUNT, MAX_MONTHS, MAX_SEED

Schema = dict[str, Any]
FILE = "game.json"
TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "array", "items": TEXT, "uniqueItems": True}


def game_schema() -> Schema:
    """Schema of a game file; names of one's own moves and players are free."""
    moves = {"anyOf": [{"enum": list(shipped_moves())}, TEXT]}
    some = {"type": "array", "items": moves, "uniqueItems": True}
    stage = _closed(
        {
            "player": {**TEXT, "description": "A nation, or a name whose moves name the actors of their levers."},
            "month": _whole(0, MAX_MONTHS - 1, "When the moves begin, from 0."),
            "level": _whole(0, MAX_LEVEL, "That of its deepest move when left out."),
            "options": {
                "type": "object",
                "additionalProperties": some,
                "description": f"Label -> moves; {NONE} is there.",
            },
            "choose": {**some, "description": "Moves of which any set may be made."},
            "effort": {"type": "number", "minimum": 0, "description": "Budget for 'choose'."},
            "script": {**TEXT, "description": "The option that the script plays; the last when left out."},
        },
        ("player", "month"),
    )
    properties: Schema = {
        "name": {"type": "string", "pattern": NAME},
        "description": TEXT,
        "scenario": {**TEXT, "description": "A bare name, or a path from this file."},
        "months": _whole(1, MAX_MONTHS, "How long it is run."),
        "moves": {"type": "object", "additionalProperties": _move()},
        "stages": {"type": "array", "minItems": 1, "items": stage},
        "payoffs": {"anyOf": [{"const": STANDARD}, {"type": "object", "additionalProperties": _payoff()}]},
        "runs": _whole(2, MAX_COUNT, "Runs of each way the game goes."),
        "seed": _whole(0, MAX_SEED, "Which draws."),
        "lag": _whole(0, 36, "How many months old what a player sees is."),
        "tolerance": {"type": "number", "minimum": 0, "description": "Regret that counts as none."},
        "watch": {"type": "array", "items": {"enum": _metrics()}},
        "expect": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"enum": [*(word for _, word in STRENGTHS), "none"]},
            },
        },
        "fog": {"type": "number", "minimum": 0, "description": "Relative error of what a seat is told of others."},
        "horizon": _whole(1, 240, "How many months ahead players by rule look at the table."),
        "effort": {"type": "number", "minimum": 0, "description": "What a seat can do in a turn."},
    }
    return {"$schema": DRAFT, "title": "aicompete game", **_closed(properties, ("name", "stages"))}


def write_schema(folder: Path) -> Path:
    """Write the schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.write_text(schema_text(), encoding="utf-8")
    return path


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(game_schema(), indent=1, ensure_ascii=False) + "\n"


def _move() -> Schema:
    levers = load_catalogue().levers
    known: Schema = {name: {} for name in levers}
    known |= {f"{who}.{name}": {} for who in ("USA", "CHN") for name, lever in levers.items() if who in lever.default}
    return _closed(
        {
            "player": TEXT,
            "level": _whole(0, MAX_LEVEL, "0 a plan, 1 an answer to it, and so on."),
            "name": TEXT,
            "group": TEXT,
            "levers": {"type": "object", "properties": known, "description": "Lever -> where the move takes it."},
            "months": _whole(0, 240, "How long that takes; by a tenth of the range a month when left out."),
            "needs": {**TEXT, "description": "A condition on what was seen."},
            "after": {**WORDS, "description": "Moves of which one must have been made before."},
            "costs": _closed({name: {"type": "number", "minimum": 0} for name in COSTS}),
            "answers": WORDS,
            "source": TEXT,
            "inferred": WORDS,
            "missing": WORDS,
        },
        ("player", "level", "name", "levers", "source"),
    )


def _payoff() -> Schema:
    number: Schema = {"type": "number"}
    term = _closed(
        {
            "metric": {"anyOf": [{"enum": _metrics()}, {"type": "string", "pattern": "^moves_"}]},
            "weight": number,
            "per": {"type": "number", "exclusiveMinimum": 0},
            "when": {"enum": [MEAN, END]},
        },
        ("metric", "weight"),
    )
    return {"anyOf": [{"const": STANDARD}, {"type": "object", "minProperties": 1, "additionalProperties": term}]}


def _metrics() -> list[str]:
    return known_metrics(("USA", "CHN"))


def _closed(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    closed: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**closed, "required": list(required)} if required else closed


def _whole(low: int, high: int, about: str) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high, "description": about}
