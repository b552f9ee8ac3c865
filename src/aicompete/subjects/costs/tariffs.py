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
    tariff passed on. Exporters: ``(1 - theta) t`` of what is still sold; third nations by GDP. The tariff itself stays
    in the importing nation and is no cost of it.
    """
    facts, gdp = world.facts, world.economy.gdp
    passed, elasticity = month.assume("tariff_pass_through", 0), month.assume("import_elasticity", 0)
    cost, paid, given_up = np.zeros(gdp.shape), np.zeros(gdp.shape), np.zeros(gdp.shape[0])
    for importer, rival, name in ((facts.usa, facts.chn, "usa"), (facts.chn, facts.usa, "chn")):
        for lever, source in ((RIVAL, "rival"), (ALLIES, "others")):
            back = world.truce.tariff_back[:, importer] if source == "rival" else 0.0
            tariff = (month.lever(lever)[:, importer] + back) / 100.0
            free = month.assume(f"imports_from_{source}_{name}", 0) * gdp[:, importer]
            rise = passed * tariff
            taken = tariff * free * imports_left(rise, elasticity)
            paid[:, importer] = paid[:, importer] + taken
            cost[:, importer] = cost[:, importer] + tariff_triangle(rise, elasticity) * free
            absorbed = (1.0 - passed) * taken
            if source == "rival":
                cost[:, rival] = cost[:, rival] + absorbed
            else:
                given_up = given_up + absorbed
    third = np.where(facts.is_power, 0.0, gdp)
    return cost + third * (given_up / np.einsum("rn->r", third))[:, None], paid
