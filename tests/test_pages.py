"""The pages as a site, and every command and code block on them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from tests.docs_kit import ROOT, blocks, call, commands, run

from aicompete.cli import app

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ELSEWHERE = {  # pages that have tests of their own, which run them
    "batch.md": "tests/cli/test_batch_page.py",
    "hypotheses.md": "tests/hypotheses/test_entries.py",
    "mesa.md": "tests/model/test_docs.py",
    "games.md": "tests/game/test_page.py",
    "results.md": "tests/batch/test_results_page.py",
    "README.md": "tests/cli/test_readme.py",
}
ONLY_READ = {"cluster.md", "calibration.md", "index.md"}  # need a cluster, or hours, or repeat another page
HERE = {"guide.md", "exports.md"}


def test_no_page_is_forgotten() -> None:
    with_code = {page.name for page in PAGES if any(lang in ("", "python") for lang, _ in blocks(page))}
    assert with_code - set(ELSEWHERE) - ONLY_READ - HERE == set()
    assert not [file for file in ELSEWHERE.values() if not (ROOT / file).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_are_spelled_right_and_python_compiles(page: Path) -> None:
    group = typer.main.get_command(app)
    for language, text in blocks(page):
        if language == "python":
            compile(text, page.name, "exec")
        for words in commands(text) if not language else []:
            if any("|" in word or word.startswith("[") for word in words):
                continue  # a pattern, not a command
            command = group.get_command(None, words[1])  # type: ignore[attr-defined]
            assert command is not None, words
            command.make_context(words[1], list(words[2:]))  # refuses unknown options and wrong values


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_guide_runs_in_its_order(tmp_path: Path) -> None:
    call(["aicompete", "init", "study"], tmp_path)
    folder = tmp_path / "study"
    ran = []
    for language, text in blocks(ROOT / "docs" / "guide.md"):
        if language == "yaml":
            (folder / "courted_allies.yaml").write_text(text, encoding="utf-8")
        elif language == "python":
            run([sys.executable, "-c", text], folder)
        else:
            for words in commands(text):
                if words[1:3] != ["levers", "--check"]:  # has a test of its own
                    call(words, folder)
                    ran.append(words[1])
    assert {"validate", "run", "compare", "levers", "metrics", "status", "query", "plot", "hindcast"} <= set(ran)


@pytest.mark.slow
@pytest.mark.usefixtures("default_engine")
def test_the_page_on_other_tools_runs_in_its_order(tmp_path: Path) -> None:
    for package in ("xarray", "h5netcdf", "h5py"):
        pytest.importorskip(package)
    said = ""
    for language, text in blocks(ROOT / "docs" / "exports.md"):
        if language == "yaml":
            (tmp_path / text.split()[1]).write_text(text, encoding="utf-8")
        elif language == "python":
            said += run([sys.executable, "-c", text], tmp_path)
        else:
            for words in commands(text):
                if words[2] != "RESULTS":
                    said += call(words, tmp_path)
    assert "total_order" in said
    written = {path.name for path in (tmp_path / "results" / "doors" / "export").rglob("*") if path.is_file()}
    named = set(re.findall(r"`(\w+\.(?:csv|json|nc))`", (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")))
    assert named - written <= {"nations.csv"}  # not recorded here


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    built = {path.stem for path in (tmp_path / "site").glob("*.html")}
    assert {page.stem for page in PAGES if page.name != "README.md"} <= built
    start = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    for link in re.findall(r'href="([\w./-]+\.html)"', start):
        assert (tmp_path / "site" / link).is_file(), link
