"""Small ensembles for the tests of the mineral markets: alliances, chips and the rest stand still."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from tests.stepping_kit import ALL_BUT_MINERALS, START, sampled, stepper

from aicompete.config import (
    Month,
    Scenario,
    apply_settings,
    central_assumptions,
    scenario_from_dict,
)
from aicompete.engine.ensemble import Ensemble
from aicompete.subjects.minerals.state import SELLERS, Minerals
from aicompete.subjects.state import World
from aicompete.world.columns import Array, declared
from aicompete.world.facts import MINERALS
from aicompete.world.tables import DATA

CHINA = SELLERS.index("CHN")
COLUMNS = [info.name for info in declared("minerals", Minerals)]
NEUTRAL = (
    "CHN.mineral_licence_strictness=0",
    "CHN.mineral_licence_delay=0",
    "CHN.mineral_target_mode=none",
    "CHN.mineral_target_strictness=0",
    "CHN.mineral_tech_ban=false",
    "USA.mineral_price_floor=0",
    "all.mineral_stockpile_fund=0",
    "all.mineral_rebuild_budget=0",
    "all.mineral_substitution_rd=0",
)
SQUEEZE = (
    "CHN.mineral_licence_strictness=0.9",
    "CHN.mineral_target_strictness=0.9",
    "CHN.mineral_target_mode=us_and_allies",
)


def ensemble(
    *settings: str,
    runs: int = 8,
    months: int = 24,
    start: str = START,
    central: bool = False,
    copies: Sequence[int] | None = None,
    scenario: Scenario | None = None,
) -> Ensemble:
    """An ensemble of the mineral markets alone; central values of all assumptions on request."""
    return _made(_scenario(*settings, months=months, start=start, scenario=scenario), runs, central, copies)


def path(read: Callable[[World], Any], *settings: str, **options: Any) -> Array:
    """What ``read`` gives each month, ``(month, run, ...)``."""
    named = {name: options.pop(name) for name in ("months", "start", "scenario") if name in options}
    point = _scenario(*settings, **named)
    block = _made(point, **options)
    return np.array(steps(block, read, stepper(block, point)))


def steps(block: Ensemble, read: Callable[[World], Any], step: Callable[[], object] | None = None) -> list[Any]:
    """What ``read`` gives after each month."""
    rows = []
    while block.index < block.months:
        (step or block.step)()
        rows.append(read(block.world))
    return rows


def _scenario(*settings: str, months: int = 24, start: str = START, scenario: Scenario | None = None) -> Scenario:
    plain = scenario or Scenario("test", "A test.", Month.parse(start), months, disable=ALL_BUT_MINERALS)
    return apply_settings(plain, list(settings)) if settings else plain


def _made(point: Scenario, runs: int = 8, central: bool = False, copies: Sequence[int] | None = None) -> Ensemble:
    chosen = list(range(runs)) if copies is None else list(copies)
    if central:
        drawn = {name: np.full(len(chosen), value) for name, value in central_assumptions(point).items()}
    else:
        drawn = {k: v[chosen] for k, v in sampled(point, 1, max(chosen) + 1).items()}
    return Ensemble([point], [0] * len(chosen), drawn, chosen, 1, point.months)


def exports(world: World) -> Array:
    """China's declared exports, ``(run, mineral)``."""
    return np.asarray(world.minerals.flow[:, :, CHINA].sum(axis=-1))


def history(months: int = 48) -> Scenario:
    """The coded mineral levers from January 2022 on."""
    levers: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    with (DATA / "lever_history.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name, item = row["lever"], row["item"]
            if not name.startswith("mineral_") or item not in MINERALS:
                continue
            value: object = row["value"]
            if name == "mineral_tech_ban":
                value = row["value"] == "1"
            elif name != "mineral_target_mode":
                value = float(row["value"])
            for key in ("rare_earths", "heavy_rare_earths") if item == "rare_earths" else (item,):
                levers.setdefault(row["actor"], {}).setdefault(name, {}).setdefault(key, {})[row["date"]] = value
    data = {
        "name": "history",
        "start": "2022-01",
        "months": months,
        "levers": levers,
        "disable": list(ALL_BUT_MINERALS),
    }
    return scenario_from_dict(data)


def check_month(before: Minerals, after: Minerals) -> None:
    """Every tonne is accounted for; nobody ships what it has not got."""
    came = after.refine_output + after.recycled + after.received + after.diverted
    scale = before.stock + after.need + came
    balance = before.stock + came + after.pooled - after.shipped - after.used - after.stock
    assert np.abs(balance / (scale + 1e-9)).max() < 1e-9
    np.testing.assert_allclose(after.received, after.flow.sum(axis=2), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(after.shipped.sum(axis=-1), after.flow.sum(axis=(2, 3)), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(after.diverted.sum(axis=-1), 0.0, atol=1e-9)
    np.testing.assert_allclose(after.pooled.sum(axis=-1), 0.0, atol=1e-9)
    for name in ("stock", "flow", "received", "shipped", "used", "refine_output", "queue", "refused", "capacity"):
        assert getattr(after, name).min() >= -1e-9, name
    assert (after.shipped <= before.stock + after.refine_output + after.recycled + 1e-9).all()
    assert (after.used <= before.stock + came - after.shipped + 1e-9).all()
    for name in ("fill", "substitution", "strictness"):
        assert getattr(after, name).min() >= 0.0, name
        assert getattr(after, name).max() <= 1.0, name
    for name in COLUMNS:
        assert np.isfinite(getattr(after, name)).all(), name
