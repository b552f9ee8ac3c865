"""The catalogue that comes with the package."""

from __future__ import annotations

import subprocess
import sys

from aicompete.config import Month, Scenario, apply_settings, lever_paths, load_catalogue, sample_assumptions

MONTH_ORDER = (
    "policy", "economy", "truce", "beliefs", "permissions", "minerals", "fabrication", "chips", "smuggling",
    "power", "compute", "training", "quantum", "capability", "investment", "firms", "offers", "data_regimes",
    "development", "standards", "legitimacy", "alliances", "institutions", "laws", "defence", "politics",
    "states", "safety", "science", "labour", "rivalry", "pillars", "costs", "measure",
)  # fmt: skip


def test_mechanisms() -> None:
    mechanisms = load_catalogue().mechanisms
    assert tuple(mechanisms) == MONTH_ORDER
    fixed = {name for name, mechanism in mechanisms.items() if not mechanism.can_disable}
    assert fixed == {"policy", "permissions", "measure"}


def test_disruption_is_for_all_the_world() -> None:
    lever = load_catalogue().levers["production_disruption"]
    assert lever.items == ("chips", "minerals")
    assert lever.actors == load_catalogue().actors.axis


def test_every_check_can_be_set_up() -> None:
    catalogue = load_catalogue()
    base = Scenario("base", "", Month(2026, 1), 12)
    for lever in catalogue.levers.values():
        for check in lever.checks:
            key = f"{check.actor}.{lever.name}" + (f".{check.item}" if check.item else "")
            for value in check.values:
                point = apply_settings(base, {**check.context, key: value}, catalogue)
                assert lever_paths(point, catalogue)[lever.name].shape[0] == 12


def test_every_assumption_is_sampled_inside_its_range() -> None:
    catalogue = load_catalogue()
    draws = sample_assumptions(Scenario("base", "", Month(2026, 1), 12), 1, 64, catalogue)
    assert set(draws) == set(catalogue.assumptions)
    for name, values in draws.items():
        assumption = catalogue.assumptions[name]
        assert assumption.low <= values.min() <= values.max() <= assumption.high, name


def test_old_names_are_found() -> None:
    catalogue = load_catalogue()
    for lever in catalogue.levers.values():
        for alias in lever.aliases:
            assert lever in catalogue.find(alias)
            assert catalogue.nearest_lever(alias) == lever.name


def test_config_imports_no_heavy_library() -> None:
    heavy = "{'pandas', 'scipy', 'matplotlib', 'mesa', 'pyarrow'}"
    code = f"import sys, aicompete.config; print(sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
