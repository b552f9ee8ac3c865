"""Texts: the powers and their clubs draft standards for AI; who publishes first finds the field free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, contracted_step
from aicompete.subjects.mechanism import Month
from aicompete.world.past_policy import Levers, policy_at

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("standards_coalition_effort", "iso_itu_effort")
ASSUMPTIONS = (
    "text_time_club",
    "text_time_body",
    "text_life",
    "text_uptake",
    "text_begun",
    "text_begun_spread",
)


def write_texts(world: World, month: Month) -> None:
    """Drafts grow with effort, a finished one is published, and what is published is taken up where nothing is yet.

    ``draft' = draft + club / T_club + body / T_body``, published at 1 and begun anew; a text loses force over its life
    unless the next one comes; the field it covers grows as contracts do (rule ``contracted_step``): what one text rules
    the other does not. Beside it runs the path of efforts as they were before the start, from which effects count:
    what was published before the start is in the seats already.
    """
    stacks = world.stacks
    if month.index == 0:
        luck = np.clip(month.assume("text_begun_spread", 2) * month.noise("text_begun")[:, :, None], -1.0, 1.0)
        stacks.draft = np.clip(month.assume("text_begun", 2) * (1.0 + luck), 0.0, 0.99) + np.zeros_like(stacks.draft)
    work = np.stack(np.broadcast_arrays(pace(month, month), pace(policy_at(world.facts.date), month)), axis=2)
    draft = stacks.draft + work
    out = np.where(draft >= 1.0, 1.0, 0.0)
    stacks.draft = draft - out
    stacks.published = stacks.published + out[:, :, 0]
    ending = 1.0 / (12.0 * month.assume("text_life", 2))
    stacks.text_force = np.maximum(stacks.text_force * (1.0 - ending), out)
    stacks.text_field = contracted_step(
        stacks.text_field, month.assume("text_uptake", 2) / 12.0 * stacks.text_force, ending
    )


def pace(levers: Levers, month: Month) -> Array:
    """Part of a text that is written in a month, ``(run, power)``: a club of the like-minded is quicker than a body
    in which all must agree."""
    club = levers.lever("standards_coalition_effort")[:, :2] / month.assume("text_time_club")
    body = levers.lever("iso_itu_effort")[:, :2] / month.assume("text_time_body")
    return np.asarray(club + body)


def lead_in_field(world: World) -> Array:
    """Field covered by the texts of each power over what it would be under the efforts of before, ``(run, power)``."""
    field = world.stacks.text_field
    return np.asarray(field[:, :, 0] - field[:, :, 1])
