"""The mineral markets under the coded licences of 2022-2025, held to hindcast targets, and the baseline ahead."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects import mineral_kit as kit

from aicompete.subjects.minerals.metrics import refining_share

RARE, HEAVY, GALLIUM = 0, 1, 2
RUNS = 48


def at(date: str) -> int:
    year, month = map(int, date.split("-"))
    return (year - 2022) * 12 + month - 1


@pytest.fixture(scope="module")
def past() -> dict[str, np.ndarray]:
    block = kit.ensemble(scenario=kit.history(), runs=RUNS)
    rows: dict[str, list[np.ndarray]] = {"outside": [], "inside": [], "exports": []}
    while block.index < block.months:
        block.step()
        rows["outside"].append(block.world.minerals.price_outside)
        rows["inside"].append(block.world.minerals.price_inside)
        rows["exports"].append(kit.exports(block.world))
    return {name: np.array(values) for name, values in rows.items()}


def quarter(series: np.ndarray, first: str, item: int) -> np.ndarray:
    return series[at(first) : at(first) + 3, :, item].sum(axis=0)


def test_gallium_doubles_outside_and_stays_inside(past):
    """H22: 2.1 (1.6 to 2.6); H23: 1.1 (0.8 to 1.3)."""
    outside, inside = past["outside"][..., GALLIUM], past["inside"][..., GALLIUM]
    assert 1.6 < np.median(outside[at("2023-12")] / outside[at("2023-06")]) < 2.6
    assert 0.8 < np.median(inside[at("2023-09")] / inside[at("2023-06")]) < 1.3


def test_gallium_exports_collapse_and_come_back(past):
    exports = past["exports"][..., GALLIUM]
    assert np.median(exports[at("2023-08")] / exports[at("2023-07")]) < 0.35
    assert np.median(exports[at("2024-06")] / exports[at("2023-08")]) > 2.0


def test_magnet_exports_halve_in_the_first_quarter_of_control(past):
    """H25: 0.46 (0.38 to 0.56)."""
    ratio = quarter(past["exports"], "2025-04", RARE) / quarter(past["exports"], "2025-01", RARE)
    assert 0.38 < np.median(ratio) < 0.56
    back = quarter(past["exports"], "2025-07", RARE) / quarter(past["exports"], "2025-04", RARE)
    assert np.median(back) > 1.5


def test_dysprosium_quote_trebles_in_a_month(past):
    """H27: 3.0 (2.2 to 4.0)."""
    quote = past["outside"][..., HEAVY]
    assert 2.2 < np.median(quote[at("2025-05")] / quote[at("2025-03")]) < 4.0


def test_fringe_holds_its_small_share_by_the_end_of_2025():
    share = kit.path(refining_share, scenario=kit.history(), runs=RUNS)
    assert 0.87 < np.median(share[-1, :, RARE]) < 0.95


def test_china_refines_less_of_the_world_in_the_baseline():
    """Sane bounds of the model's blueprint: about 90 percent at end-2025, 70-85 in 2030, 55-80 in 2035."""
    share = np.median(kit.path(refining_share, months=120, runs=RUNS), axis=1)[:, RARE]
    assert 0.87 < share[0] < 0.93
    assert 0.70 < share[54] < 0.87
    assert 0.55 < share[-1] < 0.82
