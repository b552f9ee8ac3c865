"""A word of warning when ``mesa.batch_run`` is about to make copies of one run."""

from __future__ import annotations

import inspect
import warnings

SEEDS = ("rng", "seed")


def tell_of_copies() -> None:
    """Warn inside the second iteration of a ``mesa.batch_run`` that gives no seed: it would repeat the first.

    Mesa does not tell a model that it is run again, so this looks at the call of the batch. Python shows a warning
    from one place once.
    """
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == "mesa.batchrunner" and frame.f_code.co_name == "_model_run_func":
            given = frame.f_locals.get("kwargs") or {}
            if frame.f_locals.get("iteration") == 1 and not any(name in given for name in SEEDS):
                warnings.warn(
                    "mesa.batch_run with iterations and no seeds makes copies of one run, since the model's seed is 1 "
                    "unless told otherwise; give seeds as a parameter: 'rng': [1, 2, 3]",
                    stacklevel=3,
                )
            return
        frame = frame.f_back
