"""Levers, assumptions, scenario and experiment files: what can be asked of the model, read and checked.

The lowest room: it imports nothing of the others.
"""

from .assumptions import Assumption, Distribution
from .catalogue import Catalogue, Mechanism, load_catalogue, reload_catalogue
from .dates import Month
from .errors import ConfigError, Problem
from .expand import lever_paths, target_weights
from .levers import Check, Lever
from .paths import Path
from .resolve import kind_of, load_scenario, shipped_scenarios
from .sample import central_assumptions, sample_assumptions
from .scenario import Scenario
from .settings import apply_settings

__all__ = [
    "Assumption",
    "Catalogue",
    "Check",
    "ConfigError",
    "Distribution",
    "Lever",
    "Mechanism",
    "Month",
    "Path",
    "Problem",
    "Scenario",
    "apply_settings",
    "central_assumptions",
    "kind_of",
    "lever_paths",
    "load_catalogue",
    "load_scenario",
    "reload_catalogue",
    "sample_assumptions",
    "shipped_scenarios",
    "target_weights",
]
