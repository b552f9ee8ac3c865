"""Finding files: names that `extends` and `scenario` may hold, parents of parents, and the kind of a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.reading.errors import ConfigError, Mark, Problem, Problems
from aicompete.config.reading.fields import as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, describe, read_file
from aicompete.config.scenarios.reader import KEYS as SCENARIO_KEYS
from aicompete.config.scenarios.reader import scenario_from_layers
from aicompete.config.scenarios.scenario import Scenario

EXPERIMENT_KEYS = (
    "name", "description", "scenario", "scenarios", "sweep", "draws", "replicates", "seed", "record", "months",
    "metrics",
)  # fmt: skip
MAX_PARENTS = 50


def shipped_folders(kind: str = "configs") -> list[Path]:
    """Where the scenarios (or other examples) of the package are: inside it, or beside it in a source tree."""
    package = Path(__file__).resolve().parents[2]
    source_tree = package.parents[1]
    folders = [package / "examples" / kind]
    if (source_tree / "pyproject.toml").is_file():
        folders.append(source_tree / kind)
    return [folder for folder in folders if folder.is_dir()]


def shipped_scenarios() -> dict[str, Path]:
    """Bare name -> file of every scenario that comes with the package."""
    return {path.stem: path for folder in reversed(shipped_folders()) for path in sorted(folder.glob("*.yaml"))}


def locate(
    reference: str | Path, beside: Path, mark: Mark | None, problems: Problems, asking: Path | None = None
) -> Path | None:
    """The file a reference means.

    With a slash or the ending .yaml it is a path from `beside`; a bare name is looked up beside, then in the package.
    The file that asks is never its own answer, so that `extends: baseline` works in another baseline.yaml.
    """
    text = os.fspath(reference)
    place = mark or Mark(text or "the name of a configuration")
    if not text.strip() or "\0" in text:
        problems.add(place, "the name of a file is empty" if not text.strip() else "the name of a file is impossible")
        return None
    if "/" in text or os.sep in text or text.endswith((".yaml", ".yml")):
        path = beside / text
        if mark is not None and not _is_there(path):
            problems.add(place, f"there is no file '{text}' (looked for {_shown(path)})", _nearest_file(path))
            return None
        return path
    shipped = shipped_scenarios()
    candidates = [beside / f"{text}.yaml", beside / f"{text}.yml", *([shipped[text]] if text in shipped else [])]
    for path in candidates:
        if _is_there(path) and path.is_file() and not (asking is not None and path.resolve() == asking.resolve()):
            return path
    itself = [path for path in candidates if _is_there(path) and path.is_file()]  # only the file that asks is left
    names = {path.stem for path in beside.glob("*.yaml") if path not in itself} | (set(shipped) - {text})
    if itself:
        message = f"a scenario cannot extend itself, and there is no other '{text}' beside it or in the package"
    else:
        message = f"there is no scenario '{text}' beside this file or in the package"
    problems.add(place, message, nearest(text, sorted(names)))
    return None


def read_layers(path: Path, problems: Problems) -> tuple[list[MapNode], list[str]]:
    """A scenario file and all its parents, the outermost parent first, with the names of the files."""
    layers: list[MapNode] = []
    chain: list[Path] = []
    while True:
        node = _read_mapping(path, problems)
        if node is None:
            break
        chain.append(path.resolve())
        layers.append(node)
        if kind(node) == "experiment":
            problems.add(Mark(str(path)), "is an experiment, not a scenario (use `aicompete sweep` for it)")
            break
        parent = node.pairs.get("extends")
        if parent is None:
            break
        content = parent[1]
        reference = as_text(content)
        if reference is None:
            problems.add(content.mark, f"'extends' must be the name of one scenario, not {describe(content)}")
            break
        found = locate(reference, path.parent, content.mark, problems, asking=path)
        if found is None:
            break
        if found.resolve() in chain:
            names = " -> ".join(file.name for file in (*chain, found))
            problems.add(content.mark, f"'extends' runs in a circle: {names}")
            break
        if len(chain) >= MAX_PARENTS:
            problems.add(content.mark, f"more than {MAX_PARENTS} files extend each other")
            break
        path = found
    return layers[::-1], [str(file) for file in chain[::-1]]


def load_scenario(path_or_name: str | Path, catalogue: Catalogue | None = None) -> Scenario:
    """Read a scenario file, by path or by the bare name of one beside you or in the package. Raises `ConfigError`."""
    problems = Problems()
    scenario = read_scenario(path_or_name, Path(), None, catalogue or load_catalogue(), problems)
    problems.check()
    assert scenario is not None
    return scenario


def read_scenario(
    reference: str | Path, beside: Path, mark: Mark | None, catalogue: Catalogue, problems: Problems
) -> Scenario | None:
    """The scenario a reference means; None when anything is wrong."""
    path = locate(reference, beside, mark, problems)
    if path is None:
        return None
    own = Problems()
    layers, files = read_layers(path, own)
    scenario = scenario_from_layers(layers, files, catalogue, own) if layers else None
    for problem in own.found:
        problems.add(Mark(problem.file, problem.line, problem.column), problem.message, problem.suggestion)
    return None if own else scenario


def kind_of(path: str | Path) -> Literal["scenario", "experiment"]:
    """Tell by its content what a file is. Raises `ConfigError` when it is neither."""
    problems = Problems()
    file = Path(path)
    node = _read_mapping(file, problems)
    problems.check()
    assert node is not None
    found = kind(node)
    if found is None:
        keys = sorted({*SCENARIO_KEYS, *EXPERIMENT_KEYS})
        odd = next(iter(node.pairs), "")
        message = "is neither a scenario (levers, assumptions, start) nor an experiment (scenario, sweep, draws)"
        raise ConfigError([Problem(str(path), node.mark.line, node.mark.column, message, nearest(odd, keys))])
    return found


def kind(node: MapNode) -> Literal["scenario", "experiment"] | None:
    """By the keys that only one of the two has; a file with just a name counts as a scenario."""
    shared = set(SCENARIO_KEYS) & set(EXPERIMENT_KEYS)
    experiment = len(set(node.pairs) & set(EXPERIMENT_KEYS) - shared)
    scenario = len(set(node.pairs) & set(SCENARIO_KEYS) - shared)
    if experiment > scenario or (experiment and "scenario" in node.pairs):
        return "experiment"
    return "scenario" if scenario or set(node.pairs) & shared else None


def read_root(path: Path, problems: Problems) -> MapNode | None:
    """The mapping a configuration file holds."""
    return _read_mapping(path, problems)


def _read_mapping(path: Path, problems: Problems) -> MapNode | None:
    node: Node | None = read_file(path, problems)
    if node is None or isinstance(node, MapNode):
        return node
    problems.add(node.mark, f"a configuration file must be a mapping of keys to values, not {describe(node)}")
    return None


def _is_there(path: Path) -> bool:
    """Whether a path exists; impossible names do not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _nearest_file(path: Path) -> str | None:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    return nearest(path.name, names)


def _shown(path: Path) -> str:
    return os.path.normpath(path)
