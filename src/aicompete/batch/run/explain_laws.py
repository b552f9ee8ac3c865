"""What moved a nation's compliance with the USA and the laws it chose: parts that add up to the change.

Compliance is a curve of a sum of reasons, followed with a delay. The law a government wants moves with the compliance
it would choose today, with the pressure that is aimed at that law, or with the lists of those who make the good, which
count as company; each bill closes a part of the gap to what is planned, and carries the reasons of that gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aicompete.rules import hedged_parts

if TYPE_CHECKING:
    from aicompete.engine.ensemble import Ensemble

Array = npt.NDArray[np.float64]
EDGE = 0.01
"""Coded compliance nearer to 0 or 1 counts as this, as in the model."""
WORDS = {
    "chip_export_control": "law on advanced chips, in force or drafted",
    "sme_export_control": "law on chip tools, in force or drafted",
    "hbm_export_control": "law on high-bandwidth memory, in force or drafted",
}
COMPLIANCE = "compliance with the USA"


class Laws:
    """Compliance and laws of an ensemble, taken apart month by month; call ``step`` after every month."""

    def __init__(self, model: Ensemble) -> None:
        from aicompete.subjects.laws.state import CHOSEN
        from aicompete.world.relations import REASONS

        self.model, self.names, self.laws = model, REASONS, CHOSEN
        runs, nations = model.runs, model.facts.n
        self.compliance = np.zeros((runs, len(REASONS), nations))
        self.planned_parts = np.zeros((runs, len(REASONS), len(CHOSEN), nations))
        self.planned = self._planned()

    def step(self) -> None:
        """Add a month: the model has just stepped it."""
        model, alliances, laws = self.model, self.model.world.alliances, self.model.world.laws
        spread = model.assumptions["compliance_spread"][:, None]
        coded = np.clip(alliances.compliance_start[:, 0], EDGE, 1.0 - EDGE)
        rest = spread * np.log(coded / (1.0 - coded))
        # the logistic curve is half of a hyperbolic tangent of twice the spread
        chosen = 0.5 * hedged_parts(rest, alliances.reasons, 2.0 * spread)
        asked = alliances.demand
        assert asked is not None  # a month has been stepped
        rate = asked.value.rate[:, :1]
        self.compliance = (1.0 - rate) * self.compliance + rate * chosen
        wanted = self._wanted(rest, spread)
        gap, planned = laws.wanted - self.planned, self._planned()
        closed = np.where(np.abs(gap) > 1e-12, (planned - self.planned) / np.where(gap == 0.0, 1.0, gap), 0.0)
        self.planned_parts = self.planned_parts + (wanted - self.planned_parts) * closed[:, None]
        self.planned = planned

    def _wanted(self, rest: Array, spread: Array) -> Array:
        """What each reason adds to the laws that governments want, ``(run, reason, law, N)``."""
        from aicompete.subjects.laws.choice import makes
        from aicompete.subjects.laws.pressure import PRESSURE, shift

        model, world = self.model, self.model.world
        levers = model.policy.columns(model.index - 1)
        leader = np.stack([levers[name][:, model.facts.usa] for name in self.laws], axis=1)[:, :, None]
        response = model.assumptions["law_response"][:, None, None] * makes(model.facts)
        moved, aimed = [], shift(world)
        for law in range(len(self.laws)):
            reasons = world.alliances.reasons.copy()
            reasons[:, PRESSURE] += aimed[:, law]
            moved.append(0.5 * hedged_parts(rest, reasons, 2.0 * spread))
        own = response[:, None] * leader[:, None] * np.stack(moved, axis=2)
        lists = np.zeros_like(own)
        lists[:, self.names.index("company")] = world.laws.listed
        from_list = world.laws.listed > world.laws.law_start + own.sum(axis=1)
        return np.asarray(np.where(from_list[:, None], lists, own))

    def levels(self) -> dict[str, Array]:
        """Where compliance and laws stand, ``(run, N)`` each."""
        laws = {WORDS[name]: self.planned[:, i] for i, name in enumerate(self.laws)}
        return {COMPLIANCE: self.model.world.alliances.compliance[:, 0], **laws}

    def parts(self) -> dict[str, Array]:
        """What each reason has added since the start, ``(run, reason, N)`` each."""
        laws = {WORDS[name]: self.planned_parts[:, :, i] for i, name in enumerate(self.laws)}
        return {COMPLIANCE: self.compliance, **laws}

    def _planned(self) -> Array:
        """Laws in force and in the drawer, ``(run, law, N)``."""
        laws = self.model.world.laws
        return np.asarray(laws.law + laws.tightening.sum(axis=1) - laws.easing.sum(axis=1))
