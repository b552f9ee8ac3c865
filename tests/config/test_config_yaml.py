"""YAML on the level of nodes: types of scalars, marks, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from aicompete.config.catalogue.levers import plain
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.yamlnodes import MapNode, parse, read_file


def value(text: str) -> object:
    problems = Problems()
    node = parse(f"x: {text}", "f", problems)
    problems.check()
    assert isinstance(node, MapNode)
    return plain(node)["x"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("off", "off"),
        ("True", "True"),
        ("1e-3", 0.001),
        ("1.5E+2", 150.0),
        (".5", 0.5),
        ("-3", -3),
        ("010", "010"),
        ("1_000", "1_000"),
        ("'1'", "1"),
        ("2026-01", "2026-01"),
        ("2026-01-15", "2026-01-15"),
        ("12:30", "12:30"),
        ("~", None),
        ("", None),
        ("None", "None"),
        ("Infinite", "Infinite"),
    ],
)
def test_scalars(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def refused(text: str) -> tuple[int, int, str]:
    problems = Problems()
    parse(text, "f", problems)
    assert len(problems) == 1, [str(problem) for problem in problems.found]
    problem = problems.found[0]
    return problem.line, problem.column, problem.message


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "a second time (first in line 1)"),
        ("a: .nan\n", (1, 4), "not a finite number"),
        ("a: [1, -.INF]\n", (1, 8), "not a finite number"),
        ("a: 1e999\n", (1, 4), "not a finite number"),
        ("a:\n\t- 1\n", (2, 1), "tab"),
        ("\tb: 1\n", (1, 1), "tab"),
        ("a: !!python/object:os.system x\n", (1, 4), "tags"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("a: &x [*x]\n", (1, 8), "refers to itself"),
        ("a: *nowhere\n", (1, 4), "refers to itself or to nothing"),
        ("a: {<<: 1}\n", (1, 5), "merge keys"),
        ("1: x\n", (1, 1), "a key must be text, not 1"),
        ("true: x\n", (1, 1), "a key must be text, not true"),
        ("? [a]\n: x\n", (1, 3), "a key must be text, not a list"),
        ("a: [1, 2\nb: 3\n", (2, 2), "not valid YAML"),
        ("", (1, 1), "the file is empty"),
        ("# only a comment\n", (1, 1), "the file is empty"),
        ("a: " + "[" * 60 + "]" * 60, (1, 43), "deeper than 40"),
    ],
)
def test_refused_with_place(text: str, place: tuple[int, int], part: str) -> None:
    line, column, message = refused(text)
    assert (line, column) == place
    assert part in message


def test_alias_is_read_and_alias_bomb_refused() -> None:
    assert value("{a: &n [1, 2], b: *n}") == {"a": [1, 2], "b": [1, 2]}
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]\n" for k in range(1, 12)
    )
    assert "aliases included" in refused(bomb)[2]


def test_unreadable_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "nul.yaml").write_bytes(b"a: \x00\n")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    expected = {
        "binary.yaml": "not a text file",
        "nul.yaml": "not a YAML text",
        "folder.yaml": "is a folder",
        "binari.yaml": "no such file",
        "x" * 400: "cannot be read",
    }
    for name, part in expected.items():
        problems = Problems()
        assert read_file(tmp_path / name, problems) is None
        assert [part in problem.message for problem in problems.found] == [True], problems.found
    problems = Problems()
    assert read_file(tmp_path / "bom.yaml", problems) is not None
    assert not problems
    read_file(tmp_path / "binari.yaml", problems)
    assert problems.found[0].suggestion == str(tmp_path / "binary.yaml")
