"""The page on results: its Python runs as printed, and the tests it names exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aicompete import simulate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")


def test_what_the_page_shows_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("xarray")
    folder = simulate("baseline", runs=2, months=2, out=tmp_path / "r").folder
    [code] = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    found: dict[str, object] = {}
    exec(code.replace("results/control_vs_licence", str(folder)).replace("2035-12", "2026-02"), found)
    assert len(found["series"]) == 4  # type: ignore[arg-type]
    assert len(found["last"]) == 2  # type: ignore[arg-type]
    assert found["few"].column_names == ["run", "point", "draw"]  # type: ignore[attr-defined]
    assert found["lazy"].count_rows() == 2 * 2 * 33  # type: ignore[attr-defined]
    assert dict(found["cubes"].sizes) == {"run": 2, "month": 2, "nation": 33}  # type: ignore[attr-defined]
    assert "share" in capsys.readouterr().out


def test_the_tests_named_exist() -> None:
    named = set(re.findall(r"`(test_\w+\.py)`", PAGE))
    assert len(named) >= 7
    assert not [name for name in named if not (ROOT / "tests" / "batch" / name).is_file()]
