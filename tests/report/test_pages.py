"""What a reader finds in a report: whole, honest about its numbers, self-contained, and repeatable."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from tests.report.conftest import Made
from tests.report.page_kit import Page

from aicompete import simulate
from aicompete.analysis import view
from aicompete.analysis.words import date_text
from aicompete.config import load_experiment, load_scenario
from aicompete.report.sections.limits import LIMITS
from aicompete.report.sections.repeat import experiment_file, scenario_file
from aicompete.report.write import LARGEST

UNITS = ("H100e", "log10")


def pages(made: Made) -> list[Page]:
    return [made.run_page, made.comparison_page, made.sweep_page]


def test_a_report_is_one_file_that_fetches_nothing(made: Made) -> None:
    for page in pages(made):
        assert page.path.stat().st_size < LARGEST
        outside = re.sub(r"<script.*?</script>", "", page.text, flags=re.S)
        assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", outside)
        assert "<script src" not in page.text
        assert "<link" not in outside
        assert "@import" not in outside


def test_every_number_in_the_text_stands_in_the_ledger(made: Made) -> None:
    for page in pages(made):
        assert len(page.claims) > 10
        for sentence in page.said:
            bare = sentence
            for unit in UNITS:
                bare = bare.replace(unit, "")
            assert not re.search(r"\d", bare), sentence
        for number, text in page.claims.items():
            assert page.ledger[number][0] == text
            assert len(page.ledger[number]) >= 4, page.ledger[number]  # metric, statistic and runs are named


def test_the_ledgers_medians_are_those_of_the_results(made: Made) -> None:
    seen = view(made.tight)
    checked = 0
    for text, metric, date, statistic, *_ in (row for row in made.run_page.ledger.values() if len(row) == 5):
        if statistic != "median" or not seen.has(metric) or " to " in date or not text.endswith("%"):
            continue
        month = next(d for d in seen.dates if date_text(d) == date)
        median = float(np.median(seen.metric(metric)[:, seen.dates.index(month)]))
        assert float(text.removesuffix(" %")) == pytest.approx(100 * median, abs=0.06 if median < 0.0995 else 0.51)
        checked += 1
    assert checked >= 3


def test_a_run_is_told_in_five_sentences_with_its_levers_and_how_to_repeat_it(made: Made) -> None:
    page = made.run_page
    answer = page.text[page.text.index("<ol") : page.text.index("</ol>")]
    assert answer.count("<li>") == 5
    for section in ("levers", "pictures", "movers", "binding", "assumptions", "limits", "repeat", "ledger"):
        assert section in page.sections
    assert "costs" not in page.sections or "Costs to whom" in page.words
    assert "United States: chip export control" in page.words
    assert "Differs from the reference" in page.words
    assert "aicompete run tight_controls.yaml --runs 16 --seed 1" in page.words
    assert {"figure_coalition", "figure_map", "figure_network", "figure_compute"} <= set(page.figures)
    assert len(page.ids) == len(set(page.ids))


def test_a_comparison_tells_effects_by_size(made: Made) -> None:
    page = made.comparison_page
    assert "What does tight_controls (B) change against baseline (A)?" in page.words
    assert "Verdict" in page.words
    assert "no more than noise" in page.words
    assert "times the band it has in A" in page.words
    assert {"figure_effects", "figure_differences", "figure_difference_map", "figure_why"} <= set(page.figures)
    assert page.words.count("aicompete run ") >= 2


def test_a_sweep_tells_what_each_setting_does(made: Made) -> None:
    page = made.sweep_page
    assert "compute_share_chn" in page.text
    assert {"figure_response_compute_share_chn", "figure_response_alignment_mean"} <= set(page.figures)
    assert "United States chip export control goes from 0.3 to 0.9" in page.words
    assert "Neighbouring points that it moved" in page.words


def test_maps_and_networks_have_a_slider_over_months(made: Made) -> None:
    for name in ("figure_map", "figure_network"):
        part = made.run_page.text[made.run_page.text.index(f'id="{name}"') :]
        part = part[: part.index("</script>")]
        assert '"sliders":' in part
        assert part.count('"method":"animate"') >= 16
        assert "Jan 2026" in part
        assert "Dec 2029" in part


def test_the_files_in_a_report_give_the_same_numbers(made: Made, tmp_path: Path) -> None:
    run, swept = view(made.tight).manifest, view(made.sweep).manifest
    (tmp_path / "again.yaml").write_text(scenario_file(run))
    again = load_scenario(tmp_path / "again.yaml")
    assert again.months == 48
    repeated = simulate(again, 16, 1).series
    pd.testing.assert_frame_equal(repeated, view(made.tight).results.series, check_exact=True)
    (tmp_path / "baseline.yaml").write_text(scenario_file(swept))
    (tmp_path / "sweep.yaml").write_text(experiment_file(swept, "./baseline.yaml"))
    experiment = load_experiment(tmp_path / "sweep.yaml")
    assert [dict(point) for point in experiment.points] == swept["points"]
    assert (experiment.draws, experiment.replicates, experiment.months) == (8, 1, 24)
    assert yaml.safe_load(experiment_file(swept, "x"))["seed"] == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
def test_a_browser_draws_every_figure_and_moves_the_slider(made: Made, tmp_path: Path) -> None:
    for page in pages(made):
        moved = (
            "<script>window.onerror = m => document.body.setAttribute('data-error', m);"
            "window.addEventListener('load', async () => { const g = document.getElementById('figure_map') || "
            "document.getElementById('figure_difference_map');"
            "await Plotly.animate(g, [g._transitionData._frames[0].name], {mode: 'immediate', frame: {duration: 0}});"
            "document.body.setAttribute('data-drawn', document.querySelectorAll('.plotly-graph-div .main-svg').length);"
            "document.body.setAttribute('data-month', g.layout.sliders[0].active); });</script></body>"
        )
        file = tmp_path / "page.html"
        file.write_text(page.text.replace("</body>", moved), encoding="utf-8")
        words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"]
        done = subprocess.run([*words, file.as_uri()], capture_output=True, text=True, timeout=120, check=True)
        body = re.search(r"<body[^>]*>", done.stdout)
        assert body is not None
        assert "data-error" not in body[0]
        assert int(re.search(r'data-drawn="(\d+)"', body[0])[1]) >= 2 * len(page.figures)  # type: ignore[index]
        assert 'data-month="0"' in body[0]


def test_the_limits_are_those_of_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    part = readme[readme.index("## What the model is not good for") :].split("\n## ")[0]
    for heading, _ in LIMITS:
        assert f"**{heading}.**" in part


def test_costs_are_shown_where_they_were_recorded(made: Made) -> None:
    if not view(made.tight).has("cost_usa"):
        assert "costs" not in made.run_page.sections
        return
    assert "costs" in made.run_page.sections
    assert "costs" in made.comparison_page.sections
    assert "Over A, B costs the United States" in made.comparison_page.words
    assert "figure_costs" in made.run_page.figures
