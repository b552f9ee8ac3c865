"""The share of an outcome that the strongest factor decides alone, on made-up policies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.hypotheses.test_entries import GOOD
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import view
from aicompete.config import ConfigError
from aicompete.hypotheses.factors import largest_share
from aicompete.hypotheses.lacks import lacking
from aicompete.hypotheses.reading import load_hypothesis

SWEPT = {"USA.ally_alienation": list(np.linspace(0, 1, 16)), "USA.chip_export_control": list(np.linspace(0, 1, 12))}
PART = """  factors:
    says: no single factor
    factor_share: {of: compute_chn, at: 2027-12}
    unit: share
    holds: {at_most: 0.5}
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    folder = tmp_path_factory.mktemp("points")
    return FolderResults(write_results(folder, months=1, sweep=SWEPT, draws=1, replicates=1, nations=False))


def outcome(results: FolderResults, alone: float) -> FolderResults:
    """Give chip_price a part of its variance from alienation and the rest from luck."""
    points = results.runs.set_index("run")["USA.ally_alienation"]
    x = results.series["run"].map(points).to_numpy(dtype=float)
    luck = np.random.default_rng(7).normal(size=len(x))
    results.series["chip_price"] = np.sqrt(alone) * (x - x.mean()) / x.std() + np.sqrt(1 - alone) * luck
    return results


@pytest.mark.parametrize("alone", [1.0, 0.6, 0.0])
def test_the_share_of_one_factor_is_found(results: FolderResults, alone: float) -> None:
    found = largest_share(view(outcome(results, alone)), "chip_price", "2026-01")
    assert found.value == pytest.approx(alone, abs=0.1)
    assert found.low <= found.value <= found.high
    assert found.pairs == 16 * 12


def test_a_part_on_factors_needs_an_experiment(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD + PART, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"x.yaml:19:.*needs an 'experiment' beside the arms"):
        load_hypothesis(path)
    path.write_text(GOOD.replace("months: 24", "months: 24\nexperiment: random_policies") + PART, encoding="utf-8")
    one = load_hypothesis(path)
    assert one.parts[1].effect is None
    assert lacking(one) == []
    path.write_text(GOOD.replace("months: 24", "months: 24\nexperiment: moon") + PART, encoding="utf-8")
    assert lacking(load_hypothesis(path)) == ["experiment moon"]
