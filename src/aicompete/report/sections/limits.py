"""What the model is not good for, and how much of it is estimated."""

from __future__ import annotations

from aicompete.analysis.tables import View
from aicompete.plots.frame import estimate_text
from aicompete.report.content import Prose, Section

LIMITS = (
    (
        "Prediction",
        "It is a conditional replay machine: read differences between policies and widths of bands, not far levels.",
    ),
    (
        "Single countries",
        "Start alignment follows from treaties, votes, exports and memberships by one rule; leaders, elections and "
        "wars are not in it.",
    ),
    ("Weeks, or quarters after 2030", "One tick is a month, and cost trends are extrapolated with a slow fade."),
    (
        "Surprises",
        "Incidents, side tracks and a quantum jump come by estimated odds; a slump or a war only if it is imposed.",
    ),
)  # fmt: skip
"""As the README has it: heading and what is meant."""


def limits_of(seen: View) -> Section:
    """The limits, the same on every page, and the share of estimates."""
    lines = [f"{heading}. {text}" for heading, text in LIMITS]
    return Section(
        "limits", "What the model is not good for", [Prose(lines, points=True), Prose([f"_{estimate_text(seen)}"])]
    )
