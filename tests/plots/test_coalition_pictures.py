"""Who moved when, swing states, trust, clubs, pivotal nations: what they say of a run, and their numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import view
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.landscape import descent, landscape, pivotal
from aicompete.analysis.sidechanges import ORDER, change_headline, changes, spaced_dates
from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text
from aicompete.plots.clubs import draw_clubs
from aicompete.plots.pictures import PICTURES
from aicompete.plots.pivotal import pivotal_headline
from aicompete.plots.swing import middle_states
from aicompete.plots.trust import draw_trust, trust_headline

NEW = ("who_moved_when", "swing_states", "trust", "clubs", "pivotal_nations", "landscape")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> View:
    return view(FolderResults(write_results(tmp_path_factory.mktemp("many"), runs=10, months=24)))


def moved(seen: View, nation: str, start: float, end: float) -> View:
    """The same results with one nation going from one side to another half-way."""
    table = seen.results.nations.copy()
    mine = table["nation"] == nation
    late = table["month"].astype(str).str[:7] >= seen.dates[len(seen.dates) // 2]
    table.loc[mine, "membership"] = np.where(late[mine], end, start)
    copy = FolderResults(seen.results.folder)
    copy.__dict__["nations"] = table
    return view(copy)


def test_moves_are_probabilities_that_add_up(many: View) -> None:
    found = changes(many, spaced_dates(many, 3))
    np.testing.assert_allclose(found.share.sum(axis=1), 1.0)
    np.testing.assert_allclose(found.moved.sum(axis=(1, 2)), 1.0)
    np.testing.assert_allclose(found.moved.sum(axis=2), found.share[:-1])
    np.testing.assert_allclose(found.moved.sum(axis=1), found.share[1:])


def test_the_title_names_who_left_which_side_for_which(many: View) -> None:
    still = moved(many, "TUR", 1.0, 1.0)
    left = moved(many, "TUR", 1.0, 0.0)
    assert "Turkey" not in change_headline(still)
    assert "Turkey" in change_headline(left)
    found = changes(left, [left.dates[0], left.dates[-1]])
    at = found.codes.index("TUR")
    assert found.moved[0, ORDER.index("us"), ORDER.index("none"), at] == 1.0


@pytest.mark.parametrize("name", NEW)
def test_pictures_are_drawn_with_a_title_of_this_run(name: str, many: View, tmp_path: Path) -> None:
    picture = next(one for one in PICTURES if one.name == name)
    assert picture.can_be_drawn(many)
    title = picture.make(many, None).texts[0].get_text()
    assert any(word in title for word in (many.dates[-1][:4], "Dec 2027")), title


def test_one_run_is_enough_for_all_of_them(tmp_path: Path) -> None:
    single = view(FolderResults(write_results(tmp_path / "one", runs=1, months=6, policy="constant")))
    for name in ("who_moved_when", "trust", "clubs", "pivotal_nations"):
        assert next(one for one in PICTURES if one.name == name).make(single, None).axes


def test_a_nation_counts_as_middle_when_half_of_the_runs_leave_it_there(many: View) -> None:
    place = many.nation_codes.index("JPN")
    assert place not in middle_states(moved(many, "JPN", 1.0, 1.0))
    assert place in middle_states(moved(many, "JPN", 1.0, 0.0))


def test_the_next_minimum_lies_no_higher_and_is_one(many: View) -> None:
    way = descent(many, many.dates[-1])
    assert (way["minimum"] <= way["energy"] + 1e-12).all()
    assert ((way["movers"] == 0.0) == (way["weight"] == 0.0)).all()
    found = landscape(many, many.dates[-1])
    end = found.settled(found.side)
    np.testing.assert_array_equal(found.settled(end), end)
    assert (end[:, ~found.free] == found.side[:, ~found.free]).all()


def test_a_pushed_nation_carries_itself_and_its_followers(many: View) -> None:
    table = pivotal(many, many.dates[-1])
    assert len(table) == len(many.nation_codes) - 2
    assert (table["carried"] >= table["own"] - 1e-12).all()
    assert (table["followers"] >= -1e-12).all()
    assert table["own"].sum() == pytest.approx(1.0)
    assert pivotal_headline(many, table, many.dates[-1])


def test_without_propensities_there_is_no_landscape(many: View) -> None:
    bare = FolderResults(many.results.folder)
    manifest = {
        **many.manifest,
        "ties": [{k: v for k, v in tie.items() if k != "propensity"} for tie in many.manifest["ties"]],
    }
    bare.__dict__["manifest"] = manifest
    with pytest.raises(NotRecorded, match="no propensities"):
        pivotal(view(bare), many.dates[-1])


def test_trust_names_the_largest_fall(many: View) -> None:
    table = many.results.nations.copy()
    late = table["month"].astype(str).str[:7] == many.dates[-1]
    table.loc[(table["nation"] == "CAN") & late, "trust_us"] = 0.0
    copy = FolderResults(many.results.folder)
    copy.__dict__["nations"] = table
    said = trust_headline(view(copy))
    assert said.startswith("Trust in the United States falls furthest in Canada (")
    assert f"to 0 % by {date_text(many.dates[-1])})" in said
    shown = [axes.get_title(loc="left") for axes in draw_trust(view(copy)).axes]
    assert "Canada" in shown  # whom the title names the picture shows


def test_clubs_say_that_nothing_happens_where_nothing_does(many: View) -> None:
    series = many.results.series.copy()
    for name in [c for c in series.columns if c.startswith("club_members_")]:
        series[name] = 3.0
    copy = FolderResults(many.results.folder)
    copy.__dict__["series"] = series
    assert draw_clubs(view(copy)).texts[0].get_text().startswith("No club gains or loses a member")
