"""Hypotheses from YAML, with every problem at its line."""

from __future__ import annotations

import re
from pathlib import Path

from aicompete.config.reading.errors import ConfigError, Mark, Problem, Problems
from aicompete.config.reading.fields import Fields, as_number, as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe, read_file
from aicompete.hypotheses.entry import Arm, Hypothesis, Part, Reading, Refutation, Region
from aicompete.hypotheses.formula import Formula, FormulaError
from aicompete.hypotheses.statistics import FUNCTIONS
from aicompete.limits import MAX_MONTHS

ENTRIES = Path(__file__).parent / "entries"
REQUIRED = ("id", "claim", "refuted_if", "counterfactual", "source", "arms", "parts")
HOW = ("at", "lowest", "highest", "mean", "months_to_half")
MONTHS = 120
FACTORS = "factor_share"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z", re.ASCII)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z", re.ASCII)


def shipped_hypotheses() -> dict[str, Hypothesis]:
    """All hypotheses that come with the package, by id."""
    read = [load_hypothesis(path) for path in sorted(ENTRIES.glob("*.yaml"))]
    return {one.id: one for one in read}


def find_hypotheses(names: list[str]) -> list[Hypothesis]:
    """The hypotheses with these ids, or in these files; all that are shipped when none is named."""
    shipped = shipped_hypotheses()
    found = []
    for name in names or list(shipped):
        if name.endswith((".yaml", ".yml")):
            found.append(load_hypothesis(Path(name)))
        elif name.upper() in shipped:
            found.append(shipped[name.upper()])
        else:
            hint = nearest(name.upper(), shipped)
            raise ConfigError([Problem(f"hypothesis '{name}'", 0, 0, "there is none of this name", hint)])
    return found


def load_hypothesis(path: Path) -> Hypothesis:
    """Read one file. Raises ``ConfigError`` with everything that is wrong in it."""
    problems = Problems()
    label = path.name if path.parent == ENTRIES else str(path)
    node = read_file(path, problems, label)
    if not isinstance(node, MapNode):
        if node is not None:
            problems.add(node.mark, f"a hypothesis must be a mapping, not {describe(node)}")
        problems.check()
        raise ConfigError([Problem(label, 0, 0, "is empty")])
    fields = Fields(node, "a hypothesis", problems, REQUIRED, ("base", "experiment", "months", "note"))
    name = fields.text("id")
    if name and not _ID.match(name):
        problems.add(fields.mark("id"), f"'{name}' is no id: letters, digits and _ only")
    arms = _arms(fields, problems)
    parts = _parts(fields, {arm.name for arm in arms}, problems)
    months = fields.integer("months", MONTHS, 1, MAX_MONTHS)
    problems.check()
    return Hypothesis(
        id=name,
        claim=fields.text("claim"),
        refuted_if=fields.text("refuted_if"),
        counterfactual=fields.text("counterfactual"),
        source=fields.text("source"),
        note=fields.text("note"),
        experiment=fields.text("experiment"),
        months=months,
        arms=tuple(arms),
        parts=tuple(parts),
        mark=node.mark,
    )


def _arms(fields: Fields, problems: Problems) -> list[Arm]:
    base = fields.text("base", "baseline")
    arms = []
    pairs = node.pairs if (node := fields.mapping("arms")) else {}
    for name, (mark, content) in pairs.items():
        if not _ID.match(name):
            problems.add(mark, f"'{name}' is no name of an arm: letters, digits and _ only")
        if isinstance(content, MapNode):
            own = Fields(content, "an arm", problems, optional=("scenario", "settings"))
            arms.append(Arm(name, own.text("scenario", base), own.texts("settings"), mark))
        elif isinstance(content, ListNode):
            given = Fields(MapNode({"settings": (mark, content)}, mark), "an arm", problems, optional=("settings",))
            arms.append(Arm(name, base, given.texts("settings"), mark))
        else:
            problems.add(content.mark, "an arm must be a list of settings, or a mapping of scenario and settings")
    return arms


