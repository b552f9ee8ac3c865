"""The month, in order: the table of contents of the model.

Supply first, then what it makes possible, then how others take sides; alliance outcomes feed next month's permissions.
"""

from __future__ import annotations

from aicompete.mechanisms.alliances import take_sides
from aicompete.mechanisms.base import Mechanism
from aicompete.mechanisms.beliefs import form_beliefs
from aicompete.mechanisms.capability import advance_capability
from aicompete.mechanisms.chips import trade_chips
from aicompete.mechanisms.compute import install_compute
from aicompete.mechanisms.economy import grow_economies
from aicompete.mechanisms.fabrication import make_chips
from aicompete.mechanisms.firms import run_firms
from aicompete.mechanisms.minerals import trade_minerals
from aicompete.mechanisms.offers import make_offers
from aicompete.mechanisms.permissions import grant_permissions
from aicompete.mechanisms.power import connect_power
from aicompete.mechanisms.smuggling import smuggle_chips
from aicompete.mechanisms.standards import adopt_stacks

MONTH: tuple[Mechanism, ...] = (
    grow_economies,
    form_beliefs,
    grant_permissions,
    trade_minerals,
    make_chips,
    trade_chips,
    smuggle_chips,
    connect_power,
    install_compute,
    advance_capability,
    run_firms,
    make_offers,
    adopt_stacks,
    take_sides,
)
