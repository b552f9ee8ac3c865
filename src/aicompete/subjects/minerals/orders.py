"""Orders of critical minerals: how buyers split them over sellers, and what licences make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, product_by_run
from aicompete.rules.algebra import TINY
from aicompete.rules.minerals import (
    licence_throughput,
    part_of,
)
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.licences import Licences
from aicompete.world.columns import pick

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, eq=False)
class Split:
    """How buyers split their orders over sellers and what licences make of it.

    Attributes
    ----------
    abroad : (seller, nation) 0 where seller and buyer are the same nation, else 1.
    free : (run, mineral, seller) what sellers without a licence duty offer; orders fall to them by ``free abroad``.
    bound : (run, mineral, L, nation) weight by which orders fall to sellers with a licence duty.
    scale : (run, mineral, nation) one over the sum of weights.
    approved : (run, mineral, L, nation) share of an order that ships on a first licence, by seller with a licence duty.
    passing : (run, mineral, nation) sum of ``approved``; approvals are split by ``approved / passing``.
    controlled : share of the orders that needs a licence.
    strictness, delay : of the buyer's applications, sub-steps of a month.
    throughput : share of the applications that is approved in the end.
    barrier : share of what sellers offer that licences keep from the buyer, whether it still asks for it or not.
    """

    licences: Licences
    abroad: Array
    free: Array
    bound: Array
    scale: Array
    approved: Array
    passing: Array
    controlled: Array
    strictness: Array
    delay: Array
    throughput: Array
    barrier: Array


TRADED_BY_DEALERS = np.array([0.0, 0.0, 1.0, 1.0])
"""Items that go through dealers, whom licence offices refuse: gallium, germanium."""


def retry_chance(month: Month) -> Array:
    """Chance that a stalled application comes back, ``(run, mineral, 1)``: users' only, dealers give up."""
    return month.cached("retry_chance", lambda: (month.assume("retry") * _users(month))[..., None])


def application_room(month: Month) -> Array:
    """Applications above the usual ones that are taken seriously, as a factor, ``(run, mineral, 1)``: users' only."""
    return month.cached(
        "application_room",
        lambda: (1.0 + (month.assume("mineral_application_cap") - 1.0) * _users(month))[..., None],
    )


def _users(month: Month) -> Array:
    """Share of the applications that users hand in themselves, ``(run, mineral)``."""
    return np.asarray(1.0 - month.assume("mineral_dealer_share") * TRADED_BY_DEALERS)


def split_orders(offers: Array, licences: Licences, abroad: Array, retry: Array, wary: Array, lacks: Array) -> Split:
    """Buyers turn to sellers by what these have to sell and are expected to deliver.

    ``share_kn ~ offer_k abroad_kn (1 - c_k s_kn)``: offers (run, mineral, seller) t per month, abroad (seller, nation)
    0 at home and else 1, c the controlled share, s the strictness. The controlled part of an order becomes an
    application; a buyer's applications to several sellers wait in one queue. Buyers who remember a cut take to the
    other sellers the part wary (run, mineral, nation) of what would fall to those with a licence duty, as far as these
    can serve what all lack.
    """
    rows = licences.rows
    held = pick(offers, rows, axis=2) * licences.duty
    free = offers.copy()
    free[:, :, rows] -= held
    asked = abroad[rows] * held[..., None]
    bound = asked * licences.passes
    kept = over_rows(asked - bound)
    from_free, from_bound = product_by_run(free, abroad), over_rows(bound)
    total = from_free + from_bound
    barrier = part_of(kept, total + kept)
    moved = _turned_away(from_free, from_bound, total, wary, free.sum(axis=2, keepdims=True), lacks)
    scale = (1.0 + part_of(moved, from_free)) * (total > 0.0) / np.maximum(total, TINY)
    bound = bound * ((1.0 - part_of(moved, from_bound)) / (1.0 + part_of(moved, from_free)))[:, :, None]
    share = bound * scale[:, :, None]
    approved = share * (licences.passes - (1.0 - licences.controlled)[..., None])
    passing = over_rows(approved)
    controlled = over_rows(share * licences.controlled[..., None])
    delay = part_of(over_rows(share * (licences.controlled * licences.delay)[..., None]), controlled)
    strictness = np.maximum(1.0 - part_of(passing, controlled), 0.0) * (controlled > 0.0)
    throughput = licence_throughput(strictness, retry)
    return Split(
        licences, abroad, free, bound, scale, approved, passing, controlled, strictness, delay, throughput, barrier
    )


def _turned_away(from_free: Array, from_bound: Array, total: Array, wary: Array, offered: Array, lacks: Array) -> Array:
    """Weight that wary buyers move from sellers with a licence duty to those without, ``(run, mineral, nation)``.

    ``wary x from_bound`` where there is somebody to turn to, and of it the part that offered (run, mineral, 1), what
    the others have to sell, leaves after the orders that they have anyway.
    """
    turned = wary * from_bound * (from_free > 0.0)
    usual = np.sum(lacks * part_of(from_free, total), axis=-1, keepdims=True)
    more = np.sum(lacks * part_of(turned, total), axis=-1, keepdims=True)
    return np.asarray(turned * np.minimum(part_of(np.maximum(offered - usual, 0.0), more), 1.0))


def over_rows(values: Array) -> Array:
    """Sum over the sellers with a licence duty, ``(run, mineral, L, nation)`` to ``(run, mineral, nation)``."""
    return np.asarray(values[:, :, 0] if values.shape[2] == 1 else values.sum(axis=2))
