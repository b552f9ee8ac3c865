"""What may come, as a seat sees it: the figure it has, and how other worlds change from here under the same moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.game.play.fog import Report
from aicompete.game.play.session import Session
from aicompete.game.plays import Play
from aicompete.world.columns import Array

FAR = 24
"""How many months ahead a seat looks."""


@dataclass(frozen=True)
class Outlook:
    """A figure as it was reported, and it plus the 10th, 50th and 90th percentile of the change in the other worlds,
    month by month from this turn on, ``(month,)``."""

    report: Report
    low: Array
    middle: Array
    high: Array


def outlook(session: Session, seat: str, moves: Sequence[str] = (), months: int = FAR) -> dict[str, Outlook]:
    """Every figure of a seat that can be looked ahead at, as things stand or with moves that are thought of."""
    line = (*session.line, *(Play(session.month, name) for name in moves))
    ahead, now = session.others.ahead(line, months), session.others.past()
    found = {}
    for report in session.reports(seat):
        if report.name in ahead and report.name in now:
            change = ahead[report.name] - now[report.name][:, -1:]
            low, middle, high = report.value + np.quantile(change, [0.1, 0.5, 0.9], axis=0)
            found[report.name] = Outlook(report, low, middle, high)
    return found
