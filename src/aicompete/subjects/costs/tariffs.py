"""What the powers' tariffs cost: the importer's lost trade, and what exporters give up of their price."""

from __future__ import annotations

import numpy as np

from aicompete.rules import imports_left, tariff_triangle
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array

RIVAL, ALLIES = "tariff_on_rival", "tariff_on_allies"
LEVERS = (RIVAL, ALLIES)
ASSUMPTIONS = (
    "tariff_pass_through",
    "import_elasticity",
    "imports_from_rival_usa",
    "imports_from_rival_chn",
    "imports_from_others_usa",
    "imports_from_others_chn",
)


def collect(world: World, month: Month) -> tuple[Array, Array]:
    """Costs of tariffs, and what is paid to the treasury, ``(run, N)`` USD bn a year each.

    Importer: the triangle ``theta t (1 - (1 + theta t)^-e) M / 2`` over imports M of free trade, theta = part of the
    tariff passed on. Exporters: ``(1 - theta) t`` of what is still sold. The tariff itself stays in the importing
    nation and is no cost of it.
    """
    facts, gdp = world.facts, world.economy.gdp
    passed, elasticity = month.assume("tariff_pass_through"), month.assume("import_elasticity")
    shape = gdp.shape
    cost, paid = np.zeros(shape), np.zeros(shape)
    sides = ((facts.usa, facts.chn, "usa"), (facts.chn, facts.usa, "chn"))
    third = np.where(facts.is_power, 0.0, gdp)
    third = third / third.sum(axis=1, keepdims=True)
    for importer, rival, name in sides:
        to_rival = np.where(np.arange(facts.n) == rival, 1.0, 0.0)
        for lever, source, sellers in ((RIVAL, "rival", to_rival), (ALLIES, "others", third)):
            tariff = month.lever(lever)[:, importer : importer + 1] / 100.0
            free = month.assume(f"imports_from_{source}_{name}") * gdp[:, importer : importer + 1]
            rise = passed * tariff
            taken = tariff * free * imports_left(rise, elasticity)
            lost = tariff_triangle(rise, elasticity) * free
            mine = np.where(np.arange(facts.n) == importer, 1.0, 0.0)
            paid = paid + taken * mine
            cost = cost + lost * mine + (1.0 - passed) * taken * sellers
    return cost, paid
