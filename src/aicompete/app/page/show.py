"""Putting another option into a chart that stands on the page."""

from __future__ import annotations

from typing import Any


def put(chart: Any, option: dict[str, Any]) -> None:
    """Show another option in a chart."""
    chart.options.clear()
    chart.options.update(option)
    chart.update()
