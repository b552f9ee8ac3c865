"""The golden judgement on the alliances: what a small replay makes of moves, joinings and events (``tests/golden``)."""

from __future__ import annotations

import pandas as pd
from tests.golden_hindcast_kit import DIGITS, RUNS, SEED
from tests.golden_kit import FOLDER

from aicompete import simulate
from aicompete.analysis.hindcast import REPLAY
from aicompete.analysis.hindcast.alliances import Judgement, judge

PARTS = ("moves", "joinings", "responses", "clubs")
FILES = {part: FOLDER / f"hindcast_alliances_{part}.csv" for part in PARTS}


def measure() -> Judgement:
    """The judgement on the small replay as it comes out now."""
    return judge(simulate(REPLAY, RUNS, SEED).nations)


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Its tables by part, those that are there."""
    return {part: table for part in PARTS if len(table := getattr(found, part))}


def write(found: Judgement) -> None:
    """Keep new numbers."""
    for part, table in tables(found).items():
        table.to_csv(FILES[part], index=False, float_format=DIGITS, lineterminator="\n")


def stored() -> Judgement | None:
    """The tables kept, or ``None`` when there are none yet."""
    if not all(FILES[part].is_file() for part in PARTS[:3]):
        return None
    read = {part: pd.read_csv(path) for part, path in FILES.items() if path.is_file()}
    clubs = read.get("clubs", pd.DataFrame())  # came later than the others
    return Judgement(read["moves"], pd.DataFrame(), read["joinings"], read["responses"], clubs)
