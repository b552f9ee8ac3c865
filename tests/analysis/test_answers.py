"""The table of answers: only rules that were at work, and what the series say."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete import simulate
from aicompete.analysis import answer_lines, answer_table, story, view


def test_the_table_is_that_of_the_series() -> None:
    results = simulate(
        "baseline", runs=4, months=18, settings="replies=[guidance_follows_home_supply, usa_answers_tariffs]"
    )
    table = answer_table(view(results)).set_index("rule")
    assert list(table.index) == ["guidance_follows_home_supply", "usa_answers_tariffs"]
    last = results.series.query("month == '2027-06'")["reply_guidance_follows_home_supply"]
    assert table.loc["guidance_follows_home_supply", "median"] == pytest.approx(np.median(last))
    assert table.loc["guidance_follows_home_supply", "runs"] == 1.0
    assert (table.loc["usa_answers_tariffs"] == 0.0).all()
    assert len(answer_lines(view(results))) == 4
    assert "2 rules of reply" in story(results)[0]


def test_nothing_is_said_without_rules() -> None:
    results = simulate("baseline", runs=2, months=2, nations=False)
    assert answer_lines(view(results)) == []
