"""Packages of the extras: looked for without loading them, for most runs of the tests leave theirs out."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def needs(*packages: str, reason: str = "") -> pytest.MarkDecorator:
    """Leave tests out where a package is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    return pytest.mark.skipif(bool(missing), reason=reason or f"needs {' and '.join(missing)}")
