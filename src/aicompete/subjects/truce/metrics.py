"""Metrics of the truce."""

from __future__ import annotations

from aicompete.subjects.mechanism import Metric

METRICS: tuple[Metric, ...] = (
    Metric(
        "truce_in_force",
        "share",
        "a truce between the powers holds (1) or not (0)",
        "series",
        lambda w: w.truce.in_force,
    ),
    Metric(
        "truce_months_lapsed",
        "months",
        "months so far without the truce that had been",
        "series",
        lambda w: w.truce.months_lapsed,
    ),
    Metric(
        "truce_months_left", "months", "time to the end of the truce's term", "series", lambda w: w.truce.months_left
    ),
    Metric(
        "truce_lapsed",
        "share",
        "a truce has ended and what it held back is in force (1) or not (0)",
        "series",
        lambda w: w.truce.lapsed,
    ),
)
