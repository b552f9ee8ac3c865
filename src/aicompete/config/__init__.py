"""Levers, assumptions, scenario and experiment files: what can be asked of the model, read and checked.

The lowest room: it imports nothing of the others.
"""

from .assumptions import Assumption, Distribution
from .catalogue import Catalogue, Mechanism, load_catalogue, reload_catalogue
from .dates import Month
from .errors import ConfigError, Problem
from .expand import band_columns, held_shares, lever_paths, target_weights
from .experiment import Experiment, RecordChoice, load_experiment
from .levers import Check, Lever
from .paths import Path
from .resolve import kind_of, load_scenario, shipped_scenarios
from .sample import central_assumptions, sample_assumptions
from .scenario import Scenario
from .schema import experiment_schema, scenario_schema, write_schemas
from .settings import apply_settings

__all__ = [
    "Assumption",
    "Catalogue",
    "Check",
    "ConfigError",
    "Distribution",
    "Experiment",
    "Lever",
    "Mechanism",
    "Month",
    "Path",
    "Problem",
    "RecordChoice",
    "Scenario",
    "apply_settings",
    "band_columns",
    "central_assumptions",
    "experiment_schema",
    "held_shares",
    "kind_of",
    "lever_paths",
    "load_catalogue",
    "load_experiment",
    "load_scenario",
    "reload_catalogue",
    "sample_assumptions",
    "scenario_schema",
    "shipped_scenarios",
    "target_weights",
    "write_schemas",
]
