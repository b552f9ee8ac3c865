"""Localisation: duties less what pilot zones, waivers and rulings leave of them; the data that can still be pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, delayed_step, half_life_to_rate, pooled_data, power
from aicompete.subjects.data_regimes import audits
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.world.facts import Facts
from aicompete.world.past_policy import Levers, policy_at

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = (
    "data_localisation",
    "ftz_pilot_coverage",
    "negative_list_scope",
    "iso27701_exemption",
    "wto_dfft_challenge",
    "voluntary_audit_push",
)
ASSUMPTIONS = (
    "complaint_gain",
    "complaint_time",
    "market_share_scale",
    "certified_start",
    "certified_push_gain",
    "certified_half_life",
    "foreign_data_worth",
    "data_elasticity",
    "data_stock_half_life",
)


@mechanism(
    "data_regimes",
    levers=tuple(dict.fromkeys((*LEVERS, *audits.LEVERS))),
    assumptions=(*ASSUMPTIONS, *audits.ASSUMPTIONS),
    covers=("M12", "M61", "M62", "M63", "M64"),
)
def set_data_rules(world: World, month: Month) -> None:
    """Duties bind less pilots, waivers and rulings; data that stay at home teach nobody abroad.

    ``closed_n = loc (1 - pilot (1 - list)) (1 - relief)``; ``met_pn = closed_n (1 - waiver certified_p)``, none at
    home.
    A complaint bears fruit years after it is filed. ``factor = (pool / pool under the duties of the start)^e``.
    """
    data, before = world.data, policy_at(world.facts.date)
    filed = month.lever("wto_dfft_challenge")[:, :2] + np.zeros_like(data.certified)
    if month.index == 0:  # at rest under the levers of before
        earlier = before.lever("wto_dfft_challenge")[:, :2] + np.zeros_like(data.certified)
        data.case = np.stack([earlier] * data.case.shape[1], axis=1)
        data.certified = certified(world, before, month)
        data.closed_start = closed(world, before, month)
        data.met_start = met(world, before, data.closed_start)
    data.case = delayed_step(data.case, filed, month.assume("complaint_time") * 12.0)
    speed = half_life_to_rate(month.assume("certified_half_life"))
    data.certified = approach(data.certified, certified(world, month, month), speed)
    data.closed = closed(world, month, month)
    data.met = met(world, month, data.closed)
    pool_data(world, month)
    audits.choose_audits(world, month)


def closed(world: World, levers: Levers, month: Month) -> Array:
    """How far data are kept at home, ``(run, N)``: nothing that is off the list is bound in a pilot zone.

    A ruling moves a nation by its exports to whoever complained, as far as these are large; only the ruled part of a
    complaint counts, and there is no court of appeal to enforce it.
    """
    data = world.data
    zones = levers.lever("ftz_pilot_coverage") * (1.0 - levers.lever("negative_list_scope"))
    market = np.minimum(world.alliances.trade / month.assume("market_share_scale", 2), 1.0)
    aim = levers.targets("wto_dfft_challenge")[:2]
    relief = month.assume("complaint_gain", 2) * data.case[:, -1, :, None] * market * aim
    left = (1.0 - relief[:, 0]) * (1.0 - relief[:, 1])
    return np.asarray(levers.lever("data_localisation") * (1.0 - zones) * left)


def met(world: World, levers: Levers, shut: Array) -> Array:
    """Localisation that the firms of each power meet, ``(run, power, N)``; certified firms pass where it is waived."""
    waived = levers.lever("iso27701_exemption")[:, None, :] * world.data.certified[:, :, None]
    home = np.arange(shut.shape[-1]) == np.array([[0], [1]])
    return np.where(home, 0.0, shut[:, None, :] * (1.0 - waived))


def certified(world: World, levers: Levers, month: Month) -> Array:
    """Part of each power's firms that would hold a certificate, ``(run, power)``.

    ``1 - (1 - c_0) exp(-g (audits pushed + waivers abroad by GDP))``: firms certify where their government asks for it
    or where it opens markets.
    """
    gdp = world.economy.gdp
    abroad = np.where(np.arange(gdp.shape[-1]) == np.array([[0], [1]]), 0.0, gdp[:, None, :])
    share = abroad / abroad.sum(axis=2, keepdims=True)
    opened = (share * levers.lever("iso27701_exemption")[:, None, :]).sum(axis=2)
    drive = levers.lever("voluntary_audit_push")[:, :2] + opened
    return np.asarray(
        1.0 - (1.0 - month.assume("certified_start")) * np.exp(-month.assume("certified_push_gain") * drive)
    )


def pool_data(world: World, month: Month) -> None:
    """Data to learn from, over what there would be under the duties of the start; users count by GDP.

    None pass between enemies, nor from the treaty allies of a power to its rival. What has come in stays for a while.
    """
    data, gdp = world.data, world.economy.gdp
    users = gdp / gdp.sum(axis=1, keepdims=True)
    worth = month.assume("foreign_data_worth")
    passes = world.facts.once(_passes)
    data.pool = pooled_data(users, data.closed, worth, passes)
    usual = pooled_data(users, data.closed_start, worth, passes)
    wanted = power(data.pool / usual, month.assume("data_elasticity"))
    data.factor = approach(data.factor, wanted, half_life_to_rate(month.assume("data_stock_half_life")))


def _passes(facts: Facts) -> Array:
    """How far data of a nation (second axis) may go to another (first axis), ``(N, N)``."""
    open_to = 1.0 + np.minimum(facts.tables.rivalry, 0.0)
    for leader, rival in ((facts.usa, facts.chn), (facts.chn, facts.usa)):
        open_to[leader] = open_to[leader] * (1.0 - facts.tables.security_tie[:, rival])
        open_to[leader, rival] = 0.0
    np.fill_diagonal(open_to, 0.0)
    return np.asarray(open_to)
