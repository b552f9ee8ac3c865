"""What README shows runs: every command, on small ensembles, and the Python example as printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SMALL = {"run": ["--runs", "3", "--no-plots"], "hypotheses": ["--runs", "8"], "sweep": ["--no-plots", "--workers", "1"]}


def blocks(language: str) -> list[str]:
    """Code blocks of the README in one language (empty for plain ones)."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    """Every ``aicompete`` call in the plain blocks, split at ``&&``, comments taken off."""
    lines = [line for block in blocks("") for line in block.splitlines()]
    calls = [part for line in lines for part in shlex.split(line, comments=True) and line.split("#")[0].split("&&")]
    return [words for words in (shlex.split(call) for call in calls) if words[:1] == ["aicompete"]]


def call(words: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_readme_shows_every_command_of_the_first_five_minutes() -> None:
    shown = {words[1] for words in commands()}
    assert {"init", "run", "compare", "sweep", "plot", "doctor"} <= shown


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_readme_commands_run_in_order(tmp_path: Path) -> None:
    folder = tmp_path
    for words in commands():
        call([*words, *SMALL.get(words[1], [])], folder)
        if words[1] == "init":
            folder = tmp_path / words[2]


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_readme_python_runs(tmp_path: Path) -> None:
    call(["aicompete", "init", "."], tmp_path)
    (tmp_path / "example.py").write_text(blocks("python")[0].replace("runs=50", "runs=4"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "2026-01" in done.stdout


def test_readme_is_short_and_shows_a_picture_first() -> None:
    lines = README.splitlines()
    assert len(lines) < 100
    assert any(line.startswith("![") for line in lines[:5])
    assert not [link for link in re.findall(r"\]\(([\w./]+)\)", README) if not (ROOT / link).exists()]
