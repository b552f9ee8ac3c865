"""Metrics of safety: care, hazard, incidents, warnings and stops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

PLACES = ((0, "usa", "US"), (1, "chn", "Chinese"))


def _of(column: str) -> Callable[[World], Array]:
    def read(world: World) -> Array:
        return np.asarray(getattr(world.safety, column))

    return read


PRECAUTION, HAZARD, HALTED, SEEN, STANCE = map(_of, ("precaution", "hazard", "halted", "seen", "stance"))


def _unseen(world: World) -> Array:
    """How far the risk that governments see is from the risk there is, by index."""
    return np.abs(world.safety.risk - world.safety.seen)


def _civil(world: World) -> Array:
    return world.compute.owned * (1.0 - world.safety.secure)


METRICS: tuple[Metric, ...] = (
    *(
        metric
        for at, iso, whose in PLACES
        for metric in (
            Metric(f"precaution_{iso}", "share", f"care that {whose} labs take", "series", PRECAUTION, (at,)),
            Metric(
                f"dereg_in_force_{iso}",
                "index",
                f"{whose} deregulation less what incidents took back",
                "series",
                STANCE,
                (at,),
            ),
            Metric(
                f"incident_rate_{iso}", "per year", f"serious incidents {whose} labs cause", "series", HAZARD, (at,)
            ),
            Metric(
                f"risk_seen_{iso}", "index", f"risk of {whose} labs that their government sees", "series", SEEN, (at,)
            ),
            Metric(f"risk_unseen_{iso}", "index", f"risk of {whose} labs, seen less actual", "series", _unseen, (at,)),
            Metric(f"months_halted_{iso}", "months", f"{whose} training stopped so far", "series", HALTED, (at,)),
            Metric(
                f"civil_compute_{iso}", "H100e", f"{whose} compute not reserved for secure use", "series", _civil, (at,)
            ),
        )
    ),
    Metric(
        "incidents",
        "number",
        "serious AI incidents since the start",
        "series",
        lambda w: w.safety.incidents.sum(axis=1),
    ),
    Metric(
        "incident_losses",
        "USD bn",
        "damage of AI incidents since the start",
        "series",
        lambda w: w.safety.losses.sum(axis=1),
    ),
    Metric(
        "incidents_usa",
        "number",
        "serious incidents by US labs since the start",
        "series",
        lambda w: w.safety.incidents[:, 0],
    ),
    Metric(
        "incident_losses_usa", "USD bn", "damage by US labs since the start", "series", lambda w: w.safety.losses[:, 0]
    ),
    Metric("dereg_in_force", "index", "deregulation less what incidents took back", "nations", STANCE),
    Metric("precaution", "share", "care that labs take", "nations", PRECAUTION),
    Metric("incident_rate", "per year", "serious incidents a nation's labs cause", "nations", HAZARD),
)
