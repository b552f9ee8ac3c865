"""SQL over results, lazy tables and cubes: the same numbers, and one clear message for what is not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.batch.fake_engine import FIRMS, NATIONS, fake_model
from tests.batch.fault_kit import small_sweep
from tests.extras_kit import needs

from aicompete.batch.design.design import ensemble
from aicompete.batch.errors import BatchError, FolderError
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.query import QueryError, as_csv, as_text, ask
from aicompete.batch.store.results import Results
from aicompete.config import Scenario
from aicompete.engine.block import Record

pytestmark = [pytest.mark.slow, needs("duckdb")]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Results:
    design = small_sweep()
    folder = tmp_path_factory.mktemp("it's") / "r"  # a quote in the path
    return to_folder(design, folder, fake_model(design), block_size=8, workers=1)


@pytest.fixture(scope="module")
def memory() -> Results:
    design = small_sweep()
    return in_memory(design, fake_model(design))


@pytest.mark.parametrize("name", ["runs", "status", "series", "nations", "firms", "trade"])
def test_every_table_can_be_asked(stored: Results, memory: Results, name: str) -> None:
    table = stored.table(name)
    assert table is not None
    for results in (stored, memory):
        assert results.query(f"SELECT count(*) AS n FROM {name}")["n"][0] == table.num_rows


def test_answers_are_those_of_the_tables(stored: Results) -> None:
    asked = stored.query(
        'SELECT r."USA.ally_alienation" AS pull, avg(s.level) AS level FROM series s JOIN runs r USING (run) '
        "WHERE s.month = '2026-05' GROUP BY pull ORDER BY pull"
    )
    last = stored.series[stored.series["month"] == "2026-05"].merge(stored.runs, on="run")
    expected = last.groupby("USA.ally_alienation")["level"].mean()
    np.testing.assert_allclose(asked["level"], expected.to_numpy(), rtol=1e-12)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT levle FROM series", r"levle.*did you mean 'level'"),
        ("SELECT level FROM serie", r"serie.*did you mean 'series'.*tables are runs, status, series"),
        ("SELECT FROM WHERE", r"not understood: syntax error"),
        ("SELECT 1; SELECT 2", r"one SELECT at a time, not 2"),
        ("", r"one SELECT at a time, not 0"),
        ("DROP VIEW series", r"only SELECT is answered, not DROP: results are never changed"),
        ("COPY (SELECT 1) TO 'x.csv'", r"only SELECT is answered, not COPY"),
        ("SELECT month + 1.5 FROM series", r"not understood: No function matches"),
    ],
)
def test_a_wrong_question_gets_one_line(stored: Results, sql: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        ask(stored, sql)
    assert "\n" not in str(caught.value)


def test_answers_are_printed_for_people_and_as_csv(stored: Results) -> None:
    answer = ask(stored, "SELECT run, month, level / 3 AS third FROM series ORDER BY run, month")
    lines = as_text(answer, 3).splitlines()
    assert lines[0].split() == ["run", "month", "third"]
    assert lines[1].split()[:2] == ["0", "2026-01"]
    assert lines[-1] == "... 197 more rows (--csv prints all)"
    csv = as_csv(answer).splitlines()
    assert len(csv) == 201
    assert csv[0] == '"run","month","third"'


def test_duckdb_missing_is_said(stored: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(BatchError, match=r"pip install 'aicompete\[query\]'"):
        stored.query("SELECT 1")


def test_tables_are_read_lazily(stored: Results) -> None:
    import pyarrow.dataset as pads

    fresh = Results.load(stored.folder or "")
    data = fresh.scan("nations")
    assert data.count_rows() == 40 * 5 * 3
    few = data.to_table(columns=["run", "size"], filter=pads.field("run") == 7)
    assert few.num_rows == 15
    some = fresh.table("runs", columns=["run", "draw"])
    assert some is not None
    assert some.column_names == ["run", "draw"]
    assert fresh._tables == {}  # nothing was kept
    with pytest.raises(FolderError, match="no tradee table"):
        fresh.scan("tradee")


def test_columns_of_results_in_memory(memory: Results, stored: Results) -> None:
    mine, other = (results.table("series", columns=["run", "flat"]) for results in (memory, stored))
    assert mine is not None
    assert mine.equals(other)
    assert memory.scan("series").count_rows() == 200


def test_cubes_hold_the_numbers_of_the_tables(stored: Results, memory: Results) -> None:
    pytest.importorskip("xarray")
    series = stored.to_xarray()
    assert series["level"].dims == ("run", "month")
    assert series["level"].attrs == {"units": "index", "long_name": "a walk"}
    np.testing.assert_array_equal(series["level"].to_numpy().reshape(-1), stored.series["level"].to_numpy())
    nations = stored.to_xarray("nations")
    assert tuple(nations["nation"].to_numpy()) == NATIONS
    assert nations["size"].sel(run=3, month="2026-02", nation="ROW") == series["level"].sel(run=3, month="2026-02") + 2
    assert nations.equals(memory.to_xarray("nations"))
    trade = stored.to_xarray("trade")
    cell = trade["chip_flow"].sel(run=2, month="2026-01", market="chips", item="", seller=FIRMS[1], buyer="CHN")
    assert cell == series["level"].sel(run=2, month="2026-01") + 2.0
    assert np.isnan(trade["chip_flow"].sel(market="minerals")).all()
    runs = stored.to_xarray("runs")
    assert runs["scenario"].dims == ("run",)


def test_what_was_not_recorded_cannot_be_a_cube(scenario: Scenario) -> None:
    pytest.importorskip("xarray")
    design = ensemble(scenario, 2, 1, record=Record(nations=False))
    with pytest.raises(FolderError, match="no nations table: it was not recorded"):
        in_memory(design, fake_model(design)).to_xarray("nations")


def test_memory_is_told_without_reading(stored: Results) -> None:
    fresh = Results.load(stored.folder or "")
    assumed = sum(name.startswith("assumptions.") for name in stored.runs)
    assert fresh.memory == 8 * 40 * (5 * 2 + assumed)
    assert fresh._tables == {}


def test_a_query_reads_the_results_and_nothing_else(stored: Results, memory: Results, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    table = memory.table("runs")  # noqa: F841 - a variable that a query must not see
    tried = [
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM '{secret}'",
        f"SELECT * FROM read_text('{secret}')",
        f"SELECT * FROM glob('{tmp_path}/*')",
        "SELECT * FROM read_csv('https://example.com/a.csv')",
        "SELECT * FROM table",
        "SELECT * FROM secret",
    ]
    secret_frame = pd.DataFrame({"a": [1]})  # noqa: F841
    for results in (stored, memory):
        for sql in [*tried, "SELECT * FROM secret_frame"]:
            with pytest.raises(QueryError):
                ask(results, sql)
    with pytest.raises(QueryError, match="a query reads the results and no other file; the tables are runs, status"):
        ask(stored, tried[0])
