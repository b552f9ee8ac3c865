"""How to make the same numbers again: commands, the resolved scenario, versions and seed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import yaml

from aicompete.analysis.tables import View
from aicompete.batch.store.provenance import versions
from aicompete.report.content import Code, Item, Section, Table

MOST_POINTS = 200
RECORDED = ("every", "nations", "firms", "trade", "series")


def repeat_of(views: list[View], command: list[str]) -> Section:
    """Files and commands for every result, then the command that makes the report."""
    items: list[Item] = []
    for seen in views:
        items += _one(seen)
    items.append(Code(shlex.join(command), "This report:"))
    made = {f"{s.name}": _versions(s) for s in views}
    rows = [(name, *cells) for name, cells in made.items()]
    now = versions()
    note = (
        f"This page was written by aicompete {now['aicompete']}. The same seed gives the same bits on one machine and "
        "library version."
    )
    head = ("Results", "Seed", "Runs", "aicompete", "Commit", "Model", "Python, NumPy", "Assumptions")
    items.append(Table(head, rows, note))
    return Section("repeat", "To repeat it", items)


def _one(seen: View) -> list[Item]:
    manifest = seen.manifest
    scenario, name = scenario_file(manifest), str((manifest.get("scenario") or {}).get("name"))
    if not scenario:
        return []
    items: list[Item] = [Code(scenario, f"The scenario of {seen.name}, all layers resolved: save it as {name}.yaml.")]
    if manifest.get("kind") != "sweep":
        out = f"results/{name}"
        verb = f"aicompete run {name}.yaml --runs {manifest['runs']} --seed {manifest['seed']} --out {out}"
        return [*items, Code(verb, "Then:")]
    file, sweep = experiment_file(manifest, f"./{name}.yaml"), f"{manifest['name']}_sweep.yaml"
    if not file:
        return []
    return [
        *items,
        Code(file, f"The experiment, its points listed: save it beside as {sweep}."),
        Code(f"aicompete sweep {sweep} --out results/{manifest['name']}", "Then:"),
    ]


def scenario_file(manifest: Mapping[str, Any]) -> str:
    """The resolved scenario of a run as a scenario file; empty where the manifest does not hold it."""
    scenario = dict(manifest.get("scenario") or {})
    if "months" not in scenario:
        return ""
    kept = {k: v for k, v in scenario.items() if k != "source_files" and v not in ("", [], {})}
    return _yaml(kept | {"months": manifest["months"]})


def experiment_file(manifest: Mapping[str, Any], scenario: str) -> str:
    """A sweep over a scenario file as an experiment over its listed points; empty where there are too many points,
    several scenarios, or assumptions sampled with them."""
    points = [dict(p) for p in manifest.get("points") or []]
    sampled = any("assumptions" in str(d.get("name")) for d in (manifest.get("sampling") or {}).get("dimensions", []))
    if not points or len(points) > MOST_POINTS or sampled or any("scenario" in p for p in points):
        return ""
    record = {k: v for k, v in (manifest.get("record") or {}).items() if k in RECORDED and v not in ([], None)}
    return _yaml(
        {
            "name": manifest["name"],
            "description": manifest.get("description", ""),
            "scenario": scenario,
            "sweep": {"list": points},
            "draws": manifest["draws"],
            "replicates": manifest["replicates"],
            "seed": manifest["seed"],
            "months": manifest["months"],
            "record": record,
            "metrics": list(manifest.get("show") or []),
        }
    )


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(
        {k: v for k, v in content.items() if v not in ("", [])}, sort_keys=False, width=110, allow_unicode=True
    )


def _versions(seen: View) -> tuple[str, ...]:
    m = seen.manifest
    used = m.get("versions") or {}
    libraries = f"{used.get('python', '?')}, {used.get('numpy', '?')}"
    return (
        str(m.get("seed", "?")),
        str(len(seen.good)),
        str(m.get("version", "?")),
        str(m.get("commit") or "none"),
        str(m.get("model_hash", "?"))[:12],
        libraries,
        str(m.get("calibration", "prior")),
    )
