"""What the years before the replay say of votes: the side of a government, and the habit of a nation.

The weights of votes are measured on these years alone, so that the votes of the replay can judge them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.analysis.hindcast.alliances.ranks import spearman
from aicompete.analysis.hindcast.monthly import Array
from aicompete.world.coding import HABIT_YEARS, POLES, habit_of, ideal_points, voted
from aicompete.world.governments import ASSEMBLY, side_on

BEFORE = tuple(range(2010, 2022))
"""Years of votes before the replay, from the first with coded governments."""
AHEAD = 3
"""Years over which the habit is tried: those of the replay of which votes are known."""


@dataclass(frozen=True)
class Effect:
    """A slope with its standard error, over how many nations and changes."""

    slope: float
    error: float
    nations: int
    changes: int


def effect_of_side(years: tuple[int, ...] = BEFORE) -> Effect:
    """What a government one step further to the right adds to a nation's votes, an index.

    Least squares of votes on the side, effects of nation and year taken out; years of a nation are one cluster
    (Arellano 1987). Nations with every year's government coded.
    """
    names = [name for name in nations(years) if all(side_on(name, _day(year)) is not None for year in years)]
    votes = _demeaned(np.array([[voted(year)[name] for year in years] for name in names]))
    coded = np.array([[side_on(name, _day(year)) or 0.0 for year in years] for name in names])
    side = _demeaned(coded)
    weight = float((side * side).sum())
    slope = float((side * votes).sum()) / weight
    scores = (side * (votes - slope * side)).sum(axis=1)
    spread = len(names) / (len(names) - 1.0)
    changes = int((np.diff(coded, axis=1) != 0.0).sum())
    return Effect(slope, float(np.sqrt(spread * (scores * scores).sum())) / weight, len(names), changes)


def pull_of_habit(years: tuple[int, ...] = BEFORE, ahead: int = AHEAD) -> tuple[float, tuple[float, ...]]:
    """How much of the departure from its habit a nation gives back in some years, and the rank correlation of departure
    and later move in each window.
    """
    names, windows = nations(years), []
    for year in years[HABIT_YEARS - 1 : -ahead]:
        wont, now, later = habit_of(year), voted(year), voted(year + ahead)
        move = np.array([later[name] - now[name] for name in names])
        windows.append((np.array([wont[name] - now[name] for name in names]), move - move.mean()))
    departed, moved = (np.concatenate(part) for part in zip(*windows, strict=True))
    return float((departed @ moved) / (departed @ departed)), tuple(spearman(*window) for window in windows)


def ranks_since(first: int, last: int) -> tuple[float, float]:
    """Rank correlation of the moves on record with the change of side, and with the departure from habit."""
    names = nations((first, last))
    moves = np.array([voted(last)[name] - voted(first)[name] for name in names])
    usual = range(first - HABIT_YEARS + 1, first + 1)
    coded = np.array([[side_on(name, _day(year)) or 0.0 for year in (*usual, last)] for name in names])
    turned = coded[:, -1] - coded[:, :-1].mean(axis=1)
    wont = habit_of(first)
    departed = np.array([wont[name] - voted(first)[name] for name in names])
    return spearman(turned, moves), spearman(departed, moves)


def moving_poles(first: int, last: int) -> tuple[float, float]:
    """Moves between the powers where they stood in each year, against those between fixed poles: rank correlation, and
    the mean over nations, which is what the powers moved.
    """
    points, names = ideal_points(), nations((first, last))

    def place(name: str, year: int) -> float:
        usa, chn = (points[power, year] for power in POLES)
        return 2.0 * (points[name, year] - chn) / (usa - chn) - 1.0

    own = np.array([place(name, last) - place(name, first) for name in names])
    fixed = np.array([voted(last)[name] - voted(first)[name] for name in names])
    return spearman(own, fixed), float(own.mean())


def sentences() -> tuple[str, ...]:
    """What was measured before the replay, and what of it holds since."""
    side, (back, windows) = effect_of_side(), pull_of_habit()
    turned, departed = ranks_since(BEFORE[-1], BEFORE[-1] + AHEAD)
    alike, shared = moving_poles(BEFORE[-1], BEFORE[-1] + AHEAD)
    span = f"{BEFORE[0]} to {BEFORE[-1]}"
    return (
        "Model and record both measure where a nation stands between fixed poles. Between the powers where they stood "
        f"in each year the moves rank alike ({alike:.2f}) and are {shared:+.2f} on average, which the powers moved.",
        f"Two things were measured on the votes of {span} alone. A government one step further to the right adds "
        f"{side.slope:.3f} (standard error {side.error:.3f}; {side.nations} nations, {side.changes} changes of side).",
        f"Of its departure from the habit of {HABIT_YEARS} years a nation gives back {back:.2f} in {AHEAD} years; the "
        f"rank correlation is {min(windows):.2f} to {max(windows):.2f} in {len(windows)} windows.",
        f"From {BEFORE[-1]} to {BEFORE[-1] + AHEAD} the record ranks with the change of side at {turned:+.2f} and with "
        f"the departure from habit at {departed:+.2f}: a perfect use of both cannot reach far.",
    )


def nations(years: tuple[int, ...]) -> list[str]:
    """Nations with a vote in the first of these years, the powers left out."""
    return [name for name in voted(years[0]) if name not in POLES]


def _day(year: int) -> str:
    return f"{year}-{ASSEMBLY}"


def _demeaned(x: Array) -> Array:
    """Less the means of rows and of columns, of a table without gaps."""
    return np.asarray(x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + x.mean())
