"""The generated pages are up to date, and the architecture page names files that exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from aicompete.month import MONTH

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_docs.py")
assert spec is not None
assert spec.loader is not None
make_docs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_docs)


PAGES = {str(path.relative_to(ROOT)): (path, text) for path, text in make_docs.texts().items()}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_up_to_date(name: str) -> None:
    path, text = PAGES[name]
    difference = make_docs.difference(path, text())
    assert not difference, f"refresh the pages with `{make_docs.REFRESH}`:\n{difference}"


def test_every_subject_has_a_page_of_its_own_and_no_page_is_left_over() -> None:
    subjects = {path.name for path in (ROOT / "src/aicompete/subjects").iterdir() if any(path.glob("*.yaml"))}
    pages = {path.stem for path in (ROOT / "docs/subjects").glob("*.md")}
    assert pages == subjects | {"index"}
    page = (ROOT / "docs/subjects/minerals.md").read_text(encoding="utf-8")
    test = "tests/subjects/test_minerals.py::test_a_ban_stops_the_target_and_nobody_else"
    names = ("`mineral_licence_strictness`", "`mineral_rebuild_slip`", "### erlang_queue_step", "E10:")
    for told in (test, *names):
        assert told in page
    assert "## What is left out" in (ROOT / "docs/subjects/science.md").read_text(encoding="utf-8")


def test_files_named_as_sources_are_in_the_package() -> None:
    here = {path.name.lower() for folder in ("src", "docs") for path in (ROOT / folder).rglob("*.*")}
    lost = []
    for line in make_docs.data_dictionary().splitlines():
        names = re.findall(r"\b\w+\.(?:md|csv|yaml|txt|json)\b", line)
        lost += [f"{line.split('|')[1].strip()}: {name}" for name in names if name.lower() not in here]
    assert not lost, "\n".join(["", *lost])


def test_the_page_lists_the_month_in_order() -> None:
    listed = re.findall(r"^\d+\. \*\*(\w+)\*\* \(`subjects/([\w/]+)\.py`\): \S", PAGE.read_text(encoding="utf-8"), re.M)
    assert [name for name, _ in listed] == [step.name for step in MONTH]
    assert all((ROOT / "src/aicompete/subjects" / f"{file}.py").is_file() for _, file in listed)


def test_files_named_on_the_page_exist() -> None:
    named = set(re.findall(r"`([\w./]+(?:/|\.\w+))`", PAGE.read_text(encoding="utf-8")))
    paths = {name for name in named if "/" in name or name.endswith((".py", ".yaml", ".toml"))}
    assert len(paths) > 20
    package = ROOT / "src" / "aicompete"
    folders = [ROOT, package, *package.glob("*/"), *package.glob("subjects/*/")]  # a path may start in its room
    lost = [name for name in paths if not any((folder / name).exists() for folder in folders)]
    assert not lost


def test_every_room_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rooms = [p for p in (ROOT / "src" / "aicompete").iterdir() if (p / "__init__.py").is_file()]
    assert len(rooms) >= 8
    assert not [room.name for room in rooms if f"| `{room.name}/` |" not in text]


def test_bars_in_cells_are_escaped() -> None:
    assert list(make_docs.table(("a", "b"), [("x | y", "two\nlines")])) == [
        "| a | b |",
        "|---|---|",
        "| x \\| y | two lines |",
    ]
