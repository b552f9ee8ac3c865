"""The assessment in words: a table that fits a terminal, and what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from aicompete.analysis.hindcast.assess import INTERVAL, RIVALS, Assessment

INTERVAL_TEXT = f"{100 * INTERVAL:.0f} % interval"
NAME = 54
"""Letters of a target's name."""

USE_WORDS = {
    "calibrate": "open to calibration (2022-2023)",
    "test": "test (2024-2025)",
    "context": "context, not scored",
}


def report(found: Assessment) -> Iterator[str]:
    """The whole report: targets by use, series with scores, what it adds up to."""
    for use in USE_WORDS:
        yield from _targets(found, use)
    missing = found.table[found.table["median"].isna()]
    if len(missing):
        yield "Not expressed"
        for _, row in missing.iterrows():
            yield f"  {row['id']}  {row['metric']}, {row['period']}: {row['reason']}"
        yield ""
    yield from _series(found)
    yield from summary(found)


def summary(found: Assessment) -> Iterator[str]:
    """What it adds up to."""
    yield f"{found.runs} runs of {found.name}"
    for use in ("calibrate", "test"):
        (hits, total), (covered, _) = found.inside(use), found.covered(use)
        yield (
            f"  {use + ':':10} median inside the band for {hits} of {total} targets{percent(hits, total)}; observed "
            f"value in the {INTERVAL_TEXT} for {covered} of {total}"
        )
    hits, total = found.coverage()
    yield f"  {'series:':10} {hits} of {total} observed points{percent(hits, total)} in the {INTERVAL_TEXT}"
    for rival, words in RIVALS.items():
        better, worse, alike = found.wins(rival)
        equal = f", alike on {alike}" if alike else ""
        yield f"  {'skill:':10} better than '{words}' on {better} series, worse on {worse}{equal}"
    yield (
        "A conditional replay: controls and demand are taken as they came, and ranges were set by people who knew "
        "these years."
    )


def percent(hits: int, total: int) -> str:
    """`` (75 %)``; nothing of nothing."""
    return f" ({100 * hits / total:.0f} %)" if total else ""


def _targets(found: Assessment, use: str) -> Iterator[str]:
    chosen = found.scored(use)
    if chosen.empty:
        return
    yield f"Targets: {USE_WORDS[use]}"
    yield f"  {'':{NAME + 4}} {'observed':>8} {'band':>15}  {'median':>8} {'90 % of runs':>15}"
    for _, row in chosen.iterrows():
        verdict = "" if use == "context" else "  inside" if row["inside"] else "  OUTSIDE"
        band, runs = _span(row["low"], row["high"]), _span(row["q05"], row["q95"])
        seen, median = number(row["observed"]), number(row["median"])
        yield f"  {row['id']} {_shortened(row):{NAME}} {seen:>8} {band:>15}  {median:>8} {runs:>15}{verdict}"
    yield ""


def _series(found: Assessment) -> Iterator[str]:
    yield "Observed series of 2023-2025: CRPS (0 is perfect) and skill against each rival (above 0: better)"
    head = " ".join(f"{words:>13}" for words in RIVALS.values())
    yield f"  {'':48} {'points':>6} {'CRPS':>7} {head} {'in 90 %':>8}"
    for _, row in found.scores.iterrows():
        skills = " ".join(f"{_signed(row[f'skill_{rival}']):>13}" for rival in RIVALS)
        score = f"{row['model']:6.2f}" + (" " if row["scale"] == "log" else "%")
        yield f"  {row['title']:48} {row['points']:6d} {score} {skills} {100 * row['coverage']:6.0f} %"
    yield ""


def number(value: float) -> str:
    """Three digits: 54.1k, 13.7M, 0.46."""
    for limit, unit, letter in ((1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(value) >= limit:
            return f"{value / unit:.3g}{letter}"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def _span(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def _shortened(row: pd.Series[Any]) -> str:
    """What and when, cut to fit."""
    unit = {"percent": ", %", "percent growth": ", %", "USD bn": ", USD bn"}.get(str(row["unit"]), "")
    end = f"{unit} {row['period']}"
    actor = {"USA": "US ", "CHN": "China "}.get(str(row["actor"]), "")
    metric = str(row["metric"]) if actor.strip() in str(row["metric"]) else f"{row['metric']}, {row['actor']}"
    room = NAME - len(end)
    return (metric if len(metric) <= room else metric[: room - 2] + "..") + end


def _signed(value: float) -> str:
    return "" if value != value else f"{value:+.2f}"
