"""Tables as text: what is read back is what was written, and lines end alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.batch.fake_engine import fake_model

from aicompete.analysis import save_ema, summary
from aicompete.batch.design import design as designs
from aicompete.batch.run.runner import in_memory
from aicompete.batch.store.results import Results
from aicompete.config import ConfigError, load_experiment, load_scenario


@pytest.fixture
def results(tmp_path: Path) -> Results:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 2\n")
    file = tmp_path / "2030.yaml"
    grid = "{USA.ally_alienation: [0.1, 0.9], CHN.mineral_target_mode: [none, all_us]}"
    file.write_text(f"scenario: base\nsweep: {{grid: {grid}}}\ndraws: 2\nreplicates: 11\n")
    planned = designs.sweep(load_experiment(file))
    assert planned.name == "experiment_2030"
    return in_memory(planned, fake_model(planned))


def test_ids_come_back_as_they_were_written(results: Results, tmp_path: Path) -> None:
    back = pd.read_csv(save_ema(results, tmp_path / "ema") / "experiments.csv")
    assert back["scenario"].nunique() == 22
    assert back["policy"].nunique() == 4
    results.save_csv(tmp_path / "csv")
    runs = pd.read_csv(tmp_path / "csv" / "runs.csv")
    assert runs["point_id"].tolist() == results.runs["point_id"].tolist()
    assert runs["CHN.mineral_target_mode"].tolist() == results.runs["CHN.mineral_target_mode"].tolist()


def test_the_id_of_a_point_is_never_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(designs, "digest_of", lambda _: "12345678e0123456" * 4)
    name = designs.point_id(load_scenario("baseline"), {})
    assert len(name) == designs.ID_LENGTH
    with pytest.raises(ValueError):
        float(name)


def test_lines_of_all_tables_end_alike(results: Results, tmp_path: Path) -> None:
    written = [*results.save_csv(tmp_path / "csv"), *summary(results).save_csv(tmp_path / "summary")]
    written.append(save_ema(results, tmp_path / "ema") / "experiments.csv")
    assert len(written) > 4
    assert [path.name for path in written if b"\r" in path.read_bytes()] == []


@pytest.mark.parametrize("name", ["12", "1e5", "0.10", "nan", "inf"])
def test_a_name_that_reads_as_a_number_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "s.yaml").write_text(f"name: '{name}'\n")
    with pytest.raises(ConfigError, match="reads as a number"):
        load_scenario(tmp_path / "s.yaml")


@pytest.mark.parametrize(
    ("stem", "name"), [("-x", "x"), ("\u4e2d", "experiment"), ("1e5", "experiment_1e5"), ("a b", "a_b")]
)
def test_a_file_lends_its_experiment_a_name_that_files_may_hold(tmp_path: Path, stem: str, name: str) -> None:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 2\n")
    file = tmp_path / f"{stem}.yaml"
    file.write_text("scenario: base\nsweep: {grid: {USA.ally_alienation: [0.1, 0.9]}}\n")
    assert load_experiment(file).name == name
