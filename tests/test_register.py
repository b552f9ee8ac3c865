"""The register says what the model represents; these tests keep it from saying more than is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aicompete import coverage
from aicompete.config import ConfigError
from aicompete.config.catalogue.register import Register, load_register

ROOT = Path(__file__).resolve().parents[1]
CHECKS: tuple[Callable[[Register], list[str]], ...] = (
    coverage.missing_ids,
    coverage.unknown_names,
    coverage.disagreements,
    coverage.unsupported,
    coverage.idle_levers,
    coverage.unproven,
)


def shown(problems: list[str]) -> str:
    return "\n".join(["", *problems])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_register_agrees_with_the_code(check: Callable[[Register], list[str]]) -> None:
    problems = check(load_register())
    assert not problems, shown(problems)


def test_tests_named_in_the_register_exist() -> None:
    problems = coverage.missing_tests(load_register(), ROOT)
    assert not problems, shown(problems)


@pytest.mark.parametrize(
    "check", [coverage.idle_assumptions, coverage.unlisted_steps], ids=lambda check: check.__name__
)
def test_catalogue_agrees_with_the_code(check: Callable[[], list[str]]) -> None:
    problems = check()
    assert not problems, shown(problems)


def test_entries_are_sentences_of_their_own() -> None:
    entries = load_register().entries.values()
    for entry in entries:
        for text in filter(None, (entry.claim, entry.missing)):
            assert text.endswith("."), f"{entry.id}: {text}"
            assert text[0].isupper(), f"{entry.id}: {text}"
    for field in ("name", "claim"):
        texts = [getattr(entry, field) for entry in entries]
        assert len(set(texts)) == len(texts), f"two entries share a {field}"


ENTRY = """
M01:
  name: A name
  claim: A claim.
  basis: commentary
  status: {status}
"""


def written(folder: Path, text: str) -> Register:
    (folder / "some").mkdir(exist_ok=True)
    (folder / "some" / "register.yaml").write_text(text, encoding="utf-8")
    return load_register(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.format(status="soon"), "'status' must be one of done, part, not yet"),
        (ENTRY.format(status="part") + "  mechanisms: [chips]\n", "must say in one sentence what is 'missing'"),
        (ENTRY.format(status="done") + "  mechanisms: [chips]\n  missing: All.\n", "has nothing missing"),
        (ENTRY.format(status="done"), "must name the mechanisms that carry it"),
        (ENTRY.format(status="not yet") + "  missing: All.\n  mechanisms: [chips]\n", "no mechanism can carry it"),
        (ENTRY.format(status="done") + "  mechanisms: [chips]\n  levres: [a]\n", "unknown key 'levres'"),
    ],
)
def test_a_wrong_entry_does_not_load(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("(", r"\(")):
        written(tmp_path, text)


def test_checks_find_what_is_wrong(tmp_path: Path) -> None:
    text = ENTRY.format(status="done") + (
        "  mechanisms: [power, astrology]\n  levers: [sme_export_control, no_lever]\n  planned_levers: [ai_demand]\n"
        "  rules: [alchemy]\n  metrics: [no_metric]\n"
        "  tests: [tests/no_test.py, 'tests/test_register.py::test_nothing']\n"
    )
    register = written(tmp_path, text)
    named = shown(coverage.unknown_names(register))
    for name in ("astrology", "no_lever", "alchemy", "no_metric", "plans 'ai_demand'"):
        assert name in named
    assert len(coverage.missing_tests(register, ROOT)) == 2
    assert "M02 is not in the register" in coverage.missing_ids(register)
    assert "M01 names power, which does not cover it" in coverage.disagreements(register)
    assert any("which the register does not say" in problem for problem in coverage.disagreements(register))
    assert "M01: none of its mechanisms reads 'sme_export_control'" in coverage.unsupported(register)
    assert "the lever 'production_disruption' belongs to no entry and is no shock" in coverage.idle_levers(register)
    bare = written(tmp_path, ENTRY.format(status="done") + "  mechanisms: [chips]\n")
    assert coverage.unproven(bare) == [
        f"M01 is done and has no {kind}" for kind in ("metrics", "tests", "lever or assumption")
    ]
