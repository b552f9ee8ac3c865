"""US arms programmes: what they get of the critical minerals, and how late they run for that and for other causes."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.rules.minerals import husbanded_use
from aicompete.subjects.defence.state import CAUSES, PROGRAMMES, of_record
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array

LICENCES = (
    "mineral_licence_strictness",
    "mineral_target_strictness",
    "mineral_target_mode",
    "mineral_suspended_strictness",
    "mineral_suspended_mode",
)
NEED = np.array([of_record()[name][-1] for name in PROGRAMMES])
"""How much each programme hangs on new minerals, over aircraft."""
MINERAL, PARTS = CAUSES.index("minerals"), CAUSES.index("parts")


@mechanism(
    "defence",
    levers=LICENCES,
    assumptions=(
        "mineral_defence_share",
        "defence_qualified",
        "defence_stock",
        "defence_reserve_draw",
        "defence_mineral_slip",
        "defence_parts_from_chips",
        "defence_recovery",
        "mineral_husbanding",
        "mineral_restock_time",
    ),
    covers=("M21",),
)
def delay_programmes(world: World, month: Month) -> None:
    """Programmes slip for a cause and make up for it: ``D' = D + slip - D / recovery``; at the start both balance.

    For want of minerals they slip by ``w need (1 - fill)`` with fill = that of the scarcest item: a missing magnet
    stops the unit, as far as there is no way round (w). Parts slip more where chips are short. Labour and software slip
    as before: nothing in the model moves them.
    """
    d = world.defence
    _supply(world, month)
    recovery = month.assume("defence_recovery", 2)
    slip = d.usual / recovery
    scarcest = np.min(d.fill, axis=1, keepdims=True)
    lacking = month.assume("defence_mineral_slip") * NEED * (1.0 - scarcest)
    short = month.assume("defence_parts_from_chips") * (1.0 - world.costs.chips_at_hand[:, None])
    causes = [slip[..., place] for place in range(len(CAUSES))]
    causes[MINERAL] = causes[MINERAL] + lacking
    causes[PARTS] = causes[PARTS] + short
    d.delay = d.delay + np.stack(causes, axis=2) - d.delay / recovery


def _supply(world: World, month: Month) -> None:
    """Arms makers use what reaches them and what they hold; all in months of their own use. Rebinds stock and fill.

    From sellers with a licence duty they get their part of US imports, less what is refused to military users beyond
    others; of all other supply the part that is qualified for arms; of the public reserve a part each year. They order
    what they use and what their stock lacks, as other users do.
    """
    d, m, usa = world.defence, world.minerals, world.facts.usa
    need = month.assume("mineral_defence_share") * m.need[..., usa] * (1.0 - m.substitution[..., usa])
    supply = m.received + m.refine_output + m.recycled + np.maximum(m.diverted, 0.0) - m.shipped
    others = np.maximum(supply - m.from_licensed, 0.0)[..., usa]
    military = np.minimum(safe_divide(1.0 - _refused(world, month), 1.0 - m.strictness[..., usa], 1.0), 1.0)
    licensed = month.assume("mineral_defence_share") * military * m.from_licensed[..., usa]
    reserve = month.assume("defence_reserve_draw") / 12.0 * np.minimum(m.reserve_target, m.stock)[..., usa]
    offered = safe_divide(licensed + month.assume("defence_qualified") * others + reserve, need, 1.0)
    usual = month.assume("defence_stock")
    wanted = 1.0 + np.maximum(usual - d.stock, 0.0) / month.assume("mineral_restock_time")
    at_hand = d.stock + np.minimum(offered, wanted)
    d.fill = husbanded_use(np.ones_like(at_hand), at_hand, usual, month.assume("mineral_husbanding"))
    d.stock = at_hand - d.fill


def _refused(world: World, month: Month) -> Array:
    """Share of US arms makers' applications that is refused, mean over issuers by capacity, ``(run, mineral)``."""
    m, usa = world.minerals, world.facts.usa
    lapsed = world.truce.lapsed[:, None, None]
    general = np.maximum(month.lever(LICENCES[0]), lapsed * month.lever(LICENCES[3]))
    mode = np.maximum(month.lever(LICENCES[2]), lapsed * month.lever(LICENCES[4]))
    hit = month.targets("mineral_target_mode")[:, usa]
    aimed = month.lever(LICENCES[1]) * np.where(mode > 0.0, hit, 0.0)
    weight = np.where((general > 0.0) | (aimed > 0.0), m.capacity, 0.0)
    strict = np.maximum(general, aimed) * weight
    return safe_divide(strict.sum(axis=2), weight.sum(axis=2))
