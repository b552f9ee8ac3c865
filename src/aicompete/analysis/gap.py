"""China against the United States: compute, quality of chips and capability as ratios, and the lag in months."""

from __future__ import annotations

import numpy as np

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View

GAPS: dict[str, str] = {
    "compute": "AI compute owned, China over USA",
    "quality": "Best Chinese chip over the frontier",
    "capability": "Effective compute, China over USA",
}
QUALITY = "chip_quality_ratio_chn"


def gaps(seen: View) -> dict[str, Array]:
    """Ratios China over USA (of quality: over the frontier) that can be read, ``(run, month)``."""
    found: dict[str, Array] = {}
    if seen.has("compute_chn") and seen.has("compute_usa"):
        found["compute"] = seen.metric("compute_chn") / seen.metric("compute_usa")
    if seen.has(QUALITY):
        found["quality"] = seen.metric(QUALITY)
    if seen.has("capability_chn") and seen.has("capability_usa"):
        found["capability"] = np.asarray(10.0 ** (seen.metric("capability_chn") - seen.metric("capability_usa")))
    if not found:
        raise NotRecorded("neither compute nor capability of both powers in the series table")
    return found
