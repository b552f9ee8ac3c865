"""Durations as text for people, and text such as "1h30m" as seconds."""

from __future__ import annotations

import re


def duration(seconds: float) -> str:
    """Seconds as text, such as "0.4 s", "1 min 20 s" or "2 h 5 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def seconds_in(text: str) -> float | None:
    """Seconds of a text such as "90", "90s", "30m", "2h" or "1h30m"; ``None`` when it is no duration."""
    found = re.fullmatch(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?", text.strip().lower())
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return 3600.0 * hours + 60.0 * minutes + seconds
