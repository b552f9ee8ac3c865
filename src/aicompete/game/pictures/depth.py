"""What each further level of answers is worth to whom."""

from __future__ import annotations

from pathlib import Path

from aicompete.game.pictures.board import board, colour, player
from aicompete.game.study import Study


def draw_depth(study: Study, path: Path) -> None:
    """Payoffs by depth against depth 0, and what the competition costs the world."""
    depths = study.depths()
    below = "Subgame-perfect play with the levels up to this depth open; 95 % intervals of the bootstrap over runs."
    with board(study.game, _title(study), below, (11.0, 4.8), path, columns=2) as (left, right):
        numbers = [depth.depth for depth in depths]
        for place, who in enumerate(study.told):
            added = [0.0, *(depth.value[who].mean - depths[0].value[who].mean for depth in depths[1:])]
            steps = [depth.added.get(who) for depth in depths]
            errors = [
                [0.0 if s is None else s.mean - s.low for s in steps],
                [0.0 if s is None else s.high - s.mean for s in steps],
            ]
            shift = [n + 0.06 * (place - 1) for n in numbers]
            left.errorbar(shift, added, yerr=errors, marker="o", capsize=3, color=colour(who, place), label=player(who))
        left.axhline(0.0, color="black", linewidth=0.6)
        left.set_title("Payoff against depth 0  [points; bars: 95 % of the last step]", fontsize=10)
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
        right.set_title("Cost to the world  [USD bn per year; bars: 95 %]", fontsize=10)
        for axes in (left, right):
            axes.set_xticks(numbers)
            axes.set_xlabel("levels of answers that are open")


def _title(study: Study) -> str:
    """What all levels together are worth to each player, against none."""
    depths = study.depths()
    if len(depths) < 2:
        return "No level of answers is open"
    first, last = depths[0].value, depths[-1].value
    said = [f"{player(who)} {last[who].mean - first[who].mean:+.2f}" for who in study.told]
    levels = f"{depths[-1].depth} level{'' if depths[-1].depth == 1 else 's'}"
    return f"What answering is worth, {levels} against none: {', '.join(said)}"
