"""Metrics of beliefs."""

from __future__ import annotations

from aicompete.subjects.mechanism import Metric

CHN = 1


METRICS: tuple[Metric, ...] = (
    Metric(
        "chip_belief_chn",
        "index",
        "expected further tightening on chips to China",
        "series",
        lambda w: w.beliefs.chips[:, CHN],
    ),
)
