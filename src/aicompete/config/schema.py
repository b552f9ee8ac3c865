"""JSON Schemas of the two kinds of file, generated from the catalogue, so that editors complete and explain names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .assumptions import PARAMETERS, Assumption
from .catalogue import Catalogue, load_catalogue
from .experiment import MAX_COUNT
from .levers import NO_LIMIT, Lever
from .reader import MAX_MONTHS

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
DATE = r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$"


def scenario_schema(catalogue: Catalogue | None = None) -> Schema:
    """Schema of a scenario file."""
    catalogue = catalogue or load_catalogue()
    actors = catalogue.actors
    definitions = {f"lever_{name}": _lever(lever) for name, lever in catalogue.levers.items()}
    definitions |= {f"assumption_{name}": _assumption(entry) for name, entry in catalogue.assumptions.items()}
    definitions["weights"] = _closed({who: {"type": "number", "minimum": 0, "maximum": 1} for who in actors.known})
    by_actor = {}
    for who in actors.known:
        members = set(actors.members(who) or ())
        able = [name for name, lever in catalogue.levers.items() if members & set(lever.actors)]
        about = actors.names.get(who) or actors.group_rules.get(who, "")
        by_actor[who] = {**_closed({name: _ref(f"lever_{name}") for name in able}), "description": about}
    assumptions = _closed(
        {name: _ref(f"assumption_{name}") for name in catalogue.assumptions} | {"all": {"const": "central"}}
    )
    aimed = [name for name, lever in catalogue.levers.items() if lever.targets]
    off = [name for name, mechanism in catalogue.mechanisms.items() if mechanism.can_disable]
    issuers = _closed({who: _ref("weights") for who in actors.known})
    properties: Schema = {
        "name": {
            "type": "string",
            "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$",
            "description": "Also the name of the results.",
        },
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
        "assumptions": {"anyOf": [{"const": "central"}, assumptions]},
        "disable": {"type": "array", "uniqueItems": True, "items": {"enum": off}},
        "targets": {**_closed(dict.fromkeys(aimed, issuers)), "description": "Lever -> issuer -> {buyer: weight}."},
    }
    return {
        "$schema": DRAFT,
        "title": "aicompete scenario",
        **_closed(properties),
        "required": ["name"],
        "definitions": definitions,
    }


def experiment_schema(catalogue: Catalogue | None = None) -> Schema:
    """Schema of an experiment file."""
    catalogue = catalogue or load_catalogue()
    definitions: Schema = {}
    values: Schema = {}
    for name, lever in catalogue.levers.items():
        definitions[f"lever_{name}"] = _lever(lever)
        for who in catalogue.actors.known:
            if set(catalogue.actors.members(who) or ()) & set(lever.actors):
                values[f"{who}.{name}"] = _ref(f"lever_{name}")
        if lever.items:
            definitions[f"item_{name}"] = _path(lever)
    for name, assumption in catalogue.assumptions.items():
        definitions[f"assumption_{name}"] = _assumption(assumption)
        values[f"assumptions.{name}"] = _ref(f"assumption_{name}")
    patterns = {
        rf"^[A-Za-z_]+\.{name}\.({'|'.join(lever.items)})$": _ref(f"item_{name}")
        for name, lever in catalogue.levers.items()
        if lever.items
    }
    swept = {key: {"type": "array", "minItems": 1, "items": value} for key, value in values.items()}
    swept_items = {key: {"type": "array", "minItems": 1, "items": value} for key, value in patterns.items()}
    grid = {**_closed(swept), "patternProperties": swept_items, "minProperties": 1}
    point = {**_closed(values), "patternProperties": patterns}
    count = {"type": "integer", "minimum": 1, "maximum": MAX_COUNT}
    record = _closed(
        {
            "every": {"enum": ["month", "year"]},
            **{table: {"type": "boolean"} for table in ("nations", "firms", "trade")},
        }
    )
    properties: Schema = {
        "name": {"type": "string"},
        "description": {"type": "string"},
        "scenario": {"type": "string", "description": "A bare name, or a path from this file."},
        "sweep": {
            "oneOf": [
                {**_closed({"grid": grid}), "required": ["grid"]},
                {**_closed({"list": {"type": "array", "minItems": 1, "items": point}}), "required": ["list"]},
            ]
        },
        "draws": {**count, "description": "Samples of the uncertain assumptions."},
        "replicates": {**count, "description": "Streams of random shocks."},
        "seed": {"type": "integer", "minimum": 0},
        "months": {"type": "integer", "minimum": 1, "maximum": MAX_MONTHS},
        "record": record,
        "metrics": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "$schema": DRAFT,
        "title": "aicompete experiment",
        **_closed(properties),
        "required": ["scenario"],
        "definitions": definitions,
    }


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


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _value(lever: Lever) -> Schema:
    if lever.kind == "bool":
        return {"type": "boolean"}
    if lever.kind == "choice":
        return {"enum": list(lever.choices)}
    number: Schema = {"type": "number", "minimum": lever.low, "maximum": lever.high}
    if lever.sentinel is None:
        return number
    return {"anyOf": [number, {"enum": [NO_LIMIT, lever.sentinel]}]}


def _path(lever: Lever) -> Schema:
    value = _value(lever)
    dated = {"type": "object", "patternProperties": {DATE: value}, "additionalProperties": False, "minProperties": 1}
    shapes = [value, dated]
    if not lever.at_months_end:
        shapes.append({**_closed({"linear": {**dated, "minProperties": 2}}), "required": ["linear"]})
    return {"anyOf": shapes}


def _lever(lever: Lever) -> Schema:
    path = _path(lever)
    shapes = list(path["anyOf"])
    if lever.items:
        shapes.append({**_closed(dict.fromkeys(lever.items, path)), "minProperties": 1})
    return {"description": f"{lever.description} [{lever.what_fits}]", "anyOf": shapes}


def _assumption(entry: Assumption) -> Schema:
    number = {"type": "number", "minimum": entry.low, "maximum": entry.high}
    shapes = [
        {
            **_closed(
                {shape: {"type": "array", "items": {"type": "number"}, "minItems": len(names), "maxItems": len(names)}}
            ),
            "required": [shape],
        }
        for shape, names in PARAMETERS.items()
    ]
    about = f"{entry.description} [{entry.low:g} to {entry.high:g} {entry.unit}, central {entry.central:g}]"
    return {"description": about, "anyOf": [number, {"const": "central"}, *shapes]}
