"""Choosing an engine, and going on in NumPy where a mechanism cannot be compiled."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.engine_kit import ALL

from aicompete.api import simulate
from aicompete.batch.design.design import ensemble as design_of
from aicompete.batch.errors import BatchError, FolderError
from aicompete.batch.run.model import model_for
from aicompete.batch.run.runner import to_folder
from aicompete.config import load_scenario
from aicompete.engine.choice import COMPILED, NUMPY, VARIABLE, chosen
from aicompete.engine.program import compiler
from aicompete.engine.program.untraceable import Untraceable
from aicompete.month import MONTH
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World


@mechanism("own", levers=("ai_demand",))
def decides(world: World, month: Month) -> None:
    """A mechanism of somebody's own that decides on values."""
    if world.economy.gdp.sum() > 0.0:
        world.economy.gdp = world.economy.gdp * 1.0


@mechanism("own", levers=("ai_demand",))
def grows(world: World, month: Month) -> None:
    """A mechanism of somebody's own that a program can hold."""
    world.economy.gdp = world.economy.gdp * np.where(month.lever("ai_demand") > 5.0, 1.0, 1.001)


DESIGN = design_of(load_scenario("baseline"), 2, 1, months=5, record=ALL)
WHOLE = {"firms": True, "trade": True}
"""What the other tests of programs record too, so that one program serves all."""


def test_the_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, NUMPY)
    assert chosen() == NUMPY
    assert chosen(COMPILED) == COMPILED
    monkeypatch.delenv(VARIABLE)
    assert chosen() == COMPILED


def test_an_unknown_engine_is_named_with_those_that_are_there() -> None:
    with pytest.raises(BatchError, match="compiled, numpy"):
        model_for(DESIGN, "fortran")


def test_the_manifest_names_the_engine_and_a_folder_is_not_continued_with_the_other(tmp_path: Path) -> None:
    to_folder(DESIGN, tmp_path / "a", workers=1, engine=COMPILED)
    assert json.loads((tmp_path / "a" / "manifest.json").read_text())["engine"] == COMPILED
    with pytest.raises(FolderError, match="--engine compiled"):
        to_folder(DESIGN, tmp_path / "a", workers=1, engine=NUMPY)
    again = to_folder(DESIGN, tmp_path / "a", workers=1, engine=COMPILED)
    assert again.failed == 0


def test_both_engines_give_the_same_tables() -> None:
    ours, theirs = (simulate("baseline", 3, months=15, engine=name, **WHOLE) for name in (COMPILED, NUMPY))
    assert (ours.manifest["engine"], theirs.manifest["engine"]) == (COMPILED, NUMPY)
    assert ours.manifest["design_hash"] == theirs.manifest["design_hash"]
    for name in ("compute_world", "alignment"):
        table = "series" if name == "compute_world" else "nations"
        np.testing.assert_allclose(getattr(ours, table)[name], getattr(theirs, table)[name], rtol=1e-11, atol=1e-12)


def test_a_mechanism_that_decides_on_values_steps_in_numpy_and_its_line_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aicompete.engine.ensemble.MONTH", (*MONTH, decides))
    told: list[str] = []
    model = model_for(DESIGN, COMPILED, told.append)
    assert model.engine == NUMPY
    assert "test_engines.py" in told[-1]
    assert "if world.economy.gdp.sum() > 0.0:" in told[-1]
    with pytest.warns(UserWarning, match="test_engines"):
        found = simulate("baseline", 2, months=3, engine=COMPILED)
    assert found.manifest["engine"] == NUMPY
    assert found.failed == 0


@pytest.mark.slow
def test_an_own_mechanism_is_compiled_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = simulate("baseline", 1, months=14, engine=COMPILED)
    monkeypatch.setattr("aicompete.engine.ensemble.MONTH", (*MONTH, grows))
    ours, theirs = (simulate("baseline", 1, months=14, engine=name) for name in (COMPILED, NUMPY))
    assert ours.manifest["engine"] == COMPILED
    np.testing.assert_allclose(ours.nations["gdp"], theirs.nations["gdp"], rtol=1e-12)
    assert (ours.nations["gdp"] > plain.nations["gdp"]).all()


def test_threads_give_the_bits_of_one() -> None:
    how = {**WHOLE, "months": 14, "block_size": 3, "engine": COMPILED}
    one, two = (simulate("baseline", 9, workers=workers, **how) for workers in (1, 3))  # type: ignore[arg-type]
    assert (one.series == two.series).all().all()


def test_a_worker_without_the_compiler_refuses_to_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_for(DESIGN, COMPILED)
    monkeypatch.setattr("aicompete.engine.choice.find_spec", lambda name: None)
    assert chosen() in (COMPILED, NUMPY)
    with pytest.raises(FolderError, match="llvmlite"):
        to_folder(DESIGN, tmp_path / "a", model, workers=1)


def test_without_the_compiler_numpy_steps_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aicompete.engine.choice.find_spec", lambda name: None)
    monkeypatch.delenv(VARIABLE, raising=False)
    told: list[str] = []
    assert model_for(DESIGN, None, told.append).engine == NUMPY
    assert "llvmlite is not installed" in told[-1]
    with pytest.warns(UserWarning, match="llvmlite is not installed"):
        assert simulate("baseline", 1, months=2).manifest["engine"] == NUMPY
    told.clear()
    assert model_for(DESIGN, NUMPY, told.append).engine == NUMPY
    assert not told  # nobody asked for more


def test_a_compiler_that_does_not_load_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise Untraceable("llvmlite does not work here: no such library")

    broken.cache_clear = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(compiler, "_llvm", broken)
    monkeypatch.setattr(compiler, "machine", compiler.machine.__wrapped__)
    monkeypatch.setattr(compiler, "widest", compiler.widest.__wrapped__)
    told: list[str] = []
    assert model_for(DESIGN, COMPILED, told.append).engine == NUMPY
    assert "no such library" in told[-1]
