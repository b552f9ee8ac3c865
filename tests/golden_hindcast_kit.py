"""The golden hindcast: what a small replay makes of every target and series, kept in ``tests/golden``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from tests.golden_kit import FOLDER, Table

from aicompete import simulate
from aicompete.analysis.discrepancy import store
from aicompete.analysis.hindcast import NO_CONTROLS, REPLAY, Assessment, assess
from aicompete.config import load_catalogue
from aicompete.config.catalogue.calibrated import set_named

RUNS, SEED = 64, 1
TARGETS, SCORES = FOLDER / "hindcast.csv", FOLDER / "hindcast_scores.csv"
ORIGINS = FOLDER / "hindcast_origins.csv"
TARGET_COLUMNS = [
    "id", "use", "metric", "actor", "period", "observed", "unit", "low", "high", "median", "q05", "q95", "inside",
    "covered", "q05_wide", "q95_wide", "covered_wide", "missing", "prior_median", "prior_inside",
]  # fmt: skip
SCORE_COLUMNS = [
    "series", "title", "scale", "points", "missing", "model", "wide", "no_change", "trend", "no_controls", "hits",
    "hits_wide", "later_points", "later_hits", "later_hits_wide", "coverage", "coverage_wide", "discrepancy",
]  # fmt: skip
ORIGIN_COLUMNS = ["learned_to", "learned_points", "scored", "points", "hits", "hits_wide", "crps_ratio"]
TARGET_NUMBERS = ("median", "q05", "q95", "q05_wide", "q95_wide", "prior_median")
SCORE_NUMBERS = ("model", "wide", "no_controls", "discrepancy")
DIGITS = "%.9g"


def measure() -> Assessment:
    """The small replay as it comes out now; what the prior makes of each target stands in columns of its own."""
    found = replayed()
    prior = replayed("prior") if set_named("", load_catalogue()) else found
    table = found.table.assign(prior_median=prior.table["median"], prior_inside=prior.table["inside"])
    return replace(found, table=table)


def replayed(assumptions: str = "") -> Assessment:
    """One small replay, with the assumptions that are used by default or those asked for."""
    said = [f"assumptions={assumptions}"] if assumptions else []
    replay, free = (simulate(name, RUNS, SEED, settings=said, nations=False).series for name in (REPLAY, NO_CONTROLS))
    return assess(replay, free)


def write(found: Assessment) -> None:
    """Keep new numbers; the discrepancy comes with the package, for what has no replay at hand."""
    _write(found.table[TARGET_COLUMNS], TARGETS)
    _write(found.scores[SCORE_COLUMNS], SCORES)
    _write(found.origins[ORIGIN_COLUMNS], ORIGINS)
    store(found.discrepancy)


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, float_format=DIGITS, lineterminator="\n")


def stored() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables kept: targets, scores, rolling origins; empty when there are none yet."""
    targets, scores, origins = (
        pd.read_csv(path).reindex(columns=columns) if path.is_file() else pd.DataFrame(columns=columns)
        for path, columns in ((TARGETS, TARGET_COLUMNS), (SCORES, SCORE_COLUMNS), (ORIGINS, ORIGIN_COLUMNS))
    )
    return targets, scores, origins


def numbers(targets: pd.DataFrame, scores: pd.DataFrame) -> Table:
    """The model's numbers in the form that ``golden_kit.differences`` compares."""
    made: Table = {
        str(row["id"]): {name: float(row[name]) for name in TARGET_NUMBERS}
        for _, row in targets[targets["median"].notna()].iterrows()
    }
    for _, row in scores.iterrows():
        made[f"CRPS {row['series']}"] = {name: float(row[name]) for name in SCORE_NUMBERS}
    return made


def verdicts(targets: pd.DataFrame) -> dict[str, bool]:
    """Inside its band or not, by target that is scored."""
    scored = targets[(targets["use"] != "context") & targets["median"].notna()]
    return dict(zip(scored["id"].astype(str), scored["inside"].astype(bool), strict=True))


def turned(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Targets that came inside their band or left it, in words."""
    before, after = verdicts(old), verdicts(new)
    return [
        f"{name} {'comes inside' if after[name] else 'LEAVES'} its band"
        for name in after
        if name in before and before[name] != after[name]
    ]
