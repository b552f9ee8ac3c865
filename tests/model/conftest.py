from __future__ import annotations

from pathlib import Path

import pytest

SCENARIO = """\
name: short
description: Two years under the levers in force.
start: 2026-01
months: 24
levers:
  USA: {chip_export_control: {2026-01: 0.5, 2026-07: 0.8}}
"""


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenarios") / "short.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path
