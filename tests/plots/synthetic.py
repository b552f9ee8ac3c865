"""A results folder made up for the tests: real nations and ties, invented paths, no model.

It has the tables and the manifest of a batch: `runs.parquet`, `series/`, `nations/`, `status/`, `manifest.json`.
"""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SWEPT = {"USA.chip_export_control": [0.0, 0.3, 0.6, 0.9], "CHN.mineral_licence_strictness": [0.0, 0.5, 0.9]}
MINERALS = {"rare_earths": 75.0, "heavy_rare_earths": 900.0, "gallium": 1100.0, "germanium": 4000.0}

COSTS = ("sales", "prices", "tariffs", "programmes", "compute", "idle", "minerals", "output", "ties")


def data_rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("aicompete.world") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


NATIONS = [(r["iso3"], r["name"], float(r["gdp_usd_bn_latest_cia"] or 500)) for r in data_rows("nations.csv")]
PRIOR = {r["iso3"]: float(r["alignment_prior"]) for r in data_rows("adoption_by_nation.csv") if r["date"] == "2026-01"}
CODES = [code for code, _, _ in NATIONS] + ["ROW"]


@dataclass(frozen=True)
class FolderResults:
    """The least a results object has to be for analysis and plots: a folder read with pandas."""

    folder: Path

    @property
    def name(self) -> str:
        return str(self.manifest["name"])

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "manifest.json").read_text())

    @cached_property
    def runs(self) -> pd.DataFrame:
        design = pd.read_parquet(self.folder / "runs.parquet")
        return design.merge(pd.read_parquet(self.folder / "status"), on="run", how="left")

    @cached_property
    def series(self) -> pd.DataFrame:
        return pd.read_parquet(self.folder / "series")

    @cached_property
    def nations(self) -> pd.DataFrame | None:
        folder = self.folder / "nations"
        return pd.read_parquet(folder) if folder.exists() else None

    @property
    def units(self) -> dict[str, str]:
        return {name: entry["unit"] for name, entry in self.manifest["metrics"].items()}


def write_results(
    folder: Path,
    *,
    runs: int = 30,
    months: int = 120,
    sweep: bool | dict[str, list[Any]] = False,
    every: str = "month",
    failed: int = 0,
    seed: int = 1,
    policy: str = "dated",
    name: str = "marshall_delivered",
    nations: bool = True,
    shift: float = 0.0,
    draws: int = 4,
    replicates: int = 3,
) -> Path:
    """Write a folder. `shift` pushes every nation toward the USA; `policy`: dated, constant or many."""
    swept: dict[str, list[Any]] = (SWEPT if sweep is True else sweep) or {}
    points = [dict(zip(swept, v, strict=True)) for v in itertools.product(*swept.values())] if swept else [{}]
    design = _design(points, runs, draws, replicates, bool(swept))
    dates = [f"{2026 + m // 12}-{m % 12 + 1:02d}" for m in range(months)]
    keep = [i for i in range(months) if every == "month" or (every == "year" and i % 12 == 11) or i == months - 1]
    series, by_nation = _paths(design, points, months, seed, shift)
    bad = np.zeros(len(design), bool)
    bad[:failed] = True
    for array in (*series.values(), *by_nation.values()):
        array[bad] = np.nan
    kept = [dates[i] for i in keep]
    folder.mkdir(parents=True, exist_ok=True)
    design.to_parquet(folder / "runs.parquet")
    state = np.where(bad, "failed", "ok")
    status = pd.DataFrame(
        {"run": design["run"], "state": state, "stage": "", "message": np.where(bad, "price is NaN", "")}
    )
    _part(status, folder / "status")
    index = pd.MultiIndex.from_product([design["run"], kept], names=["run", "month"])
    flat = {k: v[:, keep].ravel() for k, v in series.items()}
    _part(pd.DataFrame(flat, index=index).reset_index(), folder / "series")
    if nations:
        index = pd.MultiIndex.from_product([design["run"], kept, CODES], names=["run", "month", "nation"])
        flat = {k: v[:, keep].ravel() for k, v in by_nation.items()}
        _part(pd.DataFrame(flat, index=index).reset_index(), folder / "nations")
    manifest = _manifest(
        name, design, points, swept, kept, months, seed, every, policy, sorted(series), sorted(by_nation)
    )
    manifest["record"]["nations"] = nations
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return folder


