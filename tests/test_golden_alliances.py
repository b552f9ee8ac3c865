"""How the replay sides moves on purpose only."""

from __future__ import annotations

import pandas as pd
import pytest
from tests import golden_alliances_kit as kit


def test_the_judgement_is_what_it_was() -> None:
    kept = kit.stored()
    if kept is None:
        pytest.skip("no golden tables of the alliances yet: make golden")
    now = kit.tables(kit.measure())
    for part, table in kit.tables(kept).items():
        pd.testing.assert_frame_equal(table, now[part], check_dtype=False, rtol=1e-6, atol=1e-9, obj=part)
