"""What tests in a real browser share: where a Chromium is, and the environment of a server they start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = os.environ.get("AICOMPETE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
MISSING = "no Chromium on the path; Debian: apt-get install chromium"
SCREENSHOTS = os.environ.get("AICOMPETE_SCREENSHOTS")


def plain_environment() -> Mapping[str, str]:
    """The environment without pytest's variables, by which some frameworks take themselves to be under test."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}


def shot(page: Any, name: str) -> None:
    """Keep a screenshot where ``AICOMPETE_SCREENSHOTS`` says so."""
    if SCREENSHOTS:
        page.wait_for_timeout(700)
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")
