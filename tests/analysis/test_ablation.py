"""What an ablation says of made-up differences: nothing for nothing, the right sign, size and order for something."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults

from aicompete.analysis import AnalysisError
from aicompete.analysis.ablation import Ablation, ablation
from aicompete.plots.ablation import draw_ablation

RUNS, MONTHS = 40, 12
METRICS = ["alignment_mean", "chip_price"]
OWN = {"alliances": ["alignment_mean"]}


def made(base: FolderResults, **moves: dict[str, object]) -> SimpleNamespace:
    """Results of an ablation: every step adds what `moves` says, (month,) or (run, month), to a metric."""
    rng = np.random.default_rng(1)
    dates = [f"2026-{month:02d}-01" for month in range(1, MONTHS + 1)]
    whole = {"alignment_mean": rng.normal(0.1, 0.05, (RUNS, 1)), "chip_price": rng.normal(20_000, 1_000, (RUNS, 1))}
    points = [{}, *({"without": step} for step in moves)]
    frames = []
    for number, move in enumerate([{}, *moves.values()]):
        values = {m: whole[m] + np.zeros((1, MONTHS)) + np.asarray(move.get(m, 0.0)) for m in METRICS}
        run = np.repeat(np.arange(RUNS), MONTHS) + number * RUNS
        frames.append(pd.DataFrame({"run": run, "month": dates * RUNS, **{m: v.ravel() for m, v in values.items()}}))
    place = np.arange(RUNS * len(points))
    runs = pd.DataFrame({"run": place, "point": place // RUNS, "draw": place % RUNS, "replicate": place % RUNS})
    manifest = {
        **base.manifest,
        "name": "made",
        "dates": dates,
        "points": points,
        "swept": {},
        "pairing": "paired",
        "show": METRICS,
        "sampling": {"kind": "ablation", "own": OWN},
    }
    series = pd.concat(frames, ignore_index=True)
    return SimpleNamespace(name="made", manifest=manifest, runs=runs.assign(state="ok"), series=series, nations=None)


def row(found: Ablation, step: str, metric: str) -> dict[str, object]:
    table = found.table[(found.table["without"] == step) & (found.table["metric"] == metric)]
    return dict(table.iloc[0])


def test_without_nothing_nothing_moves(base: FolderResults) -> None:
    found = ablation(made(base, nothing={}))
    numbers = found.table[["end", "end_low", "end_high", "end_sd", "largest", "largest_sd", "size"]]
    assert (numbers == 0.0).all().all()
    assert (found.table["largest_month"] == "").all()
    assert "nothing outside its own subject: nothing" in "\n".join(found.lines())


def test_sizes_signs_months_and_order(base: FolderResults) -> None:
    spike = np.zeros(MONTHS)
    spike[4] = -3_000.0
    both = np.where(np.arange(RUNS) % 2, 0.1, -0.1)[:, None] * np.ones(MONTHS)
    found = ablation(
        made(base, laws={}, firms={"chip_price": spike}, power={"chip_price": 9_000.0, "alignment_mean": both})
    )
    assert found.steps == ["power", "firms", "laws"]
    spiked = row(found, "firms", "chip_price")
    sd = found.whole.metric("chip_price")[:, 0].std(ddof=1)
    assert spiked["end"] == 0.0
    assert spiked["largest"] == pytest.approx(-3_000.0)
    assert spiked["largest_month"] == "2026-05"
    assert spiked["size"] == pytest.approx(3_000.0 / sd)
    assert row(found, "power", "chip_price")["end_sd"] == pytest.approx(9_000.0 / sd)
    split = row(found, "power", "alignment_mean")  # either way: the median is near zero, the size is not
    assert split["size"] == pytest.approx(0.1 / found.whole.metric("alignment_mean")[:, 0].std(ddof=1))
    assert split["end_low"] == pytest.approx(-0.1)
    assert split["end_high"] == pytest.approx(0.1)
    text = "\n".join(found.lines())
    assert "firms: chip price -3,000 USD per H100e (-3,000 to -3,000) on the way, about May 2026" in text


def test_interval_covers_ninety_percent_of_pairs(base: FolderResults) -> None:
    moves = np.linspace(0.0, 1.0, RUNS)[:, None] * np.ones(MONTHS)
    moved = row(ablation(made(base, power={"alignment_mean": moves})), "power", "alignment_mean")
    assert (moved["end_low"], moved["end"], moved["end_high"]) == pytest.approx((0.05, 0.5, 0.95))


def test_own_metrics_do_not_count_in_the_order(base: FolderResults) -> None:
    found = ablation(made(base, alliances={"alignment_mean": 1.0}, firms={"alignment_mean": 0.1}))
    assert found.steps == ["firms", "alliances"]
    assert bool(row(found, "alliances", "alignment_mean")["own"])
    text = "\n".join(found.lines())
    assert "nothing outside its own subject: alliances" in text
    assert "(2" in text  # its size is shown, in brackets


def test_a_step_whose_runs_all_fail_is_named(base: FolderResults) -> None:
    results = made(base, power={"chip_price": 9_000.0}, economy={"chip_price": np.nan, "alignment_mean": np.nan})
    found = ablation(results)
    assert found.steps == ["power"]
    assert "economy could not be judged" in "\n".join(found.lines())


def test_other_results_are_refused(base: FolderResults, sweep: FolderResults) -> None:
    for results in (base, sweep):
        with pytest.raises(AnalysisError, match="is no ablation"):
            ablation(results)


def test_the_picture_has_every_step_and_metric(base: FolderResults) -> None:
    figure = draw_ablation(ablation(made(base, alliances={"alignment_mean": 1.0}, firms={"chip_price": -5_000.0})))
    left, right = figure.axes[:2]
    assert [label.get_text() for label in left.get_yticklabels()] == ["firms", "alliances"]
    for axes in (left, right):
        assert [label.get_text() for label in axes.get_xticklabels()] == ["alignment", "chip price"]
        said = [text.get_text() for text in axes.texts]
        assert len(said) == 4
        assert said.count("") == 2  # nothing where nothing moves
        assert any(text.startswith(("-5", "-6")) for text in said)
