"""Levers, assumptions, scenario and experiment files: what can be asked of the model, read and checked.

The lowest room: it imports nothing of the others.
"""

from aicompete.config.catalogue.assumptions import Assumption, Distribution
from aicompete.config.catalogue.catalogue import Catalogue, Mechanism, load_catalogue, reload_catalogue
from aicompete.config.catalogue.levers import Check, Lever
from aicompete.config.catalogue.replies import Rule
from aicompete.config.experiments.experiment import Experiment, RecordChoice, load_experiment
from aicompete.config.experiments.schema import experiment_schema, scenario_schema, write_schemas
from aicompete.config.reading.dates import Month
from aicompete.config.reading.errors import ConfigError, Problem
from aicompete.config.sampling.sample import central_assumptions, sample_assumptions
from aicompete.config.scenarios.expand import band_columns, held_shares, lever_paths, target_weights, usual_targets
from aicompete.config.scenarios.paths import Path
from aicompete.config.scenarios.reader import scenario_from_dict
from aicompete.config.scenarios.resolve import kind_of, load_scenario, shipped_scenarios
from aicompete.config.scenarios.scenario import Scenario
from aicompete.config.scenarios.settings import apply_settings

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
    "Rule",
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
    "scenario_from_dict",
    "scenario_schema",
    "shipped_scenarios",
    "target_weights",
    "usual_targets",
    "write_schemas",
]
