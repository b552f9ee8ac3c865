"""The same rule at every door: files, --set, the command line, Python, and the Mesa model."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from aicompete import CompetitionModel, simulate
from aicompete.batch.design.remarks import of_experiment, remarks
from aicompete.batch.errors import BatchError
from aicompete.cli import app
from aicompete.config import ConfigError, apply_settings, load_catalogue, load_experiment, load_scenario
from aicompete.limits import MAX_MONTHS, MAX_SEED

LEVER = "USA.ally_alienation"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 4\n")
    return tmp_path


def said(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output


def swept(here: Path, sweep: str, more: str = "") -> Path:
    file = here / "e.yaml"
    file.write_text(f"scenario: base\nsweep: {sweep}\ndraws: 1\nreplicates: 1\n{more}\n")
    return file


LATE = "begins after the last month of the runs, 2026-04"


@pytest.mark.parametrize(
    "settings",
    [{f"{LEVER}@2027-01": 0.5}, {LEVER: {"2027-01": 0.5}}, {LEVER: {"linear": {"2027-01": 0, "2028-01": 1}}}],
)
def test_a_setting_after_the_end_is_refused_from_python(here: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=LATE):
        apply_settings(load_scenario("base.yaml"), settings)
    with pytest.raises(ConfigError, match=LATE):
        simulate("base.yaml", runs=1, settings=settings)
    with pytest.raises(ConfigError, match=LATE):
        CompetitionModel("base.yaml", settings)
    longer = apply_settings(load_scenario("base.yaml"), {**settings, "months": 40})
    assert remarks(longer) == []


@pytest.mark.parametrize("given", [f"{LEVER}@2027-01=0.5", f"{LEVER}={{2027-01: 0.5}}"])
def test_a_setting_after_the_end_is_refused_on_the_command_line(here: Path, given: str) -> None:
    code, text = said("run", "base.yaml", "--runs", "1", "--set", given)
    assert (code, LATE in text) == (2, True), text
    code, text = said("run", "base.yaml", "--runs", "1", "--set", given, "--months", "14", "--no-plots")
    assert code == 0, text


@pytest.mark.parametrize(
    "sweep",
    [
        f"{{grid: {{{LEVER}@2027-01: [0, 0.5]}}}}",
        f"{{grid: {{{LEVER}: [0, {{2027-01: 0.5}}]}}}}",
        f"{{list: [{{{LEVER}: 0.1}}, {{{LEVER}: {{linear: {{2027-01: 0, 2028-01: 1}}}}}}]}}",
        f"{{sobol: {{points: 4, over: {{{LEVER}@2027-01: range}}}}}}",
    ],
)
def test_a_setting_after_the_end_is_refused_in_a_sweep(here: Path, sweep: str) -> None:
    with pytest.raises(ConfigError, match=LATE):
        load_experiment(swept(here, sweep))
    assert load_experiment(swept(here, sweep, "months: 40"))


def test_dates_of_a_scenario_that_the_months_do_not_see_are_told(here: Path) -> None:
    (here / "late.yaml").write_text(
        "name: late\nmonths: 4\nlevers: {USA: {ally_alienation: {2026-02: 0.1, 2027-01: 0.9}}}\n"
    )
    (here / "early.yaml").write_text(
        "name: early\nmonths: 4\nlevers: {USA: {ally_alienation: {2024-01: 0.1, 2025-01: 0.2, 2026-03: 0.9}}}\n"
    )
    late = "USA.ally_alienation: 2027-01 lies after the last month of the runs, 2026-04"
    early = "USA.ally_alienation: 2024-01 lies before the start, 2026-01, and is overruled"
    for file, text in (("late.yaml", late), ("early.yaml", early)):
        for command in (["validate", file], ["run", file, "--runs", "1", "--no-plots", "--workers", "1"]):
            code, output = said(*command)
            assert (code, text in output) == (0, True), output
        with pytest.warns(UserWarning, match=text):
            results = simulate(file, runs=1)
        assert text in results.manifest["remarks"][0]
    assert remarks(load_scenario("late.yaml"))[0] in of_experiment(_over(here, "late"))


def _over(here: Path, scenario: str) -> Any:
    file = here / "over.yaml"
    file.write_text(f"scenario: {scenario}\nsweep: {{grid: {{CHN.ally_alienation: [0, 0.5]}}}}\n")
    return load_experiment(file)


def _gated() -> list[str]:
    return [lever.name for lever in load_catalogue().levers.values() if lever.needs]


@pytest.mark.slow
@pytest.mark.parametrize("name", _gated())
def test_a_lever_without_what_it_needs_does_nothing_and_is_told(name: str) -> None:
    catalogue = load_catalogue()
    lever = catalogue.levers[name]
    check = lever.checks[0]
    needed = [n for n in lever.needs if check.actor in catalogue.levers[n].actors]
    neutral = {f"{check.actor}.{n}": catalogue.levers[n].neutral for n in needed}
    context = {k: v for k, v in check.context.items() if not f"{k}.".startswith(tuple(f"{n}." for n in neutral))}
    off, on = ({**context, **neutral, f"{check.actor}.{name}": value} for value in check.values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # where the other value is none either
        still = simulate("baseline", runs=2, months=15, settings=off)
    with pytest.warns(UserWarning, match=f"{check.actor}.{name} does nothing"):
        set_in_vain = simulate("baseline", runs=2, months=15, settings=on)
    assert still.series.equals(set_in_vain.series)
    assert still.nations is not None
    assert still.nations.equals(set_in_vain.nations)
    opened = apply_settings(load_scenario("baseline"), {**check.context, f"{check.actor}.{name}": check.values[1]})
    assert remarks(opened) == []


def test_a_lever_of_a_disabled_step_is_told(here: Path) -> None:
    scenario = apply_settings(load_scenario("base.yaml"), {"disable": ["smuggling"], "USA.loophole_enforcement": 0.9})
    assert remarks(scenario) == ["loophole_enforcement does nothing: only smuggling reads it, which is disabled"]


def test_a_point_stands_once_in_a_list_as_in_a_grid(here: Path) -> None:
    with pytest.raises(ConfigError, match="a second time"):
        load_experiment(swept(here, f"{{list: [{{{LEVER}: 0.1}}, {{{LEVER}: 0.10}}]}}"))
    with pytest.raises(ConfigError, match="a second time"):
        load_experiment(swept(here, f"{{grid: {{{LEVER}: [0.1, 0.10]}}}}"))


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1])
def test_the_limits_of_the_seed_are_the_same_everywhere(here: Path, seed: int) -> None:
    with pytest.raises(ConfigError):
        load_experiment(swept(here, f"{{grid: {{{LEVER}: [0, 1]}}}}", f"seed: {seed}"))
    assert said("run", "base.yaml", "--seed", str(seed))[0] == 2
    with pytest.raises(BatchError, match="seed must be a whole number"):
        simulate("base.yaml", runs=1, seed=seed)
    with pytest.raises(ValueError, match="must be a whole number"):
        CompetitionModel("base.yaml", rng=seed)


def test_the_limits_of_the_months_are_the_same_everywhere(here: Path) -> None:
    many = MAX_MONTHS + 1
    with pytest.raises(ConfigError):
        load_experiment(swept(here, f"{{grid: {{{LEVER}: [0, 1]}}}}", f"months: {many}"))
    assert said("run", "base.yaml", "--months", str(many))[0] == 2
    assert said("run", "base.yaml", "--set", f"months={many}")[0] == 2
    with pytest.raises(BatchError, match="months must be a whole number"):
        simulate("base.yaml", runs=1, months=many)
    with pytest.raises(ValueError, match="months must be a whole number"):
        CompetitionModel("base.yaml", months=many)


@pytest.mark.parametrize(
    "odd",
    [
        {"seed": 1.5},
        {"seed": True},
        {"seed": "1"},
        {"runs": 2.5},
        {"runs": True},
        {"runs": float("nan")},
        {"workers": 0},
        {"workers": True},
        {"block_size": 0},
        {"block_size": -3},
        {"months": 2.5},
        {"nations": 1},
        {"trade": "yes"},
        {"every": "week"},
    ],
    ids=str,
)
def test_an_odd_value_is_one_clear_error(here: Path, odd: dict[str, Any]) -> None:
    [(name, value)] = odd.items()
    with pytest.raises(BatchError) as error:
        simulate("base.yaml", **{"runs": 1, **odd})
    assert name in str(error.value)
    assert repr(value) in str(error.value)


def test_numbers_of_any_type_are_taken(here: Path) -> None:
    plain = simulate("base.yaml", runs=2, seed=1)
    other = simulate("base.yaml", runs=np.int64(2), seed=1.0, block_size=np.float64(2), workers=None)  # type: ignore[arg-type]
    assert plain.series.equals(other.series)


def test_settings_have_one_name_everywhere(here: Path) -> None:
    given = {LEVER: 0.7}
    by_settings, by_levers = CompetitionModel("base.yaml", settings=given), CompetitionModel("base.yaml", levers=given)
    assert by_settings.spec == by_levers.spec == CompetitionModel("base.yaml", given).spec
    with pytest.raises(ValueError, match="two names"):
        CompetitionModel("base.yaml", settings=given, levers=given)


@pytest.mark.parametrize("value", ["1.0000001", "1.00000000001", "-0.0000001"])
def test_numbers_in_messages_keep_their_digits(here: Path, value: str) -> None:
    with pytest.raises(ConfigError, match="outside 0 to 1") as error:
        apply_settings(load_scenario("base.yaml"), [f"{LEVER}={value}"])
    assert f"is {float(value)!r}, outside 0 to 1" in str(error.value)
    with pytest.raises(ConfigError) as error:
        apply_settings(load_scenario("base.yaml"), ["assumptions.diffusion=1.00000001"])
    assert "is 1.00000001, outside" in str(error.value)
    with pytest.raises(ConfigError, match=r"must be a whole number, not 480\.0000001"):
        apply_settings(load_scenario("base.yaml"), ["months=480.0000001"])
