"""Agent-based ensembles of the US-China competition over AI compute and its supply chain.

Chips, critical minerals and standards adoption are traded every month under export-control and alliance rules.
The short way in is ``simulate("baseline", runs=100)``; one run with agents to program is ``CompetitionModel``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_EXPORTS = {
    "load_scenario": "aicompete.config",
    "load_experiment": "aicompete.config",
    "simulate": "aicompete.api",
    "Results": "aicompete.batch.store.results",
    "CompetitionModel": "aicompete.model",
    "Nation": "aicompete.model",
    "Ally": "aicompete.model",
    "Firm": "aicompete.model",
}
__all__ = ["__version__", *_EXPORTS]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that ``import aicompete`` stays cheap."""
    if name in _EXPORTS:
        return getattr(import_module(_EXPORTS[name]), name)
    raise AttributeError(f"module 'aicompete' has no attribute {name!r}")
