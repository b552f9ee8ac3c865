"""Every shipped number has a source and a confidence, and every fact id resolves."""

from __future__ import annotations

import re

import pytest

from aicompete.world.tables import DATA, MARKS, read_columns

TABLES = sorted(path.name for path in DATA.glob("*.csv"))
FACT = re.compile(r"\bF\d{4}\b")


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_source_and_confidence(table: str) -> None:
    columns = read_columns(table)
    if table == "nations.csv":
        assert all(columns["membership_confidence"])
        return
    allowed = set(MARKS.values())
    assert all(columns["source"])
    assert {word.split(" ")[0].rstrip(";,") for word in columns["confidence"]} <= allowed


@pytest.mark.parametrize("table", TABLES)
def test_fact_ids_resolve(table: str) -> None:
    known = set(read_columns("facts.csv")["id"])
    cited = set(FACT.findall((DATA / table).read_text(encoding="utf-8")))
    assert cited <= known


def test_fact_ids_of_the_readme_resolve() -> None:
    known = set(read_columns("facts.csv")["id"])
    for page in DATA.glob("*.md"):
        cited = set(FACT.findall(page.read_text(encoding="utf-8")))
        assert cited <= known, page.name


def test_readme_names_every_table() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [table for table in TABLES if table not in text] == []


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_no_machine_paths_and_no_non_commercial_input(path: object) -> None:
    text = (DATA / str(path)).read_text(encoding="utf-8")
    for word in ("/home/", "/root", "/tmp/", "BY-NC", "eto-supply-chain"):
        assert word not in text


def test_lever_history_is_ordered_and_inside_its_band() -> None:
    rows = read_columns("lever_history.csv")
    keys = list(zip(rows["actor"], rows["lever"], rows["item"], rows["date"], strict=True))
    assert len(set(keys)) == len(keys)
    for value, low, high in zip(rows["value"], rows["value_low"], rows["value_high"], strict=True):
        try:
            numbers = float(low), float(value), float(high)
        except ValueError:
            continue  # text levers
        assert numbers == tuple(sorted(numbers))


def test_fact_ids_cited_by_the_catalogue_resolve() -> None:
    known = set(read_columns("facts.csv")["id"])
    pages = sorted((DATA.parents[1] / "subjects").rglob("*.yaml"))
    assert pages
    unknown = {page.name: set(FACT.findall(page.read_text(encoding="utf-8"))) - known for page in pages}
    assert {name: ids for name, ids in unknown.items() if ids} == {}
