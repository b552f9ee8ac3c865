"""The response matrix as a heat map."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from aicompete.analysis.words import owner, sentence
from aicompete.game.pictures.board import board, player
from aicompete.game.responses import Answers, answers
from aicompete.game.study import Study
from aicompete.plots.style import ALIGNMENT

MANY = 10.0
"""Share of a harm from which on its size says nothing."""


def draw_matrix(study: Study, path: Path) -> None:
    """Share of the harm done by each option that each answer of the next level gives back, stage by stage."""
    found = answers(study)
    if not found:
        return
    width = 2.0 + sum(1.6 + 0.95 * len(a.back[0]) for a in found)
    below = (
        "Share of what the row costs the answering player that the column gives back (100 %: all of it); "
        "in brackets the part it gives beside this row alone; empty: no harm beyond its noise."
    )
    height = 3.0 + 0.55 * max(len(a.harm) for a in found)
    with board(study.game, _title(study, found), below, (max(width, 9.0), height), path, len(found)) as sheets:
        for axes, cell in zip(sheets, found, strict=True):
            first, later = study.game.stages[cell.first], study.game.stages[cell.later]
            shares = [[cell.share(i, j) for j in range(len(row))] for i, row in enumerate(cell.back)]
            numbers = np.array([[np.nan if s is None else s for s in row] for row in shares], dtype=np.float64)
            axes.imshow(np.clip(numbers, -1.0, 1.0), cmap=ALIGNMENT, vmin=-1.0, vmax=1.0, aspect="auto")
            axes.grid(visible=False)
            for (i, j), share in np.ndenumerate(numbers):
                if np.isfinite(share):
                    own = cell.undone(i, j)
                    dark = abs(share) > 0.7
                    axes.text(
                        j,
                        i,
                        f"{_percent(share)}\n({own:+.0%})",
                        ha="center",
                        va="center",
                        fontsize=8,
                        color="white" if dark else "black",
                    )
            axes.set_xticks(range(len(later.options) - 1), later.labels[1:], rotation=20, ha="right", fontsize=8)
            axes.set_yticks(range(len(first.options) - 1), first.labels[1:], fontsize=8)
            axes.set_title(f"Answers to {player(first.player)} by {player(later.player)}  [%]", fontsize=10)
        sheets[0].figure.subplots_adjust(wspace=0.55, left=0.12)


def _percent(share: float) -> str:
    """A share of a harm; of a harm next to nothing several times over is all that can be said."""
    return f"{share:.0%}" if abs(share) < MANY else f"over {'-' if share < 0 else ''}{MANY:.0%}"


def _title(study: Study, found: list[Answers]) -> str:
    """Of each player that answers: the answer that is best against most of what can be done to it."""
    said = []
    for cell in found:
        later = study.game.stages[cell.later]
        rows = [[cell.share(i, j) for j in range(len(row))] for i, row in enumerate(cell.back)]
        harmful = [
            [-np.inf if share is None else share for share in row] for row in rows if any(s is not None for s in row)
        ]
        best = [int(np.argmax(row)) for row in harmful]
        if best:
            most = max(set(best), key=best.count)
            of = f"best against {best.count(most)} of {len(best)} harmful option{'' if len(best) == 1 else 's'}"
            said.append(f"{owner(player(later.player))} strongest answer is '{later.labels[1:][most]}' ({of})")
    text = "; ".join(said) or "no option does harm that could be answered"
    return sentence(text).removesuffix(".")
