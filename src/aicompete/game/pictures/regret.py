"""Regret against runs: how the bound on the deviation that decides falls as runs are added."""

from __future__ import annotations

from pathlib import Path

from matplotlib.ticker import MaxNLocator

from aicompete.analysis.words import joined
from aicompete.game.atonce import profile_label
from aicompete.game.pictures.board import OTHERS, board
from aicompete.game.run import Solved
from aicompete.plots.style import BLACK


def draw_regret(solved: Solved, path: Path) -> None:
    """One line a judged profile, with its bounds, and the tolerance."""
    from aicompete.game.normalform import NormalForm

    pure = solved.equilibria.pure
    if not pure:
        return
    game = solved.study.game
    form = NormalForm(game)
    below = (
        "Of each candidate for an equilibrium: what one player would gain by the best other choice it has, with bounds "
        "that hold for all such choices together at 95 %. Below the tolerance it is an equilibrium, above it is none."
    )
    with board(game, _title(solved), below, (9.0, 4.8), path) as (axes,):
        for place, judged in enumerate(pure):
            runs = [count + 0.4 * place for count, _ in judged.trail]
            middle = [bound.mean for _, bound in judged.trail]
            errors = [[b.mean - b.low for _, b in judged.trail], [b.high - b.mean for _, b in judged.trail]]
            label = f"{profile_label(form, judged.profile)}: {judged.verdict}"
            axes.errorbar(
                runs, middle, yerr=errors, marker="o", capsize=4, color=OTHERS[place % len(OTHERS)], label=label
            )
        axes.axhline(game.tolerance, color=BLACK, linestyle="--", linewidth=1.0, label=f"tolerance {game.tolerance:g}")
        axes.set_xlabel("runs of each way")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.margins(x=0.2, y=0.25)
        axes.set_ylabel("gain by playing otherwise  [points]")
        axes.legend(frameon=False, fontsize=8, loc="upper right")


def _title(solved: Solved) -> str:
    """How many candidates there are, and what they were judged to be."""
    verdicts = [judged.verdict for judged in solved.equilibria.pure]
    counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(verdicts)]
    many = "candidate" if len(verdicts) == 1 else "candidates"
    return f"All turns chosen at once: {len(verdicts)} {many} for an equilibrium, {joined(counts)}"
