"""The tutorial runs as it stands, and what it says of the results is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "mesa.md"


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_tutorial_runs_and_says_what_happens(capsys: Any) -> None:
    space: dict[str, Any] = {"__name__": "tutorial"}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 6
    for number, block in enumerate(blocks):
        exec(compile(block, f"mesa.md, block {number + 1}", "exec"), space)
    assert "Japan" in capsys.readouterr().out
    free, followed, hedged = (space[name] for name in ("free", "followed", "hedged"))
    assert all(after < before for before, after in zip(free, followed, strict=True))
    assert all(after > 0.8 * before for before, after in zip(free, followed, strict=True)), "not by much, says the page"
    assert all(after > before for before, after in zip(free, hedged, strict=True))
    assert space["table"]["followers"].max() > 0
    assert len(space["rows"]) == 8
    assert len({row["trust_us_mean"] for row in space["rows"]}) >= 4
