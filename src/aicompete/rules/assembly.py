"""Votes in an assembly of states, each somewhere between two powers."""

import numpy as np

from aicompete.rules.algebra import logistic
from aicompete.rules.types import Array

LOGISTIC_SD = np.pi / np.sqrt(3.0)
"""Standard deviation of the logistic distribution of scale 1."""


def camp_shares(position: Array, states: Array, threshold: Array, wobble: Array) -> Array:
    """Shares of the votes in the camp of the one power, of the other, and in none, ``(run, 3)``.

    A state at ``x`` in [-1, 1] stands in a camp when it is beyond the threshold ``t``; as its place of a year wobbles
    with the standard deviation ``s``, it counts by the chance that it is: ``1 / (1 + exp(-(x - t) / (s sqrt(3) /
    pi)))``, mirrored for the other. As ``s`` goes to 0 this is the count beyond the threshold; for ``s > 0`` shares
    move smoothly with the positions. position (run, S); states (S,) how many stand there; threshold >= 0 and wobble
    > 0, (run, 1).
    """
    scale = wobble / LOGISTIC_SD
    weight = states / states.sum()
    one = np.einsum("rs,s->r", logistic((position - threshold) / scale), weight)
    other = np.einsum("rs,s->r", logistic((-position - threshold) / scale), weight)
    return np.stack([one, other, 1.0 - one - other], axis=1)


def text_shares(position: Array, states: Array) -> Array:
    """Shares of the votes for the one power's text, for the other's, abstaining, ``(run, 3)``.

    A state at ``x`` votes with probability ``|x|`` for the text of the power it stands nearer to, and abstains else.
    position (run, S) in [-1, 1]; states (S,).
    """
    weight = states / states.sum()
    cast = np.einsum("rs,s->r", np.abs(position), weight)
    lead = np.einsum("rs,s->r", position, weight)
    return np.stack([0.5 * (cast + lead), 0.5 * (cast - lead), 1.0 - cast], axis=1)
