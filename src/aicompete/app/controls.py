"""How a lever is put before the user: who may pull it, which control fits, and what the catalogue says about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from aicompete.analysis.words import unit_text
from aicompete.config import Catalogue, Lever, Scenario
from aicompete.config.catalogue.levers import NO_LIMIT
from aicompete.config.scenarios.paths import Path
from aicompete.listing import BASIS, defaults, in_words, shown

Widget = Literal["slider", "switch", "choice", "limit"]
STEPS = 100
BARE = ("index", "share", "bool", "choice", "")
SUBJECTS = {
    "controls": "Export controls",
    "alliances": "Alliances and diplomacy",
    "minerals": "Critical minerals",
    "offers": "Offers and finance",
    "standards": "Standards",
    "data_regimes": "Data and audit rules",
    "development": "Rules and practice at home",
    "legitimacy": "Standing",
    "fabrication": "Chip making",
    "capability": "AI capability",
    "chips": "Chip demand",
    "power": "Electric power",
    "firms": "Firms",
    "compute": "Computing",
}
EVERY = "all items"
ABBREVIATIONS = {
    "reg": "regulatory", "gov": "government", "invest": "investment",
    "hbm": "HBM", "sme": "SME", "eda": "EDA", "ai": "AI", "tpp": "TPP", "un": "UN", "rd": "R&D", "gbps": "Gbps",
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A line of what the catalogue says."""

    label: str
    text: str


def by_subject(catalogue: Catalogue) -> dict[str, list[Lever]]:
    """Levers in the order of the page: subjects as listed, whatever is not listed last."""
    found: dict[str, list[Lever]] = {}
    order = [*SUBJECTS, *sorted({lever.subject for lever in catalogue.levers.values()} - set(SUBJECTS))]
    for subject in order:
        members = [lever for lever in catalogue.levers.values() if lever.subject == subject]
        if members:
            found[subject] = members
    return found


def subject_title(subject: str) -> str:
    """A subject as a heading."""
    return SUBJECTS.get(subject, subject.replace("_", " ").capitalize())


def lever_title(lever: Lever) -> str:
    """A lever's name in words."""
    words = lever.name.replace("_", " ").replace("iso itu", "ISO/ITU")
    said = " ".join(ABBREVIATIONS.get(word, word) for word in words.split(" "))
    return said[:1].upper() + said[1:]


def widget(lever: Lever) -> Widget:
    """Which control fits. A lever with a word for "no limit" takes a number or that word."""
    if lever.kind == "bool":
        return "switch"
    if lever.kind == "choice":
        return "choice"
    return "limit" if lever.sentinel is not None else "slider"


def step_of(lever: Lever) -> float:
    """A round step of about a hundredth of the range."""
    rough = (lever.high - lever.low) / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


def unit(lever: Lever) -> str:
    """Its unit, nothing for an index or a word."""
    return "" if lever.unit in BARE else unit_text(lever.unit).replace("percent", "%").replace("gbps", "Gbps")


def value_text(lever: Lever, value: Any) -> str:
    """A value with its unit."""
    said = shown(value, lever)
    if said == NO_LIMIT:
        return "no limit"
    return f"{said} {unit(lever)}".rstrip()


def caption(lever: Lever, who: str, item: str | None, catalogue: Catalogue) -> str:
    """Range, unit and the default of this actor, in one line."""
    members = [actor for actor in catalogue.actors.members(who) or () if actor in lever.default]
    place = lever.items.index(item) if item is not None else 0
    values = {value_text(lever, lever.default[actor][place]) for actor in members}
    default = values.pop() if len(values) == 1 else "differs by nation"
    if lever.kind != "number":
        return f"default {default}"
    return f"{_plain(lever.low)} to {_plain(lever.high)} {unit(lever) or f'({lever.unit})'}, default {default}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:g}"


def range_text(lever: Lever) -> str:
    """What may be set, in words."""
    return lever.what_fits


def pullers(lever: Lever, catalogue: Catalogue) -> dict[str, str]:
    """Who may pull it -> how it is named: groups that lie within, then single actors by name."""
    groups = {
        name: f"{name.replace('_', ' ')} ({len(members)})"
        for name, members in catalogue.groups.items()
        if len(members) > 1 and set(members) <= set(lever.actors)
    }
    singles = {actor: catalogue.actors.names.get(actor, actor).split(" (")[0] for actor in lever.actors}
    return {**{actor: f"{name} ({actor})" for actor, name in singles.items()}, **groups}


def first_puller(lever: Lever) -> str:
    """Whose lever is shown at first: the one its check pulls."""
    return lever.checks[0].actor if lever.checks else lever.actors[0]


def first_item(lever: Lever) -> str | None:
    """The item shown at first."""
    if not lever.items:
        return None
    return (lever.checks[0].item if lever.checks else None) or lever.items[0]


def path_of(lever: Lever, scenario: Scenario, who: str, item: str | None, catalogue: Catalogue) -> Path:
    """The path in force; of a group that of its first member who may pull the lever."""
    members = [actor for actor in catalogue.actors.members(who) or () if actor in lever.actors]
    return scenario.path(lever.name, members[0], item, catalogue).central


def facts(lever: Lever, catalogue: Catalogue) -> list[Fact]:
    """What stands in the hover: description, range, defaults, who controls it, source."""
    rows = [
        Fact("", lever.description),
        Fact("values", range_text(lever)),
        Fact("neutral", f"{value_text(lever, lever.neutral)} (the lever does nothing)"),
        Fact("default", defaults(lever, catalogue)),
        Fact("pulled by", in_words(lever.actors, catalogue)),
        Fact("controller", lever.controller),
        Fact("source", f"{lever.source} [{BASIS[lever.basis]}]"),
        Fact("note", lever.note),
    ]
    return [row for row in rows if row.text]


def matches(lever: Lever, words: str) -> bool:
    """Whether a search means this lever: every word is in its name, description, subject or controller."""
    content = " ".join(
        (lever.name.replace("_", " "), lever.name, lever.description, lever.controller, subject_title(lever.subject))
    ).lower()
    return all(word in content for word in words.lower().split())
