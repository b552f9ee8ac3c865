"""What each further level of answers is worth to whom."""

from __future__ import annotations

from pathlib import Path

from aicompete.game.pictures.board import board, colour
from aicompete.game.study import Study


def draw_depth(study: Study, path: Path) -> None:
    """Payoffs by depth against depth 0, and what the competition costs the world."""
    depths = study.depths()
    below = "Subgame-perfect play with the levels up to this depth open; 95 % intervals of the bootstrap over runs."
    with board(f"{study.game.name}: the value of depth", below, (11.0, 4.8), path, columns=2) as (left, right):
        numbers = [depth.depth for depth in depths]
        for place, who in enumerate(study.told):
            added = [0.0, *(depth.value[who].mean - depths[0].value[who].mean for depth in depths[1:])]
            steps = [depth.added.get(who) for depth in depths]
            errors = [
                [0.0 if s is None else s.mean - s.low for s in steps],
                [0.0 if s is None else s.high - s.mean for s in steps],
            ]
            shift = [n + 0.06 * (place - 1) for n in numbers]
            left.errorbar(shift, added, yerr=errors, marker="o", capsize=3, color=colour(who, place), label=who)
        left.axhline(0.0, color="black", linewidth=0.6)
        left.set_title("Payoff against depth 0 (bars: of the last step)", fontsize=10)
        left.legend(frameon=False)
        costs = [depth.cost for depth in depths]
        right.errorbar(
            numbers,
            [c.mean for c in costs],
            yerr=[[c.mean - c.low for c in costs], [c.high - c.mean for c in costs]],
            marker="o",
            capsize=3,
            color="#444444",
        )
        right.set_title("Cost of the competition to the world, USD bn a year", fontsize=10)
        for axes in (left, right):
            axes.set_xticks(numbers)
            axes.set_xlabel("levels of answers")