def _part(table: pd.DataFrame, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    table.to_parquet(folder / "part-000000.parquet", index=False)


def _design(points: list[dict[str, Any]], runs: int, draws: int, replicates: int, crossed: bool) -> pd.DataFrame:
    keys = (
        list(itertools.product(range(len(points)), range(draws), range(replicates)))
        if crossed
        else [(0, i, i) for i in range(runs)]
    )
    table = pd.DataFrame(keys, columns=["point", "draw", "replicate"])
    table.insert(0, "run", np.arange(len(table)))
    table["scenario"] = "marshall_delivered"
    for setting in points[0]:
        table[setting] = [points[p][setting] for p in table["point"]]
    return table


def _paths(
    design: pd.DataFrame, points: list[dict[str, Any]], months: int, seed: int, shift: float
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    nations = len(CODES)
    shocks = np.random.default_rng([seed, 1]).normal(size=(int(design["replicate"].max()) + 1, months, nations + 20))
    draws = np.random.default_rng([seed, 2]).normal(size=(int(design["draw"].max()) + 1, 20))
    shock, draw = shocks[design["replicate"]].cumsum(axis=1) / 12, draws[design["draw"]][:, None, :]
    control = np.array([_number(points[p].get("USA.chip_export_control", 0.6)) for p in design["point"]])[:, None]
    licence = np.array([_number(points[p].get("CHN.mineral_licence_strictness", 0.5)) for p in design["point"]])[
        :, None
    ]
    years = np.arange(months)[None, :] / 12
    drift = np.linspace(-0.02, 0.03, nations)[None, None, :]
    prior = np.array([PRIOR.get(code, 0.0) for code in CODES])
    push = (shift + 0.01 * draw[..., :1] - 0.02 * (control[..., None] - 0.6)) * years[..., None]
    alignment = np.tanh(prior + drift * years[..., None] + push + 0.08 * shock[..., :nations])
    alignment[..., 0], alignment[..., 1], alignment[..., -1] = 1, -1, 0
    membership = np.where(alignment > 0.3, 1.0, np.where(alignment < -0.3, -1.0, 0.0))
    gdp = np.array([g for _, _, g in NATIONS] + [15000.0])
    compute = 1e4 * gdp * 1.5 ** years[..., None] * np.exp(0.2 * shock[..., :nations] + 0.2 * draw[..., 1:2])
    votes = np.clip(alignment - 0.15, -1, 1)
    table = {"alignment": alignment, "membership": membership, "compute": compute, "votes": votes}
    for side, toward in (("us", 1.0), ("cn", -1.0)):
        table[f"trust_{side}"] = np.clip(0.5 + 0.3 * toward * alignment, 0.0, 1.0)
        table[f"stack_{side}"] = np.clip(0.45 + 0.3 * toward * alignment, 0.0, 1.0)
        for club in {1.0: ("pax_silica", "safety_network"), -1.0: ("waico", "brics")}[toward]:
            table[f"member_{club}"] = (toward * alignment > 0.35).astype(float)
    table["push_to_change"] = np.abs(np.abs(alignment) - 0.3)
    table["gdp"] = np.broadcast_to(gdp * 1.02 ** years[..., None], alignment.shape).copy()
    wide = {"count": np.ones_like(compute), "gdp": table["gdp"], "compute": compute, "votes": np.ones_like(compute)}
    series: dict[str, np.ndarray] = {}
    for weight, size in wide.items():
        size = size[..., 2:-1]
        for side, code in (("us", 1), ("cn", -1), ("none", 0)):
            inside = membership[..., 2:-1] == code
            series[f"coalition_share_{side}_{weight}"] = (size * inside).sum(-1) / size.sum(-1)
    for club in ("pax_silica", "safety_network", "waico", "brics"):
        series[f"club_members_{club}"] = table[f"member_{club}"][..., 2:-1].sum(-1)
    series["landscape_energy"] = -0.3 + 0.01 * shock[..., 0]
    series["landscape_misplaced"] = np.clip(0.05 + 0.01 * shock[..., 1], 0.0, 1.0)
    series["landscape_push"] = np.clip(0.2 + 0.02 * shock[..., 2], 0.0, 1.0)
    series["alignment_mean"] = alignment[..., 2:-1].mean(-1)
    noise = shock[..., nations:]
    share = 1 / (
        1
        + np.exp(
            -(-2.9 + 0.08 * years - 1.2 * (control - 0.6) * (years > 1) + 0.2 * noise[..., 0] + 0.3 * draw[..., 2])
        )
    )
    world = 2e7 * np.exp((0.45 + 0.06 * draw[..., 3]) * years + 0.1 * noise[..., 1])
    series |= {"compute_world": world, "compute_share_chn": share, "compute_chn": world * share}
    series |= {"compute_usa": 0.7 * world * (1 - share), "compute_share_usa": 0.7 * (1 - share)}
    series["capability_lag_chn"] = np.clip(
        7 + 2 * (control - 0.6) * years + 1.5 * noise[..., 2] + draw[..., 4], 0.5, 40
    )
    series["capability_usa"] = 8 + years + 0.1 * noise[..., 3]
    series["capability_chn"] = series["capability_usa"] - series["capability_lag_chn"] / 12
    for i, side in enumerate(("us", "cn")):
        series[f"standard_share_{side}"] = np.clip(
            (0.7, 0.2)[i] + (-0.01, 0.006)[i] * years + 0.02 * noise[..., 4 + i], 0, 0.9
        )
        series[f"stack_share_{side}"] = np.clip(
            (0.74, 0.19)[i] + (-0.008, 0.005)[i] * years + 0.02 * noise[..., 4 + i], 0, 0.9
        )
    for family in ("standard_share", "stack_share"):
        series[f"{family}_open"] = 1 - series[f"{family}_us"] - series[f"{family}_cn"]
    price = 17000 * np.exp(-(0.22 + 0.03 * draw[..., 5]) * years + 0.15 * noise[..., 6])
    flow = world * 0.04
    series |= {"chip_price": price, "chip_flow_world": flow, "chip_spending_world": flow * price * 12 / 1e9}
    series |= {"chip_flow_to_chn_home": flow * share * 0.8, "chip_flow_to_chn_foreign": flow * share * 0.15}
    series["chip_flow_to_chn_smuggled"] = flow * share * 0.05
    series["chip_home_share_chn"] = np.clip(0.85 + 0.01 * years + 0.02 * noise[..., 7], 0, 1)
    series["chip_quality_ratio_chn"] = 0.24 * np.exp(-0.25 * years + 0.1 * noise[..., 7])
    series["nodes_climbed_chn"] = np.floor(0.3 * years + 0.2 * noise[..., 7] ** 2)
    for name in ("self_sufficiency_chn", "home_design_share_chn", "home_tool_share_chn"):
        series[name] = np.clip(0.3 + 0.04 * years + 0.01 * noise[..., 7], 0, 1)
    series["chip_premium_chn"] = 1.4 + 0.1 * noise[..., 8] ** 2
    for i, (item, start) in enumerate(MINERALS.items()):
        jump = 1 + 4 * licence * np.exp(-(((years - 2) / 1.5) ** 2))
        series[f"mineral_price_{item}_outside"] = (
            start * jump * np.exp(0.2 * noise[..., 9 + i] + 0.1 * draw[..., 6 + i])
        )
        series[f"mineral_price_{item}_inside"] = start * 0.6 * np.exp(0.05 * noise[..., 9 + i])
        series[f"mineral_export_{item}_chn"] = (
            (4000, 120, 8, 3)[i] * (1 - 0.4 * licence) * np.exp(0.05 * noise[..., 9 + i])
        )
        series[f"mineral_fill_{item}_outside"] = np.clip(1 - 0.2 * licence * jump / 3 + 0.02 * noise[..., 9 + i], 0, 1)
    for i, payer in enumerate(("usa", "chn", "rest")):
        for k, kind in enumerate(COSTS):
            series[f"cost_{kind}_{payer}"] = (1 + i) * (10 + 5 * k) * np.exp(0.1 * noise[..., k] + 5 * shift * (k == 0))
        series[f"cost_{payer}"] = sum(series[f"cost_{kind}_{payer}"] for kind in COSTS)
    for name in ("", *(f"{kind}_" for kind in COSTS)):
        series[f"cost_{name}world"] = sum(series[f"cost_{name}{payer}"] for payer in ("usa", "chn", "rest"))
    series["ai_power_world"] = 29 * 1.17**years * np.ones_like(world)
    return series, {k: np.array(v) for k, v in table.items()}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else {"none": 0.0, "defence": 0.5}.get(value, 0.9)


_UNITS = {
    "chip_price": "USD per H100e",
    "capability_lag_chn": "months",
    "chip_spending_world": "USD bn/yr",
    "alignment_mean": "index",
    "ai_power_world": "GW",
    "gdp": "USD bn/yr",
    "chip_premium_chn": "ratio",
    "chip_quality_ratio_chn": "ratio",
    "nodes_climbed_chn": "nodes",
}


def _unit(name: str) -> str:
    if name in _UNITS:
        return _UNITS[name]
    if "share" in name or "fill" in name:
        return "share"
    if name.startswith("cost_"):
        return "USD bn per year"
    if name.startswith("mineral_price"):
        return "USD/kg"
    if name.startswith("mineral_export"):
        return "t/month"
    if name.startswith("chip_flow"):
        return "H100e/month"
    return "H100e" if name.startswith("compute") else "log10 H100e" if name.startswith("capability") else "index"


_SWITCHES = (("tool_export_control", "bool", False), ("licence_regime", "choice", "none"))


def _levers(policy: str) -> list[dict[str, Any]]:
    def one(
        lever: str, actor: str, path: dict[str, Any], item: str | None = None, shape: str = "constant"
    ) -> dict[str, Any]:
        return {"lever": lever, "actor": actor, "item": item, "path": path, "shape": shape}

    held = [one("ally_alienation", "USA", {"2026-01": 0.45}), one("purchase_guidance", "CHN", {"2026-01": 0.7})]
    held += [one("chip_export_control", "USA", {"2026-01": 0.6})]
    held += [one("chip_export_control", code, {"2026-01": 0.3}) for code in ("JPN", "KOR", "NLD", "TWN", "DEU", "GBR")]
    held += [one("mineral_licence_strictness", "CHN", {"2026-01": 0.5}, item) for item in MINERALS]
    held += [one("digital_infra_aid", "CHN", {"2026-01": 12.0})]
    if policy == "constant":
        return held
    moves = [
        one("marshall_budget", "USA", {"2026-01": 0, "2026-07": 20, "2027-06": 50}, shape="steps"),
        one("coordination", "USA", {"2026-01": 0.35, "2028-01": 0.8}, shape="linear"),
        one("tool_export_control", "JPN", {"2026-01": False, "2027-01": True}, shape="steps"),
        one("licence_regime", "CHN", {"2026-01": "none", "2026-10": "defence"}, "gallium", "steps"),
    ]
    if policy == "many":
        moves += [
            one(f"extra_lever_number_{i}", "CHN", {"2026-01": 0, f"20{27 + i}-01": 0.5}, shape="steps")
            for i in range(7)
        ]
    return held + moves


def _manifest(
    name: str,
    design: pd.DataFrame,
    points: list[dict[str, Any]],
    swept: dict[str, list[Any]],
    dates: list[str],
    months: int,
    seed: int,
    every: str,
    policy: str,
    series: list[str],
    nations: list[str],
) -> dict[str, Any]:
    power = {"USA": "us", "CHN": "cn"}
    levers = _levers(policy)
    index = {"unit": "index", "neutral": 0, "range": [0, 1], "description": "A lever."}
    catalogue = {entry["lever"]: dict(index) for entry in levers}
    for lever in ("marshall_budget", "digital_infra_aid"):
        if lever in catalogue:
            catalogue[lever] = {"unit": "usd_bn_per_year", "neutral": 0, "range": [0, 200], "description": "A budget."}
    catalogue |= {k: {"unit": u, "neutral": n} for k, u, n in _SWITCHES if k in catalogue}
    ties = []
    for row in data_rows("ties.csv"):
        ties.append({"a": row["iso3_a"], "b": row["iso3_b"], "security": float(row["security_tie"] or 0)})
        ties[-1]["trade"] = float(row["trade_dependence_a_on_b"] or 0)
        ties[-1]["propensity"] = (ties[-1]["security"] + float(row["rivalry"] or 0) + ties[-1]["trade"]) / 3
    return {
        "name": name if not swept else "control_vs_licence",
        "kind": "sweep" if swept else "run",
        "description": "Made up.",
        "version": "0.1.0",
        "commit": "abc1234",
        "design_hash": "made-up",
        "seed": seed,
        "runs": len(design),
        "draws": int(design["draw"].max()) + 1,
        "replicates": int(design["replicate"].max()) + 1,
        "months": months,
        "pairing": "crossed" if swept else "paired",
        "start": "2026-01",
        "dates": dates,
        "record": {"every": every, "nations": True, "firms": False, "trade": False},
        "scenario": {"name": name, "levers": {"marshall_budget": {}}},
        "levers": levers,
        "lever_catalogue": catalogue,
        "disabled": [],
        "points": points,
        "swept": swept,
        "show": [],
        "assumptions": {"retry": {"value": 0.2, "unit": "share"}, "gain": {"distribution": {"uniform": [0.2, 0.8]}}},
        "metrics": {
            **{m: {"unit": _unit(m), "meaning": m, "level": "series"} for m in series},
            **{m: {"unit": _unit(m), "meaning": m, "level": "nations"} for m in nations},
        },
        "nations": [{"iso3": c, "name": n, "gdp": g, "groups": [], "power": power.get(c)} for c, n, g in NATIONS]
        + [{"iso3": "ROW", "name": "Rest of the world", "gdp": 15000.0, "groups": [], "power": None}],
        "groups": {"us_allies": ["JPN", "KOR", "NLD", "TWN", "DEU", "GBR"]},
        "ties": ties,
        "inputs": {"total": 2310, "estimates": 1432},
    }
