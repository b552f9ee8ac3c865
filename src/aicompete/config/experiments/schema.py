"""JSON Schemas of the two kinds of file, generated from the catalogue, so that editors complete and explain names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aicompete.config.catalogue.assumptions import PARAMETERS, Assumption
from aicompete.config.catalogue.calibrated import NEWEST, PRIOR
from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.catalogue.levers import BASES, CHOICE, NO_LIMIT, Lever
from aicompete.config.catalogue.replies import LONGEST_COOLDOWN, MAX_LAG, SHORTEST_COOLDOWN, STRONGEST
from aicompete.config.experiments.dimensions import ASSUMPTIONS, OWN_DISTRIBUTION, VALUES, WHOLE_RANGE
from aicompete.config.experiments.sweeps import MAX_POINTS, SPREADS
from aicompete.config.scenarios.answers import NAME as NAME_OF_RULE
from aicompete.config.scenarios.answers import OFF, ON
from aicompete.config.scenarios.assumed import ALL
from aicompete.config.scenarios.bands import BAND
from aicompete.config.scenarios.codings import CODING
from aicompete.limits import MAX_COUNT, MAX_MONTHS, MAX_SEED

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
NAME = "^[A-Za-z0-9][A-Za-z0-9_.-]*$"
DAY = r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?"
DATE = f"^{DAY}$"


def scenario_schema(catalogue: Catalogue | None = None) -> Schema:
    """Schema of a scenario file."""
    catalogue = catalogue or load_catalogue()
    actors = catalogue.actors
    definitions = _definitions(catalogue)
    definitions["weights"] = _closed({who: {"type": "number", "minimum": 0, "maximum": 1} for who in actors.known})
    sets: dict[tuple[str, ...], str] = {}  # actors with the same levers share one definition
    by_actor = {}
    for who in actors.known:
        able = _levers_of(who, catalogue)
        name = sets.setdefault(able, f"levers_of_{who}")
        definitions.setdefault(name, _closed({lever: _ref(f"lever_{lever}") for lever in able}))
        about = actors.names.get(who) or actors.group_rules.get(who, "")
        by_actor[who] = {"description": about, "allOf": [_ref(name)]}
    numbers = {name: _ref(f"assumption_{name}") for name in catalogue.assumptions}
    aimed = [name for name, lever in catalogue.levers.items() if lever.targets]
    off = [name for name, mechanism in catalogue.mechanisms.items() if mechanism.can_disable]
    listed = {"type": "array", "items": {"enum": list(actors.known)}}
    definitions["issuers"] = _closed({who: {"anyOf": [_ref("weights"), listed]} for who in actors.known})
    properties: Schema = {
        "name": {"type": "string", "pattern": NAME, "description": "Also the name of the results."},
        "description": {"type": "string"},
        "extends": {
            "type": "string",
            "description": "A scenario to start from: a bare name, or a path from this file.",
        },
        "start": {"enum": list(actors.starts), "description": "The starting world."},
        "months": {"type": "integer", "minimum": 1, "maximum": MAX_MONTHS, "description": "How long a run is."},
        "levers": {
            **_closed(by_actor),
            "description": "Actor or group -> lever -> value, dated steps or {linear: ...}.",
        },
        "assumptions": {"anyOf": [_everything(), _assumptions(numbers)]},
        "disable": {"type": "array", "uniqueItems": True, "items": {"enum": off}},
        "targets": {
            **_closed({name: _ref("issuers") for name in aimed}),
            "description": "Lever -> issuer -> [buyers], or {buyer: weight}: whom it hits, or whom the offer goes to.",
        },
        "replies": _replies(catalogue),
    }
    head: Schema = {"$schema": DRAFT, "title": "aicompete scenario"}
    return {**head, **_closed(properties), "required": ["name"], "definitions": definitions}


def experiment_schema(catalogue: Catalogue | None = None) -> Schema:
    """Schema of an experiment file."""
    catalogue = catalogue or load_catalogue()
    values: Schema = {}
    over: Schema = {}
    held = {who: set(_levers_of(who, catalogue)) for who in catalogue.actors.known}
    for name, lever in catalogue.levers.items():
        able = "|".join(who for who in catalogue.actors.known if name in held[who])
        items = rf"(\.({'|'.join(lever.items)}))?" if lever.items else ""
        values[rf"^({able})\.{name}$"] = _ref(f"lever_{name}")
        if lever.items:
            values[rf"^({able})\.{name}\.({'|'.join(lever.items)})$"] = _ref(f"path_{name}")
        values[rf"^({able})\.{name}{items}@{DAY}$"] = _ref(f"from_{name}")
        over[rf"^({able})\.{name}{items}(@{DAY})?$"] = _ref(f"over_{name}")
    values[rf"^assumptions\.{CODING}(\.[A-Z]+\.[a-z0-9_.]+)?$"] = _ref(CODING)
    over[rf"^assumptions\.{CODING}\.[A-Z]+\.[a-z0-9_.]+$"] = {}
    for name in catalogue.assumptions:
        values[rf"^assumptions\.{name}$"] = _ref(f"assumption_{name}")
    over[rf"^assumptions\.({'|'.join(catalogue.assumptions)})$"] = _ref("over_assumption")
    lists = {
        key: {"anyOf": [{"type": "array", "minItems": 1, "items": value}, _ref("evenly")]}
        for key, value in values.items()
    }
    grid = {"type": "object", "minProperties": 1, "patternProperties": lists, "additionalProperties": False}
    point = {"type": "object", "patternProperties": values, "additionalProperties": False}
    points = {"type": "array", "minItems": 1, "items": point}
    count = {"type": "integer", "minimum": 1, "maximum": MAX_COUNT}
    words: Schema = {"type": "array", "items": {"type": "string"}}
    tables = {table: {"type": "boolean"} for table in ("nations", "firms", "trade")}
    properties: Schema = {
        "name": {"type": "string", "pattern": NAME},
        "description": {"type": "string"},
        "scenario": {"type": "string", "description": "A bare name, or a path from this file."},
        "scenarios": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"},
            "description": "In place of 'scenario': several, each with all points.",
        },
        "sweep": {
            "oneOf": [
                {**_closed({kind: content}), "required": [kind]}
                for kind, content in {"grid": grid, "list": points, **_sampled()}.items()
            ]
        },
        "draws": {**count, "description": "Samples of the uncertain assumptions."},
        "replicates": {**count, "description": "Streams of random shocks."},
        "seed": {"type": "integer", "minimum": 0, "maximum": MAX_SEED},
        "months": {"type": "integer", "minimum": 1, "maximum": MAX_MONTHS},
        "record": _closed({"every": {"enum": ["month", "year", "end"]}, **tables, "series": words}),
        "metrics": words,
    }
    head: Schema = {"$schema": DRAFT, "title": "aicompete experiment"}
    definitions = _definitions(catalogue)
    definitions["evenly"] = {
        **_closed(
            {
                "from": {"type": "number"},
                "to": {"type": "number"},
                "count": {"type": "integer", "minimum": 2, "maximum": MAX_POINTS},
            }
        ),
        "required": ["from", "to", "count"],
        "description": "So many values at equal distances, both ends included.",
    }
    for name, lever in catalogue.levers.items():
        definitions |= {f"over_{name}": _over_lever(lever), f"from_{name}": _from_a_date(lever)}
    everything = {ASSUMPTIONS: {"const": ALL, "description": "All assumptions, each by its distribution."}}
    definitions["over_assumption"] = _over_assumption()
    definitions["over"] = {**_closed(everything), "minProperties": 1, "patternProperties": over}
    named = [{"required": ["scenario"]}, {"required": ["scenarios"]}]
    return {**head, **_closed(properties), "oneOf": named, "definitions": definitions}


def _sampled() -> Schema:
    """Designs that spread points over ranges and distributions."""
    mapping = _ref("over")
    size = {"type": "integer", "minimum": 1, "maximum": MAX_POINTS}
    kinds: Schema = {
        kind: {**_closed({"points": size, "over": mapping}), "required": ["points", "over"]} for kind in SPREADS
    }
    walks = _closed({"trajectories": size, "levels": {"type": "integer", "minimum": 2}, "over": mapping})
    kinds["saltelli"] = {**_closed({"base": size, "over": mapping}), "required": ["base", "over"]}
    return {**kinds, "morris": {**walks, "required": ["trajectories", "over"]}}


def _over_lever(lever: Lever) -> Schema:
    """What a lever may vary over in a sampled design."""
    value = _ref(f"value_{lever.name}")
    single = {"type": "array", "items": _ref(f"lever_{lever.name}"), "minItems": 1}
    if lever.kind == "number":
        spread: Schema = {"type": "array", "items": value, "minItems": 2, "maxItems": 2}
    else:
        spread = {"type": "array", "items": value, "minItems": 1}
    return {"anyOf": [{"const": WHOLE_RANGE}, spread, {**_closed({VALUES: single}), "required": [VALUES]}]}


def _over_assumption() -> Schema:
    """What any assumption may vary over; the numbers are held to its range when the file is read."""
    number = {"type": "number"}
    spread = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    single = _closed({VALUES: {"type": "array", "items": number, "minItems": 1}})
    words = {"enum": [WHOLE_RANGE, OWN_DISTRIBUTION]}
    return {"anyOf": [words, spread, {**single, "required": [VALUES]}, _ref("distribution")]}


def _from_a_date(lever: Lever) -> Schema:
    """A value that a lever has from a date on, or one for each item."""
    value = _ref(f"value_{lever.name}")
    items = {**_closed(dict.fromkeys(lever.items, value)), "minProperties": 1}
    return {"anyOf": [value, items]} if lever.items else value


def schema_texts(catalogue: Catalogue | None = None) -> dict[str, str]:
    """File name -> text of every schema file."""
    schemas = {"scenario.json": scenario_schema(catalogue), "experiment.json": experiment_schema(catalogue)}
    return {name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def write_schemas(folder: str | Path, catalogue: Catalogue | None = None) -> list[Path]:
    """Write scenario.json and experiment.json into a folder; returns what was written."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_texts(catalogue).items():
        (target / name).write_text(text, encoding="utf-8")
        written.append(target / name)
    return written


