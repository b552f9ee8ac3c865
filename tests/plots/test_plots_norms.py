"""Pictures of legitimacy by region, of data and audit regimes, and of what a push leaves."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from aicompete import plots
from aicompete.analysis import NotRecorded
from aicompete.analysis.tables import view
from aicompete.analysis.tipping import find_push, leads
from aicompete.api import simulate
from aicompete.config import apply_settings, load_scenario


def words(figure: object) -> str:
    return " ".join(str(t.get_text()) for t in figure.findobj(Text))  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def run() -> object:
    settings = ["USA.ideology_test=1", "CHN.audit_openness=1", "others.data_localisation={2026-01: 0.2, 2026-07: 0.9}"]
    return simulate(apply_settings(load_scenario("baseline"), settings), 4, 1, months=24)


@pytest.mark.slow
def test_legitimacy_says_who_gains_where(run: object, tmp_path: Path) -> None:
    said = words(plots.draw_legitimacy(run, tmp_path / "picture.png"))
    assert "gains most standing in" in said
    assert (tmp_path / "picture.png").stat().st_size > 40_000


@pytest.mark.slow
def test_data_regimes_say_what_moves(run: object) -> None:
    said = words(plots.draw_data_regimes(run))
    found = re.search(r"(rises?|falls?) from ([\d.]+) to ([\d.]+) %", said)
    assert found is not None, said
    assert (float(found[3]) > float(found[2])) == found[1].startswith("rise")


class Sweep:
    """A sweep over a push by hand: of each point won early, ``kept`` are there at the end."""

    def __init__(self, kept: dict[float, float]) -> None:
        pushes: list[object] = [0.2, {"2026-01": 1, "2027-01": 0.2}]
        points = [{"CHN.standards_package": p, "assumptions.network_externality": n} for p in pushes for n in kept]
        months = [f"{year}-{month:02d}" for year in (2026, 2027) for month in range(1, 13)]
        rows, runs = [], []
        for point in range(len(points)):
            for draw in range(9):
                number = len(runs)
                runs.append({"run": number, "point": point, "draw": draw, "replicate": 0, "state": "ok"})
                own, won = 0.1 + 0.01 * draw, 0.002 * (draw + 1) * (point >= len(kept))
                left = list(kept.values())[point % len(kept)]
                rows += [(number, month, own + won * (1.0 if i <= 12 else left)) for i, month in enumerate(months)]
        self.series = pd.DataFrame(rows, columns=["run", "month", "stack_share_cn"])
        self.runs, self.nations, self.name = pd.DataFrame(runs), None, "pulse"
        self.manifest = {
            "name": "pulse",
            "points": points,
            "dates": months,
            "kind": "sweep",
            "metrics": {"stack_share_cn": {"unit": "share"}},
            "pairing": "crossed",
            "nations": [{"iso3": "CHN", "name": "China", "power": "cn"}],
        }


def test_what_a_push_leaves_is_read_off_pairs() -> None:
    seen = view(Sweep({0.1: 0.5, 0.8: 3.0}))
    push = find_push(seen)
    assert (push.setting, push.end, push.last, push.metric) == (
        "CHN.standards_package", "2027-01", "2027-12", "stack_share_cn",
    )  # fmt: skip
    assert [one.kept for one in leads(seen, push)] == pytest.approx([0.5, 3.0])
    assert all(len(one.early) == 9 for one in leads(seen, push))


def test_a_sweep_without_a_dated_push_has_no_such_picture() -> None:
    flat = Sweep({0.1: 0.5})
    flat.manifest["points"] = [{"CHN.standards_package": 0.2}, {"CHN.standards_package": 1}]
    with pytest.raises(NotRecorded, match="no push that ends"):
        find_push(view(flat))


@pytest.mark.slow
def test_the_tipping_picture_names_what_stays() -> None:
    said = words(plots.draw_tipping(Sweep({0.1: 0.5, 0.8: 3.0})))
    assert "0.5 to 3.0 points" in said
    assert np.all([text in said for text in ("network externality 0.1: 0.50", "network externality 0.8: 3.00")])


def test_a_dated_path_stands_on_the_axis_in_words() -> None:
    figure = plots.draw_sweep_response(Sweep({0.3: 0.5}), metric="stack_share_cn")
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["0.2", "1\n0.2 from 2027"]
    assert "2027-01" not in words(figure)
