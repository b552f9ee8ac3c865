"""The look that all pages share."""

from __future__ import annotations

from nicegui import ui

STYLE = """
body { background: #F6F7F9; }
.q-drawer { background: #FFFFFF; }
.q-table th { font-weight: 600; }
.q-slider { min-height: 28px; }
"""


def dress() -> None:
    """Colours and styles of a page."""
    ui.add_css(STYLE)
    ui.colors(primary="#0072B2", secondary="#6B7280", accent="#D55E00")
