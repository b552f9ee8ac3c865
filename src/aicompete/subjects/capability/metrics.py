"""Metrics of capability and of the lag behind the leader."""

from __future__ import annotations

import numpy as np

from aicompete.rules import lag_lookup
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

USA, CHN = 0, 1


def _lag(world: World, level: Array) -> Array:
    """Months behind the leader; none for whoever leads now, also in a month in which the leader slips back."""
    path = world.capability.leader_path
    return np.where(level >= path[:, -1:], 0.0, lag_lookup(path, level, world.capability.leader_speed))


METRICS: tuple[Metric, ...] = (
    Metric(
        "capability_usa",
        "log10 H100e",
        "US capability: log10 of effective compute",
        "series",
        lambda w: w.capability.level[:, USA],
    ),
    Metric(
        "capability_chn",
        "log10 H100e",
        "China's capability: log10 of effective compute",
        "series",
        lambda w: w.capability.level[:, CHN],
    ),
    Metric(
        "capability_lag_chn",
        "months",
        "months China is behind the leader, by look-up in its past",
        "series",
        lambda w: _lag(w, w.capability.level[:, CHN : CHN + 1])[:, 0],
    ),
    Metric(
        "open_model_lag",
        "months",
        "months the best open model is behind the leader, by look-up in its past",
        "series",
        lambda w: _lag(w, w.capability.open_level)[:, 0],
    ),
    Metric(
        "leak_open_chn",
        "ratio",
        "pull of the leader on China through open models, over the pull of own compute",
        "series",
        lambda w: w.capability.leak_open[:, CHN],
    ),
    Metric(
        "leak_closed_chn",
        "ratio",
        "pull of the leader on China through closed models, over the pull of own compute",
        "series",
        lambda w: w.capability.leak_closed[:, CHN],
    ),
    Metric(
        "open_fork_share_usa",
        "share",
        "users of US open models who go on without the USA",
        "series",
        lambda w: w.capability.forks[:, USA],
    ),
    Metric(
        "open_following_usa",
        "share",
        "US share of the users of the powers' open models",
        "series",
        lambda w: w.capability.open_following[:, USA],
    ),
    Metric("capability", "log10 H100e", "log10 of effective compute", "nations", lambda w: w.capability.level),
    Metric("lag_months", "months", "months behind the leader", "nations", lambda w: _lag(w, w.capability.level)),
)
