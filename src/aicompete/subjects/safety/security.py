"""Security of sites: stolen models help the rival, and what is reserved for secure use is lost to civil use."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, PastPolicy, policy_at

LEVERS = ("security_by_design", "secure_dc_share")
ASSUMPTIONS = ("theft_gain", "secure_turnover")


def settle(world: World, before: PastPolicy, month: Month) -> None:
    """First month: the stock is reserved as new compute was under the levers before the start."""
    safety = world.safety
    safety.secure = before.lever("secure_dc_share") * np.ones_like(safety.flaws)


def guard(world: World, month: Month) -> None:
    """Reserved compute follows the share of new compute as the stock turns over; open doors feed the rival.

    ``civil = (1 - reserved) / (1 - reserved at the start)``; ``theft = 1 + g (open doors of the rival - those before)``
    multiplies what diffuses to a power.
    """
    safety, before = world.safety, policy_at(world.facts.date)
    turned = 1.0 / (12.0 * month.assume("secure_turnover"))
    safety.secure = approach(safety.secure, month.lever("secure_dc_share"), turned)
    safety.civil = (1.0 - safety.secure) / (1.0 - before.lever("secure_dc_share"))
    opened = _doors(month) - _doors(before)
    rival = np.concatenate([opened[:, 1:2], opened[:, :1]], axis=1)
    places = np.arange(world.facts.n)
    gain = np.where(places == 0, rival[:, :1], np.where(places == 1, rival[:, 1:2], 0.0))
    safety.theft = 1.0 + month.assume("theft_gain") * gain


def _doors(levers: Levers) -> Array:
    """How open a nation's models lie to thieves, ``(1 or run, N)``: less in secure sites and by design."""
    return np.asarray((1.0 - levers.lever("security_by_design")) * (1.0 - levers.lever("secure_dc_share")))
