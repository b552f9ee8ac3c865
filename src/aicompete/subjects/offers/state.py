"""State of the offers: what the two powers put on the table for every nation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.rules import power
from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.memo import Memo
from aicompete.world.relations import Relations, relations


@dataclass(frozen=True, eq=False)
class Pot:
    """Money of a power that goes to the same nations: ``money x share``, of which ``usable x share`` can be used.

    money ``(runs, power, 1)``, usable ``(run, power, N)``; open_to ``(power, N)``: readiness times the weight of the
    target, by which the money is shared out.
    """

    open_to: Array
    money: Array
    usable: Array


@dataclass(frozen=True, eq=False)
class Programmes:
    """Offers: ``value = sum over pots of money x share + social``, ``delivered`` likewise with what is usable.

    pots hold what is shared out by size and closeness, one for all levers with the same targets; the rest is
    ``(run, power, N)``. Courses of a training centre win friends and teach (institutions); they build nothing, so they
    are no part of what is delivered.
    """

    pots: tuple[Pot, ...]
    social: Array
    usable_social: Array
    usable_courses: Array
    package: Array


@dataclass
class Offers:
    """Power axis = USA, CHN. ``*_start`` columns hold what the levers in force before the start date gave."""

    ties: Relations
    readiness: Array = column(
        "power nation", "weight", "absorptive capacity where a power gives at all", "income per head, rivalry"
    )
    neediness: Array = column(
        "power nation", "weight", "population^e x need x readiness: weight in aid", "income per head, population"
    )
    value: Array = column(
        "power nation", "USD bn per year", "money on the table: programmes shared out over nations", "computed"
    )
    delivered: Array = column(
        "power nation", "USD bn per year", "value after execution and after what the conditions put off", "computed"
    )
    delivered_start: Array = column(
        "power nation",
        "USD bn per year",
        "delivered by the levers in force before the start",
        "lever_history.csv, defaults",
    )
    effect: Array = column("power nation", "log", "ln(1 + delivered / reference share of GDP)", "computed")
    effect_start: Array = column(
        "power nation", "log", "effect of the levers in force before the start", "lever_history.csv, defaults"
    )
    package: Array = column(
        "power nation", "index", "strength of the technology package a nation is ready to take", "computed"
    )
    package_start: Array = column(
        "power nation", "index", "package of the levers in force before the start", "lever_history.csv, defaults"
    )

    standing: Memo[Programmes] | None = None

    reads: ClassVar[Reads] = Reads(assumptions=("offer_size_exponent", "offer_income_half", "aid_income_half"))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing on the table yet; the first month fills the columns before anybody reads them."""
        ties, zero = relations(facts.date), spread(np.zeros((2, facts.n)), setup.runs)
        # nobody funds itself, its rival, or those in open hostility with it
        open_to = np.where(np.arange(facts.n) < 2, 0.0, 1.0 - ties.rivalry)
        ready = ties.income / (ties.income + setup.assume("offer_income_half", 2)) * open_to
        need = setup.assume("aid_income_half", 2) / (ties.income + setup.assume("aid_income_half", 2))
        people = power(ties.population, setup.assume("offer_size_exponent", 2))
        return cls(ties, ready, people * need * ready, zero, zero, zero, zero, zero, zero, zero)
