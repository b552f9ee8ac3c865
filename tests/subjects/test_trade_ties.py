"""Trade with the powers turns where tariffs send it, over years, and so does what hangs on it."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import trace

from aicompete.world.columns import Array

USA, CHN = 0, 1
SHUT = "USA.tariff_on_allies={2026-01: 50, 2029-01: 11}"


def _trade(*lines: str, months: int = 60) -> Array:
    """Exports to each power over those of the start, ``(month, run, power)``: Canada's."""
    steps = trace(*lines, months=months, disable=()).worlds
    canada = steps[0].facts.nation("CAN")
    path = np.array([world.alliances.trade[:, :, canada] for world in steps])
    return path / steps[0].alliances.ties.trade[:, canada]


def test_a_tariff_turns_exporters_away_over_years_and_they_come_back() -> None:
    to_usa = np.median(_trade(SHUT)[:, :, USA], axis=1)
    assert to_usa[1] > 0.97  # contracts run on
    assert to_usa[35] < 0.9
    assert to_usa[12] - to_usa[35] > 0.02  # it takes more than a year
    assert to_usa[59] > to_usa[35] + 0.05


def test_goods_shut_out_by_the_rival_come_to_third_nations() -> None:
    usual, war = (np.median(_trade(*lines)[-1], axis=0) for lines in ((), ("USA.tariff_on_rival=145",)))
    assert war[CHN] > usual[CHN] + 0.02
    assert war[USA] == usual[USA]


def test_pressure_bites_less_on_who_has_turned_away() -> None:
    """Canada under full pressure and high tariffs: a market it has left is a weaker lever."""
    push = ("USA.ally_control_pressure=1", "USA.tariff_on_allies=50")
    reason = {}
    for turns in (0.5, 10):
        world = trace(*push, f"assumptions.trade_half_life={turns}", months=48, disable=()).last
        pressed = world.alliances.reasons[:, 1] + world.alliances.reasons_start[:, 1]
        reason[turns] = float(np.median(pressed[:, world.facts.nation("CAN")]))
    assert 0.0 < reason[0.5] < 0.95 * reason[10]
