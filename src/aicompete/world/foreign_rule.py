"""How far the leader's law on a good reaches makers abroad: its rule on foreign products, and whom it leaves out."""

from __future__ import annotations

from functools import cache

import numpy as np

from aicompete.world.columns import Array
from aicompete.world.facts import Facts, Ints, load_facts
from aicompete.world.tables import read_columns

REACH_ASSUMPTIONS = ("extraterritorial_reach", "exempt_reach")


@cache
def left_out(date: str, lever: str) -> Array:
    """1 for nations whose makers the leader's rule on foreign products leaves out, else 0, ``(N,)``.

    lever names the law; see ``foreign_rule_exempt.csv``.
    """
    rows = read_columns("foreign_rule_exempt.csv")
    named = {iso3 for iso3, law in zip(rows["iso3"], rows["lever"], strict=True) if law == lever}
    return np.array([1.0 if iso3 in named else 0.0 for iso3 in load_facts(date).nation_ids])


def reach_abroad(facts: Facts, lever: str, firms: Ints, reach: Array, exempt: Array) -> Array:
    """Part of some firms' sales to China that the leader's law reaches, ``(run or 1, f)``: all of it at home.

    reach, exempt (run or 1, 1): of firms abroad whose nation the rule reaches or leaves out.
    """
    nation = facts.firm_nation[firms]
    out = left_out(facts.date, lever)[nation]
    return np.where(nation == facts.usa, 1.0, reach + (exempt - reach) * out)
