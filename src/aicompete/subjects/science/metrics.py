"""Metrics of science: productivity, fields, concentration, public knowledge."""

from __future__ import annotations

from collections.abc import Callable

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.tables import FIELDS


def _of(column: str) -> Callable[[World], Array]:
    def read(world: World) -> Array:
        found: Array = getattr(world.science, column)
        return found

    return read


PRODUCTIVITY, PUBLIC, FIELD, FIRMS, HHI, LED = map(
    _of, ("productivity", "public", "field", "firms", "concentration", "led")
)
PLACES = ((0, "usa", "US"), (1, "chn", "Chinese"))

METRICS: tuple[Metric, ...] = (
    *(
        metric
        for at, iso, whose in PLACES
        for metric in (
            Metric(
                f"science_productivity_{iso}",
                "ratio",
                f"results of {whose} research for its money, over the start's course",
                "series",
                PRODUCTIVITY,
                (at,),
            ),
            Metric(
                f"public_science_{iso}",
                "ratio",
                f"{whose} knowledge from public-interest science, over the start's course",
                "series",
                PUBLIC,
                (at,),
            ),
            *(
                Metric(
                    f"science_field_{name}_{iso}",
                    "ratio",
                    f"{whose} results in {name}, over the start's course",
                    "series",
                    FIELD,
                    (place, at),
                )
                for place, name in enumerate(FIELDS)
            ),
            Metric(
                f"concentration_{iso}",
                "index",
                f"concentration of {whose} AI firms (sum of squared parts)",
                "series",
                HHI,
                (at,),
            ),
            Metric(f"small_firm_share_{iso}", "share", f"part of small {whose} AI firms", "series", FIRMS, (at, -1)),
        )
    ),
    Metric(
        "mission_coordination_usa",
        "share",
        "part of the lacking coordination of US agencies that the science mission adds",
        "series",
        LED,
        (0,),
    ),
    Metric("science_productivity", "ratio", "results of research over the start's course", "nations", PRODUCTIVITY),
)
