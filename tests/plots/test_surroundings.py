"""Pictures look the same, to the byte, whatever the folder and the caller have told matplotlib."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from tests.plots.synthetic import write_results

from aicompete import plots

pytestmark = pytest.mark.slow

STRANGE = """text.usetex: True
image.cmap: no_such_map
savefig.bbox: tight
savefig.dpi: 40
font.size: 30
date.epoch: 0000-12-31
timezone: Asia/Tokyo
axes.prop_cycle: cycler('color', ['k'])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(tmp_path_factory.mktemp("r"), runs=4, months=24)


@pytest.fixture(scope="module")
def usual(folder: Path) -> dict[str, bytes]:
    return drawn(folder, folder.parent / "usual")


def drawn(folder: Path, out: Path) -> dict[str, bytes]:
    from tests.plots.synthetic import FolderResults

    return {path.name: path.read_bytes() for path in plots.draw_story(FolderResults(folder), out=out)}


def test_settings_of_the_caller_change_nothing(folder: Path, usual: dict[str, bytes], tmp_path: Path) -> None:
    strange = {"text.usetex": True, "savefig.bbox": "tight", "font.size": 30, "image.cmap": "gray", "axes.grid": False}
    with mpl.rc_context(strange):
        assert drawn(folder, tmp_path) == usual
        assert mpl.rcParams["font.size"] == 30  # and the caller keeps them


def test_a_matplotlibrc_in_the_folder_changes_nothing(folder: Path, usual: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(STRANGE)
    code = (
        "import sys\nfrom pathlib import Path\nfrom aicompete.plots import draw_story\n"
        "from tests.plots.synthetic import FolderResults\n"
        "draw_story(FolderResults(Path(sys.argv[1])), out=sys.argv[2])"
    )
    here = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    words = [sys.executable, "-W", "error", "-c", code, str(folder), str(tmp_path / "out")]
    done = subprocess.run(words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": here}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == usual
