"""A short text of what happened: three to eight sentences with numbers, bands and the largest movers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.bands import band
from aicompete.analysis.coalitions import crossings, largest_movers
from aicompete.analysis.costs import COMPARED, GROSS, PAYERS
from aicompete.analysis.cube import SAMPLED, is_number, kind_of_design, ordered, point_values
from aicompete.analysis.settings import lever_lines, setting_label, value_text
from aicompete.analysis.sweepresponse import response, shown_metrics, swept_settings
from aicompete.analysis.tables import ResultsLike, View, failure_text, view
from aicompete.analysis.words import (
    ITEMS,
    change,
    date_text,
    joined,
    metric_text,
    number,
    quantity,
    sentence,
    span,
    unit_text,
)

SMALL_MOVE = 0.02
LIKELY = 0.10
DIGITS = 2
FIFTH, ENOUGH_POINTS = 0.2, 60


def story(results: ResultsLike | View | str | Path, point: int | None = None) -> list[str]:
    """Sentences on a run (coalitions, movers, compute, standards, prices) or on a sweep (response to each swept
    lever)."""
    seen = view(results, point)
    return _sweep(seen) if seen.is_sweep else _run(seen)


def _run(seen: View) -> list[str]:
    parts = [_opening(seen), _coalition(seen), *_movers(seen), _compute(seen), _standards(seen), _prices(seen)]
    parts.append(_costs(seen))
    return [sentence(p) for p in parts if p]


def _opening(seen: View) -> str:
    changes = sum(1 for line in lever_lines(seen.levers, seen.manifest) if not line.constant)
    policy = f"{changes} dated lever change{'' if changes == 1 else 's'}" if changes else "all levers held constant"
    rules = len((seen.manifest.get("scenario") or {}).get("replies") or [])
    if rules:
        policy += f" but for {rules} rule{'' if rules == 1 else 's'} of reply"
    spread = "medians with the 10-90 % band of runs in brackets" if len(seen.good) > 1 else "one run, so no band"
    dates = f"{date_text(seen.dates[0])} to {date_text(seen.dates[-1])}"
    seed = seen.manifest.get("seed", "not recorded")
    return f"Scenario {seen.name}: {failure_text(seen)}, {dates}, seed {seed}, {policy}; {spread}"


def _coalition(seen: View) -> str:
    weight = next((w for w in ("gdp", "count") if seen.has(f"coalition_share_us_{w}")), None)
    if weight is None:
        return ""
    sides = [s for s in ("us", "cn", "none") if seen.has(f"coalition_share_{s}_{weight}")]
    metrics = [f"coalition_share_{side}_{weight}" for side in sides]
    said = [f"the {metric_text(m)} {_went(seen, m)}" for m in metrics]
    told = f"{said[0]}, {joined(said[1:])}" if len(said) > 1 else said[0]
    return f"{told}; the two powers are not counted in these shares"


def _movers(seen: View) -> list[str]:
    parts = []
    if seen.has_nations("alignment"):
        table = largest_movers(seen)
        moved = table[table["change"].abs() >= SMALL_MOVE].head(3)
        if moved.empty:
            parts.append(f"no nation's median alignment moved by {SMALL_MOVE} or more")
        else:
            said = [f"{r['name']} ({_shift(r)})" for r in moved.to_dict("records")]
            parts.append(
                f"alignment moved most in {joined(said)}; plus is toward the United States, minus toward China"
            )
    if seen.has_nations("membership"):
        crossed = crossings(seen)
        likely = crossed[crossed["changed"] >= LIKELY].head(3)
        if likely.empty:
            parts.append(f"no nation changed sides in {100 * LIKELY:.0f} % or more of the runs")
        elif len(seen.good) == 1:
            said = [f"{r['name']} (now {_side(r['toward'])})" for r in likely.to_dict("records")]
            count = int((crossed["changed"] > 0).sum())
            among = ", among them" if count > len(said) else ":"
            parts.append(f"{count} nation{'' if count == 1 else 's'} changed sides{among} {joined(said)}")
        else:
            rows = likely.to_dict("records")
            said = [f"{r['name']} ({100 * r['changed']:.0f} % of runs, mostly {_side(r['toward'])})" for r in rows]
            parts.append(f"most likely to have changed sides by the end: {joined(said)}")
    return parts


def _compute(seen: View) -> str:
    wanted = ["compute_world", "compute_share_chn", "capability_lag_chn"]
    said = [f"{metric_text(m)} {_went(seen, m)}" for m in wanted if seen.has(m)]
    return joined(said)


def _standards(seen: View) -> str:
    sides = [m for m in ("standard_share_us", "standard_share_cn") if seen.has(m)]
    return joined([f"the {metric_text(m)} {_went(seen, m)}" for m in sides])


def _prices(seen: View) -> str:
    said = [f"the chip price {_went(seen, 'chip_price')}"] if seen.has("chip_price") else []
    factors = []
    for item, words in ITEMS.items():
        name = f"mineral_price_{item}_outside"
        if seen.has(name):
            values = seen.metric(name)
            ratio = band(values[:, -1] / values[:, 0])
            factors.append((abs(float(np.log(ratio.median))), words, ratio))
    if factors:
        _, words, ratio = max(factors, key=lambda f: f[0])
        spread = f" ({ratio.low:.1f} to {ratio.high:.1f})" if ratio.has_band else ""
        said.append(
            f"of the mineral prices outside China {words} moved most, to {ratio.median:.1f}{spread} times the start"
        )
    return joined(said)


def _costs(seen: View) -> str:
    """What the competition costs a year, mean over the months of a run, by payer."""
    said = []
    for payer in COMPARED:
        if seen.has(f"cost_{payer}"):
            b = band(seen.metric(f"cost_{payer}").mean(axis=1))
            around = f" ({number(float(b.low), DIGITS)} to {number(float(b.high), DIGITS)})" if b.has_band else ""
            said.append(f"the {PAYERS[payer]} {number(float(b.median), DIGITS)}{around}".replace("the China", "China"))
    return f"the competition costs {joined(said)} USD bn a year, {GROSS}" if said else ""


def _sweep(seen: View) -> list[str]:
    settings = swept_settings(seen)
    last, metrics = seen.dates[-1], shown_metrics(seen)[:3]
    points = len(seen.manifest["points"])
    sampled = len(set(point_values(seen)) - set(settings))
    others = [f"{sampled} sampled assumptions"] if sampled else []
    labels = joined([*(setting_label(s, seen.names) for s in settings), *others])
    parts = [
        f"Experiment {seen.name}: {failure_text(seen)} over {points} points, sweeping {labels}; seed "
        f"{seen.manifest.get('seed', 'not recorded')}; values at {date_text(last)}, medians over draws and replicates"
    ]
    for name in metrics:
        table = response(seen, name)
        said = [_slope(table, s, name, seen) for s in settings[:3]] if _tells_slopes(seen, points) else []
        parts.append("; ".join(s for s in said if s))
    if metrics:
        parts.append(_spread(response(seen, metrics[0]), metrics[0], seen))
    return [sentence(p) for p in parts if p]


def _slope(table: pd.DataFrame, setting: str, metric: str, seen: View) -> str:
    """The response to one setting, the others averaged over their grid."""
    table = table.dropna(subset=[setting, "median"])
    if kind_of_design(seen) in SAMPLED and table[setting].nunique() > 3 and all(is_number(v) for v in table[setting]):
        return _ends(table, setting, metric, seen)
    by_value = table.groupby(setting, sort=False)["median"].mean().reindex(ordered(table[setting]))
    if len(by_value) < 2:
        return ""
    unit = seen.unit(metric)
    if not all(is_number(v) for v in by_value.index):
        at = joined([f"{quantity(float(y), unit)} at {value_text(x)}" for x, y in by_value.items()])
        return f"by {setting_label(setting, seen.names)}, {metric_text(metric)} is {at}"
    first, last = float(by_value.iloc[0]), float(by_value.iloc[-1])
    steps = np.diff(by_value.to_numpy())
    shape = "" if (steps >= 0).all() or (steps <= 0).all() else f", with {_turn(by_value, unit)} on the way"
    values = f"{value_text(by_value.index[0])} to {value_text(by_value.index[-1])}"
    if quantity(first, unit) == quantity(last, unit):
        moved = f"stays at {quantity(last, unit)}"
    else:
        moved = f"{'rises' if last > first else 'falls'} from {span(first, last, unit)} ({change(last - first, unit)})"
    return f"as {setting_label(setting, seen.names)} goes from {values}, {metric_text(metric)} {moved}{shape}"


def _tells_slopes(seen: View, points: int) -> bool:
    """Where everything moves at once it takes many points before the others even out; Morris walks tell steps."""
    kind = kind_of_design(seen)
    return kind not in SAMPLED or (kind != "morris" and points >= ENOUGH_POINTS)


def _ends(table: pd.DataFrame, setting: str, metric: str, seen: View) -> str:
    """A setting with as many values as points: the fifth of the points with the lowest against the highest values."""
    rank = table[setting].astype(float).rank(pct=True)
    unit = seen.unit(metric)
    low, high = (float(table.loc[part, "median"].mean()) for part in (rank <= FIFTH, rank > 1 - FIFTH))
    where = f"from the lowest to the highest fifth of {setting_label(setting, seen.names)}"
    if quantity(low, unit) == quantity(high, unit):
        return f"{where}, {metric_text(metric)} stays at {quantity(high, unit)}"
    word = "rises" if high > low else "falls"
    return f"{where}, {metric_text(metric)} {word} from {span(low, high, unit)} ({change(high - low, unit)})"


def _turn(by_value: pd.Series[Any], unit: str) -> str:
    inner = by_value.iloc[1:-1]
    ends = by_value.iloc[[0, -1]]
    place = int(np.argmax(inner.to_numpy()) if inner.max() > ends.max() else np.argmin(inner.to_numpy()))
    return f"{quantity(float(inner.iloc[place]), unit)} at {value_text(inner.index[place])}"


def _spread(table: pd.DataFrame, metric: str, seen: View) -> str:
    unit = seen.unit(metric)
    policy = float(table["median"].max() - table["median"].min())
    inside = float((table["high"] - table["low"]).median())
    said = f"over all points {metric_text(metric)} spans {change(policy, unit).lstrip('+')}"
    text = f"{said}, against a 10-90 % band of {change(inside, unit).lstrip('+')} at a point"
    seed, parameter = table["seed_spread"].median(), table["parameter_spread"].median()
    if np.isfinite(seed) and np.isfinite(parameter):
        luck, unknown = (change(float(v), unit).lstrip("+") for v in (seed, parameter))
        text += f" (standard deviation {luck} from random shocks and {unknown} from the assumptions)"
    return text


def _went(seen: View, metric: str) -> str:
    values, unit = seen.metric(metric), seen.unit(metric)
    first, last = band(values[:, 0]), band(values[:, -1])
    around = f" ({_bare(span(float(last.low), float(last.high), unit, DIGITS), unit)})" if last.has_band else ""
    start, end = float(first.median), float(last.median)
    if quantity(start, unit, DIGITS) == quantity(end, unit, DIGITS):
        return f"stayed near {quantity(end, unit, DIGITS)}{around}"
    return f"went from {span(start, end, unit, DIGITS)}{around}"


def _bare(text: str, unit: str) -> str:
    """A range without the unit that was just said (percent signs stay)."""
    return text if unit == "share" else text.removesuffix(unit_text(unit)).rstrip()


def _shift(row: dict[Any, Any]) -> str:
    agree = "" if row["low"] == row["high"] else f", {row['low']:+.2f} to {row['high']:+.2f}"
    return f"{row['change']:+.2f}{agree}"


def _side(side: str) -> str:
    return {"us": "on the US side", "cn": "on the Chinese side", "none": "uncommitted"}[side]
