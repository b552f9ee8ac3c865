"""The manifest: everything needed to read, plot and compare results without the model."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aicompete.batch.design.remarks import remarks
from aicompete.batch.store.provenance import commit, model_hash, versions
from aicompete.batch.store.schema import FORMAT, Schema
from aicompete.engine.choice import NUMPY

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.config import Catalogue, Scenario
    from aicompete.world.tables import WorldTables

POWERS = {"USA": "us", "CHN": "cn"}


def manifest_of(design: Design, schema: Schema, *, block_size: int, engine: str = NUMPY) -> dict[str, Any]:
    """Plain data for ``manifest.json``. It has no clock time, so the same design gives the same manifest."""
    from aicompete.config import load_catalogue
    from aicompete.config.catalogue.calibrated import PRIOR, set_named

    catalogue = load_catalogue()
    base = design.base
    made_by = versions()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": design.name,
        **design.frame(),
        "description": design.description,
        "version": made_by["aicompete"],
        "commit": commit(),
        "design_hash": design.digest(),
        "model_hash": model_hash(),
        "versions": made_by,
        "engine": engine,
        "runs": design.runs,
        "draws": design.draws,
        "replicates": design.replicates,
        "block_size": block_size,
        "dates": list(schema.dates),
        "tables": list(schema.tables),
        "scenario": base.to_dict(),
        "remarks": remarks(base, catalogue),
        "levers": (of_base := levers_in_force(base, catalogue)),
        "scenario_levers": {
            scenario.name: of_base if scenario is base else levers_in_force(scenario, catalogue)
            for scenario in design.scenarios
        },
        "lever_catalogue": None,  # below
        "disabled": list(base.disable),
        "assumptions": assumptions_in_force(base, catalogue),
        "calibration": accepted.name if (accepted := set_named(base.calibration, catalogue)) else PRIOR,
        "keys": design.keys.plain(),
        "points": [dict(point) for point in design.settings],
        "point_ids": list(design.point_ids),
        "sampling": dict(design.sampling),
        "swept": swept_values(design),
        "show": list(design.show),
        "metrics": metrics_of(schema),
        "axes": {name: list(labels) for name, labels in schema.axes.items()},
    }
    made: dict[str, Any] = plain(manifest)
    made.update(json.loads(_about_the_world(str(base.start), catalogue)))
    return made


@lru_cache(maxsize=8)
def _about_the_world(start: str, catalogue: Catalogue) -> str:
    """What is the same in every manifest of a start date, as text: read anew for each, as its owner may change it."""
    return json.dumps(plain({"lever_catalogue": lever_catalogue(catalogue), **world_of(start, catalogue)}))


def levers_in_force(scenario: Scenario, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every lever path that is not neutral in all months: lever, actor, item, values by date, shape."""
    entries = []
    for lever in catalogue.levers.values():
        set_for = scenario.levers.get(lever.name, {})
        for actor, usual in lever.default.items():
            if actor not in set_for and all(value == lever.neutral for value in usual):
                continue  # as it is with most
            for item in lever.items or (None,):
                path = scenario.path(lever.name, actor, item, catalogue)
                if all(value == lever.neutral for value in path.values):
                    continue
                written = path.central.to_plain()
                dated = written.get("linear", written) if isinstance(written, dict) else {str(scenario.start): written}
                entries.append({"lever": lever.name, "actor": actor, "item": item, "path": dated, "shape": path.shape})
    return entries


def lever_catalogue(catalogue: Catalogue) -> dict[str, Any]:
    """What pictures and comparisons need to know of each lever."""
    return {
        lever.name: {
            "unit": lever.unit,
            "description": lever.description,
            "neutral": lever.neutral,
            "range": None if lever.kind != "number" else list(lever.range),
            "subject": lever.subject,
            "label": lever.name.replace("_", " "),
            "default": {
                actor: dict(zip(lever.items, values, strict=True)) if lever.items else values[0]
                for actor, values in lever.default.items()
            },
            "source": lever.source,
        }
        for lever in catalogue.levers.values()
    }


