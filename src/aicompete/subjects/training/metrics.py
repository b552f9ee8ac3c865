"""Metrics of spread training and of public data."""

from __future__ import annotations

from aicompete.subjects.mechanism import Metric

USA, CHN = 0, 1

METRICS: tuple[Metric, ...] = (
    Metric(
        "training_spread_share_chn",
        "share",
        "share of China's training that is spread over sites",
        "series",
        lambda w: w.training.spread_out[:, CHN],
    ),
    Metric(
        "training_spread_gain_chn",
        "log10",
        "effect of spread training on China's effective compute, over the start's",
        "series",
        lambda w: w.training.spread_gain[:, CHN],
    ),
    Metric(
        "rental_bar_escaped_chn",
        "share",
        "part of a bar on rented compute that China's spread training escapes",
        "series",
        lambda w: w.training.evasion[:, CHN],
    ),
    Metric(
        "training_policing_drag_usa",
        "share",
        "US software growth lost by policing spread training",
        "series",
        lambda w: w.training.drag[:, USA],
    ),
    Metric(
        "public_data_gain_chn",
        "log10",
        "effect of public data on China's effective compute, over the start's",
        "series",
        lambda w: w.training.data_gain[:, CHN],
    ),
    Metric("public_data", "index", "public data in usable form", "nations", lambda w: w.training.public_data),
    Metric(
        "training_spread_share",
        "share",
        "share of training that is spread over sites",
        "nations",
        lambda w: w.training.spread_out,
    ),
)
