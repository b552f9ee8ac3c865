"""The import contracts grow with the rooms (`lint-imports` itself refuses a room without a layer)."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def rooms() -> set[str]:
    folder = ROOT / "src" / "aicompete"
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}


def test_analysis_and_plots_are_kept_from_all_that_steps_a_model() -> None:
    kept = next(contract for contract in CONTRACTS if "aicompete.plots" in contract.get("source_modules", ()))
    stepping = {f"aicompete.{room}" for room in rooms() & {"engine", "subjects", "model", "game"}}
    assert set(kept["forbidden_modules"]) == stepping
