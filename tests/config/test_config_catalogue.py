"""The loader of the catalogue: an incomplete or impossible entry does not load."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aicompete.config import Catalogue, ConfigError, load_catalogue, reload_catalogue
from aicompete.config.catalogue import catalogue
from aicompete.config.catalogue.assumptions import REQUIRED as ASSUMPTION_FIELDS
from aicompete.config.catalogue.levers import REQUIRED as LEVER_FIELDS
from aicompete.config.reading import kept

from .conftest import ASSUMPTIONS, LEVERS


def test_defaults_narrower_wins(small: Catalogue) -> None:
    default = small.levers["control"].default
    assert default["USA"] == (0.6,)
    assert default["TWN"] == (0.3,)  # alone beats its group
    assert default["DEU"] == (0.2,)  # us_allies beats all although it stands first
    assert default["BRA"] == (0.1,)
    assert "ROW" not in default
    assert small.levers["licence"].default["CHN"] == (0.3, 0.0, 0.4, 0.0)
    assert set(small.levers["truce"].default) == {"USA", "CHN"}


def test_no_source_cites_a_record_without_naming_it() -> None:
    unnamed = [one.name for one in load_catalogue().assumptions.values() if "record accepts" in one.source]
    unnamed += [one.name for one in load_catalogue().assumptions.values() if "2022-2025 record" in one.source]
    assert not unnamed


def test_axis_and_groups(small: Catalogue) -> None:
    actors = small.actors
    assert len(actors.nations) == 32
    assert actors.axis[:2] == ("USA", "CHN")
    assert actors.axis[-1] == "ROW"
    assert set(small.groups["all"]) == set(actors.nations)
    parts = [small.groups[name] for name in ("powers", "us_allies", "cn_partners", "others")]
    assert sorted(sum(parts, ())) == sorted(actors.nations)  # every nation on exactly one side


def test_find(small: Catalogue) -> None:
    assert [entry.name for entry in small.find("old_control")] == ["control"]
    assert [entry.name for entry in small.find("mineral")] == ["licence"]
    assert small.find("SIGMA")[0].name == "elasticity"
    assert small.find("no such thing") == []


def broken(tmp_path: Path, levers: str, assumptions: str = "") -> str:
    folder = tmp_path / "broken"
    for part, text in (("levers", levers), ("assumptions", assumptions)):
        (folder / "a").mkdir(parents=True, exist_ok=True)
        (folder / "a" / f"{part}.yaml").write_text(text or "{}")
    with pytest.raises(ConfigError) as caught:
        load_catalogue(folder)
    return str(caught.value)


def entry(text: str, name: str) -> dict[str, str]:
    """The lines of one entry by field."""
    block = text.split(f"\n{name}:\n")[1].split("\n")
    lines = {}
    for line in block:
        if not line.startswith("  "):
            break
        lines[line.split(":")[0].strip()] = line
    return lines


@pytest.mark.parametrize("missing", [*LEVER_FIELDS, "range"])
def test_lever_without_a_field_does_not_load(tmp_path: Path, missing: str) -> None:
    lines = entry(LEVERS, "control")
    text = "control:\n" + "\n".join(line for field, line in lines.items() if field != missing)
    message = broken(tmp_path, text)
    assert f"lever 'control' has no '{missing}'" in message
    assert "a/levers.yaml:2:3" in message


@pytest.mark.parametrize("missing", ASSUMPTION_FIELDS)
def test_assumption_without_a_field_does_not_load(tmp_path: Path, missing: str) -> None:
    lines = entry(ASSUMPTIONS, "retry")
    text = "retry:\n" + "\n".join(line for field, line in lines.items() if field != missing)
    assert f"assumption 'retry' has no '{missing}'" in broken(tmp_path, "", text)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("unit: index", "unit: indx", "did you mean 'index'?"),
        ("actors: all", "actors: all_nations", "unknown actor"),
        ("actors: all", "actors: [USA, CHN]", "TWN cannot pull control"),
        ("range: [0, 1]", "range: [1, 0]", "is empty"),
        ("neutral: 0", "neutral: 2", "outside 0 to 1"),
        ("default: {us_allies: 0.2, all: 0.1", "default: {us_allies: 0.2", "'default' must be a mapping with 'all'"),
        ("USA: 0.6", "USA: 1.6", "outside 0 to 1"),
        ("targets: rival", "targets: rivals", "did you mean 'rival'?"),
        ("basis: X", "basis: Y", "one of S, X, A"),
        ("values: [0, 0.9]", "values: [0.9, 0.9]", "two different values"),
        ("direction: down", "direction: sideways", "'direction' must be one of"),
        ("smallest: 0.02", "smallest: 0", "above 0"),
        ("source: a test", "source: ''", "'source' must be a text"),
        ("source: a test", "source: a test\n  colour: red", "unknown key 'colour'"),
        ("check: {actor: USA", "check: {item: gallium, actor: USA", "has no item 'gallium'"),
        ("aliases: [old_control]", "aliases: [control]", "is a current name"),
    ],
)
def test_impossible_levers(tmp_path: Path, old: str, new: str, part: str) -> None:
    text = "control:\n" + "\n".join(entry(LEVERS, "control").values())
    assert old in text
    assert part in broken(tmp_path, text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("{uniform: [0.2, 0.8]}", "{uniform: [0.8, 0.2]}", "must rise"),
        ("{uniform: [0.2, 0.8]}", "{uniform: [0.2, 1.8]}", "reaches 1.8"),
        ("{uniform: [0.2, 0.8]}", "{uniform: [0.2]}", "list of 2 numbers"),
        ("{uniform: [0.2, 0.8]}", "{unifrom: [0.2, 0.8]}", "did you mean 'uniform'?"),
        ("{uniform: [0.2, 0.8]}", "{loguniform: [0, 0.8]}", "above 0"),
        ("{uniform: [0.2, 0.8]}", "{normal: [0.2, 0]}", "standard deviation"),
        ("central: 0.5", "central: 5", "central 5 is outside"),
    ],
)
def test_impossible_assumptions(tmp_path: Path, old: str, new: str, part: str) -> None:
    text = "retry:\n" + "\n".join(entry(ASSUMPTIONS, "retry").values())
    assert old in text
    assert part in broken(tmp_path, "", text.replace(old, new))


def test_a_name_is_there_once(tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    text = "control:\n" + "\n".join(entry(LEVERS, "control").values())
    for subject in ("a", "b"):
        (folder / subject).mkdir(parents=True)
        (folder / subject / "levers.yaml").write_text(text)
    with pytest.raises(
        ConfigError,
        match=r"b/levers.yaml:2:3: 'control' is in the catalogue a second time \(first in .*a/levers.yaml:2\)",
    ):
        load_catalogue(folder)


def test_digest_follows_the_content(folder: Path, tmp_path: Path, small: Catalogue) -> None:
    other = tmp_path / "other"
    (other / "trade").mkdir(parents=True)
    (other / "trade" / "levers.yaml").write_text(LEVERS.replace("USA: 0.6", "USA: 0.7"))
    assert load_catalogue(folder) is small
    assert load_catalogue(other).digest != small.digest


def test_what_a_lever_needs_is_a_lever(tmp_path: Path) -> None:
    (tmp_path / "needy" / "a").mkdir(parents=True)
    levers = "control:\n" + "\n".join(entry(LEVERS, "control").values())
    (tmp_path / "needy" / "a" / "levers.yaml").write_text(f"{levers}\n  needs: [contrl]\n")
    with pytest.raises(ConfigError, match=r"control needs 'contrl', which is no lever \(did you mean 'control'"):
        load_catalogue(tmp_path / "needy")


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the test's own for what is kept, and nothing read yet."""
    monkeypatch.setenv(kept.FOLDER, str(tmp_path))
    reload_catalogue()
    yield tmp_path
    monkeypatch.undo()
    reload_catalogue()


