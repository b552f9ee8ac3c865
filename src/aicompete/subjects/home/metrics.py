"""Metrics of politics at home."""

from __future__ import annotations

from collections.abc import Callable

from aicompete.subjects.home.terms import course_of_leader
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array


def _of(column: str) -> Callable[[World], Array]:
    def read(world: World) -> Array:
        found: Array = getattr(world.politics, column)
        return found

    return read


BOND, BACKLASH, SUPPORT, FUNDING = map(_of, ("bond", "backlash", "support", "funding"))


NAMES = ("technology", "infrastructure", "rules")


def _index(world: World) -> Array:
    return world.pillars.index


def _chain(world: World) -> Array:
    return world.pillars.chain


def _gain(world: World) -> Array:
    return world.pillars.gain


METRICS: tuple[Metric, ...] = (
    Metric(
        "new_course_us",
        "0 or 1",
        "whether the White House is with another party than at the start",
        "series",
        course_of_leader,
        (0,),
    ),
    *(
        metric
        for at, iso, whose in ((0, "usa", "US"), (1, "chn", "Chinese"))
        for metric in (
            Metric(
                f"bond_{iso}", "index", f"how close the {whose} government and its backers are", "series", BOND, (at,)
            ),
            Metric(
                f"backlash_{iso}",
                "index",
                f"{whose} anger at lost jobs, concentration and cuts",
                "series",
                BACKLASH,
                (at,),
            ),
            Metric(
                f"support_{iso}", "ratio", f"{whose} support for the race, over the start's", "series", SUPPORT, (at,)
            ),
            Metric(
                f"funding_{iso}",
                "ratio",
                f"part of {whose} budgets that the public lets pass",
                "series",
                FUNDING,
                (at,),
            ),
        )
    ),
    *(
        metric
        for at, iso, whose in ((0, "usa", "US"), (1, "chn", "Chinese"))
        for metric in (
            *(
                Metric(
                    f"pillar_{name}_{iso}",
                    "ratio",
                    f"{whose} pillar of {name}, over the start's",
                    "series",
                    _index,
                    (place, at),
                )
                for place, name in enumerate(NAMES)
            ),
            Metric(
                f"pillar_chain_{iso}", "ratio", f"weakest {whose} pillar, over the start's", "series", _chain, (at,)
            ),
            Metric(
                f"pillar_loop_gain_{iso}",
                "ratio",
                f"what a push on {whose} software gives back in ten years",
                "series",
                _gain,
                (at,),
            ),
        )
    ),
)