def assumptions_in_force(scenario: Scenario, catalogue: Catalogue) -> dict[str, Any]:
    """Each assumption and each position in a coder's band as it was used: a value or a distribution.

    Where the draws come from a calibrated set of accepted draws instead, the set is named too.
    """
    from aicompete.config.sampling.sample import uncertain

    found = {}
    for name, source in uncertain(scenario, catalogue).items():
        used = source.distribution.to_plain()
        word = "distribution" if isinstance(used, dict) else "value"
        found[name] = {word: used, "unit": source.entry.unit, "description": source.entry.description}
        if source.accepted is not None:
            found[name]["accepted"] = source.accepted.name
    return found


def swept_values(design: Design) -> dict[str, list[Any]]:
    """The distinct values of every swept setting: numbers sorted, others in order of mention; empty for one point."""
    if len(design.points) == 1:
        return {}
    found = {}
    for name in design.swept:
        values = [plain(point.get(name)) for point in design.settings]
        distinct = list({json.dumps(v, sort_keys=True): v for v in values}.values())
        numbers = [v for v in distinct if isinstance(v, (int, float)) and not isinstance(v, bool)]
        found[name] = sorted(numbers) if len(numbers) == len(distinct) else distinct
    return found


def metrics_of(schema: Schema) -> dict[str, Any]:
    """Every measured column: unit, meaning, level.

    A name on several levels has the first of them as its level and lists the others under ``also``.
    """
    found: dict[str, Any] = {}
    for table in ("series", "nations", "firms", "trade"):
        for name, metric in schema.metrics(table).items():
            if name in found:
                found[name].setdefault("also", []).append(table)
            else:
                found[name] = {"unit": metric.unit, "meaning": metric.meaning, "level": table}
    return found


def world_of(start: str, catalogue: Catalogue) -> dict[str, Any]:
    """Nations, groups, firms, ties, and how many inputs are estimates, at the start date."""
    from aicompete.world.tables import load_tables

    tables = load_tables(start)
    names = dict(zip(tables.nation_ids, tables.nation_names, strict=True)) | catalogue.actors.names
    groups = {name: list(members) for name, members in catalogue.groups.items()}
    nations = [
        {
            "iso3": iso3,
            "name": names[iso3],
            "groups": [g for g, members in groups.items() if iso3 in members and g not in ("all", "world")],
            "gdp": float(tables.gdp[i]),
            "power": POWERS.get(iso3),
        }
        for i, iso3 in enumerate(tables.nation_ids)
    ]
    firms = [{"id": f.id, "name": f.name, "nation": tables.nation_ids[f.hq], "role": f.role} for f in tables.firms]
    return {
        "nations": nations,
        "groups": groups,
        "firms": firms,
        "ties": ties_of(tables),
        "inputs": inputs_of(tables, catalogue),
    }


def ties_of(tables: WorldTables) -> list[dict[str, Any]]:
    """Undirected ties between nations: security is the larger of both directions, trade their mean.

    Propensity is how much two nations want to be together (Axelrod and Bennett). Pairs with none are left out.
    """
    from aicompete.world.relations import relations

    ids, propensity = tables.nation_ids, relations(tables.date).propensity
    found = []
    for i, a in enumerate(ids):
        for j in range(i + 1, len(ids)):
            security = max(tables.security_tie[i, j], tables.security_tie[j, i])
            trade = (tables.trade_dependence[i, j] + tables.trade_dependence[j, i]) / 2.0
            pull = round(float(propensity[i, j]), 6)
            if security > 0 or trade > 0 or pull:
                tie = {"security": float(security), "trade": round(float(trade), 6), "propensity": pull}
                found.append({"a": a, "b": ids[j], **tie})
    return found


def inputs_of(tables: WorldTables, catalogue: Catalogue) -> dict[str, int]:
    """Number of inputs (start figures and assumptions), and how many of them are estimates."""
    from aicompete.world.tables import GUESSED

    cells = sum(count.total() for count in tables.marks.values())
    guessed = sum(count[mark] for count in tables.marks.values() for mark in GUESSED)
    assumed = sum(entry.basis == "A" for entry in catalogue.assumptions.values())
    return {"total": cells + len(catalogue.assumptions), "estimates": guessed + assumed}


def plain(value: Any) -> Any:
    """A value as plain JSON data: NumPy scalars and tuples converted, infinities and NaN as ``None``."""
    kind = type(value)
    if kind in _ALREADY_PLAIN:  # first: nearly all of the tens of thousands of values
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


_ALREADY_PLAIN = frozenset({str, int, bool, type(None)})
