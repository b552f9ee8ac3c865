"""What charts and tables of the page share: another option put into a chart, and the look of a table."""

from __future__ import annotations

from typing import Any

TABLE = 'dense flat bordered no-data-label="First runs under way"'
"""Properties of every table of readings."""


def put(chart: Any, option: dict[str, Any]) -> None:
    """Show another option in a chart."""
    chart.options.clear()
    chart.options.update(option)
    chart.update()
