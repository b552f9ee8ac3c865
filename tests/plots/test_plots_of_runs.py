"""Pictures that need what the model records: drawn from one small ensemble with firms and trade, governments answering.

Titles are read from the numbers, so each is held against the table it comes from.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.plots.synthetic import FolderResults, write_results

from aicompete import simulate
from aicompete.analysis import NotRecorded, view
from aicompete.analysis.firmpaths import firm_metric
from aicompete.analysis.gap import gaps
from aicompete.analysis.horizon import horizons
from aicompete.analysis.leakage import leak
from aicompete.analysis.retaliation import REGIONS, Phase, phase
from aicompete.analysis.selfsupply import layers
from aicompete.analysis.suppliers import suppliers
from aicompete.analysis.tables import View
from aicompete.plots.firmpaths import draw_firms
from aicompete.plots.gap import draw_gap
from aicompete.plots.horizon import draw_horizon
from aicompete.plots.leakage import draw_leakage
from aicompete.plots.pictures import PICTURES
from aicompete.plots.retaliation import draw_retaliation
from aicompete.plots.selfsupply import draw_self_supply
from aicompete.plots.squeeze import draw_squeeze
from aicompete.plots.suppliers import draw_suppliers


@pytest.fixture(scope="module")
def seen() -> View:
    settings = ["CHN.mineral_licence_strictness=0.8"]
    results = simulate("baseline_answered", 3, months=26, settings=settings, firms=True, trade=True, engine="numpy")
    return view(results)


def words(figure: Figure) -> str:
    return " ".join(str(t.get_text()) for t in figure.findobj(Text)).replace("\n", " ")


@pytest.mark.slow
def test_every_picture_of_a_full_record_is_drawn_with_a_title(seen: View) -> None:
    new = {"gap", "leakage", "self_supply", "squeeze", "retaliation", "suppliers", "firms", "decoupling", "arms"}
    listed = {picture.name: picture for picture in PICTURES}
    for name in new:
        assert listed[name].can_be_drawn(seen), name
        said = words(listed[name].make(seen, None))
        assert "scenario: baseline_answered" in said
        assert "3 runs" in said


@pytest.mark.slow
def test_titles_say_what_the_tables_hold(seen: View) -> None:
    ratios = {name: 100 * np.median(values, axis=0) for name, values in gaps(seen).items()}
    assert f"compute {ratios['compute'][0]:.2g} to {ratios['compute'][-1]:.2g} %" in words(draw_gap(seen))
    share = 100 * np.median(leak(seen).both[:, -1])
    assert f"{share:.2g} % of the compute China uses is smuggled or rented" in words(draw_leakage(seen))
    tools = next(layer for layer in layers(seen) if layer.name == "chip tools").share.median
    assert f"chip tools {100 * tools[0]:.0f} to {100 * tools[-1]:.0f} %" in words(draw_self_supply(seen))
    title = re.search(
        r"of (ASML|NVIDIA|Tokyo Electron|Samsung memory).* (?:rises|falls) from (\d+) to (\d+) %",
        words(draw_firms(seen)),
    )
    assert title is not None
    firm = {"ASML": "asml", "NVIDIA": "nvidia", "Tokyo Electron": "tel", "Samsung memory": "samsung_memory"}[title[1]]
    kept = np.median(firm_metric(seen, firm, "compliance"), axis=0)
    china = np.median(firm_metric(seen, firm, "revenue_china") / firm_metric(seen, firm, "revenue"), axis=0)
    ends = {tuple(f"{100 * path[i]:.0f}" for i in (0, -1)) for path in (kept, china)}
    assert (title[2], title[3]) in ends
    assert "Stocks of" in words(draw_squeeze(seen)) or "No stock outside" in words(draw_squeeze(seen))


@pytest.mark.slow
def test_suppliers_add_up(seen: View) -> None:
    for table, value, item in (
        ("trade_chips", "chips", None),
        ("trade_minerals", "minerals", "gallium"),
        ("trade_adoption", "adoption", None),
    ):
        found = suppliers(seen, table, value, [seen.dates[0], seen.dates[-1]], item=item)
        total = np.nansum(found.shares, axis=1)
        np.testing.assert_allclose(total[total > 0.0], 1.0)
        assert found.buyers[0] == "USA"
    assert "China's chips come mostly from Huawei" in words(draw_suppliers(seen))


@pytest.mark.slow
def test_shares_of_regions_add_up_and_start_without_a_move(seen: View) -> None:
    found = phase(seen)
    months = [found.regions(month) for month in range(len(seen.dates))]
    assert all(abs(sum(shares.values()) - 1.0) < 1e-12 for shares in months)
    assert months[0]["no move"] == 1.0
    assert "% of the runs" in words(draw_retaliation(seen))


@pytest.mark.parametrize(
    ("control", "licence", "region"),
    [(0.5, 0.3, "truce"), (0.6, 0.2, "truce"), (0.7, 0.3, "lock-up"), (0.6, 0.5, "lock-up"), (0.5, 0.4, "USA yields"),
     (0.7, 0.2, "China yields"), (0.605, 0.3, "no move")],
)  # fmt: skip
def test_where_a_run_stands(control: float, licence: float, region: str) -> None:
    found = Phase(np.array([[0.6, control]]), np.array([[0.3, licence]])).regions()
    assert found == {name: float(name == region) for name in REGIONS}


def test_what_was_not_recorded_is_said(tmp_path: Path) -> None:
    bare = FolderResults(write_results(tmp_path, runs=2, months=6, nations=False))
    for draw, said in (
        (draw_firms, "none of the firms"),
        (draw_suppliers, "who ships what to whom was not recorded"),
        (draw_retaliation, "levers in force are recorded where governments answer"),
        (draw_leakage, "compute_smuggled_chn"),
        (draw_self_supply, None),
    ):
        if said is None:
            assert "Made in China" in words(draw(bare))
        else:
            with pytest.raises(NotRecorded, match=said):
                draw(bare)


def test_an_effect_that_changes_sign_has_a_turn(tmp_path: Path) -> None:
    """Made-up paths: the control costs China a tenth of its effective compute at first and brings a tenth at last."""
    levels = {"USA.chip_export_control": [0.0, 0.9]}
    made = FolderResults(write_results(tmp_path, months=24, sweep=levels, draws=3, replicates=1))
    made.manifest["metrics"]["capability_chn"]["unit"] = "log10 H100e"
    series = made.series
    runs = made.runs.set_index("run")["USA.chip_export_control"]
    months = {month: i for i, month in enumerate(sorted(series["month"].unique()))}
    place = series["month"].map(months).to_numpy()
    shift = np.where(series["run"].map(runs).to_numpy() > 0.5, np.log10(np.linspace(0.9, 1.1, 24))[place], 0.0)
    series["capability_chn"] = 8.0 + shift
    [found] = horizons(view(made), "capability_chn")
    np.testing.assert_allclose(found.effect.median[[0, -1]], [-0.1, 0.1])
    assert found.turn == "2027-01"
    said = words(draw_horizon(made, metric="capability_chn"))
    assert "with a turn in Jan 2027" in said
    assert "+10 %" in said
