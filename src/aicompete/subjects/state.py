"""The whole state of a block of runs, and how to build its first month."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

from aicompete.subjects.alliances.state import Alliances
from aicompete.subjects.beliefs.state import Beliefs
from aicompete.subjects.capability.state import Capability
from aicompete.subjects.chips.state import Budgets, ChipMarket
from aicompete.subjects.compute.state import Compute
from aicompete.subjects.controls.state import Leakage, Permissions
from aicompete.subjects.costs.state import Costs
from aicompete.subjects.data_regimes.state import DataRules
from aicompete.subjects.defence.state import Defence
from aicompete.subjects.development.state import Development
from aicompete.subjects.economy.state import Economy
from aicompete.subjects.fabrication.state import Fabrication
from aicompete.subjects.firms.state import Firms
from aicompete.subjects.home.state import Pillars, Politics
from aicompete.subjects.institutions.state import Institutions
from aicompete.subjects.labour.state import Labour
from aicompete.subjects.laws.state import Laws
from aicompete.subjects.legitimacy.state import Standing
from aicompete.subjects.minerals.state import Minerals
from aicompete.subjects.offers.state import Offers
from aicompete.subjects.power.state import Power
from aicompete.subjects.quantum.state import Quantum
from aicompete.subjects.replies.state import Replies
from aicompete.subjects.rivalry.state import Rivalry
from aicompete.subjects.safety.state import Safety
from aicompete.subjects.science.state import Science
from aicompete.subjects.standards.state import Stacks
from aicompete.subjects.states.state import States
from aicompete.subjects.training.state import Training
from aicompete.subjects.truce.state import Truce
from aicompete.world.columns import ColumnInfo, Reads, Setup, declared
from aicompete.world.facts import Facts


@dataclass
class World:
    """The state objects of a block. Columns are rebound, never changed in place."""

    facts: Facts
    economy: Economy
    truce: Truce
    beliefs: Beliefs
    permissions: Permissions
    minerals: Minerals
    fabrication: Fabrication
    budgets: Budgets
    chips: ChipMarket
    leakage: Leakage
    power: Power
    compute: Compute
    training: Training
    quantum: Quantum
    capability: Capability
    firms: Firms
    offers: Offers
    data: DataRules
    development: Development
    stacks: Stacks
    standing: Standing
    alliances: Alliances
    institutions: Institutions
    laws: Laws
    politics: Politics
    states: States
    safety: Safety
    science: Science
    labour: Labour
    rivalry: Rivalry
    pillars: Pillars
    replies: Replies
    costs: Costs
    defence: Defence

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Build the first month from the start tables and the block's assumptions."""
        return cls(facts, **{name: group.start(facts, setup) for name, group in GROUPS.items()})

    def snapshot(self) -> World:
        """The present state, to branch from: copies the few state objects and no data."""
        groups = {name: copy.copy(getattr(self, name)) for name in GROUPS}
        return World(self.facts, **groups)


GROUPS: dict[str, Any] = {
    "economy": Economy,
    "truce": Truce,
    "beliefs": Beliefs,
    "permissions": Permissions,
    "minerals": Minerals,
    "fabrication": Fabrication,
    "budgets": Budgets,
    "chips": ChipMarket,
    "leakage": Leakage,
    "power": Power,
    "compute": Compute,
    "training": Training,
    "quantum": Quantum,
    "capability": Capability,
    "firms": Firms,
    "offers": Offers,
    "data": DataRules,
    "development": Development,
    "stacks": Stacks,
    "standing": Standing,
    "alliances": Alliances,
    "institutions": Institutions,
    "laws": Laws,
    "politics": Politics,
    "states": States,
    "safety": Safety,
    "science": Science,
    "labour": Labour,
    "rivalry": Rivalry,
    "pillars": Pillars,
    "replies": Replies,
    "costs": Costs,
    "defence": Defence,
}


def start_reads() -> Iterator[tuple[str, Reads]]:
    """What each state class reads to build its start values."""
    for name, group in GROUPS.items():
        yield name, group.reads


def dictionary() -> list[ColumnInfo]:
    """Every state column with its axes, unit, meaning and origin."""
    names = {f.name for f in fields(World)} - {"facts"}
    return [info for name, group in GROUPS.items() if name in names for info in declared(name, group)]
