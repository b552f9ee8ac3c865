"""The assessment in words: a table that fits a terminal, and what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from aicompete.analysis.discrepancy import FAMILIES
from aicompete.analysis.hindcast import counts
from aicompete.analysis.hindcast.assess import Assessment
from aicompete.analysis.hindcast.seriesrows import INTERVAL, RIVALS

INTERVAL_TEXT = f"{100 * INTERVAL:.0f} % interval"
NAME = 54
"""Letters of a target's name."""
NO_TEST = "no test: the band is too wide to fail"

USE_WORDS = {
    "calibrate": "open to calibration (2022-2023)",
    "test": "test (2024-2025)",
    "context": "context, not scored",
}


def report(found: Assessment) -> Iterator[str]:
    """The whole report: targets by use, series with scores, the discrepancy, what it adds up to."""
    for use in USE_WORDS:
        yield from _targets(found.table, use)
    missing = found.table[found.table["median"].isna()]
    if len(missing):
        yield "Not expressed"
        for _, row in missing.iterrows():
            yield f"  {row['id']}  {row['metric']}, {row['period']}: {row['reason']}"
        yield ""
    yield from _series(found.scores)
    yield from _learned(found)
    yield from _origins(found.origins)
    yield from summary(found)


def summary(found: Assessment) -> Iterator[str]:
    """What it adds up to."""
    yield f"{found.runs} runs of {found.name}"
    for use in ("calibrate", "test"):
        (hits, total), seen = counts.inside(found.table, use), counts.targets_covered(found.table, use)
        yield (
            f"  {use + ':':10} median inside the band for {hits} of {total} targets{percent(hits, total)}; observed "
            f"value in the {INTERVAL_TEXT} for {seen.plain} of {total}, with the discrepancy for {seen.wide}"
        )
    for label, later in (("series:", False), ("2024-2025:", True)):
        seen = counts.points_covered(found.scores, later)
        yield (
            f"  {label:10} {seen.plain} of {seen.total} observed points{percent(seen.plain, seen.total)} in the "
            f"{INTERVAL_TEXT}, with the discrepancy {seen.wide}{percent(seen.wide, seen.total)}"
        )
    ratio = counts.crps_ratio(found.scores)
    yield f"  {'CRPS:':10} x{ratio:.3f} with the discrepancy (below 1: better), geometric mean over the series"
    for rival, words in RIVALS.items():
        better, worse, alike = counts.wins(found.scores, rival)
        equal = f", alike on {alike}" if alike else ""
        yield f"  {'skill:':10} better than '{words}' on {better} series, worse on {worse}{equal}"
    bad = [
        f"{row['title']} ({row['hits_wide']} of {row['points']})" for _, row in counts.worst(found.scores).iterrows()
    ]
    for place, text in enumerate(bad):
        yield f"  {'' if place else 'worst:':10} {text} in the interval even with the discrepancy"
    left_out = int(found.scores["missing"].sum() + counts.shown(found.table, "test")["missing"].sum())
    left_out += int(counts.shown(found.table, "calibrate")["missing"].sum())
    if left_out:
        yield f"  {'missing:':10} {left_out} figures of single runs are missing and left out"
    yield (
        "A conditional replay: controls and demand are taken as they came, and ranges were set by people who knew "
        "these years."
    )


def percent(hits: int, total: int) -> str:
    """`` (75 %)``; nothing of nothing."""
    return f" ({100 * hits / total:.0f} %)" if total else ""


def verdict(row: pd.Series[Any]) -> str:
    """Inside, outside, no test, or nothing for context."""
    if row["use"] == "context":
        return ""
    if not counts.is_test(row["low"], row["high"]):
        return "no test"
    return "inside" if row["inside"] else "OUTSIDE"


def _targets(table: pd.DataFrame, use: str) -> Iterator[str]:
    chosen = counts.shown(table, use)
    if chosen.empty:
        return
    yield f"Targets: {USE_WORDS[use]}"
    head = f"  {'':{NAME + 4}} {'observed':>8} {'band':>15}  {'median':>8} {'90 % of runs':>15} {'and discrepancy':>15}"
    yield head
    for _, row in chosen.iterrows():
        band, runs = _span(row["low"], row["high"]), _span(row["q05"], row["q95"])
        seen, median, wide = number(row["observed"]), number(row["median"]), _span(row["q05_wide"], row["q95_wide"])
        line = f"  {row['id']} {_shortened(row):{NAME}} {seen:>8} {band:>15}  {median:>8} {runs:>15} {wide:>15}"
        yield f"{line}  {verdict(row)}".rstrip()
    if (chosen.apply(verdict, axis=1) == "no test").any():
        yield f"  {NO_TEST}; shown, not counted."
    yield ""


def _series(scores: pd.DataFrame) -> Iterator[str]:
    yield "Observed series of 2023-2025: CRPS (0 is perfect), in brackets with the discrepancy; skill (above 0: better)"
    head = " ".join(f"{words:>13}" for words in RIVALS.values())
    yield f"  {'':48} {'points':>6} {'CRPS':>14} {head} {'in 90 %':>8} {'and discr.':>10}"
    for _, row in scores.iterrows():
        skills = " ".join(f"{signed(row[f'skill_{rival}']):>13}" for rival in RIVALS)
        score = f"{row['model']:.2f} ({row['wide']:.2f})" + (" " if row["scale"] == "log" else "%")
        share = f"{100 * row['coverage']:6.0f} % {100 * row['coverage_wide']:8.0f} %" if row["points"] else ""
        yield f"  {row['title']:48} {row['points']:6d} {score:>14} {skills} {share}"
    yield ""


def _learned(found: Assessment) -> Iterator[str]:
    yield "Discrepancy, learned from 2022-2023: what the model leaves out, as one standard deviation"
    quarter = max((one.rho for one in found.discrepancy.families.values()), default=0.0) ** 3
    for name, one in found.discrepancy.families.items():
        kind = "of the odds" if FAMILIES[name].odds else ""
        yield f"  {FAMILIES[name].title:28} x/{number(2.718281828**one.scale):<6} {kind:12} {one.points:4d} points"
    yield f"  correlation from quarter to quarter {quarter:.2f}; a series with a record has a scale of its own"
    yield ""


def _origins(origins: pd.DataFrame) -> Iterator[str]:
    yield "Rolling origin: the discrepancy learned to the end of a year, scored on the next"
    head = ("learned to", "points", "scored", "points", "in 90 %", "and discr.", "CRPS")
    widths = (10, 6, 7, 6, 8, 10, 7)
    yield "  " + " ".join(f"{word:>{width}}" for word, width in zip(head, widths, strict=True))
    for row in origins.to_dict("records"):
        names = ("learned_to", "learned_points", "scored", "points", "hits", "hits_wide")
        cells = (*(str(row[name]) for name in names), f"x{row['crps_ratio']:.3f}" if row["points"] else "")
        yield "  " + " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    yield ""


def number(value: float) -> str:
    """Three digits: 54.1k, 13.7M, 0.46."""
    for limit, unit, letter in ((1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(value) >= limit:
            return f"{value / unit:.3g}{letter}"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def signed(value: float) -> str:
    """``+0.93``; nothing for a score there is none of."""
    return "" if value != value else f"{value:+.2f}"


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
