"""The registry of metrics: everything that is measured, with unit and meaning."""

from __future__ import annotations

from functools import cache

from aicompete.subjects.alliances import landscape
from aicompete.subjects.alliances import metrics as alliances
from aicompete.subjects.beliefs import metrics as beliefs
from aicompete.subjects.capability import metrics as capability
from aicompete.subjects.chips import metrics as chips
from aicompete.subjects.compute import metrics as compute
from aicompete.subjects.controls import metrics as controls
from aicompete.subjects.costs import metrics as costs
from aicompete.subjects.data_regimes import metrics as data_regimes
from aicompete.subjects.defence import metrics as defence
from aicompete.subjects.development import metrics as development
from aicompete.subjects.economy import metrics as economy
from aicompete.subjects.end_states import metrics as end_states
from aicompete.subjects.fabrication import limits
from aicompete.subjects.fabrication import metrics as fabrication
from aicompete.subjects.firms import metrics as firms
from aicompete.subjects.home import metrics as home
from aicompete.subjects.institutions import metrics as institutions
from aicompete.subjects.labour import metrics as labour
from aicompete.subjects.laws import metrics as laws
from aicompete.subjects.legitimacy import metrics as legitimacy
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.minerals import metrics as minerals
from aicompete.subjects.offers import metrics as offers
from aicompete.subjects.power import metrics as power
from aicompete.subjects.quantum import metrics as quantum
from aicompete.subjects.rivalry import metrics as rivalry
from aicompete.subjects.safety import metrics as safety
from aicompete.subjects.science import metrics as science
from aicompete.subjects.standards import metrics as standards
from aicompete.subjects.states import metrics as states
from aicompete.subjects.training import metrics as training
from aicompete.subjects.truce import metrics as truce

SUBJECTS = (
    economy,
    alliances,
    landscape,
    institutions,
    laws,
    compute,
    power,
    training,
    quantum,
    capability,
    chips,
    controls,
    truce,
    beliefs,
    fabrication,
    limits,
    minerals,
    standards,
    data_regimes,
    development,
    legitimacy,
    offers,
    firms,
    home,
    states,
    safety,
    science,
    labour,
    rivalry,
    end_states,
    costs,
    defence,
)


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by ``level:name`` order of subjects; names are unique within a level."""
    found: dict[str, Metric] = {}
    for subject in SUBJECTS:
        for metric in subject.METRICS:
            key = f"{metric.level}:{metric.name}"
            if key in found:
                raise ValueError(f"metric {key} is defined twice")
            found[key] = metric
    return found


@cache
def by_level(level: str) -> tuple[Metric, ...]:
    """Metrics of a level: ``series``, ``nations``, ``firms`` or ``trade``."""
    return tuple(m for m in metrics().values() if m.level == level)
