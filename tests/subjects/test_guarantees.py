"""What is left of a guarantee whose giver alienates its allies."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import trace

from aicompete.subjects.alliances.state import TERMS

SECURITY = TERMS.index("security")


def test_who_needs_a_guarantee_doubts_it_less() -> None:
    """Japan is menaced by the rival, Germany by Russia; Thailand and South Korea by nobody that the tables know."""
    full, none = (trace(f"USA.ally_alienation={a}", months=1, disable=()).last for a in (1, 0))
    lost = (none.alliances.terms - full.alliances.terms)[:, SECURITY]
    at = {iso3: full.facts.nation(iso3) for iso3 in ("JPN", "DEU", "THA", "KOR", "IND")}
    assert (lost[:, at["IND"]] < lost[:, at["THA"]]).all()  # a partner has less to lose
    for menaced in ("JPN", "DEU"):
        for free in ("THA", "KOR"):
            assert (lost[:, at[menaced]] < 0.8 * lost[:, at[free]]).all()
    assert (lost[:, at["DEU"]] > 0.0).all()
    assert np.allclose(lost[:, at["THA"]], lost[:, at["KOR"]])
