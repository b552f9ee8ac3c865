"""What docs/batch.md shows runs in its order: files as they are named in their first line, commands, Python."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from aicompete.config import load_experiment

PAGE = (Path(__file__).parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
SMALL = ["--no-plots", "--workers", "1"]


def run(words: list[str], folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_its_files_are_valid(tmp_path: Path) -> None:
    files = [text for language, text in BLOCKS if language == "yaml"]
    assert len(files) == 4
    for text in files:
        file = tmp_path / text.split()[1]
        file.write_text(text, encoding="utf-8")
        assert load_experiment(file).remarks == ()


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_its_commands_run_in_order(tmp_path: Path) -> None:
    said = ""
    for language, text in BLOCKS:
        if language == "yaml":
            (tmp_path / text.split()[1]).write_text(text, encoding="utf-8")
        elif language == "python":
            said += run([sys.executable, "-c", text], tmp_path)
        else:
            for line in text.splitlines():
                words = shlex.split(line, comments=True)
                small = SMALL if words[1] == "sweep" else []
                said += run([sys.executable, "-m", *words, *small], tmp_path)
    assert "the design grows from 48 to 120 runs; what exists stays" in said
    grown = pd.read_parquet(tmp_path / "results" / "relief" / "runs.parquet")
    assert len(grown) == 120
    assert grown["point_id"].nunique() == 10
