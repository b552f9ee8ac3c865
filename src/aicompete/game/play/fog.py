"""What a seat sees: its own affairs as they were, others' with an error, all of it some months late."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from aicompete.config import load_catalogue
from aicompete.engine.metrics import metrics
from aicompete.game.files import Game
from aicompete.game.payoffs import moves_metrics
from aicompete.world.columns import Array

OF_A_NATION = (
    "alignment",
    "trust_us",
    "trust_cn",
    "compliance_us",
    "compliance_cn",
    "stack_us",
    "stack_cn",
    "lag_months",
    "cost",
)
"""What a seat without a payoff of its own looks at, of its own nation."""


@dataclass(frozen=True)
class Report:
    """A figure as a seat has it: the month it is of, the value reported, and its unit."""

    name: str
    month: int
    value: float
    unit: str


def looked_at(game: Game, seat: str) -> list[tuple[str, ...]]:
    """What a seat is told of: the metrics of its payoff, or its nation's."""
    if seat in game.payoffs:
        own = moves_metrics((*load_catalogue().actors.axis, *game.players))
        return [(name,) for name in dict.fromkeys(term.metric for term in game.payoffs[seat]) if name not in own]
    return [(seat, name) for name in OF_A_NATION] if seat in load_catalogue().actors.axis else []


def is_own(seat: str, words: tuple[str, ...]) -> bool:
    """Whether a figure is of the seat's own house, which it knows without error."""
    return words[0] == seat if len(words) > 1 else words[0].endswith(f"_{seat.lower()}")


def reports(game: Game, seat: str, tables: Mapping[str, Mapping[str, Array]], done: int, seed: int) -> list[Report]:
    """The newest figures that a seat has after so many months, of the world that happens (its run 0).

    The error of a figure belongs to seat, figure and month: asked again it is the same.
    """
    month = max(done - 1 - game.lag, 0)
    nations = load_catalogue().actors.axis
    found = []
    for words in looked_at(game, seat):
        if len(words) == 1:
            value, unit = float(tables["series"][words[0]][0, month]), metrics()[f"series:{words[0]}"].unit
        else:
            value = float(tables["nations"][words[1]][0, month, nations.index(words[0])])
            unit = metrics()[f"nations:{words[1]}"].unit
        name = ".".join(words)
        if not is_own(seat, words):
            key = [seed, zlib.crc32(f"{seat} {name}".encode()), month]
            value *= 1.0 + game.fog * float(np.random.default_rng(key).standard_normal())
        found.append(Report(name, month, value, unit))
    return found
