"""Through whom a lever acts: settings for nations that have nothing for it to act through are allowed, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aicompete.config import Catalogue, Scenario, load_catalogue
from aicompete.subjects.minerals.state import mineral_sellers
from aicompete.world.facts import MINERALS, Facts, Ints, load_facts
from aicompete.world.relations import relations

Mask = npt.NDArray[np.bool_]
BELIEF = "only what others expect of coming controls moves"
NOTHING = "nothing moves"
MOST_NAMED = 4
MOST_POINTS = 200
"""Points of an experiment that are looked at one by one."""


@dataclass(frozen=True)
class Through:
    """What a lever acts through: in words, the nations that have it ``(N,)``, and what is left to the others.

    ``nations`` is given the item, "" for a lever without items. ``items`` names the items that this holds for; empty
    for all of them.
    """

    what: str
    nations: Callable[[Facts, str], Mask]
    left: str
    items: tuple[str, ...] = ()


def _places(facts: Facts, nations: Ints | Iterable[int]) -> Mask:
    return np.isin(np.arange(facts.n), np.asarray(nations))


def _active(facts: Facts, firms: Ints) -> Ints:
    return firms[facts.firm_share[firms] > 0.0]


def leading_chips(facts: Facts, item: str) -> Mask:
    """Home of the chip designers, place of the leading foundry, and China for its own chips."""
    return _places(facts, [facts.usa, facts.chn, facts.leader_place])


def toolmakers(facts: Facts, item: str) -> Mask:
    """Homes of the toolmakers outside China."""
    return _places(facts, facts.firm_nation[_active(facts, facts.foreign_toolmakers)])


def memory_makers(facts: Facts, item: str) -> Mask:
    """Homes of the makers of high-bandwidth memory outside China."""
    return _places(facts, facts.firm_nation[_active(facts, facts.makers.open_memory)])


def tool_and_memory_makers(facts: Facts, item: str) -> Mask:
    """Homes of such firms outside the powers, where firms weigh two governments."""
    return (toolmakers(facts, item) | memory_makers(facts, item)) & ~facts.is_power


def chip_plants(facts: Facts, item: str) -> Mask:
    """Places of advanced foundries and memory makers."""
    return _places(facts, facts.firm_place[_active(facts, np.flatnonzero(facts.role("foundry", "memory")))])


def mineral_exporters(facts: Facts, item: str) -> Mask:
    """Nations that sell refined minerals under their own name; what others have left goes through the rest."""
    return _places(facts, [facts.nation(iso3) for iso3 in mineral_sellers(facts)])


def china(facts: Facts, item: str) -> Mask:
    """China alone."""
    return facts.is_chn


def outside_china(facts: Facts, item: str) -> Mask:
    """Everybody else."""
    return ~facts.is_chn


def refiners(facts: Facts, item: str) -> Mask:
    """Nations that refine a mineral at the start."""
    return np.asarray(facts.tables.refine_share[MINERALS.index(item)] > 0.0)


EXPORTERS = "nations that refine minerals for export"
THROUGH: Mapping[str, tuple[Through, ...]] = {
    "chip_export_control": (
        Through("the home of the chip designers and the place of the leading foundry", leading_chips, BELIEF),
    ),
    "sme_export_control": (Through("nations with toolmakers", toolmakers, BELIEF),),
    "hbm_export_control": (Through("nations with makers of high-bandwidth memory", memory_makers, BELIEF),),
    "firm_hedging": (
        Through("nations outside the powers with makers of tools or memory", tool_and_memory_makers, NOTHING),
    ),
    "purchase_guidance": (Through("what China buys", china, NOTHING, ("memory", "tools")),),
    "production_disruption": (
        Through("nations where advanced chips or memory are made", chip_plants, NOTHING, ("chips",)),
    ),
    "mineral_licence_strictness": (
        Through(EXPORTERS, mineral_exporters, "only what buyers expect of coming licences moves"),
    ),
    "mineral_licence_delay": (Through(EXPORTERS, mineral_exporters, NOTHING),),
    "mineral_target_strictness": (Through(EXPORTERS, mineral_exporters, NOTHING),),
    "mineral_target_mode": (Through(EXPORTERS, mineral_exporters, NOTHING),),
    "mineral_price_floor": (Through("refiners outside China", outside_china, NOTHING),),
    "mineral_tech_ban": (Through("nations that refine the mineral", refiners, NOTHING),),
}
"""What levers act through that do not act wherever they may be pulled."""
BUDGETS = ("marshall_budget", "export_finance", "aid_budget")
PACKAGES = ("fullstack_export_intensity", "standards_package")
RELEASE = "chip_ally_release"


def acts_through(lever: str, date: str) -> list[tuple[Through, tuple[str, ...]]]:
    """What a lever acts through, and who has it at a start date; nothing for one that acts wherever it is pulled."""
    facts, found = load_facts(date), []
    for entry in THROUGH.get(lever, ()):
        masks = [entry.nations(facts, item) for item in entry.items or load_catalogue().levers[lever].items or ("",)]
        has = np.any(masks, axis=0)
        found.append((entry, tuple(iso3 for iso3, able in zip(facts.nation_ids, has, strict=True) if able)))
    return found


def out_of_reach(lever: str, actor: str, date: str, item: str | None = None) -> Through | None:
    """Why this nation's lever (or its setting for an item) acts through nothing; None where it acts.

    Without an item a lever acts where it does for some item.
    """
    items, facts = load_catalogue().levers[lever].items, load_facts(date)
    if item is None and items:
        each = [out_of_reach(lever, actor, date, one) for one in items]
        return each[0] if all(each) else None
    for entry in THROUGH.get(lever, ()):
        counts = not entry.items or item in entry.items
        if counts and not entry.nations(facts, item or "")[facts.nation(actor)]:
            return entry
    return None


def reach_notes(scenario: Scenario, catalogue: Catalogue | None = None) -> list[str]:
    """What was set for nations where it acts through nothing, and offers aimed at nations that get none of them."""
    catalogue = catalogue or load_catalogue()
    return [*_unreached(scenario, catalogue), *_misaimed(scenario, catalogue)]


def experiment_notes(scenarios: Iterable[Scenario]) -> list[str]:
    """The notes of several scenarios or points, each once; of very many the first are looked at."""
    chosen = list(scenarios)[:MOST_POINTS]
    return list(dict.fromkeys(note for scenario in chosen for note in reach_notes(scenario)))


def _unreached(scenario: Scenario, catalogue: Catalogue) -> list[str]:
    found = []
    date = str(scenario.start)
    for name in scenario.levers:
        lever = catalogue.levers[name]
        for item in lever.items or (None,):
            setters = [actor for actor in scenario.levers[name] if _set(scenario, name, actor, item, catalogue)]
            missing = {actor: why for actor in setters if (why := out_of_reach(name, actor, date, item)) is not None}
            if missing:
                inside = [actor for actor in setters if actor not in missing]
                found.append((name, item, tuple(missing), tuple(inside), next(iter(missing.values()))))
    whole: dict[tuple[str, tuple[str, ...], tuple[str, ...], Through], list[str]] = {}
    for name, item, missing_, inside_, why in found:
        whole.setdefault((name, missing_, inside_, why), []).extend([item] if item else [])
    return [_say(*key, items, catalogue) for key, items in whole.items()]


def _set(scenario: Scenario, lever: str, actor: str, item: str | None, catalogue: Catalogue) -> bool:
    """Whether the scenario itself sets this to something that is not neutral."""
    own = scenario.levers[lever][actor]
    if isinstance(own, dict) and item not in own:
        return False
    path = scenario.path(lever, actor, item, catalogue)
    return any(value != catalogue.levers[lever].neutral for value in (*path.values, *path.lows, *path.highs))


def _say(
    lever: str, missing: tuple[str, ...], inside: tuple[str, ...], why: Through, items: list[str], catalogue: Catalogue
) -> str:
    names = catalogue.actors.names
    some = bool(items) and len(items) < len(catalogue.levers[lever].items)
    what = f"{lever} ({', '.join(items)})" if some else lever
    if not inside and len(missing) == 1:
        return f"{missing[0]}.{what} acts through {why.what}; for {names[missing[0]]} {why.left}"
    alone = f"of those it is set for through {_listed(inside, names)} alone" if inside else "none it is set for is one"
    return f"{what} acts through {why.what}, {alone}; for {_listed(missing, names)} {why.left}"


def _listed(actors: tuple[str, ...], names: Mapping[str, str]) -> str:
    shown = [names[actor] for actor in actors[:MOST_NAMED]]
    if len(actors) > MOST_NAMED + 1:
        return f"{', '.join(shown)} and {len(actors) - MOST_NAMED} more"
    shown = [names[actor] for actor in actors]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _misaimed(scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Offers aimed at nations that cannot get any: the powers, the openly hostile, those who were never held."""
    facts, ties = load_facts(str(scenario.start)), relations(str(scenario.start))
    notes = []
    for lever, rows in scenario.targets.items():
        if lever not in (*BUDGETS, *PACKAGES, RELEASE):
            continue
        for issuer, buyers in rows.items():
            if issuer not in catalogue.levers[lever].actors:
                notes.append(f"targets of {lever}: {catalogue.actors.names[issuer]} cannot pull it")
                continue
            power = facts.nation(issuer)
            if lever == RELEASE:
                able = np.asarray(facts.tables.chip_tier == 2)
            else:
                able = np.where(facts.is_power, 0.0, 1.0 - ties.rivalry[power]) > 0.0
                able = able & (ties.acts > 0.0) if lever in PACKAGES else able
            aimed = [buyer for buyer, weight in buyers.items() if weight > 0.0]
            out = tuple(buyer for buyer in aimed if not able[facts.nation(buyer)])
            if len(out) == len(aimed):
                notes.append(f"{issuer}.{lever} reaches nobody: none of its targets qualifies")
            elif out and lever != RELEASE:
                notes.append(f"{issuer}.{lever}: nothing of it goes to {_listed(out, catalogue.actors.names)}")
    return notes
