"""Rank correlations, skill over no change, and verdicts of the replay on the alliances."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.alliances import record
from aicompete.analysis.hindcast.alliances.bynation import ByNation
from aicompete.analysis.hindcast.alliances.clubs import clubs
from aicompete.analysis.hindcast.alliances.ranks import ahead, chance, luck, spearman
from aicompete.analysis.hindcast.alliances.record import Move
from aicompete.analysis.hindcast.monthly import Array
from aicompete.analysis.hindcast.scores import crps, skill
from aicompete.world.coding import ideal_points

AIM = 0.4
"""Rank correlation with the record that is aimed at."""

STILL = 0.02
"""A median move smaller than this (of an index or a share) counts as none."""

MEASURED, CODED = "measured", "coded by judgement"
SERIES: tuple[tuple[str, str, Callable[[], Iterable[Move]]], ...] = (
    ("votes, 2021 to 2024", MEASURED, partial(record.vote_moves, 2021, 2024)),
    *(
        (f"votes, {first} to {last}", MEASURED, partial(record.vote_moves, first, last))
        for first, last in pairwise(record.YEARS)
    ),
    ("trust in the USA, surveys", MEASURED, partial(record.survey_moves, "us")),
    ("trust in China, surveys", MEASURED, partial(record.survey_moves, "cn")),
    ("alignment, one rule at both dates", CODED, record.coded_moves),
    ("alignment, as the start worlds have it", CODED, record.start_moves),
    ("compliance with the USA", CODED, record.compliance_moves),
)
"""Moves that are judged: title, kind of record, moves."""


@dataclass(frozen=True)
class Judgement:
    """How well the replay sides.

    Attributes
    ----------
    moves : one row a series of ``SERIES``: series, kind, n, rho (Spearman of the median move with the record's), chance
        (its standard deviation if unrelated), luck (its standard deviation with other runs of the model), record,
        model (mean size of a move), skill (of the CRPS over no change).
    by_nation : one row a move: series, nation, metric, begin, end, observed, median, q05, q95.
    joinings : one row an event: id, name, month, metric, joined, ahead (in the model then), ahead_start (in the start
        world: no change), ahead_moved (by the move since), skill over the start world.
    responses : one row an event and nation: id, event, nation, metric, expected (-1, 0, 1), moved (median), right.
    clubs : one row a club: who was in at the end of the replay against the chance in the model, see ``clubs``.
    """

    moves: pd.DataFrame
    by_nation: pd.DataFrame = field(repr=False)
    joinings: pd.DataFrame = field(repr=False)
    responses: pd.DataFrame = field(repr=False)
    clubs: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)


def judge(nations: pd.DataFrame) -> Judgement:
    """Hold the table of nations of a replay against the record."""
    replay = ByNation.of(nations)
    scored, listed = [], []
    for title, kind, moves in SERIES:
        row, found = moved(replay, title, list(moves()))
        scored.append({"series": title, "kind": kind, **row})
        listed += found
    return Judgement(
        pd.DataFrame(scored),
        pd.DataFrame(listed),
        pd.DataFrame([joined(replay, event) for event in record.events("joinings")]),
        pd.DataFrame([answered(replay, event) for event in record.events("responses")]),
        clubs(replay),
    )


def moved(replay: ByNation, title: str, moves: list[Move]) -> tuple[dict[str, float], list[dict[str, object]]]:
    """Score of the moves of one series, and every move with what the runs make of it."""
    runs = [replay.move(move.metric, move.begin, move.end)[move.nation] for move in moves]
    made = np.stack(runs, axis=1)  # (run, move)
    came = np.array([move.change for move in moves])
    low, median, high = np.quantile(made, [0.05, 0.5, 0.95], axis=0)
    rows = [
        {
            "series": title,
            "nation": move.nation,
            "metric": move.metric,
            "begin": move.begin,
            "end": move.end,
            "observed": came[i],
            "median": median[i],
            "q05": low[i],
            "q95": high[i],
        }
        for i, move in enumerate(moves)
    ]
    score = {
        "n": len(moves),
        "rho": spearman(median, came),
        "chance": chance(len(moves)),
        "luck": luck(made, came),
        "record": float(np.abs(came).mean()),
        "model": float(np.abs(median).mean()),
        "skill": skill(float(crps(made, came).mean()), float(np.abs(came).mean())),
    }
    return score, rows


def joined(replay: ByNation, event: dict[str, str]) -> dict[str, object]:
    """Do those who joined stand nearer to the side they joined than those who did not?

    Among nations that take sides, less those left out. An event after the replay is held against its last month.
    """
    side, metric = float(event["side"]), event["metric"]
    inside, left_out = set(event["joined"].split()), set(event["left_out"].split())
    names = [n for n in replay.nations[2:-1] if n not in left_out]
    mark = np.array([name in inside for name in names])
    then, start = (
        side * np.array([np.median(values[name]) for name in names])
        for values in (replay.at(metric, event["month"]), replay.at(metric, replay.months[0]))
    )
    now, before = ahead(then, mark), ahead(start, mark)
    return {
        "id": event["id"],
        "name": event["name"],
        "month": event["month"],
        "metric": metric,
        "joined": int(mark.sum()),
        "of": len(names),
        "ahead": now,
        "ahead_start": before,
        "ahead_moved": ahead(then - start, mark),
        "skill": skill(1.0 - now, 1.0 - before),
    }


def answered(replay: ByNation, event: dict[str, str]) -> dict[str, object]:
    """Did the nation's median move go the way it went? Moves smaller than ``STILL`` are none."""
    values: Array = replay.move(event["metric"], event["month_from"], event["month_to"])[event["nation"]]
    median, expected = float(np.median(values)), int(event["direction"])
    way = 0 if abs(median) < STILL else int(np.sign(median))
    return {
        "id": event["id"],
        "event": event["event"],
        "nation": event["nation"],
        "metric": event["metric"],
        "from": event["month_from"],
        "to": event["month_to"],
        "expected": expected,
        "moved": median,
        "right": way == expected,
    }


def agreement() -> tuple[float, int]:
    """Rank correlation of the moves of 2021 to 2023 between two measures of the same votes, and how many nations.

    What a perfect model could hope for: final-passage votes against all votes.
    """
    final, every = ideal_points(), ideal_points("ideal_point_all_votes")
    names = [n for n, year in final if year == 2021 and n not in ("USA", "CHN")]
    one, other = (np.array([x[n, 2023] - x[n, 2021] for n in names]) for x in (final, every))
    return spearman(one, other), len(names)


def save_judgement(found: Judgement, folder: str | Path) -> list[Path]:
    """Write ``alliances_*.csv`` into a folder; the files written."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    parts = {
        "moves": found.moves,
        "by_nation": found.by_nation,
        "joinings": found.joinings,
        "responses": found.responses,
        "clubs": found.clubs,
    }
    for name, table in parts.items():
        table.to_csv(place / f"alliances_{name}.csv", index=False)
    return [place / f"alliances_{name}.csv" for name in parts]
