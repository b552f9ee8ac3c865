"""The column lint finds what it bans and lets the house style pass."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "lint_columns.py"
spec = importlib.util.spec_from_file_location("lint_columns", TOOL)
assert spec is not None
assert spec.loader is not None
lint_columns = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lint_columns)

BANNED_IN_RULES = [
    "y = x @ a",
    "y = x ** e",
    "y = x ** 0.5",
    "y = 2.0 ** -age",
    "y = x ** 12",
    "x **= e",
    "y = np.matmul(x, a)",
    "y = np.power(x, e)",
    "y = np.einsum('rn,nm->rm', x, a, optimize=True)",
]
BANNED_IN_MECHANISMS = [
    "world.chips.flow[:, 0] = 0",
    "world.chips.flow[0][1] = 0",
    "world.chips.price += 1",
    "a, world.chips.flow[0] = 1, 2",
    "world.chips.flow.fill(0)",
    "np.copyto(world.chips.flow, x)",
    "np.add(x, y, out=world.chips.flow)",
]
BANNED_DECISIONS = [
    "if lever.any():\n    y = 1",
    "y = a if np.any(mask) else b",
    "while (x > 0).all():\n    x = x - 1",
    "rows = np.flatnonzero(mask.any(axis=0))",
    "if np.count_nonzero(x) == 0:\n    y = 1",
    "if x.sum().item() > 0:\n    y = 1",
]
BANNED_EVERYWHERE = [
    "np.random.seed(1)",
    "x = np.random.normal(size=3)",
    "rng = np.random.default_rng()",
    "from numpy.random import rand",
    "import random",
]
FINE = [
    "y = x ** 2",
    "y = 10 ** 6.5",
    "world.chips.price = world.chips.price + 1",
    "local = np.zeros(3)\nlocal[0] = 1",
    "rng = np.random.default_rng(np.random.SeedSequence([1, 2]))",
    "y = np.einsum('rn,nm->rm', x, a)",
    "y = np.exp(e * np.log(x))",
    "def product_by_run(left, right):\n    return np.matmul(left, right)",
    "from numpy.random import Generator",
]


@pytest.mark.parametrize("text", BANNED_DECISIONS)
@pytest.mark.parametrize("room", ["rules", "subjects"])
def test_decisions_on_columns_are_found_but_in_the_file_of_looks(text: str, room: str) -> None:
    assert lint_columns.lint_text(text, room)
    assert not lint_columns.lint_text(text, room, looks=True)
    assert not lint_columns.lint_text(text, "world")
    assert not lint_columns.lint_text("if somewhere(mask):\n    y = 1\nif month.index == 0:\n    y = 2", room)


@pytest.mark.parametrize("text", BANNED_IN_RULES)
@pytest.mark.parametrize("room", ["rules", "subjects", "world"])
def test_block_dependent_operations_are_found(text: str, room: str) -> None:
    assert len(lint_columns.lint_text(text, room)) == 1
    assert lint_columns.lint_text(text, "analysis") == []


@pytest.mark.parametrize("text", BANNED_IN_MECHANISMS)
def test_state_changed_in_place_is_found(text: str) -> None:
    assert len(lint_columns.lint_text(text, "subjects")) == 1
    assert lint_columns.lint_text(text, "batch") == []


@pytest.mark.parametrize("text", BANNED_EVERYWHERE)
@pytest.mark.parametrize("room", ["subjects", "batch", "engine"])
def test_global_randomness_is_found(text: str, room: str) -> None:
    assert len(lint_columns.lint_text(text, room)) == 1


@pytest.mark.parametrize("text", FINE)
@pytest.mark.parametrize("room", ["rules", "subjects", "engine"])
def test_house_style_passes(text: str, room: str) -> None:
    assert lint_columns.lint_text(text, room) == []


def test_command_reports_path_and_line(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.py").write_text("\ny = x @ a\n", encoding="utf-8")
    done = subprocess.run([sys.executable, TOOL, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "bad.py:2: `@`" in done.stdout


def test_a_broken_file_is_one_finding() -> None:
    assert lint_columns.lint_text("x = (", "rules") == [(1, "cannot be parsed: '(' was never closed")]


def test_an_empty_folder_is_not_clean(tmp_path: Path) -> None:
    assert lint_columns.main([str(tmp_path)]) == 2


@pytest.mark.slow  # make lint, which make check begins with, looks at it too
def test_the_package_is_clean() -> None:
    assert list(lint_columns.lint_folder(TOOL.parents[1] / "src" / "aicompete")) == []