def test_the_shipped_catalogue_is_kept_and_comes_back_as_it_was(cold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_catalogue()
    [file] = cold.iterdir()
    reload_catalogue()
    with monkeypatch.context() as patched:
        patched.setattr(catalogue, "_read", lambda folder: pytest.fail("it was read anew"))
        again = load_catalogue()
    assert again is not first
    for part in ("actors", "targets", "mechanisms", "replies", "calibrated", "digest"):
        assert repr(getattr(again, part)) == repr(getattr(first, part))
    assert again.levers == first.levers
    assert list(again.levers) == list(first.levers)
    assert again.assumptions == first.assumptions
    file.write_bytes(file.read_bytes()[:-1])  # damaged: read anew, and kept again
    reload_catalogue()
    assert load_catalogue().levers == first.levers
    assert pickle.loads(kept.read(file.name) or b"").digest == first.digest


def test_another_file_or_other_code_makes_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = catalogue._key()
    rules, code = tmp_path / "replies" / "rules.yaml", tmp_path / "aicompete" / "config"
    shutil.copytree(catalogue.RULES.parent, rules.parent)
    shutil.copytree(Path(catalogue.__file__).parents[1], code, ignore=shutil.ignore_patterns("*.csv"))
    shutil.copy(Path(catalogue.__file__).parents[2] / "limits.py", code.parent)
    monkeypatch.setattr(catalogue, "RULES", rules)
    monkeypatch.setattr(catalogue, "__file__", str(code / "catalogue" / "catalogue.py"))
    assert catalogue._key() == before
    for file in (rules, code / "reading" / "fields.py"):
        whole = file.read_bytes()
        file.write_bytes(whole + b"\n")
        assert catalogue._key() != before
        file.write_bytes(whole)


def test_a_catalogue_of_ones_own_is_never_kept(cold: Path, folder: Path) -> None:
    load_catalogue(folder)
    assert not [file for file in cold.iterdir() if file.suffix == catalogue.ENDING]
