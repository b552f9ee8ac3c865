"""Lines of Chinese fabs that stand without the foreign tools they were planned with, and order them once they may."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array

WAITING_ASSUMPTIONS = ("tool_waiting_share", "tool_waiting_time")


def wait_for_tools(world: World, month: Month, missing: Array, allowed: Array) -> None:
    """What was denied waits in part, is planned anew after some years, and is ordered as far as it is permitted.

    ``late = 12 W max(a - a_then, 0) / (1 - a_then) / delivery``: W = tools that lines wait for, a = share of the wanted
    tools that may be bought, a_then = its mean when the tools of W were denied: only what could not be bought then and
    can be now. missing (run,) USD bn of this month that neither makers nor the stock supply; allowed (run,) = a.
    Rebinds tool_late (orders a year), tools_waiting and tools_waiting_access.
    """
    fab = world.fabrication
    if month.index == 0:  # no month has been booked that would tell what is allowed
        allowed = fab.tools_waiting_access
    freed = safe_divide(np.maximum(allowed - fab.tools_waiting_access, 0.0), 1.0 - fab.tools_waiting_access)
    ordered = fab.tools_waiting * freed / np.maximum(month.assume("tool_delivery_time", 0), 1.0)
    dropped = (fab.tools_waiting - ordered) / (12.0 * month.assume("tool_waiting_time", 0))
    kept = np.maximum(fab.tools_waiting - ordered - dropped, 0.0)
    fresh = missing * month.assume("tool_waiting_share", 0)
    mixed = safe_divide(kept * fab.tools_waiting_access + fresh * allowed, kept + fresh)
    fab.tools_waiting_access = np.where(kept + fresh > 0.0, mixed, allowed)
    fab.tools_waiting = kept + fresh
    fab.tool_late = 12.0 * ordered


def better_equipped(world: World, month: Month) -> Array:
    """Tools that reach advanced lines over those of this year's plans, ``(run,)``, one where nothing comes late."""
    fab = world.fabrication
    planned = fab.tool_spending[:, world.facts.chn] * (1.0 - month.assume("legacy_tool_share", 0))
    return np.asarray(1.0 + safe_divide(fab.tool_late, planned))
