"""The pictures that tell a run's story are chosen by what moved in it; the list names what there is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete import plots
from aicompete.analysis import view
from aicompete.analysis.moved import move, moved_at_end
from aicompete.config import load_catalogue, load_scenario
from aicompete.engine.metrics import by_level
from aicompete.engine.replies import shown_of
from aicompete.plots.pictures import PICTURES, STORY, story_pictures
from aicompete.subjects.replies.metrics import reply_metrics


def results(folder: Path, **values: object) -> FolderResults:
    """Made-up results in which the given series metrics take the given values: a start and an end."""
    made = FolderResults(write_results(folder, runs=4, months=12, policy="constant"))
    series = made.series
    months = sorted(series["month"].unique())
    for name, (first, last) in values.items():  # type: ignore[misc]
        line = dict(zip(months, np.linspace(first, last, len(months)), strict=True))
        series[name] = series["month"].map(line).to_numpy(dtype=float)
    return made


def test_every_picture_names_what_the_model_measures() -> None:
    answered = reply_metrics(shown_of([load_scenario("baseline_answered")]), load_catalogue().levers)
    series = {metric.name for metric in (*by_level("series"), *answered)}
    nations = {f"nations:{metric.name}" for metric in by_level("nations")}
    for picture in PICTURES:
        named = {need for need in picture.needs if not need.endswith(":")} | set(picture.tells)
        assert named <= series | nations, picture.name
    assert len({picture.name for picture in PICTURES}) == len(PICTURES)


def test_what_moved_comes_first_and_says_why(tmp_path: Path) -> None:
    seen = view(results(tmp_path, chip_home_share_chn=(0.9, 0.1)))
    first, *others = story_pictures(seen)
    assert first.picture.name == "chip_market"
    assert first.why == "home-made share of China's legal new compute -80 points by Dec 2026"
    assert len(others) == STORY - 1
    lag = view(results(tmp_path / "lag", capability_lag_chn=(6.0, 60.0)))
    assert story_pictures(lag)[0].picture.name == "compute"
    assert story_pictures(lag)[0].why == "China's capability lag +54 months by Dec 2026"


def test_two_pictures_of_one_thing_are_not_both_chosen_while_others_moved(tmp_path: Path) -> None:
    moved = {"coalition_share_us_gdp": (0.7, 0.1), "chip_home_share_chn": (0.9, 0.5), "standard_share_us": (0.8, 0.5)}
    names = [one.picture.name for one in story_pictures(view(results(tmp_path, **moved)), 3)]
    assert names == ["coalition_areas", "chip_market", "standards"]


def test_a_doubling_and_a_tenth_weigh_the_same_and_luck_weighs_nothing(tmp_path: Path) -> None:
    seen = view(results(tmp_path, chip_price=(100.0, 200.0), standard_share_us=(0.5, 0.6)))
    price, share = move(seen, "chip_price"), move(seen, "standard_share_us")
    assert price is not None
    assert share is not None
    np.testing.assert_allclose([price.steps, share.steps], 1.0, rtol=1e-9)
    assert price.text == "chip price from 100 to 200 USD per H100e by Dec 2026"
    made = results(tmp_path / "luck")
    up_or_down = np.where(made.series["run"] % 2 == 0, 0.3, -0.3) * (made.series["month"] != "2026-01")
    made.series["standard_share_us"] = 0.5 + up_or_down
    luck = move(view(made), "standard_share_us")
    assert luck is not None
    assert luck.steps == 0.0


def test_the_end_counts_where_the_end_is_asked_for(tmp_path: Path) -> None:
    made = results(tmp_path, standard_share_us=(0.5, 0.5))
    made.series.loc[made.series["month"].astype(str).str[:7] == "2026-06", "standard_share_us"] = 0.9
    furthest, end = move(view(made), "standard_share_us"), moved_at_end(view(made), "standard_share_us")
    assert furthest is not None
    assert end is not None
    assert (furthest.date, end.date) == ("2026-06", "2026-12")
    np.testing.assert_allclose([furthest.change, end.change], [0.4, 0.0], atol=1e-12)
    assert moved_at_end(view(made), "no_such_metric") is None


def test_a_nation_owns_what_moved(tmp_path: Path) -> None:
    made = results(tmp_path)
    nations = made.nations.copy()
    late = nations["month"].astype(str).str[:7] == "2026-12"
    nations.loc[(nations["nation"] == "CAN") & late, "trust_us"] = 0.0
    made.__dict__["nations"] = nations
    found = move(view(made), "nations:trust_us")
    assert found is not None
    assert found.text.startswith("Canada's trust in the United States -")


def test_what_cannot_be_drawn_is_never_chosen(tmp_path: Path) -> None:
    made = FolderResults(write_results(tmp_path, runs=2, months=6, nations=False))
    named = {one.picture.name for one in story_pictures(view(made))}
    assert not named & {"alignment_heatmap", "alignment_map", "alliance_network"}
    bare = FolderResults(write_results(tmp_path / "bare", runs=2, months=6, nations=False))
    bare.__dict__["series"] = pd.DataFrame(bare.series[["run", "month", "chip_price"]])
    assert [one.picture.name for one in story_pictures(view(bare))] == ["chip_market"]


@pytest.mark.slow
def test_the_story_is_drawn_and_told(tmp_path: Path) -> None:
    made, told = results(tmp_path, chip_home_share_chn=(0.9, 0.1)), []
    written = plots.draw_story(made, tmp_path / "out", formats=("svg",), tell=told.append)
    assert len(written) == STORY == len(told)
    assert written[0].name == "chip_market.svg"
