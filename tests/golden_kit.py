"""Golden numbers: medians of small ensembles at some dates, kept in ``tests/golden`` and compared with what runs now.

Medians over runs, not single runs: on another processor the last bit may differ, and a threshold can turn that into a
different run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.engine_kit import draws

from aicompete.config import load_scenario
from aicompete.engine.block import BlockTask, Record, RunKey, simulate_block

FOLDER = Path(__file__).parent / "golden"
RUNS, SEED, TOLERANCE = 24, 1, 1e-6
CASES = {
    "baseline": (36, ("2026-01", "2027-06", "2028-12")),
    "history": (48, ("2022-12", "2024-06", "2025-12")),
}
"""Shipped scenario -> months stepped, dates kept."""
METRICS = (
    "chip_price",
    "chip_price_home",
    "chip_flow_world",
    "chip_flow_to_chn_foreign",
    "chip_flow_to_chn_home",
    "chip_flow_to_chn_smuggled",
    "chip_spending_world",
    "compute_world",
    "compute_share_usa",
    "compute_share_chn",
    "compute_smuggled_chn",
    "compute_idle_share_usa",
    "capability_usa",
    "capability_lag_chn",
    "ai_power_world",
    "revenue_us_chip_firms",
    "tool_sales_to_chn",
    "home_tool_share_chn",
    "yield_chn",
    "mineral_price_gallium_outside",
    "mineral_price_heavy_rare_earths_outside",
    "mineral_fill_rare_earths_outside",
    "mineral_refine_share_rare_earths_chn",
    "alignment_mean",
    "alignment_spread",
    "votes_mean",
    "trust_us_mean",
    "trust_cn_mean",
    "compliance_us_mean",
    "coalition_share_us_gdp",
    "standard_share_us",
    "stack_share_cn",
)

Table = dict[str, dict[str, float]]


def file_of(case: str) -> Path:
    """Where a case's numbers are kept."""
    return FOLDER / f"{case}.json"


def measure(case: str) -> Table:
    """Medians over runs of each metric at each date, as they come out now."""
    months, dates = CASES[case]
    point = load_scenario(case)
    copies = list(range(RUNS))
    keys = tuple(RunKey(i, 0, i, i) for i in copies)
    drawn = draws(point, copies, SEED)
    result = simulate_block(BlockTask((point,), keys, (0,) * RUNS, drawn, SEED, months, Record(nations=False)))
    assert {status.state for status in result.status} == {"ok"}
    places = [result.dates.index(date) for date in dates]
    return {
        name: {date: float(np.median(result.series[name][:, place])) for date, place in zip(dates, places, strict=True)}
        for name in METRICS
    }


def stored(case: str) -> Table:
    """The numbers kept; nothing when there are none yet."""
    path = file_of(case)
    return json.loads(path.read_text(encoding="utf-8"))["medians"] if path.exists() else {}


def write(case: str, table: Table) -> None:
    """Keep new numbers, with what they are."""
    content = {
        "what": f"medians of {RUNS} runs of '{case}', seed {SEED}; refreshed on purpose only: make golden",
        "medians": table,
    }
    FOLDER.mkdir(exist_ok=True)
    file_of(case).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def differences(old: Table, new: Table) -> Iterator[str]:
    """One readable line for each number that moved by more than the tolerance, came or went."""
    for name in {**old, **new}:
        for date in {**old.get(name, {}), **new.get(name, {})}:
            before, after = old.get(name, {}).get(date), new.get(name, {}).get(date)
            if before is None or after is None:
                word, number = ("gone", before) if after is None else ("new", after)
                yield f"{name:42} {date}  {word}: {number:.6g}"
            elif not close(before, after):
                change = f"{after / before - 1.0:+.2%}" if before else "from zero"
                yield f"{name:42} {date}  {before:14.7g} -> {after:14.7g}  {change}"


def close(before: float, after: float) -> bool:
    """Equal up to a relative 1e-6 (and rounding around zero)."""
    return abs(after - before) <= TOLERANCE * max(abs(before), abs(after)) + 1e-12
