"""Regret against runs: how the bound on the deviation that decides falls as runs are added."""

from __future__ import annotations

from pathlib import Path

from aicompete.game.atonce import profile_label
from aicompete.game.pictures.board import OTHERS, board
from aicompete.game.run import Solved


def draw_regret(solved: Solved, path: Path) -> None:
    """One line a judged profile, with its bounds, and the tolerance."""
    from aicompete.game.normalform import NormalForm

    pure = solved.equilibria.pure
    if not pure:
        return
    game = solved.study.game
    form = NormalForm(game)
    below = "Gain by the deviation with the highest bound; the bounds of all deviations hold together at 95 %."
    with board(f"{game.name}: regret against runs", below, (9.0, 4.8), path) as (axes,):
        for place, judged in enumerate(pure):
            runs = [count + 0.4 * place for count, _ in judged.trail]
            middle = [bound.mean for _, bound in judged.trail]
            errors = [[b.mean - b.low for _, b in judged.trail], [b.high - b.mean for _, b in judged.trail]]
            label = f"{profile_label(form, judged.profile)}: {judged.verdict}"
            axes.errorbar(
                runs, middle, yerr=errors, marker="o", capsize=4, color=OTHERS[place % len(OTHERS)], label=label
            )
        axes.axhline(
            game.tolerance, color="#0a7d32", linestyle="--", linewidth=1.0, label=f"tolerance {game.tolerance:g}"
        )
        axes.set_xlabel("runs")
        axes.set_ylabel("gain by deviating")
        axes.legend(frameon=False, fontsize=8)
