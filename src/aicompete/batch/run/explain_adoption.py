"""What moved a nation's use of the US and the Chinese stack: parts that add up to the change of an installed base.

Each month a part of every base chooses anew by a logit of named terms; the rest stays. A term adds its Aumann-Shapley
share of the choice times what chooses, and what it has added before leaves as that base turns over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aicompete.rules import logit_parts

if TYPE_CHECKING:
    from aicompete.engine.ensemble import Ensemble

Array = npt.NDArray[np.float64]
STACKS = {"US stack in the installed base": 0, "Chinese stack in the installed base": 1}
ACCESS = "access to chips"


class Adoption:
    """The installed bases of an ensemble, taken apart month by month; call ``step`` after every month."""

    def __init__(self, model: Ensemble) -> None:
        from aicompete.subjects.standards.state import ADOPTION_TERMS

        self.model, self.names = model, (*ADOPTION_TERMS, ACCESS)
        self.base = model.world.stacks.base
        self.access: Array | None = None
        shape = (model.runs, len(self.names), model.facts.n)
        self.added = {what: np.zeros(shape) for what in STACKS}

    def step(self) -> None:
        """Add a month: the model has just stepped it."""
        stacks = self.model.world.stacks
        access = np.log(np.maximum(self.model.world.chips.access[:, :2], 1e-6))
        self.access = access if self.access is None else self.access
        assert stacks.choice is not None  # a month has been stepped
        weights = stacks.choice.value
        layer = self.model.assumptions["compute_layer"][:, None]
        free_terms = np.concatenate([stacks.terms, np.zeros_like(stacks.terms[:, :1])], axis=1)
        opened = (access - self.access)[:, None]
        tied_terms = np.concatenate([stacks.terms[:, :, :2], opened], axis=1)
        chosen_anew = stacks.adoption.sum(axis=1)
        for what, place in STACKS.items():
            free = logit_parts(free_terms.sum(axis=1), free_terms, weights.free, place)
            tied_weight = weights.chips * np.exp(self.access)
            tied = logit_parts(tied_terms.sum(axis=1), tied_terms, tied_weight, place)
            choice = layer[:, None] * tied + (1.0 - layer[:, None]) * free
            left = self.base[:, place] - stacks.base[:, place] + stacks.adoption[:, place]
            stays = 1.0 - left / np.maximum(self.base[:, place], 1e-12)
            self.added[what] = self.added[what] * stays[:, None] + chosen_anew[:, None] * choice
        self.base = stacks.base

    def levels(self) -> dict[str, Array]:
        """Shares of both stacks, ``(run, N)`` each."""
        return {what: self.base[:, place] for what, place in STACKS.items()}

    def parts(self) -> dict[str, Array]:
        """What each term has added since the start, ``(run, term, N)`` each."""
        return dict(self.added)
