"""What a reader finds: tidy tables, units in the files, a manifest that answers for the model, CSV."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.batch.fake_engine import NATIONS, fake_model

from aicompete.batch.design.design import ensemble
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.results import Results
from aicompete.config import Scenario, apply_settings, load_catalogue, scenario_from_dict
from aicompete.engine.block import Record


@pytest.fixture
def stored(tmp_path: Path, design) -> Results:
    one = design()
    return to_folder(one, tmp_path / "r", fake_model(one), block_size=10, workers=1)


def test_layout(stored: Results) -> None:
    assert stored.folder is not None
    names = sorted(p.name for p in stored.folder.iterdir() if not p.name.startswith("."))
    tables = ["firms", "manifest.json", "nations", "runs.parquet", "series", "sessions.jsonl", "status", "trade"]
    assert names == tables
    parts = sorted(p.name for p in (stored.folder / "series").iterdir())
    assert parts == [f"part-00000{i}.parquet" for i in range(3)]


def test_tables_are_tidy_and_read_by_pandas_alone(stored: Results) -> None:
    assert stored.folder is not None
    series = pd.read_parquet(stored.folder / "series")
    assert list(series.columns) == ["run", "month", "level", "flat"]
    assert series.equals(stored.series)
    assert list(series["month"][:5]) == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    assert (series["run"] == np.repeat(np.arange(24), 5)).all()
    nations = pd.read_parquet(stored.folder / "nations")
    assert list(nations["nation"][:3]) == list(NATIONS)
    wide = nations.pivot(index=["run", "month"], columns="nation", values="size")
    np.testing.assert_array_equal(wide["USA"].to_numpy(), series["level"].to_numpy())
    np.testing.assert_array_equal(wide["ROW"].to_numpy(), series["level"].to_numpy() + 2.0)


def test_trade_rows_name_seller_and_buyer(stored: Results) -> None:
    chips, minerals, adoption = stored.trade_chips, stored.trade_minerals, stored.trade_adoption
    assert chips is not None
    assert minerals is not None
    assert adoption is not None
    assert list(chips.columns) == ["run", "month", "seller", "buyer", "chip_flow"]
    assert list(minerals.columns) == ["run", "month", "item", "seller", "buyer", "mineral_flow"]
    assert list(adoption.columns) == ["run", "month", "seller", "buyer", "adoption"]
    level = stored.series.set_index(["run", "month"])["level"]
    row = minerals[(minerals["run"] == 7) & (minerals["month"] == "2026-03")].set_index(["item", "seller", "buyer"])
    base = level[(7, "2026-03")]
    assert row.loc[("gallium", "CHN", "USA"), "mineral_flow"] == base
    assert row.loc[("germanium", "ROW", "CHN"), "mineral_flow"] == base + 1.0 + 1.0 + 1.0
    chip = chips[(chips["run"] == 7) & (chips["month"] == "2026-03")].set_index(["seller", "buyer"])
    assert chip.loc[("b", "ROW"), "chip_flow"] == base + 1.0 + 2.0


def test_units_stand_in_the_files(stored: Results) -> None:
    assert stored.folder is not None
    meta = pq.read_schema(stored.folder / "series" / "part-000000.parquet")
    assert meta.field("level").metadata[b"unit"] == b"index"
    assert json.loads(meta.metadata[b"units"])["level"] == "index"
    assert stored.units["size"] == "USD bn"
    assert stored.meanings["chip_flow"] == "chips shipped"
    assert stored.units["USA.ally_alienation"] == load_catalogue().levers["ally_alienation"].unit


def test_runs_hold_the_design_and_the_draws(stored: Results) -> None:
    runs = stored.runs
    keys = ["run", "scenario", "point", "point_id", "draw", "replicate"]
    assert list(runs.columns[:7]) == [*keys, "USA.ally_alienation"]
    assert list(runs["USA.ally_alienation"]) == [0.2] * 12 + [0.8] * 12
    assert list(runs.columns[-3:]) == ["state", "stage", "message"]
    drawn = [c for c in runs.columns if c.startswith("assumptions.")]
    assert len(drawn) == len(load_catalogue().assumptions)


def test_the_design_is_there_before_anything_runs(tmp_path: Path, design) -> None:
    one = design()
    folder = tmp_path / "r"
    with pytest.raises(BaseException, match="stopped after 0"):
        to_folder(one, folder, fake_model(one, interrupts=0), workers=1)
    assert len(pd.read_parquet(folder / "runs.parquet")) == 24
    assert not list(folder.glob("series/*"))


def test_memory_and_disk_agree(stored: Results, design) -> None:
    one = design()
    memory = in_memory(one, fake_model(one), block_size=7)
    assert memory.series.equals(stored.series)
    assert memory.runs.equals(stored.runs)
    assert memory.units == stored.units
    differing = {k for k in stored.manifest if stored.manifest[k] != memory.manifest[k]}
    assert differing == {"block_size"}


def test_what_was_not_recorded_is_none(design) -> None:
    one = design(record=Record(nations=False))
    results = in_memory(one, fake_model(one))
    assert results.nations is None
    assert results.firms is None
    assert results.trade_chips is None


def test_csv(stored: Results) -> None:
    paths = stored.save_csv()
    assert sorted(p.name for p in paths) == [
        "firms.csv", "nations.csv", "runs.csv", "series.csv", "status.csv", "trade.csv", "units.csv",
    ]  # fmt: skip
    back = pd.read_csv(next(p for p in paths if p.name == "series.csv"))
    np.testing.assert_allclose(back["level"].to_numpy(), stored.series["level"].to_numpy(), rtol=1e-15)
    units = pd.read_csv(next(p for p in paths if p.name == "units.csv"))
    assert units.set_index("column").loc["level", "unit"] == "index"


def test_manifest_answers_what_pictures_ask(tmp_path: Path, scenario: Scenario) -> None:
    chosen = apply_settings(scenario, ["USA.ally_alienation={2026-01: 0.5, 2026-04: 0.1}", "assumptions=central"])
    one = ensemble(chosen, 3, 1)
    manifest = in_memory(one, fake_model(one)).manifest
    json.dumps(manifest, allow_nan=False)
    assert manifest["kind"] == "run"
    assert manifest["points"] == [{}]
    assert manifest["dates"] == chosen.dates
    assert scenario_from_dict(manifest["scenario"]) == chosen
    entry = next(e for e in manifest["levers"] if (e["lever"], e["actor"]) == ("ally_alienation", "USA"))
    path = {"2026-01": 0.5, "2026-04": 0.1}
    assert entry == {"lever": "ally_alienation", "actor": "USA", "item": None, "path": path, "shape": "steps"}
    nations = manifest["nations"]
    assert len(nations) == 33
    assert (nations[0]["iso3"], nations[0]["name"], nations[0]["power"]) == ("USA", "United States", "us")
    assert nations[-1]["iso3"] == "ROW"
    assert all(n["gdp"] > 0 for n in nations)
    assert manifest["groups"]["powers"] == ["USA", "CHN"]
    assert all(0 <= t["security"] <= 1 and 0 <= t["trade"] <= 1 for t in manifest["ties"])
    assert {"a", "b"} <= manifest["ties"][0].keys()
    assert 0 < manifest["inputs"]["estimates"] < manifest["inputs"]["total"]
    assert all("value" in a for a in manifest["assumptions"].values())
    assert manifest["metrics"]["level"] == {"unit": "index", "meaning": "a walk", "level": "series"}


def test_manifest_of_a_sweep_names_points_and_values(stored: Results) -> None:
    assert stored.manifest["kind"] == "sweep"
    assert stored.manifest["swept"] == {"USA.ally_alienation": [0.2, 0.8]}
    assert stored.manifest["points"] == [{"USA.ally_alienation": 0.2}, {"USA.ally_alienation": 0.8}]


def test_sessions_hold_times_and_tables_do_not(stored: Results) -> None:
    assert stored.folder is not None
    entry = json.loads((stored.folder / "sessions.jsonl").read_text())
    assert entry["runs"] == 24
    assert entry["runs_per_second"] > 0
    assert "seconds" not in stored.manifest
