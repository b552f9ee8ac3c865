"""Reports made once for all tests: of a run, a comparison and a sweep of the model, small."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.report.page_kit import Page

from aicompete import simulate
from aicompete.batch.design.design import sweep as design_of
from aicompete.batch.run.runner import to_folder
from aicompete.config import load_experiment, load_scenario
from aicompete.report import write_report

EXPERIMENT = """name: two_levers
description: Two levers over two years.
scenario: baseline
sweep: {grid: {USA.chip_export_control: [0.3, 0.9], USA.ally_alienation: [0.1, 0.9]}}
draws: 8
replicates: 1
months: 24
metrics: [compute_share_chn, alignment_mean]
"""


@dataclass(frozen=True)
class Made:
    """The results folders and the pages written from them."""

    baseline: Path
    tight: Path
    sweep: Path
    run_page: Page
    comparison_page: Page
    sweep_page: Page


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    for package in ("plotly", "jinja2"):
        pytest.importorskip(package, reason="reports need the extra 'report'")
    place = tmp_path_factory.mktemp("reports")
    folders = {name: place / name for name in ("baseline", "tight_controls")}
    for name, folder in folders.items():
        simulate(load_scenario(name), 16, 1, months=48, out=folder)
    (place / "two_levers.yaml").write_text(EXPERIMENT)
    to_folder(design_of(load_experiment(place / "two_levers.yaml")), place / "two_levers", workers=1)
    base, tight, swept = folders["baseline"], folders["tight_controls"], place / "two_levers"
    pages = [
        Page.of(write_report(list(asked), place / f"{i}.html"))
        for i, asked in enumerate([(tight,), (base, tight), (swept,)])
    ]
    return Made(base, tight, swept, *pages)
