"""The tree along the way that is played, and all ways as points of two payoffs."""

from __future__ import annotations

from pathlib import Path

from aicompete.analysis.words import date_text
from aicompete.game.pictures.board import board, colour, player
from aicompete.game.run import Solved
from aicompete.game.solve import trees
from aicompete.game.study import Study
from aicompete.plots.style import GREEN, MUTED


def draw_tree(study: Study, path: Path) -> None:
    """At each stage of the perfect way every option, with what its mover would come to if all went on perfectly."""
    game, means = study.game, study.means()
    solved = trees.backward(means, study.movers)
    below = (
        "The way of subgame-perfect play, and at each turn the options not taken with what the mover would come to by "
        "them against the option taken (paired runs)."
    )
    most = max(len(stage.options) for stage in game.stages)
    with board(game, _title(study), below, (max(3.0 + 2.7 * len(game.stages), 8.0), 2.6 + 0.42 * most), path) as (
        axes,
    ):
        axes.set_axis_off()
        before: tuple[int, ...] = ()
        height = 0.0
        heads: list[tuple[int, str]] = []
        tops: list[float] = []
        for s, stage in enumerate(game.stages):
            taken = int(solved.choices[s][before])
            ends = []
            for option in range(len(stage.options)):
                way = (*before, option)
                while len(way) < len(game.stages):
                    way = (*way, int(solved.choices[len(way)][way]))
                ends.append(way)
            low = height - (len(stage.options) - 1) / 2.0
            for option, end in enumerate(ends):
                y = low + option
                chosen = option == taken
                line = {"color": colour(stage.player) if chosen else "#c8ccd2", "linewidth": 2.4 if chosen else 1.0}
                axes.plot([s, s + 0.62], [height, y], zorder=1, **line)  # type: ignore[arg-type]
                gain = study.estimate(stage.player, end, ends[taken])
                text = stage.options[option].label + ("" if chosen else f"  {gain.mean:+.2f}")
                axes.text(
                    s + 0.64,
                    y,
                    text,
                    va="center",
                    fontsize=8,
                    color="black" if chosen else MUTED,
                    weight="bold" if chosen else "normal",
                )
            axes.scatter([s], [height], s=60, color=colour(stage.player), zorder=2)
            heads.append((s, f"{player(stage.player)}\n{date_text(str(game.scenario.start + stage.month))}"))
            tops.append(low + len(stage.options) - 1)
            height = low + taken
            before = (*before, taken)
        for s, text in heads:
            axes.text(s, max(tops) + 0.8, text, ha="center", va="bottom", fontsize=8)
        axes.set_xlim(-0.2, len(game.stages) + 0.3)
        axes.margins(y=0.12)
        axes.set_ylim(top=max(tops) + 1.7)  # room for the heads


def draw_payoffs(solved: Solved, path: Path) -> None:
    """Every way as a point of the first two players' mean payoffs, with the ways that ideas of players lead."""
    study = solved.study
    if len(study.game.players) < 2:
        return
    first, second = study.game.players[:2]
    means = study.means()
    below = (
        "A point is a way the game can go. The line leads from depth to depth (levels of answers that are open). "
        "Diamonds: equilibria where all turns are chosen at once."
    )
    with board(study.game, _best(study, first, second), below, (8.0, 6.0), path) as (axes,):
        axes.scatter(means[first].ravel(), means[second].ravel(), s=9, color="#b7bcc4", linewidths=0)
        route = [depth.way for depth in study.depths()]
        axes.plot(
            [means[first][w] for w in route], [means[second][w] for w in route], "-o", color="#222222", linewidth=1.2
        )
        named: dict[tuple[int, ...], list[str]] = {}
        for depth, way in enumerate(route):
            named.setdefault(way, []).append(str(depth))
        for way, depths in named.items():
            axes.annotate(
                "depth " + ", ".join(depths),
                (means[first][way], means[second][way]),
                xytext=(6, 5),
                textcoords="offset points",
                fontsize=8,
            )
        from aicompete.game.normalform import NormalForm

        form = NormalForm(study.game)
        for judged in solved.equilibria.pure:
            way = form.way(judged.profile)
            axes.scatter(
                [means[first][way]],
                [means[second][way]],
                marker="D",
                s=60,
                facecolors="none",
                edgecolors=GREEN,
                linewidths=1.6,
            )
        axes.set_xlabel(f"payoff of {player(first)}  [points]")
        axes.set_ylabel(f"payoff of {player(second)}  [points]")


def _title(study: Study) -> str:
    """The way that is played in turns, everybody seeing what was played."""
    way = study.perfect().way
    pairs = zip(study.game.stages, way, strict=True)
    said = [f"{player(stage.player)} '{stage.options[option].label}'" for stage, option in pairs]
    return f"Played in turns: {', then '.join(said)}"


def _best(study: Study, first: str, second: str) -> str:
    """What perfect play comes to for both among all ways."""
    means, way = study.means(), study.perfect().way
    said = [
        f"{player(who)} {float(means[who][way]):.2f} (best possible {float(means[who].max()):.2f})"
        for who in (first, second)
    ]
    return f"Perfect play brings {' and '.join(said)}"
