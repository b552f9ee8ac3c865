"""Emulators: what a run would give, guessed from the kept inputs, and how far off the guess is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from aicompete.calibrate.problem import Array, extra

FOLDS = 4
PENALTIES = (1.0, 10.0, 100.0)


@dataclass(frozen=True)
class Emulator:
    """A guess of one figure, ``(run,)`` from the kept shares ``(run, input)``.

    ``variance`` is that of single runs about the guess for inputs it has not seen: the emulator's own error, what the
    other inputs do, and the luck of a replicate. ``explained`` is the part of the figure's variance that the guess has.
    """

    model: Any
    kind: str
    variance: float
    explained: float

    def __call__(self, shares: Array) -> Array:
        found: Array = np.asarray(self.model.predict(features(shares)), dtype=np.float64)
        return found


def features(shares: Array) -> Array:
    """Shares of the prior as inputs around zero, -1 to 1."""
    return 2.0 * shares - 1.0


def emulator(shares: Array, values: Array, seed: int) -> Emulator:
    """The better of a ridge regression on all quadratic terms and boosted trees, by cross-validation."""
    model_selection = extra("sklearn.model_selection")
    inputs, spread = features(shares), float(np.var(values))
    found = []
    for kind, model in _candidates(seed).items():
        folds = model_selection.KFold(FOLDS, shuffle=True, random_state=seed)
        guessed = model_selection.cross_val_predict(model, inputs, values, cv=folds)
        found.append((float(np.mean((values - guessed) ** 2)), kind, model))
    variance, kind, model = min(found, key=lambda one: one[0])
    return Emulator(model.fit(inputs, values), kind, variance, 1.0 - variance / spread if spread > 0.0 else 0.0)


def _candidates(seed: int) -> dict[str, Any]:
    preprocessing, linear, pipeline = (extra(f"sklearn.{n}") for n in ("preprocessing", "linear_model", "pipeline"))
    ensemble = extra("sklearn.ensemble")
    quadratic = pipeline.make_pipeline(preprocessing.PolynomialFeatures(2), linear.RidgeCV(PENALTIES))
    trees = ensemble.HistGradientBoostingRegressor(
        learning_rate=0.1, max_iter=100, max_leaf_nodes=10, l2_regularization=1.0, random_state=seed
    )
    return {"quadratic": quadratic, "boosted trees": trees}
