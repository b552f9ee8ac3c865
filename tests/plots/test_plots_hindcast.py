"""The pictures of the hindcast: observed points over the fan, sources, and the levers that matter first."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.analysis.hindcast_kit import table
from tests.analysis.test_hindcast_operators import metrics
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import view
from aicompete.analysis.hindcast import Assessment, assess
from aicompete.plots.hindcast import PICTURES
from aicompete.plots.timeline import changed_lines


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    return FolderResults(write_results(tmp_path_factory.mktemp("many"), runs=6, months=48, policy="many"))


@pytest.fixture(scope="module")
def found() -> Assessment:
    spread = np.linspace(0.5, 2.0, 12)[:, None]
    columns = {name: spread * values[:1] for name, values in metrics().items()}
    free = {name: values * 1.5 for name, values in columns.items()}
    return assess(table(columns), table(free))


def words(figure: Figure) -> str:
    return " ".join(" ".join(str(t.get_text()) for t in figure.findobj(Text)).split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hindcast_chips", ("NVIDIA compute to China", "H100e per quarter, log scale", "Epoch AI")),
        ("hindcast_compute", ("Capability lag", "Huawei Ascend", "USD bn per year", "CNAS")),
        ("hindcast_minerals", ("Gallium price", "Outside", "t per month", "USGS")),
        ("hindcast_makers", ("Huawei", "AMD", "percent", "Bernstein")),
    ],
)
def test_pictures_say_what_they_show(
    name: str, expected: tuple[str, ...], results: FolderResults, found: Assessment
) -> None:
    figure = PICTURES[name](results, found)
    text = words(figure)
    assert not [word for word in expected if word not in text]
    assert "dashed: median without controls" in text
    assert "Policy: dated changes" in text


@pytest.mark.slow
def test_observed_points_and_fans_are_drawn(results: FolderResults, found: Assessment) -> None:
    figure = PICTURES["hindcast_chips"](results, found)
    panels = [axes for axes in figure.axes if axes.get_title(loc="left") or axes.get_title()]
    assert len(panels) == 4
    for axes in panels:
        assert len(axes.collections) == 3  # two bands of runs, one with the discrepancy
        assert sum(line.get_marker() == "o" for line in axes.lines) == 16  # quarters of 2022 to 2025


def test_named_levers_come_first_in_the_policy(results: FolderResults) -> None:
    seen = view(results)
    plain = [line.lever for line in changed_lines(seen)]
    last = plain[-1]
    chosen = [line.lever for line in changed_lines(seen, (last,))]
    assert plain[0] != last
    assert chosen[0] == last
    assert sorted(chosen) == sorted(plain)
