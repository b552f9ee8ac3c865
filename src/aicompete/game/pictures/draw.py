"""All pictures of a solved game into a folder."""

from __future__ import annotations

from pathlib import Path

from aicompete.engine.choice import chosen
from aicompete.game.pictures.depth import draw_depth
from aicompete.game.pictures.matrix import draw_matrix
from aicompete.game.pictures.regret import draw_regret
from aicompete.game.pictures.timeline import draw_timeline
from aicompete.game.pictures.ways import draw_payoffs, draw_tree
from aicompete.game.run import Solved


def draw_all(solved: Solved, folder: Path, engine: str | None = None) -> list[Path]:
    """Draw what the game has to show; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    study = solved.study
    draw_tree(study, folder / "tree.png")
    draw_depth(study, folder / "depth.png")
    draw_matrix(study, folder / "matrix.png")
    draw_payoffs(solved, folder / "payoffs.png")
    draw_regret(solved, folder / "regret.png")
    draw_timeline(study, folder / "timeline.png", chosen(engine))
    return sorted(folder.glob("*.png"))
