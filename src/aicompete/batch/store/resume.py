"""Whether a design may continue a results folder: the same design or a larger one may, any other is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicompete.batch.design.design import FRAME
from aicompete.batch.design.keys import Keys
from aicompete.batch.errors import FolderError
from aicompete.batch.store.manifest import plain
from aicompete.engine.choice import NUMPY

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design

SHOWN = 4


def numbered_as(design: Design, old: Mapping[str, Any]) -> Design:
    """The design with the runs of a folder first, numbered as they are there; unchanged when it lacks some of them."""
    ids, draws, replicates = old.get("point_ids", ()), int(old.get("draws", 0)), int(old.get("replicates", 0))
    same = all(old.get(key) == value for key, value in plain(design.frame()).items())
    if not same or not ids or not design.holds(ids, draws, replicates):
        return design
    return design.after(ids, Keys.from_plain(old["keys"]), draws, replicates)


def check_same(folder: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Raise ``FolderError`` unless the folder was begun with this design or a part of it, and with this model.

    ``old`` and ``new`` are the manifests. Returns remarks for the user.
    """
    remarks = []
    if old.get("format") != new["format"]:
        raise FolderError(
            f"{folder} was made by another version of aicompete ({old.get('version')}), which laid results out "
            f"differently; nothing was changed. {_ways_out(folder)}"
        )
    if old["design_hash"] != new["design_hash"]:
        if not _grew(old, new):
            raise FolderError(
                f"{folder} holds results of another design ({_why_not(old, new)}); "
                f"nothing was changed. {_ways_out(folder)}"
            )
        if old["runs"] != new["runs"]:
            remarks.append(f"the design grows from {old['runs']:,} to {new['runs']:,} runs; what exists stays")
    if old.get("model_hash") != new["model_hash"]:
        before, now = (f"version {m.get('version')}, commit {m.get('commit') or 'unknown'}" for m in (old, new))
        raise FolderError(
            f"{folder} was made by another state of the model ({before}; now {now}): its code, data or catalogue has "
            f"changed, so its numbers cannot be continued; nothing was changed. {_ways_out(folder)}"
        )
    before, now = old.get("engine", NUMPY), new["engine"]
    if before != now:
        raise FolderError(
            f"{folder} was begun with the engine {before} and cannot be continued with {now}, whose last digits "
            f"differ; nothing was changed. Choose the first engine again: --engine {before}. {_ways_out(folder)}"
        )
    for library in ("numpy", "machine"):
        before, now = old.get("versions", {}).get(library), new["versions"][library]
        if before != now:
            remarks.append(f"begun with {library} {before}, continued with {now}: last digits may differ")
    return remarks


def _grew(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the new design begins with the runs of the old one."""
    same = all(old.get(key) == new[key] for key in FRAME)
    return same and all(key in old and new[key][: len(old[key])] == old[key] for key in ("point_ids", "keys"))


def _why_not(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Why a folder's design cannot be continued as the new one, as text."""
    kinds = {manifest.get("sampling", {}).get("kind") for manifest in (old, new)}
    if old.get("point_ids") != new.get("point_ids") and kinds in ({"latin_hypercube"}, {"morris"}):
        [kind] = kinds
        sizes = f"{old['sampling']['samples']} samples, now {new['sampling']['samples']}"
        return (
            f"{sizes}: a {kind.replace('_', ' ')} design of another size has other points, so it cannot be "
            "extended; sobol, halton, saltelli, grid and list can, and so can draws and replicates"
        )
    changed = differences(old, new)
    what = "; ".join(changed[:SHOWN]) + ("; ..." if len(changed) > SHOWN else "")
    return what or "its scenario or settings differ"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """How two designs differ by their manifests, as text: the design's size first, then levers, then assumptions."""
    found = []
    for key in ("name", "kind", "seed", "runs", "draws", "replicates", "months", "start", "record"):
        if old.get(key) != new.get(key):
            found.append(f"{key} {_short(old.get(key))}, now {_short(new.get(key))}")
    for key in sorted({*old.get("swept", {}), *new.get("swept", {})}):
        a, b = old.get("swept", {}).get(key), new.get("swept", {}).get(key)
        if a != b:
            found.append(f"{key} {_short(a)}, now {_short(b)}")
    levers = _levers(old), _levers(new)
    for name in sorted({*levers[0], *levers[1]}):
        a, b = levers[0].get(name), levers[1].get(name)
        if a != b:
            found.append(f"{name} {_short(a)}, now {_short(b)}")
    before, now = old.get("assumptions", {}), new.get("assumptions", {})
    found += [f"assumption {name} differs" for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    return found


def free_name(folder: Path) -> Path:
    """The first of ``<folder>-2``, ``<folder>-3`` … that does not exist."""
    number = 2
    while (candidate := folder.with_name(f"{folder.name}-{number}")).exists():
        number += 1
    return candidate


def _ways_out(folder: Path) -> str:
    return f"Choose another folder: --out {free_name(folder)}, or move the old results aside: --force-new"


def _levers(manifest: Mapping[str, Any]) -> dict[str, Any]:
    table = {}
    for entry in manifest.get("levers", []):
        item = f".{entry['item']}" if entry.get("item") else ""
        path = entry["path"]
        table[f"{entry['actor']}.{entry['lever']}{item}"] = next(iter(path.values())) if len(path) == 1 else path
    return table


def _short(value: Any) -> str:
    text = "unset" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
