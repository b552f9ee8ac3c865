"""The registry of metrics: everything that is measured, with unit and meaning."""

from __future__ import annotations

from functools import cache

from aicompete.subjects.alliances import metrics as alliances
from aicompete.subjects.beliefs import metrics as beliefs
from aicompete.subjects.capability import metrics as capability
from aicompete.subjects.chips import metrics as chips
from aicompete.subjects.compute import metrics as compute
from aicompete.subjects.controls import metrics as controls
from aicompete.subjects.costs import metrics as costs
from aicompete.subjects.economy import metrics as economy
from aicompete.subjects.fabrication import limits
from aicompete.subjects.fabrication import metrics as fabrication
from aicompete.subjects.firms import metrics as firms
from aicompete.subjects.home import metrics as home
from aicompete.subjects.labour import metrics as labour
from aicompete.subjects.laws import metrics as laws
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.minerals import metrics as minerals
from aicompete.subjects.offers import metrics as offers
from aicompete.subjects.power import metrics as power
from aicompete.subjects.rivalry import metrics as rivalry
from aicompete.subjects.safety import metrics as safety
from aicompete.subjects.science import metrics as science
from aicompete.subjects.standards import metrics as standards
from aicompete.subjects.states import metrics as states

SUBJECTS = (
    economy,
    alliances,
    laws,
    compute,
    power,
    capability,
    chips,
    controls,
    beliefs,
    fabrication,
    limits,
    minerals,
    standards,
    offers,
    firms,
    home,
    states,
    safety,
    science,
    labour,
    rivalry,
    costs,
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
