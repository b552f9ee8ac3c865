"""Running what a page shows: its files, its commands and its Python, in their order."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SMALL = {
    "run": ["--runs", "3", "--no-plots"],
    "sweep": ["--no-plots", "--workers", "1"],
    "hindcast": ["--runs", "3", "--no-plots"],
}


def blocks(page: Path) -> list[tuple[str, str]]:
    """(language, text) of the code blocks of a page; the language of commands is empty."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    """Every ``aicompete`` call of a block, split at ``&&``, comments taken off."""
    calls = [part for line in text.splitlines() for part in line.split(" #")[0].split("&&")]
    return [words for words in (shlex.split(call) for call in calls) if words[:1] == ["aicompete"]]


def run(words: list[str], folder: Path) -> str:
    """Run a command; fails with all it said."""
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def call(words: list[str], folder: Path) -> str:
    """Run one ``aicompete`` command of a page on a small ensemble."""
    return run([sys.executable, "-m", *words, *SMALL.get(words[1], [])], folder)
