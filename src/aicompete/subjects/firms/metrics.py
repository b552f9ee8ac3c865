"""Metrics of the firms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.subjects.firms.conduct import moved_away, moved_away_us
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import Facts

USA, CHN = 0, 1


def _designers(world: World, nation: int) -> Array:
    return np.asarray(np.einsum("rf,f->r", world.firms.revenue, world.facts.once(_counted).designers[nation]))


def _tool_sales(world: World) -> Array:
    return np.asarray(np.einsum("rf,f->r", world.firms.revenue_china, world.facts.once(_counted).toolmakers))


def _compliance(world: World) -> Array:
    return np.asarray(np.einsum("rf,f->r", world.firms.compliance, world.facts.once(_counted).neutral_toolmakers))


@dataclass(frozen=True, eq=False)
class Counted:
    """How much each firm counts in a metric, ``(F,)``; designers ``(power, F)``; neutral toolmakers sum to 1."""

    designers: Array
    toolmakers: Array
    neutral_toolmakers: Array


def _counted(facts: Facts) -> Counted:
    home, tools = facts.firm_nation, facts.role("equipment")
    designers = facts.role("chip_designer") & (home == np.array([[USA], [CHN]]))
    neutral = facts.firm_share * (tools & ~facts.is_power[home] & ~facts.is_rest[home])
    return Counted(np.where(designers, 1.0, 0.0), np.where(tools & (home != CHN), 1.0, 0.0), neutral / neutral.sum())


METRICS: tuple[Metric, ...] = (
    Metric(
        "revenue_us_chip_firms",
        "USD bn per year",
        "AI-chip revenue of US designers",
        "series",
        lambda w: _designers(w, USA),
    ),
    Metric(
        "revenue_cn_chip_firms",
        "USD bn per year",
        "AI-chip revenue of Chinese designers",
        "series",
        lambda w: _designers(w, CHN),
    ),
    Metric("tool_sales_to_chn", "USD bn per year", "sales of foreign toolmakers in China", "series", _tool_sales),
    Metric(
        "tool_access_chn",
        "share",
        "share of foreign tools that Chinese advanced fabs may buy",
        "series",
        lambda w: w.permissions.tool_access,
    ),
    Metric(
        "firm_compliance_tools",
        "share",
        "compliance of toolmakers outside the powers with the US side's controls",
        "series",
        _compliance,
    ),
    Metric(
        "firms_relocated",
        "share",
        "part of the foreign research and supply in China that has moved away, by sales there at the start",
        "series",
        moved_away,
    ),
    Metric(
        "firms_relocated_us",
        "share",
        "part of US firms' research and supply in China that has moved away, by sales there at the start",
        "series",
        moved_away_us,
    ),
    Metric(
        "exposure_us_firms_chn",
        "share",
        "US firms' research and supply in China over that of the start",
        "series",
        lambda w: 1.0 - moved_away_us(w),
    ),
    Metric(
        "relocation_cost_us",
        "USD bn per year",
        "what moving sites out of China costs US firms",
        "series",
        lambda w: np.asarray(w.firms.moving_cost[:, w.facts.firm_nation == USA].sum(axis=1)),
    ),
    Metric(
        "relocated",
        "share",
        "part of its research and supply in China that is moved",
        "firms",
        lambda w: w.firms.relocated,
    ),
    Metric("revenue", "USD bn per year", "revenue in the modelled markets", "firms", lambda w: w.firms.revenue),
    Metric("revenue_china", "USD bn per year", "revenue earned in China", "firms", lambda w: w.firms.revenue_china),
    Metric("research", "USD bn per year", "research and development", "firms", lambda w: w.firms.research),
    Metric("capacity", "own units per month", "capacity usable for AI", "firms", lambda w: w.firms.capacity),
    Metric("compliance", "share", "compliance with the US side's controls", "firms", lambda w: w.firms.compliance),
)