def _parts(fields: Fields, arms: set[str], problems: Problems) -> list[Part]:
    parts = []
    pairs = node.pairs if (node := fields.mapping("parts")) else {}
    for name, (mark, content) in pairs.items():
        if not isinstance(content, MapNode):
            problems.add(content.mark, f"a part must be a mapping, not {describe(content)}")
            continue
        optional = ("effect", "reading", "readings", FACTORS, "refuted", "unit", "scale")
        own = Fields(content, "a part", problems, ("says", "holds"), optional)
        holds = _region(own, problems)
        if own.has(FACTORS):
            if not fields.has("experiment"):
                problems.add(own.mark(FACTORS), f"'{FACTORS}' needs an 'experiment' beside the arms")
            reading = _reading(own.node_of(FACTORS), problems)
            if reading is not None and (len(reading.of.names) != 1 or reading.how != "at"):
                problems.add(own.mark(FACTORS), "a factor's share is that of one metric, at a month")
            if reading is not None:
                scale, refuted = _scale(own, holds, problems), _refutation(own, holds, problems)
                unit = own.text("unit")
                parts.append(Part(name, own.text("says"), {"": reading}, None, unit, holds, refuted, scale, mark))
            continue
        readings = _readings(own, problems)
        effect = _formula(own.node_of("effect"), problems)
        if not own.has("effect"):
            problems.add(content.mark, "a part has no 'effect'")
        if effect is None or not readings:
            continue
        known = {f"{arm}.{one}" if one else arm for arm in arms for one in readings}
        for wanted in effect.names:
            if wanted not in known:
                message = (
                    f"'{wanted}' is no arm" if "" in readings else f"'{wanted}' is no arm and reading (arm.reading)"
                )
                problems.add(own.mark("effect"), message, nearest(wanted, known))
        for wanted in effect.called:
            if wanted not in FUNCTIONS:
                problems.add(own.mark("effect"), f"there is no function '{wanted}'", nearest(wanted, FUNCTIONS))
        scale = _scale(own, holds, problems)
        refuted = _refutation(own, holds, problems)
        parts.append(Part(name, own.text("says"), readings, effect, own.text("unit"), holds, refuted, scale, mark))
    return parts


def _scale(own: Fields, holds: Region, problems: Problems) -> float:
    """What counts as the size claimed: the bound itself, or what is said where that is no size."""
    given = own.number("scale")
    scale = abs(holds.low if abs(holds.low) != float("inf") else holds.high) if given is None else given
    if not 0 < scale < float("inf"):
        problems.add(own.mark("holds"), "give a 'scale' above 0: the bound of the claim is no size by itself")
    return scale


def _readings(own: Fields, problems: Problems) -> dict[str, Reading]:
    if own.has("reading") == own.has("readings"):
        problems.add(own.node.mark, "a part needs either 'reading' or 'readings'")
        return {}
    if own.has("reading"):
        one = _reading(own.node_of("reading"), problems)
        return {"": one} if one else {}
    node = own.mapping("readings")
    found = {name: _reading(content, problems) for name, (_, content) in node.pairs.items()} if node else {}
    return {name: one for name, one in found.items() if one}


def _reading(node: Node | None, problems: Problems) -> Reading | None:
    if not isinstance(node, MapNode):
        if node is not None:
            problems.add(node.mark, f"a reading must be a mapping, not {describe(node)}")
        return None
    own = Fields(node, "a reading", problems, ("of",), HOW)
    how = [key for key in HOW if own.has(key)]
    of = _formula(own.node_of("of"), problems)
    if len(how) != 1:
        problems.add(node.mark, f"a reading needs one of {', '.join(HOW)}")
        return None
    given = own.node_of(how[0])
    words = [as_text(one) for one in given.items] if isinstance(given, ListNode) else [as_text(given)] if given else []
    wanted = 1 if how[0] == "at" else 2
    if len(words) != wanted or not all(word and _MONTH.match(word) for word in words):
        shown = "a month such as 2030-12" if wanted == 1 else "a first and a last month, such as [2026-07, 2027-06]"
        own.wrong(given or node, how[0], shown)
        return None
    if of is not None and of.called:
        problems.add(own.mark("of"), f"a reading knows no functions, so '{of.called[0]}' may not stand there")
        return None
    return None if of is None else Reading(of, how[0], str(words[0]), str(words[-1]))


def _formula(node: Node | None, problems: Problems) -> Formula | None:
    if node is None:
        return None
    text = as_text(node)
    try:
        return Formula(text) if text else None
    except FormulaError as wrong:
        problems.add(node.mark, str(wrong))
        return None


def _region(own: Fields, problems: Problems) -> Region:
    bounds = _bounds(own, "holds", ("at_least", "at_most"), problems)
    low, high = bounds.get("at_least", -float("inf")), bounds.get("at_most", float("inf"))
    if own.has("holds") and (not bounds or low > high):
        problems.add(own.mark("holds"), "'holds' needs at_least, at_most or both, the smaller first")
    return Region(low, high)


def _refutation(own: Fields, holds: Region, problems: Problems) -> Refutation:
    """What refutes; where nothing is said, an effect that is surely not of the size claimed."""
    if not own.has("refuted"):
        below = holds.low if holds.low != -float("inf") else None
        return Refutation(below, holds.high if holds.high != float("inf") else None)
    bounds = _bounds(own, "refuted", ("below", "above", "same"), problems)
    if not bounds:
        problems.add(own.mark("refuted"), "'refuted' needs below, above or same")
    return Refutation(bounds.get("below"), bounds.get("above"), bounds.get("same"))


def _bounds(own: Fields, key: str, names: tuple[str, ...], problems: Problems) -> dict[str, float]:
    node = own.mapping(key)
    if node is None:
        return {}
    Fields(node, f"'{key}'", problems, optional=names)
    found: dict[str, float] = {}
    for name, (mark, content) in node.pairs.items():
        value = as_number(content)
        if value is None:
            problems.add(Mark(*mark), f"'{name}' must be a number, not {describe(content)}")
        else:
            found[name] = value
    return found
