"""What is printed never costs the work: terminals without some letters, and readers that leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TINY = "name: tiny\nmonths: 3\n"


def aicompete(*words: str, folder: Path, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    return subprocess.run([sys.executable, "-m", "aicompete", *words], cwd=folder, env=env, capture_output=True)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_path_that_the_terminal_cannot_print_is_printed_as_escapes(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    out = "r/\u4e2d\u56fd"
    done = aicompete("run", "tiny.yaml", "--runs", "2", "--out", out, "--workers", "1", folder=tmp_path,
                     encoding=encoding)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert rb"Results: r/\u4e2d\u56fd" in done.stdout
    assert b"Pictures:" in done.stdout
    assert list((tmp_path / out / "plots").iterdir())


def left_early(words: list[str], folder: Path, stream: str) -> tuple[int, bytes]:
    """Exit code, and what is said on the other stream, when the reader of one leaves before anything is written."""
    other = "stderr" if stream == "stdout" else "stdout"
    read, write = os.pipe()
    os.close(read)
    program = [sys.executable, "-m", "aicompete", *words]
    try:
        done = subprocess.run(program, cwd=folder, **{stream: write, other: subprocess.PIPE})
    finally:
        os.close(write)
    return done.returncode, getattr(done, other)


@pytest.mark.parametrize("words", [["levers"], ["metrics"], ["levers", "ally_alienation"], ["version"]])
def test_a_reader_that_leaves_is_no_error(tmp_path: Path, words: list[str]) -> None:
    assert left_early(words, tmp_path, "stdout") == (0, b"")


@pytest.mark.slow
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_run_is_finished_without_its_reader(tmp_path: Path, stream: str) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    words = ["run", "tiny.yaml", "--runs", "2", "--out", "r", "--workers", "1"]
    code, said = left_early(words, tmp_path, stream)
    assert code == 0, said
    assert list((tmp_path / "r" / "plots").iterdir())