def _replies(catalogue: Catalogue) -> Schema:
    """Rules by which governments answer: a word, or a list of names and of rules."""
    above: Schema = {"type": "number", "exclusiveMinimum": 0}
    positive: Schema = {"type": "number", "minimum": 0}
    text: Schema = {"type": "string"}
    movable = [name for name, lever in catalogue.levers.items() if not lever.at_months_end]
    rule = _closed(
        {
            NAME_OF_RULE: {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
            "who": {"enum": list(catalogue.actors.axis)},
            "lever": {"enum": movable},
            "item": {"anyOf": [text, {"type": "array", "minItems": 1, "items": text}]},
            "trigger": {**text, "description": "Such as mean(chip_fill_home, 6) < 0.4 and CHN.tariff_on_rival > 40."},
            "lag": {"type": "integer", "minimum": 1, "maximum": MAX_LAG, "description": "Months until it is seen."},
            "step": {"type": "number", "description": "Added per action; below 0 the lever goes down."},
            "limit": {**positive, "description": "Largest total addition."},
            "cooldown": {"type": "integer", "minimum": SHORTEST_COOLDOWN, "maximum": LONGEST_COOLDOWN},
            "dead_band": {"anyOf": [above, {"type": "array", "minItems": 1, "items": above}]},
            "easing": {**positive, "description": "Taken back per action while the opposite holds."},
            "fatigue": {**positive, "description": "More of the trigger needed for each unit already added."},
            "strength": {**positive, "maximum": STRONGEST, "description": "Multiplies step, easing and limit."},
            "description": text,
            "basis": {"enum": list(BASES)},
            "source": text,
        }
    )
    one: Schema = {"anyOf": [{"enum": list(catalogue.replies.rules)}, {**rule, "required": [NAME_OF_RULE]}]}
    about = "Governments that answer: off, on (the standard rules), or a list of rules."
    return {"description": about, "anyOf": [{"enum": [OFF, ON]}, {"type": "array", "items": one}]}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _assumptions(numbers: Schema) -> Schema:
    """Assumptions by name, `all` of them, and positions in coders' bands."""
    entries = _closed({**numbers, ALL: _everything(), CODING: _ref(CODING)})
    return {**entries, "patternProperties": {rf"^{CODING}\.[A-Z]+\.[a-z0-9_.]+$": _ref(CODING)}}


def _everything() -> Schema:
    """Words for all assumptions at once."""
    about = "Central values, or where draws come from: the plain ranges, the newest accepted draws or a named set."
    return {
        "anyOf": [{"enum": ["central", PRIOR, NEWEST]}, {"type": "string", "pattern": "^v[0-9.]+$"}],
        "description": about,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _value(lever: Lever) -> Schema:
    if lever.kind == "bool":
        return {"type": "boolean"}
    if lever.kind == "choice":
        return {"enum": list(lever.choices)}
    number: Schema = {"type": "number", "minimum": lever.low, "maximum": lever.high}
    if lever.sentinel is None:
        return {"anyOf": [number, _ref(BAND)]}
    return {"anyOf": [number, {"enum": [NO_LIMIT, lever.sentinel, *lever.names]}]}


def _path(lever: Lever) -> Schema:
    value = _ref(f"value_{lever.name}")
    dated = {"type": "object", "patternProperties": {DATE: value}, "additionalProperties": False, "minProperties": 1}
    shapes: list[Schema] = [value, dated]
    if lever.chosen:
        shapes.append({"enum": [CHOICE]})
    if not lever.at_months_end:
        shapes.append({**_closed({"linear": {**dated, "minProperties": 2}}), "required": ["linear"]})
    return {"anyOf": shapes}


def _lever(lever: Lever) -> Schema:
    shapes = [_ref(f"path_{lever.name}")]
    if lever.items:
        shapes.append({**_closed(dict.fromkeys(lever.items, shapes[0])), "minProperties": 1})
    return {"description": f"{lever.description} [{lever.what_fits}]", "anyOf": shapes}


def _assumption(entry: Assumption) -> Schema:
    number = {"type": "number", "minimum": entry.low, "maximum": entry.high}
    about = f"{entry.description} [{entry.low:g} to {entry.high:g} {entry.unit}, central {entry.central:g}]"
    return {"description": about, "anyOf": [number, {"const": "central"}, _ref("distribution")]}


def _distribution() -> Schema:
    shapes = []
    for shape, names in PARAMETERS.items():
        numbers = {"type": "array", "items": {"type": "number"}, "minItems": len(names), "maxItems": len(names)}
        shapes.append({**_closed({shape: numbers}), "required": [shape]})
    return {"anyOf": shapes}


def _definitions(catalogue: Catalogue) -> Schema:
    definitions: Schema = {"distribution": _distribution()}
    codes: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
    codes["description"] = "The coder's band: low, central and high code, inside the lever's range."
    definitions[BAND] = {**_closed({BAND: codes}), "required": [BAND]}
    about = "Where in the coders' bands lever paths lie: -1 low, 0 central, 1 high."
    place: Schema = {"type": "number", "minimum": -1, "maximum": 1}
    definitions[CODING] = {"description": about, "anyOf": [place, {"const": "central"}, _ref("distribution")]}
    for name, lever in catalogue.levers.items():
        definitions[f"value_{name}"] = _value(lever)
        definitions[f"path_{name}"] = _path(lever)
        definitions[f"lever_{name}"] = _lever(lever)
    for name, assumption in catalogue.assumptions.items():
        definitions[f"assumption_{name}"] = _assumption(assumption)
    return definitions


def _levers_of(who: str, catalogue: Catalogue) -> tuple[str, ...]:
    members = set(catalogue.actors.members(who) or ())
    return tuple(name for name, lever in catalogue.levers.items() if members & set(lever.actors))
