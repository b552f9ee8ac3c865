"""Metrics of the economies."""

from __future__ import annotations

from aicompete.subjects.mechanism import Metric

USA, CHN = 0, 1


METRICS: tuple[Metric, ...] = (
    Metric("gdp", "USD bn per year", "gross domestic product", "nations", lambda w: w.economy.gdp),
)
