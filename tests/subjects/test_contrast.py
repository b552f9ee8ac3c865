"""Who falls out with one power thinks better of the other."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import trace

USA, CHN = 0, 1


def _trust(*settings: str) -> tuple[np.ndarray, dict[str, int]]:
    last = trace(*settings, months=12, disable=()).last
    return last.alliances.trust, {iso3: last.facts.nation(iso3) for iso3 in ("CAN", "DEU", "MEX")}


def test_a_quarrel_with_one_power_helps_the_image_of_the_other_by_a_part() -> None:
    usual, at = _trust("USA.ally_alienation=0")
    quarrel, _ = _trust("USA.ally_alienation=1")
    for place in at.values():
        lost = (usual - quarrel)[:, USA, place]
        won = (quarrel - usual)[:, CHN, place]
        assert (lost > 0.03).all()
        assert (won > 0.0).all()
        assert (won < lost).all()


def test_without_contrast_each_power_is_judged_by_its_own_conduct() -> None:
    none = "assumptions.opinion_contrast=0"
    (usual, _), (quarrel, _) = _trust(none, "USA.ally_alienation=0"), _trust(none, "USA.ally_alienation=1")
    assert np.abs(quarrel - usual)[:, CHN].max() < 0.01  # what the quarrel does to offers and laws is left
