"""The table of limits: shares of months and runs, and only limits that were recorded."""

from __future__ import annotations

import pytest

from aicompete import simulate
from aicompete.analysis import binding_lines, binding_table, view


def test_scarcity_moves_the_limit_from_demand_to_a_stage() -> None:
    calm, scarce = (
        binding_table(view(simulate("baseline", runs=4, months=12, nations=False, settings=said)))
        for said in ([], ["world.ai_demand=4"])
    )
    for table in (calm, scarce):
        assert table["share"].between(0.0, 1.0).all()
    demand = [t[(t["limit"] == "demand") & t["what"].str.contains("open")]["share"].item() for t in (calm, scarce)]
    assert demand[1] < demand[0]


def test_nothing_is_said_where_no_limit_was_recorded() -> None:
    found = view(simulate("baseline", runs=2, months=2, nations=False, series=["chip_price"]))
    assert binding_lines(found) == []


def test_the_last_year_of_yearly_records_is_one_of_them() -> None:
    runs = {"runs": 3, "months": 36, "nations": False, "series": ["limit_open"]}
    monthly, yearly = (view(simulate("baseline", every=every, **runs)) for every in ("month", "year"))
    assert len(yearly.dates) == 3
    last = binding_table(yearly)["last_year"].to_numpy()
    wanted = [monthly.metric(name)[:, -1].mean() for name in monthly.family("limit_open_")]
    assert last == pytest.approx(wanted)
    assert "recorded months" in binding_lines(yearly)[0]
