"""Whatever a file holds, it loads or it is refused with places: never another error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aicompete.config import (
    Catalogue,
    ConfigError,
    apply_settings,
    kind_of,
    load_experiment,
    load_scenario,
    scenario_from_dict,
)

WORDS = st.sampled_from(
    [
        "name",
        "extends",
        "levers",
        "assumptions",
        "targets",
        "start",
        "months",
        "disable",
        "sweep",
        "grid",
        "list",
        "scenario",
        "draws",
        "record",
        "metrics",
        "USA",
        "CHN",
        "us_allies",
        "world",
        "control",
        "licence",
        "ceiling",
        "truce",
        "mode",
        "retry",
        "elasticity",
        "all",
        "central",
        "linear",
        "gallium",
        "2026-01",
        "2026-02-30",
        "2027",
        "none",
        "true",
        "false",
        "all_us",
        "uniform",
        "normal",
        "chips",
        ".",
        "./x",
        ".yaml",
        "~",
        "base",
    ]
)
SCALARS = st.one_of(
    WORDS,
    st.integers(-5, 3000),
    st.floats(),
    st.booleans(),
    st.none(),
    st.text(max_size=6),
    st.dates(),
    st.just(10**400),
)
KEYS = st.one_of(WORDS, WORDS, WORDS, st.text(max_size=4), st.integers(0, 3000))
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
TOP = st.dictionaries(
    st.sampled_from(
        ["name", "extends", "levers", "assumptions", "targets", "start", "months", "disable", "scenario", "sweep"]
    ),
    st.one_of(TREES, st.dictionaries(KEYS, st.dictionaries(KEYS, TREES, max_size=3), max_size=3)),
    max_size=5,
)
PIECES = [
    "name: x",
    "\t",
    "  ",
    "- ",
    "&a ",
    "*a",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "\n",
    "? ",
    "!!map",
    ">",
    "'",
    '"',
    "%",
    "---",
    "#",
]
PAIRS = st.dictionaries(st.one_of(WORDS, st.text(max_size=12)), TREES, max_size=3)
RAW = st.one_of(
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join).map(str.encode),
    TOP.map(lambda tree: yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass")),
)  # fmt: skip


def refused(call: Callable[[], object]) -> tuple[str, ...]:
    """The problems a call ends with, none when it works; any other error goes through."""
    try:
        call()
    except ConfigError as error:
        lines = tuple(str(problem) for problem in error.problems)
    else:
        return ()
    assert lines
    assert not any("\n" in line for line in lines)
    return lines


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(raw=RAW)
@example(raw=b"name: x\nextends: '\\0'\n")
@example(raw=b'name: x\nextends: "\\0"\n')
@example(raw=b"name: x\nextends: " + b"a" * 5000)
@example(raw=b"name: x\nextends: /dev/null\n")
@example(raw=b"name: x\nextends: /dev/zero.yaml\n")
@example(raw=b"{" * 3000)
@example(raw=b"- " * 3000)
@example(raw=b"name: x\nmonths: " + b"9" * 5000)
@example(raw=b"name: x\nlevers: {USA: {control: {linear: {linear: {linear: 1}}}}}\n")
def test_any_bytes(tmp_path: Path, small: Catalogue, raw: bytes) -> None:
    file = tmp_path / "fuzz.yaml"
    file.write_bytes(raw)
    refused(lambda: kind_of(file))
    assert refused(lambda: load_scenario(file, small)) or refused(lambda: load_experiment(file, small))  # not both


@settings(max_examples=30, deadline=None)
@given(
    tree=TOP, key=st.text(max_size=12), pairs=st.dictionaries(st.one_of(WORDS, st.text(max_size=12)), TREES, max_size=3)
)
@example(tree={"name": "x", "months": 10**5000}, key="USA.control", pairs={"USA.control": 10**400})
def test_any_python_data(small: Catalogue, tree: dict[str, object], key: str, pairs: dict[str, object]) -> None:
    refused(lambda: scenario_from_dict(tree, small))
    refused(lambda: apply_settings(BASE, pairs, small))
    refused(lambda: apply_settings(BASE, {f"USA.{name}": value for name, value in pairs.items()}, small))
    refused(lambda: apply_settings(BASE, [key, f"USA.control={key}"], small))


BASE = scenario_from_dict({"name": "base"})
