"""JSON schemas: they agree with the loader on small examples, and the files in schema/ are up to date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from aicompete.config import (
    Catalogue,
    ConfigError,
    experiment_schema,
    load_experiment,
    scenario_from_dict,
    scenario_schema,
)
from aicompete.config.catalogue.levers import plain
from aicompete.config.experiments.schema import schema_texts
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.yamlnodes import parse

TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool}


def fits(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """The part of JSON Schema that we use."""
    if "$ref" in schema and not fits(root["definitions"][schema["$ref"].rsplit("/", 1)[1]], value, root):
        return False
    if "type" in schema:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        kind = schema["type"]
        right = number if kind == "number" else number and value == int(value) if kind == "integer" else None
        if not (isinstance(value, TYPES[kind]) if right is None else right):
            return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if not all(fits(part, value, root) for part in schema.get("allOf", ())):
        return False
    if "anyOf" in schema and not any(fits(part, value, root) for part in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(fits(part, value, root) for part in schema["oneOf"]) != 1:
        return False
    if isinstance(value, str):
        return bool(re.search(schema.get("pattern", ""), value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, list):
        in_size = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
        return in_size and all(fits(schema.get("items", {}), item, root) for item in value)
    if isinstance(value, dict):
        if len(value) < schema.get("minProperties", 0) or set(schema.get("required", ())) - set(value):
            return False
        for key, content in value.items():
            known = [schema["properties"][key]] if key in schema.get("properties", {}) else []
            known += [part for word, part in schema.get("patternProperties", {}).items() if re.search(word, key)]
            if not known and schema.get("additionalProperties") is False:
                return False
            if not all(fits(part, content, root) for part in known):
                return False
    return True


def data(text: str) -> Any:
    problems = Problems()
    node = parse(text, "f", problems)
    problems.check()
    assert node is not None
    return plain(node)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{name: x}", True),
        ("{name: x, start: 2022-01, months: 3, disable: [chips], assumptions: central}", True),
        ("{name: x, levers: {USA: {control: {2026-01: 0.5}}, all: {licence: 0.5}}}", True),
        ("{name: x, levers: {CHN: {licence: {gallium: {linear: {2026-01: 0, 2027-01-15: 1}}}}}}", True),
        ("{name: x, levers: {USA: {ceiling: none}, powers: {truce: {2026-02: true}}, CHN: {mode: all_us}}}", True),
        ("{name: x, assumptions: {all: central, retry: {uniform: [0, 1]}, scale: 3}}", True),
        ("{name: x, targets: {control: {USA: {CHN: 0.5}}}}", True),
        ("{description: x}", False),
        ("{name: x, lever: {}}", False),
        ("{name: x, start: 2023-01}", False),
        ("{name: x, months: 0}", False),
        ("{name: x, disable: [measure]}", False),
        ("{name: x, levers: {USA: {control: 2}}}", False),
        ("{name: x, levers: {USB: {control: 1}}}", False),
        ("{name: x, levers: {CHN: {ceiling: 1}}}", False),
        ("{name: x, levers: {USA: {control: {gallium: 1}}}}", False),
        ("{name: x, levers: {CHN: {licence: {gallium: 1, 2026-01: 1}}}}", False),
        ("{name: x, levers: {USA: {truce: {linear: {2026-01: true, 2027-01: false}}}}}", False),
        ("{name: x, levers: {CHN: {mode: all}}}", False),
        ("{name: x, assumptions: {retry: 2}}", False),
        ("{name: x, assumptions: {retry: {uniform: [0]}}}", False),
        ("{name: x, targets: {truce: {USA: {CHN: 0.5}}}}", False),
    ],
)
def test_schema_and_loader_agree_on_scenarios(small: Catalogue, text: str, right: bool) -> None:
    content = data(text)
    schema = scenario_schema(small)
    assert fits(schema, content, schema) is right
    if right:
        assert scenario_from_dict(content, small).name == "x"
    else:
        with pytest.raises(ConfigError):
            scenario_from_dict(content, small)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{scenario: base}", True),
        ("{scenario: base, sweep: {grid: {USA.control: [0, 1], CHN.licence.gallium: [0.5]}}, draws: 2, seed: 0}", True),
        ("{scenario: base, sweep: {list: [{assumptions.retry: 0.5}, {}]}, record: {every: year}}", True),
        ("{scenarios: [base, other]}", True),
        ("{scenario: base, sweep: {list: [{USA.control@2027-01: 0.5, CHN.licence@2027-01: {gallium: 0.1}}]}}", True),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {USA.control: [0, 1], assumptions: all}}}}", True),
        ("{scenario: base, sweep: {halton: {points: 4, over: {CHN.mode: range, powers.truce: range}}}}", True),
        ("{scenario: base, sweep: {latin_hypercube: {points: 3, over: {CHN.mode: [none, all_us]}}}}", True),
        ("{scenario: base, sweep: {morris: {trajectories: 2, over: {assumptions.retry: distribution}}}}", True),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {assumptions.retry: {uniform: [0, 1]}}}}}", True),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {CHN.licence.gallium@2027-01: [0, 1]}}}}", True),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {USA.control: {values: [0, {2027-01: 1}]}}}}}", True),
        ("{scenario: base, scenarios: [other]}", False),
        ("{scenario: base, sweep: {sobol: {points: 4}}}", False),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {}}}}", False),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {USA.control: [0, 2]}}}}", False),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {USA.control: 0.5}}}}", False),
        ("{scenario: base, sweep: {sobol: {points: 4, over: {assumptions: central}}}}", False),
        ("{scenario: base, sweep: {saltelli: {base: 4, over: {USA.control: [0, 1]}}}}", True),
        ("{scenario: base, sweep: {saltelli: {points: 4, over: {USA.control: [0, 1]}}}}", False),
        ("{scenario: base, sweep: {morris: {points: 4, over: {USA.control: [0, 1]}}}}", False),
        ("{scenario: base, sweep: {grid: {USA.control@soon: [0, 1]}}}", False),
        ("{sweep: {grid: {USA.control: [0, 1]}}}", False),
        ("{scenario: base, sweep: {grid: {USA.control: {from: 0, to: 1, count: 5}}}}", True),
        ("{scenario: base, sweep: {grid: {USA.control: {from: 0, to: 1}}}}", False),
        ("{scenario: base, sweep: {grid: {USA.control: {from: 0, to: 1, count: 1}}}}", False),
        ("{scenario: base, sweep: {grid: {USA.control: 1}}}", False),
        ("{scenario: base, sweep: {grid: {USA.contrl: [1]}}}", False),
        ("{scenario: base, sweep: {grid: {CHN.ceiling: [1]}}}", False),
        ("{scenario: base, sweep: {grid: {}}}", False),
        ("{scenario: base, sweep: {}}", False),
        ("{scenario: base, draws: 0}", False),
        ("{scenario: base, record: {every: day}}", False),
    ],
)
def test_schema_and_loader_agree_on_experiments(tmp_path: Path, small: Catalogue, text: str, right: bool) -> None:
    (tmp_path / "base.yaml").write_text("name: base\n")
    (tmp_path / "other.yaml").write_text("name: other\n")
    (tmp_path / "e.yaml").write_text(text)
    schema = experiment_schema(small)
    assert fits(schema, data(text), schema) is right
    if right:
        assert load_experiment(tmp_path / "e.yaml", small).scenario.name == "base"
    else:
        with pytest.raises(ConfigError):
            load_experiment(tmp_path / "e.yaml", small)


def test_files_are_up_to_date() -> None:
    folder = Path(__file__).parents[2] / "schema"
    for name, text in schema_texts().items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"schema/{name} is old; run `aicompete schema`"
