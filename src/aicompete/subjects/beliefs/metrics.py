"""Metrics of beliefs."""

from __future__ import annotations

from aicompete.subjects.mechanism import Metric

USA, CHN = 0, 1


METRICS: tuple[Metric, ...] = (
    Metric(
        "chip_belief_chn",
        "index",
        "expected further tightening on chips to China",
        "series",
        lambda w: w.beliefs.chips[:, CHN],
    ),
    Metric(
        "law_belief_usa",
        "probability",
        "chance that US firms give a decoupling law",
        "series",
        lambda w: w.beliefs.law[:, USA],
    ),
)
