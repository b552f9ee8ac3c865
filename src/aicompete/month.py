"""The month, in order: the table of contents of the model.

Supply first, then what it makes possible, then how others take sides; alliance outcomes feed next month's permissions.
"""

from __future__ import annotations

from aicompete.subjects.alliances.alignment import take_sides
from aicompete.subjects.beliefs.expectations import form_beliefs
from aicompete.subjects.capability.growth import advance_capability
from aicompete.subjects.chips.market import trade_chips
from aicompete.subjects.compute.fleet import install_compute
from aicompete.subjects.controls.permissions import grant_permissions
from aicompete.subjects.controls.smuggling import smuggle_chips
from aicompete.subjects.costs.account import keep_account
from aicompete.subjects.data_regimes.localisation import set_data_rules
from aicompete.subjects.defence.programmes import delay_programmes
from aicompete.subjects.development.conduct import develop
from aicompete.subjects.economy.growth import grow_economies
from aicompete.subjects.fabrication.investment import invest
from aicompete.subjects.fabrication.supply import make_chips
from aicompete.subjects.firms.conduct import run_firms
from aicompete.subjects.home.pillars import chain_pillars
from aicompete.subjects.home.politics import move_politics
from aicompete.subjects.institutions.clubs import run_institutions
from aicompete.subjects.labour.work import move_labour
from aicompete.subjects.laws.choice import choose_laws
from aicompete.subjects.legitimacy.standing import judge_powers
from aicompete.subjects.mechanism import Mechanism
from aicompete.subjects.minerals.market import trade_minerals
from aicompete.subjects.offers.programmes import make_offers
from aicompete.subjects.power.connection import connect_power
from aicompete.subjects.quantum.research import research_quantum
from aicompete.subjects.rivalry.race import race
from aicompete.subjects.safety.conduct import keep_safe
from aicompete.subjects.science.mission import run_mission
from aicompete.subjects.standards.adoption import adopt_stacks
from aicompete.subjects.states.patchwork import govern_states
from aicompete.subjects.training.ways import spread_and_open
from aicompete.subjects.truce.treaty import keep_truce

MONTH: tuple[Mechanism, ...] = (
    grow_economies,
    keep_truce,
    form_beliefs,
    grant_permissions,
    trade_minerals,
    make_chips,
    trade_chips,
    smuggle_chips,
    connect_power,
    install_compute,
    spread_and_open,
    research_quantum,
    advance_capability,
    invest,
    run_firms,
    make_offers,
    set_data_rules,
    develop,
    adopt_stacks,
    judge_powers,
    take_sides,
    run_institutions,
    choose_laws,
    delay_programmes,
    move_politics,
    govern_states,
    keep_safe,
    run_mission,
    move_labour,
    race,
    chain_pillars,
    keep_account,
)
