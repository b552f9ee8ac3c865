"""Metrics of the rivalry."""

from __future__ import annotations

from collections.abc import Callable

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array


def _of(column: str) -> Callable[[World], Array]:
    def read(world: World) -> Array:
        found: Array = getattr(world.rivalry, column)
        return found

    return read


THREAT, EFFORT, COOPERATION, SPLIT = map(_of, ("threat", "effort", "cooperation", "split"))

METRICS: tuple[Metric, ...] = (
    *(
        metric
        for at, iso, words in ((0, "usa", "the USA"), (1, "chn", "China"))
        for metric in (
            Metric(f"threat_{iso}", "index", f"threat that {words} feels", "series", THREAT, (at,)),
            Metric(
                f"race_effort_{iso}",
                "ratio",
                f"effort of {words} in the race, over the start's",
                "series",
                EFFORT,
                (at,),
            ),
        )
    ),
    Metric("cooperation", "index", "what the powers govern together", "series", COOPERATION, (0,)),
    Metric(
        "governance_split", "index", "how far the systems of the powers live in other nations", "series", SPLIT, (0,)
    ),
)
