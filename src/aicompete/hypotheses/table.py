"""Verdicts as a table and as text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from aicompete.analysis.words import effect_text
from aicompete.hypotheses.entry import HOLDS, NOT_PUT, REFUTED, UNDECIDED, Hypothesis
from aicompete.hypotheses.put import Finding, Verdict

WIDTH = 116
COLUMNS = (
    "id", "verdict", "part", "says", "effect", "low", "high", "unit", "claimed", "refuted", "verdict_of_part",
    "pairs", "read", "formula", "claim", "refuted_if", "counterfactual", "source", "missing",
    "claimed_low", "claimed_high", "refuted_below", "refuted_above", "refuted_same", "scale",
)  # fmt: skip


def table(found: Sequence[Verdict]) -> pd.DataFrame:
    """One row a part (``COLUMNS``); a hypothesis that cannot be put yet has one row without a part."""
    rows: list[dict[str, object]] = []
    for one in found:
        h = one.hypothesis
        shared: dict[str, object] = {
            "id": h.id, "verdict": one.verdict, "claim": h.claim, "refuted_if": h.refuted_if,
            "counterfactual": h.counterfactual, "source": h.source, "missing": ", ".join(one.missing),
        }  # fmt: skip
        rows += [{**shared, **_row(finding)} for finding in one.findings] or [shared]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def save(found: Sequence[Verdict], folder: Path) -> list[Path]:
    """Write the table as CSV and as Parquet."""
    made = table(found)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "hypotheses.csv", folder / "hypotheses.parquet"]
    made.to_csv(paths[0], index=False)
    made.to_parquet(paths[1], index=False)
    return paths


def lines(found: Sequence[Verdict]) -> list[str]:
    """Every hypothesis as text: verdict and claim, then each part with effect, interval and what was claimed."""
    said: list[str] = []
    for one in found:
        said += _wrapped(f"{one.hypothesis.id}  {one.verdict.upper()}: {one.hypothesis.claim}", "")
        if one.missing:
            said += _wrapped(f"missing: {', '.join(one.missing)}", "     ")
        for finding in one.findings:
            part, e = finding.part, finding.effect
            unit = part.unit
            value = effect_text(e.value, unit)
            low, high = (effect_text(x, unit if unit == "share" else "") for x in (e.low, e.high))
            effect = f"{value} ({low} to {high}; {e.pairs} pairs)"
            sizes = f"claimed {part.holds.text(unit)}, refuted {part.refuted.text(unit)}"
            said += _wrapped(f"{finding.verdict}: {part.says}: {effect}; {sizes}", "     - ")
        if one.hypothesis.note:
            said += _wrapped(f"note: {one.hypothesis.note}", "     ")
    counts = [f"{sum(one.verdict == word for one in found)} {word}" for word in (HOLDS, REFUTED, UNDECIDED, NOT_PUT)]
    return [*said, "", f"{len(found)} hypotheses: {', '.join(counts)}"]


def listed(hypotheses: Sequence[Hypothesis]) -> list[str]:
    """Claims and what would refute them, without putting them."""
    said: list[str] = []
    for one in hypotheses:
        said += _wrapped(f"{one.id}  {one.claim}", "")
        said += _wrapped(f"refuted if: {one.refuted_if}", "     ")
        said += _wrapped(f"against: {one.counterfactual}", "     ")
    return said


def _row(finding: Finding) -> dict[str, object]:
    part, found = finding.part, finding.effect
    return {
        "part": part.name,
        "says": part.says,
        "effect": found.value,
        "low": found.low,
        "high": found.high,
        "unit": part.unit,
        "claimed": part.holds.text(part.unit),
        "refuted": part.refuted.text(part.unit),
        "verdict_of_part": finding.verdict,
        "pairs": found.pairs,
        "read": "; ".join(reading.text for reading in part.readings.values()),
        "formula": part.formula,
        "claimed_low": part.holds.low,
        "claimed_high": part.holds.high,
        "refuted_below": part.refuted.below,
        "refuted_above": part.refuted.above,
        "refuted_same": part.refuted.same,
        "scale": part.scale,
    }


def _wrapped(text: str, indent: str) -> list[str]:
    after = " " * max(len(indent), 5)
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=after)
