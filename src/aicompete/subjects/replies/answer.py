"""Governments that answer: at the start of a month each rule looks at what was seen and moves its addition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aicompete.config.reading.expressions import Seen
from aicompete.rules import reaction_step
from aicompete.subjects.replies.conditions import holds, margins, opposed
from aicompete.subjects.replies.plan import AtWork, Place, Plan
from aicompete.subjects.replies.state import Replies
from aicompete.world.columns import Array


def answer(replies: Replies, plan: Plan, index: int) -> None:
    """Move what every rule adds, from what was seen up to the month before ``index``.

    A rule with lag L sees the month ``index - L`` as its present, and acts when that is a month of the run and its
    cooldown is over. With margin ``m`` (by how much the trigger holds), fatigue ``f`` and dead band ``d`` it takes a
    step where ``m - f x > d`` and a step back where ``m - f x < -d``, x being what it has added; with fatigue neither
    goes beyond the rest ``m / f``. At the edge of the lever's range no further step is taken, so that nothing has to
    be undone there first.
    """
    if not plan.rules or index == 0:
        return
    added, acted, since = ([*column.T] for column in (replies.added, np.zeros_like(replies.acted), replies.since + 1.0))
    for at_work in plan.rules:
        rule, column = at_work.rule, at_work.column
        sign = 1.0 if rule.step > 0.0 else -1.0
        size, strength = sign * added[column], rule.strength * replies.strength
        pressure = [margin - rule.fatigue * size for margin in margins(rule.condition, _Look(replies, plan, rule.lag))]
        step, easing = abs(rule.step) * strength, rule.easing * strength
        if rule.fatigue:  # as far as the rest, where the margin is fatigue times the addition
            gap = np.abs(pressure[0]) / rule.fatigue
            step, easing = np.minimum(step, gap), np.minimum(easing, gap)
        free = (since[column] >= rule.cooldown) & (index >= rule.lag)
        size, done = reaction_step(
            size,
            free & holds(rule.condition, pressure, rule.dead_band) & _room(replies, at_work, sign),
            free & opposed(rule.condition, pressure, rule.dead_band),
            step,
            easing,
            rule.limit * strength,
        )
        added[column], acted[column] = sign * size + 0.0, done  # no negative zero
        since[column] = np.where(done != 0.0, 0.0, since[column])
    replies.added, replies.acted, replies.since = (np.stack(columns, axis=1) for columns in (added, acted, since))


def watch(replies: Replies, plan: Plan, inputs: Sequence[Array], in_force: Sequence[Array], index: int) -> None:
    """Note the month ``index`` that has just passed: what rules look at, and the answered levers, each ``(run,)``."""
    runs = replies.strength.shape[0]
    replies.in_force = _side_by_side(in_force, runs)
    if not plan.inputs:
        return
    now = _side_by_side(inputs, runs)
    if index == 0:  # before the first month nothing changed
        replies.first = now
        replies.seen = np.repeat(now[:, :, None], plan.months, axis=2)
    else:
        replies.seen = np.concatenate([now[:, :, None], replies.seen[:, :, :-1]], axis=2)


def additions(replies: Replies, plan: Plan) -> Iterator[tuple[Place, Array]]:
    """What is added to each lever this month, rule by rule, ``(run,)``."""
    for at_work in plan.rules:
        for place in at_work.places:
            yield plan.places[place], replies.added[:, at_work.column]


class _Look:
    """What a rule sees of a name: the value ``lag`` months ago and those before it."""

    def __init__(self, replies: Replies, plan: Plan, lag: int) -> None:
        self.replies, self.plan, self.now = replies, plan, lag - 1

    def __call__(self, seen: Seen) -> Array:
        place = self.plan.input_of(seen)
        past = self.replies.seen[:, place]
        if seen.past == "start":
            return self.replies.first[:, place]
        if seen.past == "now":
            return past[:, self.now]
        if seen.past == "change":
            return np.asarray(past[:, self.now] - past[:, self.now + seen.months])
        months = [past[:, self.now + back] for back in range(seen.months)]  # added up in one order for any block
        whole = months[0]
        for month in months[1:]:
            whole = whole + month if seen.past == "mean" else _EXTREME[seen.past](whole, month)
        return whole / seen.months if seen.past == "mean" else whole


_EXTREME = {"highest": np.maximum, "lowest": np.minimum}


def _room(replies: Replies, at_work: AtWork, sign: float) -> Array:
    """Where some lever of the rule has not reached the edge of its range, ``(run,)``."""
    low, high = at_work.span
    room = np.zeros(replies.strength.shape[0], dtype=bool)
    for place in at_work.places:
        value = replies.in_force[:, place]
        room = room | (value < high if sign > 0.0 else value > low)
    return np.asarray(room)


def _side_by_side(columns: Sequence[Array], runs: int) -> Array:
    """Columns ``(run,)`` or ``(1,)`` as ``(run, k)``."""
    if not columns:
        return np.zeros((runs, 0))
    return np.stack([np.broadcast_to(column, (runs,)) for column in columns], axis=1)
