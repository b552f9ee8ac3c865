"""Every lever of the catalogue does what its entry says, in the real model."""

from __future__ import annotations

import pytest

from aicompete.batch.run.executors import available_workers
from aicompete.batch.run.lever_check import OK, check_levers, lines


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_every_lever_passes_its_check() -> None:
    verdicts = check_levers(workers=available_workers())
    wrong = [v for v in verdicts if v.verdict != OK]
    assert not wrong, "\n" + "\n".join(lines(wrong))
