"""The hash of the model: what changes it, and what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aicompete.engine import sources


def test_code_and_data_change_the_hash_and_accepted_draws_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "aicompete"
    for room in sources.ROOMS:
        shutil.copytree(sources.PACKAGE / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(sources.PACKAGE / sources.MONTH, copy / sources.MONTH)
    before = sources.model_hash()
    monkeypatch.setattr(sources, "DRAWS", copy / sources.DRAWS.relative_to(sources.PACKAGE))
    monkeypatch.setattr(sources, "PACKAGE", copy)
    fresh = sources.model_hash.__wrapped__
    assert fresh() == before
    (sources.DRAWS / "v9999.1.csv").parent.mkdir(exist_ok=True)
    (sources.DRAWS / "v9999.1.csv").write_text("belief_gain\n2\n")
    assert fresh() == before
    (copy / "world" / "data" / "facts.csv").open("a").write("\n")
    assert fresh() != before
