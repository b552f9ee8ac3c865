"""Deliveries split over the sellers of a pool; entry of new designs and the taste for Chinese chips."""

from __future__ import annotations

from functools import partial

import numpy as np

from aicompete.rules import approach, budget_path, power
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside, bind_lazy, pick
from aicompete.world.facts import CHAMPION, HOME_POOL, INCUMBENT, OPEN_POOL, Facts, Mask


def sell(world: World) -> None:
    """Pool deliveries (H100e and USD bn a month) are split over sellers by appeal.

    In-house designs are sold to their own home only, so that nation's split differs from all others'. Rebinds sold,
    sold_chn, sales, sales_chn, flow and flow_value; the last two are ``(run, S, N)`` and made only if they are read.
    """
    chips, facts, shares = world.chips, world.facts, _split(world)
    chips.sold, chips.sold_chn = _totals(facts, shares, chips.delivered)
    chips.sales, chips.sales_chn = _totals(facts, shares, chips.delivered_value)
    for name, delivered in (("flow", chips.delivered), ("flow_value", chips.delivered_value)):
        bind_lazy(chips, name, partial(_by_seller, facts, shares, delivered))


def _totals(facts: Facts, shares: Array, delivered: Array) -> tuple[Array, Array]:
    """What each seller delivers to the world and to China, ``(run, S)`` each."""
    usa, chn = delivered[..., facts.usa], delivered[..., facts.chn]
    abroad = np.einsum("rpn,n->rp", delivered, facts.once(_not_usa))
    by_seller = pick(beside(usa, abroad, chn), facts.seller_pool, axis=2)
    return by_seller[:, 0] * shares[:, 0] + by_seller[:, 1] * shares[:, 1], by_seller[:, 2] * shares[:, 1]


def _not_usa(facts: Facts) -> Array:
    return np.where(np.arange(facts.n) == facts.usa, 0.0, 1.0)


def _by_seller(facts: Facts, shares: Array, delivered: Array) -> Array:
    """Deliveries by pool, ``(run, 2, N)``, split over sellers, ``(run, S, N)``."""
    flow = pick(delivered, facts.seller_pool) * shares[:, 1, :, None]
    flow[:, :, facts.usa] = pick(delivered[:, :, facts.usa], facts.seller_pool) * shares[:, 0]
    return flow


def _split(world: World) -> Array:
    """Appeal as shares of the pool, in the USA and elsewhere, ``(run, 2, S)``."""
    facts = world.facts
    weight = world.chips.appeal[:, None, :] * facts.once(_sold_at_home_and_abroad)
    total = np.stack([pick(weight, sellers, 2).sum(axis=2) for sellers in facts.pool_sellers], axis=2)
    return np.asarray(weight / pick(total, facts.seller_pool, 2))


def _sold_at_home_and_abroad(facts: Facts) -> Mask:
    """Which sellers sell in the USA, and which elsewhere, ``(2, S)``."""
    return np.stack([facts.sold_by[:, facts.usa], facts.sold_by[:, facts.chn]])


def enter(world: World, month: Month) -> None:
    """In-house designs enter along a logistic curve; Chinese chips gain taste where they are used and forced.

    Among the designs that enter the small come nearer to the large: their logs close the part ``entry_levelling`` of
    their distance in a year.

    Among Chinese designers the leader, whom the state and the foundry serve first, gains share toward a limit.
    """
    facts, chips = world.facts, world.chips
    lead, others = facts.once(_incumbent_and_others)
    share = (chips.appeal * others).sum(axis=1, keepdims=True)
    grown = budget_path(share, month.assume("entry_rate") / 12.0, np.maximum(month.assume("entry_limit"), share))
    champion, rivals = facts.once(_champion_and_rivals)
    held = (chips.appeal * champion).sum(axis=1, keepdims=True)
    rate = np.minimum(month.assume("home_lead_rate") / 12.0, 1.0)
    risen = approach(held, np.maximum(month.assume("home_lead_limit"), held), rate)
    level = _levelled(chips.appeal, others & facts.once(_on_sale), month.assume("entry_levelling") / 12.0)
    factor = np.where(others, level * grown / share, np.where(lead, (1.0 - grown) / (1.0 - share), 1.0))
    factor = np.where(champion, risen / held, np.where(rivals, (1.0 - risen) / (1.0 - held), factor))
    chips.appeal = chips.appeal * factor
    push = 1.0 + month.assume("control_taste_push") * world.permissions.chip_control
    ceiling = np.maximum(month.assume("home_taste_limit") * facts.is_chn, chips.home_taste)
    chips.home_taste = approach(
        chips.home_taste, ceiling, np.minimum(month.assume("home_taste_growth") / 12.0 * push, 1.0)
    )


def _levelled(appeal: Array, entrants: Mask, rate: Array) -> Array:
    """Factor on the appeal of each seller, ``(run, S)``: ``x^-r`` over its mean among the entrants, else 1."""
    mine = np.where(entrants, appeal, 1.0)
    flat = power(mine, -rate)
    kept = np.where(entrants, appeal, 0.0)
    scale = kept.sum(axis=1, keepdims=True) / (kept * flat).sum(axis=1, keepdims=True)
    return np.where(entrants, flat * scale, 1.0)


def _on_sale(facts: Facts) -> Mask:
    """Who sold AI chips at the start, ``(S,)``."""
    return np.asarray(facts.firm_share[facts.seller_firm] > 0.0)


def _champion_and_rivals(facts: Facts) -> tuple[Mask, Mask]:
    """The leading designer of the Chinese pool, and the others of that pool, ``(S,)`` each."""
    lead = np.array([i == CHAMPION for i in facts.seller_ids])
    return lead, (facts.seller_pool == HOME_POOL) & ~lead


def _incumbent_and_others(facts: Facts) -> tuple[Mask, Mask]:
    """The leading designer of the open pool, and the others of that pool, ``(S,)`` each."""
    lead = np.array([i == INCUMBENT for i in facts.seller_ids])
    return lead, (facts.seller_pool == OPEN_POOL) & ~lead
