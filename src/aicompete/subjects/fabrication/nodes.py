"""The node ladder of Chinese foundries: each rung takes tools and years, and is used for AI dies once it pays."""

from __future__ import annotations

import numpy as np

from aicompete.rules import power
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array

NODE_ASSUMPTIONS = (
    "node_time",
    "node_harder",
    "node_tool_weight",
    "node_gain",
    "node_yield_start",
    "node_throughput",
    "node_pilot_time",
)


def good_dies(world: World, month: Month) -> Array:
    """Good AI dies from an advanced wafer of today's Chinese capacity, ``(run,)``; most wafers serve other chips."""
    fab = world.fabrication
    dies = month.assume("cn_ai_wafer_share", 0) * month.assume("cn_dies_per_wafer", 0)
    return np.asarray(dies * fab.yield_home * fab.node_throughput)


def climb(world: World, month: Month, tools: Array, running: Array) -> Array:
    """Work on the next rung, run it as a pilot, and move AI dies to it when that pays; log gain of this month.

    ``work' = work + tools^(1 + w rung) / (12 time harder^rung)``, rung = whole nodes worked out: the higher the rung,
    the more of its tools nobody else sells. A rung that is ready runs for phones first; its yield on AI dies nears that
    of the rung in use. The foundry moves when a wafer gives more H100e there: ``exp(gain) x pilot yield x throughput >
    1``, as finer lines without extreme ultraviolet take more exposures, so more tools, for each wafer. Some never pay.
    tools ``(run,)`` = part of the wanted tools that can be had, running = part of the lines that work: what stands
    still teaches nothing. Rebinds node_work, node_used, node_pilot,
    node_throughput and yield_home.
    """
    fab = world.fabrication
    rung = np.floor(fab.node_work)
    months = 12.0 * month.assume("node_time", 0) * power(month.assume("node_harder", 0), rung)
    at_hand = power(tools, 1.0 + month.assume("node_tool_weight", 0) * rung)
    fab.node_work = fab.node_work + running * at_hand / months
    ready = fab.node_work >= fab.node_used + 1.0
    first = month.assume("node_yield_start", 0)
    learned = fab.node_pilot + running * (1.0 - fab.node_pilot) / month.assume("node_pilot_time", 0)
    fab.node_pilot = np.where(ready, np.maximum(learned, first), first)
    gain, through = month.assume("node_gain", 0), month.assume("node_throughput", 0)
    moves = ready & (running > 0.0) & (np.exp(gain) * fab.node_pilot * through > 1.0)
    fab.yield_home = np.where(moves, fab.yield_home * fab.node_pilot, fab.yield_home)
    fab.node_throughput = np.where(moves, fab.node_throughput * through, fab.node_throughput)
    fab.node_pilot = np.where(moves, first, fab.node_pilot)
    fab.node_used = np.where(moves, fab.node_used + 1.0, fab.node_used)
    return np.where(moves, gain, 0.0)
