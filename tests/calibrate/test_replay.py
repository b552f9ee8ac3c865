"""The replay as a model to calibrate, and the command from screening to a set that loads."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from aicompete.analysis.discrepancy import stored
from aicompete.analysis.hindcast import expressed, targets
from aicompete.analysis.hindcast.targetfamilies import linear_sd, target_sd
from aicompete.calibrate import CalibrationError, Plan, command
from aicompete.calibrate.pipeline import USUAL, left_out
from aicompete.calibrate.problem import figures
from aicompete.calibrate.replay import Replay
from aicompete.cli import app
from aicompete.config import load_scenario, sample_assumptions
from aicompete.config.catalogue.calibrated import read_set

FITTED = [target for target in expressed() if target.use == "calibrate"]
HELD_BACK = [target for target in targets() if target.use == "test"]


def test_targets_that_are_held_back_are_refused() -> None:
    assert len(HELD_BACK) > 10
    for target in HELD_BACK:
        with pytest.raises(CalibrationError, match=f"{target.id}.*held back"):
            figures([*FITTED, target])
    context = next(target for target in targets() if target.use == "context")
    with pytest.raises(CalibrationError, match="'context'"):
        figures([context])
    assert all("2024" not in target.period and "2025" not in target.period for target in FITTED)


def test_scales() -> None:
    by_id = {figure.id: figure for figure in figures(FITTED)}
    flow, share = by_id["H01"], by_id["H05"]
    assert flow.log
    assert flow.z == pytest.approx(np.log(flow.observed))
    assert flow.sd == pytest.approx(np.log(flow.high / flow.low) / 3.29)
    assert np.isfinite(flow.scale(np.array([0.0]))).all()
    assert not share.log
    assert share.sd == pytest.approx((share.high - share.low) / 3.29)
    assert share.inside(np.array([share.low - 1.0, share.observed])).tolist() == [False, True]


def test_what_the_model_leaves_out_is_learned_unless_a_number_says_otherwise() -> None:
    observed = figures(FITTED, {target.id: linear_sd(target, stored()) for target in FITTED})
    observation = np.array([figure.sd**2 for figure in observed])
    learned = left_out(observed, Plan(), observation)
    assert learned == pytest.approx([figure.off**2 for figure in observed])
    assert (learned > 0.0).all()
    assert left_out(observed, Plan(discrepancy=2.0), observation) == pytest.approx(4.0 * observation)
    assert left_out(figures(FITTED), Plan(), observation) == pytest.approx(USUAL**2 * observation)


def test_a_share_is_off_by_its_odds_and_a_growth_by_its_ratio() -> None:
    share, growth = (next(target for target in FITTED if target.id == name) for name in ("H05", "H35"))
    found = stored()
    part = share.observed / 100.0
    assert linear_sd(share, found) == pytest.approx(100.0 * part * (1.0 - part) * target_sd(share, found))
    assert linear_sd(growth, found) == pytest.approx((100.0 + growth.observed) * target_sd(growth, found))


@pytest.mark.slow
def test_the_replay_sees_nothing_after_its_targets_and_is_the_model_itself() -> None:
    names = [target.id for target in FITTED]
    replay = Replay(load_scenario("history"), [*names, HELD_BACK[-1].id], seed=1)
    assert replay.scenario.dates[-1] == "2024-01"
    assert "coding.USA.chip_export_control" in replay.names
    shares = np.random.default_rng(1).random((6, len(replay.names)))
    found = replay.run(shares, np.arange(6))
    assert np.isfinite(found[:, :-1]).all()
    assert np.isnan(found[:, -1]).all()
    again = Replay(load_scenario("history"), names, seed=1).run(shares[2:4], np.arange(2, 4))
    assert np.array_equal(again, found[2:4, :-1])


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("SALib")
    monkeypatch.chdir(tmp_path)
    words = ["calibrate", "--draws", "400", "--waves", "1", "--size", "40", "--workers", "2", "--discrepancy", "2"]
    done = CliRunner().invoke(app, [*words, "--out", "sets/v9.1.csv"])
    assert done.exit_code == 0, done.output
    drawn = read_set(tmp_path / "sets" / "v9.1.csv")
    told = yaml.safe_load((tmp_path / "sets" / "v9.1.yaml").read_text())
    assert drawn.size == told["rows"] >= 20
    assert [one["name"] for one in told["assumptions"]] == list(drawn.columns)
    assert {target["id"] for target in told["targets"]} == {target.id for target in FITTED}
    assert told["months"] == "2022-01 to 2024-01"
    history = sample_assumptions(load_scenario("history"), 1, 1)
    assert set(drawn.columns) <= set(history)
    report = tmp_path / "results" / "calibration" / "v9.1"
    assert {path.name for path in report.iterdir()} == {"report.md", "targets.csv", "assumptions.csv", "screen.csv"}
    assert "Not identified" in (report / "report.md").read_text()
    json.dumps(told)  # plain data throughout


def test_a_dry_run_tells_and_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["calibrate", "--dry-run", "--draws", "500", "--waves", "2"])
    assert done.exit_code == 0
    assert "at most 2,484 runs" in done.output
    assert "H01" in done.output
    assert "H03" not in done.output
    assert not list(tmp_path.iterdir())


def test_names_of_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = {"v2026.1": tmp_path / "v2026.1.csv", "v2026.10": tmp_path / "v2026.10.csv"}
    for path in shipped.values():
        path.touch()
    monkeypatch.setattr(command, "shipped_sets", lambda catalogue: shipped)
    assert command.next_name() == "v2026.11"
    assert command.table_for(None, tmp_path / "r") == tmp_path / "r" / "v2026.11" / "v2026.11.csv"
    assert command.table_for(tmp_path, tmp_path / "r") == tmp_path / "v2026.11.csv"
    with pytest.raises(CalibrationError, match="shipped and stays"):
        command.table_for(tmp_path / "v2026.1.csv", tmp_path)
    with pytest.raises(CalibrationError, match="not 'mine'"):
        command.table_for(tmp_path / "mine.csv", tmp_path)
    (tmp_path / "notes.yaml").write_text("mine")
    for place in (tmp_path / "notes.yaml", tmp_path / "notes.yaml" / "v2026.9.csv"):
        with pytest.raises(CalibrationError, match=r"notes\.yaml is a file, not a folder"):
            command.table_for(place, tmp_path)


@pytest.mark.parametrize(("module", "package"), [("sklearn", "sklearn"), ("SALib.analyze", "SALib")])
def test_a_missing_extra_is_one_message(monkeypatch: pytest.MonkeyPatch, module: str, package: str) -> None:
    if package == "sklearn":
        pytest.importorskip("SALib", reason="SALib is asked for first")
    for name in [known for known in sys.modules if known.startswith(module)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    done = CliRunner().invoke(app, ["calibrate", "--draws", "400"])
    assert done.exit_code == 2
    assert f"needs the package {package}" in done.output
    assert "aicompete[calibrate]" in done.output
    assert "Traceback" not in done.output


def test_too_few_draws_are_refused() -> None:
    done = CliRunner().invoke(app, ["calibrate", "--draws", "3"])
    assert done.exit_code == 2
    assert Plan().runs > 10_000
