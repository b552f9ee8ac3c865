"""Plain lines on a pipe, with speed, time left and failures."""

from __future__ import annotations

import io
import re

import pytest
from tests.batch.fake_engine import fake_model

from aicompete.batch.durations import duration
from aicompete.batch.run.executors import available_workers
from aicompete.batch.run.progress import PlainLines, for_terminal
from aicompete.batch.run.runner import to_folder
from aicompete.batch.run.worker import BlockReport


def test_plain_lines(tmp_path, design) -> None:
    one = design()
    text = io.StringIO()
    model = fake_model(one, raises=(3,))
    to_folder(one, tmp_path / "r", model, block_size=8, workers=1, progress=PlainLines(text, 0.0))
    lines = text.getvalue().splitlines()
    assert lines[0] == "24 runs; 1 worker"
    assert "block 0: 1 run failed, the first: ValueError: run 3 went wrong (simulate)" in lines
    assert re.fullmatch(r"8 of 24 runs, [\d,]+ runs/s, [\d.]+ s left, 1 failed", lines[2])
    assert re.fullmatch(r"24 of 24 runs, [\d,]+ runs/s, [\d.]+ s, 1 failed", lines[-1])


def test_lines_are_few() -> None:
    text = io.StringIO()
    lines = PlainLines(text, every=1000.0)
    lines.start(1000, 0, 2)
    for block in range(100):
        lines.advance(BlockReport(block, 10, 0, 0.1))
    assert len(text.getvalue().splitlines()) == 2


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.42, "0.4 s"), (42.4, "42 s"), (61, "1 min 1 s"), (3599.8, "1 h 0 min"), (7500, "2 h 5 min")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_lines_are_chosen_on_a_pipe() -> None:
    assert isinstance(for_terminal(), PlainLines)
    assert available_workers() >= 1
