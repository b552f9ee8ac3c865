"""Every picture is made for one run, many runs, yearly recording and sweeps, and carries what a reader needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from tests.plots.synthetic import FolderResults, write_results

from aicompete import plots
from aicompete.analysis import AnalysisError, NotRecorded, view
from aicompete.plots.frame import page
from aicompete.plots.pictures import PICTURES as LISTED
from aicompete.plots.style import inches

pytestmark = pytest.mark.slow  # a picture, a decade or a limit takes a while: full run only

PICTURES: dict[str, tuple[Callable[..., Figure], tuple[str, ...]]] = {
    "coalition_area": (plots.draw_coalition_area, ("%", "mean share over runs", "by AI compute", "Uncommitted")),
    "coalition_lines": (plots.draw_coalition_lines, ("%", "10-90 % of runs", "by votes", "Chinese side")),
    "heatmap": (plots.draw_alignment_heatmap, ("index", "United Arab Emirates", "Rest of the EU")),
    "map": (plots.draw_alignment_map, ("index", "Saudi Arabia", "South Africa")),
    "network": (plots.draw_alliance_network, ("index", "Netherlands", "USD bn/yr")),
    "standards": (plots.draw_standards, ("%", "Open", "Installed base")),
    "compute": (plots.draw_compute, ("H100e", "months", "log10 H100e", "log scale")),
    "chips": (plots.draw_chip_market, ("USD per H100e", "H100e/month", "Smuggled")),
    "home_chain": (plots.draw_home_chain, ("ratio", "nodes", "Design software")),
    "costs": (plots.draw_costs, ("USD bn per year", "Other nations", "lost sales", "mean over runs")),
    "minerals": (plots.draw_mineral_market, ("USD/kg", "t/month", "Gallium", "Heavy rare earths")),
}


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    return FolderResults(write_results(tmp_path_factory.mktemp("many"), runs=12, months=48, failed=2))


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    return FolderResults(write_results(tmp_path_factory.mktemp("single"), runs=1, months=12, policy="constant"))


@pytest.fixture(scope="session")
def yearly(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    folder = tmp_path_factory.mktemp("yearly")
    return FolderResults(write_results(folder, runs=3, months=120, every="year", policy="many"))


def words(figure: Figure) -> str:
    return " ".join(str(t.get_text()) for t in figure.findobj(Text))


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_many_runs(name: str, many: FolderResults, tmp_path: Path) -> None:
    draw, expected = PICTURES[name]
    target = tmp_path / "picture.png"
    said = words(draw(many, target))
    assert target.stat().st_size > 40_000
    assert "scenario: marshall_delivered" in said
    assert "10 of 12 runs (2 failed and are left out)" in said
    assert "seed 1" in said
    assert "Jan 2026 to Dec 2029" in said
    assert "62 % of the model's inputs (1,432 of 2,310)" in said
    assert "Policy: dated changes" in said
    assert "United States: marshall budget" in said
    assert "Other levers held constant" in said
    missing = [text for text in expected if text not in said.replace("\n", " ")]
    assert not missing


@pytest.mark.parametrize("name", PICTURES)
def test_one_run_has_no_band_and_says_so(name: str, single: FolderResults) -> None:
    said = words(PICTURES[name][0](single))
    assert "1 run " in said
    assert "one run: no band can be shown" in said
    assert "Levers held constant: " in said
    assert "purchase guidance 0.7" in said
    assert "dated changes" not in said


@pytest.mark.parametrize("name", PICTURES)
def test_yearly_recording(name: str, yearly: FolderResults) -> None:
    said = words(PICTURES[name][0](yearly))
    assert "recorded yearly" in said
    assert "Also changing: " in said


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_no_text_leaves_the_page_or_meets_another(
    name: str, many: FolderResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Boxes of all texts that are drawn stay on the page and apart."""
    figure = PICTURES[name][0](many)
    boxes: list[tuple[str, Bbox]] = []
    original = Text.draw

    def watch(self: Text, renderer: Any, *args: Any, **kwargs: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            boxes.append((self.get_text(), self.get_window_extent(renderer)))
        original(self, renderer, *args, **kwargs)

    monkeypatch.setattr(Text, "draw", watch)
    figure.canvas.draw()
    page = figure.bbox
    assert len(boxes) > 20
    assert not [text for text, b in boxes if b.x0 < -1 or b.x1 > page.x1 + 1 or b.y0 < -1 or b.y1 > page.y1 + 1]
    assert not [
        (s, t)
        for i, (s, a) in enumerate(boxes)
        for t, b in boxes[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 6
    ]


@pytest.mark.slow
def test_ties_and_nations_not_recorded_are_said(tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path / "r", runs=2, months=12, nations=False))
    for name in ("heatmap", "map", "network"):
        with pytest.raises(NotRecorded, match="nations table was not recorded"):
            PICTURES[name][0](results)
    told: list[str] = []
    written = plots.draw_all(results, tmp_path / "out", formats=("svg",), tell=told.append)
    assert len(written) == sum(picture.can_be_drawn(view(results)) for picture in LISTED)
    assert len(told) == len(LISTED) - len(written)
    assert len(told) >= 3
    assert any("left out: the nations table was not recorded" in text for text in told)


@pytest.mark.slow
def test_all_pictures_of_a_run(single: FolderResults, tmp_path: Path) -> None:
    written = plots.draw_all(single, tmp_path, dates=["2026-02", "2026-05", "2026-09"])
    assert len(written) == 2 * sum(picture.can_be_drawn(view(single)) for picture in LISTED)
    assert {p.suffix for p in written} == {".png", ".svg"}
    assert all(p.stat().st_size > 5_000 for p in written)
    said = (tmp_path / "alignment_map.svg").read_text()
    assert all(date in said for date in ("Feb 2026", "May 2026", "Sep 2026"))


@pytest.mark.slow
def test_the_results_folder_is_the_default_place(single: FolderResults, tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", runs=1, months=6, nations=False)
    written = plots.draw_all(FolderResults(folder), formats=("svg",), tell=lambda _: None)
    assert {p.parent for p in written} == {folder / "plots"}


def test_a_long_title_takes_a_second_line_and_no_room_of_the_picture(many: FolderResults) -> None:
    title = " ".join(["Nigeria and Chile leave the middle for China's side"] * 3)
    with page(view(many), title) as sheet:
        first = sheet.axes(1, 1)[0][0]
    with page(view(many), "Short") as other:
        second = other.axes(1, 1)[0][0]
    heading = sheet.figure.texts[0].get_text()
    assert heading.replace("\n", " ") == title
    assert heading.count("\n") == 1
    assert sheet.height > other.height
    assert abs(inches(first)[1] - inches(second)[1]) < 0.02


def test_a_metric_or_a_family_can_be_asked_for(many: FolderResults, tmp_path: Path) -> None:
    assert "China's share of world AI compute" in words(plots.draw_family(many, metric="compute_share_chn"))
    said = words(plots.draw_family(many, metric="mineral_price")).replace("\n", " ")
    assert "Price of germanium outside China" in said
    assert "USD/kg" in said
    assert "more metrics" not in said
    with pytest.raises(NotRecorded, match="did you mean 'chip_price'"):
        plots.draw_all(many, tmp_path, metric="chip_prise")


def test_a_date_outside_the_results_is_one_clear_error(single: FolderResults, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="2031-01 is outside the results"):
        plots.draw_all(single, tmp_path, dates=["2031-01"])


@pytest.mark.slow
def test_months_without_any_change_and_a_single_month(tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path, runs=4, months=1))
    for draw, _ in PICTURES.values():
        assert "Jan 2026" in words(draw(results))


def test_changes_after_the_last_month_are_not_drawn(tmp_path: Path) -> None:
    short = view(FolderResults(write_results(tmp_path, runs=2, months=6)))
    said = words(plots.draw_standards(short))
    assert "marshall budget" not in said
    assert "United States: coordination" in said


def test_a_group_and_many_nations_are_named_briefly(many: FolderResults) -> None:
    said = words(plots.draw_standards(many))
    assert "US allies: chip export control 0.3" in said


def test_unknown_estimates_and_levers_are_said(tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path, runs=2, months=6))
    for key in ("inputs", "levers", "seed", "version"):
        del results.manifest[key]
    said = words(plots.draw_standards(results))
    assert "The share of inputs that are estimates was not recorded." in said
    assert "the levers were not recorded" in said
    assert "seed not recorded" in said
