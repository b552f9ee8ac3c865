"""Pictures of sweeps and comparisons."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.plots.synthetic import FolderResults, write_results

from aicompete import plots
from aicompete.analysis import AnalysisError
from aicompete.analysis.settings import value_text
from aicompete.plots.geography import TILES, keep_apart, spring_layout, tile_places
from aicompete.plots.style import ALIGNMENT, SIDE_COLOURS

pytestmark = pytest.mark.slow  # a picture, a decade or a limit takes a while: full run only

SHORT = {"months": 12, "draws": 3, "replicates": 2}


def words(figure: Figure) -> str:
    return " ".join(str(t.get_text()) for t in figure.findobj(Text)).replace("\n", " ")


def sweep(folder: Path, swept: dict[str, list[object]], **more: object) -> FolderResults:
    return FolderResults(write_results(folder, sweep=swept, **{**SHORT, **more}))  # type: ignore[arg-type]


def test_two_levers_are_a_heat_map_with_contours(tmp_path: Path) -> None:
    results = FolderResults(write_results(tmp_path, sweep=True, months=24, draws=3, replicates=2))
    figure = plots.draw_sweep_response(results, tmp_path / "p.png", metric="compute_share_chn")
    said = words(figure)
    assert (tmp_path / "p.png").stat().st_size > 30_000
    assert "72 runs" in said
    assert "12 points, 6 runs each" in said
    assert "United States chip export control  [index]" in said
    assert (
        "Swept: United States chip export control: 0, 0.3, 0.6, 0.9; China mineral licence strictness: 0, 0.5, 0.9"
        in said
    )
    assert "Width of the 10-90 % band of runs  [percentage points]" in said
    assert "US allies: chip export control 0.3" in said
    assert any(c.__class__.__name__ == "QuadContourSet" for c in figure.axes[0].collections)


def test_one_lever_is_a_line_with_both_spreads(tmp_path: Path) -> None:
    results = sweep(tmp_path, {"USA.chip_export_control": [0.0, 0.5, 0.9]})
    said = words(plots.draw_sweep_response(results, metric="capability_lag_chn", date="2026-06"))
    assert "China's capability lag " in said
    assert "as United States chip export control goes from 0 to 0.9 (Jun 2026)" in said
    assert "[months]" in said
    assert "Random shocks" in said
    assert "Unknown assumptions" in said


def test_three_levers_are_small_multiples(tmp_path: Path) -> None:
    swept = {
        "USA.chip_export_control": [0.0, 0.5, 0.9],
        "USA.ally_alienation": [0.0, 0.5],
        "CHN.purchase_guidance": [0, 1],
    }
    said = words(plots.draw_sweep_response(sweep(tmp_path, swept, failed=1), metric="chip_price"))
    assert "71 of 72 runs (1 failed and is left out)" in said
    assert "colour: United States ally alienation" in said
    assert "China purchase guidance = 1" in said
    assert "USD per H100e" in said


def test_named_choices_keep_their_order_and_have_no_line(tmp_path: Path) -> None:
    results = sweep(tmp_path, {"CHN.licence_regime": ["none", "defence", "all"]})
    figure = plots.draw_sweep_response(results, metric="chip_price")
    assert [t.get_text() for t in figure.axes[0].get_xticklabels()] == ["none", "defence", "all"]
    assert not figure.axes[0].get_lines()


def test_a_list_of_points_is_ranked(tmp_path: Path) -> None:
    results = sweep(tmp_path, {"USA.chip_export_control": [0.0, 0.5, 0.9]})
    results.manifest["points"][1] = {"USA.ally_alienation": 0.9}
    results.manifest["points"][2] = {}
    figure = plots.draw_sweep_response(results, metric="compute_share_chn")
    said = words(figure)
    assert "United States ally alienation 0.9" in said
    assert "nothing set" in said
    medians = figure.axes[0].collections[1].get_offsets()[:, 0]
    assert (np.diff(np.asarray(medians)) <= 0).all()


def test_a_sweep_with_one_run_a_point_has_no_band(tmp_path: Path) -> None:
    results = sweep(tmp_path, {"USA.chip_export_control": [0.0, 0.5, 0.9]}, draws=1, replicates=1)
    figure = plots.draw_sweep_response(results, metric="compute_share_chn")
    assert "3 points, 1 run each" in words(figure)
    assert "Spread at a point" not in words(figure)  # shocks and assumptions cannot be told apart: no empty panel
    crossed = sweep(tmp_path / "crossed", {"USA.chip_export_control": [0.0, 0.5, 0.9]})
    assert "Spread at a point" in words(plots.draw_sweep_response(crossed, metric="compute_share_chn"))


def test_values_are_read_in_words() -> None:
    assert value_text({"2026-01": 0.2, "2027-01": 1, "2028-07": 0.2}) == "0.2; 1 from 2027; 0.2 from Jul 2028"
    assert value_text("2026-01: 0.2; 2027-01: 1") == "0.2; 1 from 2027"
    assert value_text("us_and_allies") == "US and allies"


def test_what_reads_alike_has_one_colour_and_no_span(tmp_path: Path) -> None:
    results = sweep(tmp_path, {"USA.chip_export_control": [0.0, 0.9], "CHN.mineral_licence_strictness": [0.0, 0.8]})
    series = results.series.copy()
    series["compute_share_chn"] = 0.09 + 1e-5 * series["run"] / series["run"].max()
    results.__dict__["series"] = series
    figure = plots.draw_sweep_response(results, metric="compute_share_chn")
    assert "is 9.0 % whatever is set" in words(figure)
    colours = figure.axes[0].images[0]
    shown = colours.norm(colours.get_array())
    assert float(np.ptp(shown)) < 0.01


@pytest.mark.slow
def test_draw_all_of_a_sweep_draws_what_the_experiment_shows(tmp_path: Path) -> None:
    results = sweep(tmp_path / "r", {"USA.chip_export_control": [0.0, 0.9]})
    results.manifest["show"] = ["chip_price", "alignment_mean"]
    written = plots.draw_all(results, tmp_path / "out", formats=("png",))
    assert [p.name for p in written] == ["response_chip_price.png", "response_alignment_mean.png"]
    one = plots.draw_story(results, tmp_path / "point", formats=("svg",), point=1)
    assert len(one) == 6
    assert "(United States chip export control = 0.9)" in one[0].read_text()


def test_a_comparison_shows_paired_differences_and_what_differs(tmp_path: Path) -> None:
    a = FolderResults(write_results(tmp_path / "a", runs=8, months=24, policy="constant", name="baseline"))
    b = FolderResults(write_results(tmp_path / "b", runs=8, months=24, shift=0.1))
    said = words(plots.draw_comparison(a, b, tmp_path / "c.png"))
    assert "A is baseline, B is marshall_delivered." in said
    assert "What B changes: " in said
    assert "8 pairs of runs under the same shocks" in said
    assert "United States: marshall budget 0 in A, 20 in B (USD bn per year), 2026-07 to 2027-05" in said
    assert "percentage points" in said
    other = FolderResults(write_results(tmp_path / "o", runs=8, months=24, seed=4))
    assert "unpaired: other shocks" in words(plots.draw_comparison(a, other))


def test_a_plain_run_has_no_response(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="is not a sweep"):
        plots.draw_sweep_response(FolderResults(write_results(tmp_path, runs=2, months=6)))


def test_tiles_do_not_share_a_place() -> None:
    assert len(set(TILES.values())) == len(TILES) == 32
    places = tile_places([*TILES, "XXA", "XXB"])
    assert len(set(places.values())) == 34


def test_layout_is_stable_and_boxes_part() -> None:
    rng = np.random.default_rng(0)
    anchors = rng.random((20, 2))
    weights = (rng.random((20, 20)) > 0.8) * 0.2
    weights = np.maximum(weights, weights.T)
    assert np.array_equal(spring_layout(weights, anchors), spring_layout(weights, anchors))
    spots = keep_apart(np.zeros((12, 2)), np.full((12, 2), 0.5))
    apart = np.abs(spots[:, None] - spots[None]).max(axis=-1) + np.eye(12)
    assert apart.min() >= 0.5 - 1e-3


def test_colours_of_the_sides() -> None:
    assert SIDE_COLOURS["us"] == "#0072B2"
    assert SIDE_COLOURS["cn"] == "#D55E00"
    red, _, blue, _ = ALIGNMENT(1.0)
    assert blue > red
    red, _, blue, _ = ALIGNMENT(0.0)
    assert red > blue


def test_plots_and_analysis_never_import_the_model() -> None:
    import ast

    import aicompete.analysis
    import aicompete.plots

    # rules are pure functions of arrays: what is measured of results is computed by the same ones
    banned = ("aicompete.engine", "aicompete.subjects", "aicompete.model", "aicompete.world")
    for package in (aicompete.analysis, aicompete.plots):
        for file in Path(str(package.__file__)).parent.glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not [n for n in names if n.startswith(banned)], file.name


def test_the_manifest_of_the_made_up_sweep_is_json(tmp_path: Path) -> None:
    folder = write_results(tmp_path, sweep=True, **SHORT)
    assert len(json.loads((folder / "manifest.json").read_text())["points"]) == 12
