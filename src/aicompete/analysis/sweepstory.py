"""What a sweep showed in sentences: the response to each swept setting, and how it compares with luck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.cube import SAMPLED, is_number, kind_of_design, ordered, point_values
from aicompete.analysis.ledger import Notes
from aicompete.analysis.settings import setting_label, value_text
from aicompete.analysis.sweepresponse import response, shown_metrics, swept_settings
from aicompete.analysis.tables import View, failure_text
from aicompete.analysis.words import bare_change, change, date_text, joined, metric_text, quantity, sentence, span

FIFTH, ENOUGH_POINTS = 0.2, 60


def sweep_story(seen: View, notes: Notes) -> list[str]:
    settings = swept_settings(seen)
    last, metrics = seen.dates[-1], shown_metrics(seen)[:3]
    points = len(seen.manifest["points"])
    sampled = len(set(point_values(seen)) - set(settings))
    others = [f"{notes.claim(str(sampled), 'sampled assumptions', '', 'count')} sampled assumptions"] if sampled else []
    labels = joined([*(notes.name(setting_label(s, seen.names)) for s in settings), *others])
    runs = notes.claim(failure_text(seen), "runs", last, "count", len(seen.good))
    seed = notes.claim(str(seen.manifest.get("seed", "not recorded")), "seed", "", "as given")
    parts = [
        f"Experiment {notes.name(seen.name)}: {runs} over {notes.claim(str(points), 'points', '', 'count', points)} "
        f"points, sweeping {labels}; seed {seed}; values at "
        f"{notes.claim(date_text(last), 'month', last, 'read')}, medians over draws and replicates"
    ]
    for name in metrics:
        table = response(seen, name)
        said = [_slope(table, s, name, seen, notes) for s in settings[:3]] if _tells_slopes(seen, points) else []
        parts.append("; ".join(s for s in said if s))
    if metrics:
        parts.append(_spread(response(seen, metrics[0]), metrics[0], seen, notes))
    return [sentence(p) for p in parts if p]


def _slope(table: pd.DataFrame, setting: str, metric: str, seen: View, notes: Notes) -> str:
    """The response to one setting, the others averaged over their grid."""
    table = table.dropna(subset=[setting, "median"])
    if kind_of_design(seen) in SAMPLED and table[setting].nunique() > 3 and all(is_number(v) for v in table[setting]):
        return _ends(table, setting, metric, seen, notes)
    by_value = table.groupby(setting, sort=False)["median"].mean().reindex(ordered(table[setting]))
    if len(by_value) < 2:
        return ""
    unit, date, label = seen.unit(metric), seen.dates[-1], notes.name(setting_label(setting, seen.names))
    how = f"mean over points of the medians, by {setting}"

    def say(text: str, *numbers: float) -> str:
        return notes.claim(text, metric, date, how, *numbers)

    if not all(is_number(v) for v in by_value.index):
        rows = [(say(quantity(float(y), unit), float(y)), notes.name(value_text(x))) for x, y in by_value.items()]
        return f"by {label}, {metric_text(metric)} is {joined([f'{y} at {x}' for y, x in rows])}"
    first, last = float(by_value.iloc[0]), float(by_value.iloc[-1])
    shape = _turn(by_value, unit, say)
    values = notes.name(f"{value_text(by_value.index[0])} to {value_text(by_value.index[-1])}")
    if quantity(first, unit) == quantity(last, unit):
        moved = f"stays at {say(quantity(last, unit), last)}"
    else:
        both, moved_by = say(span(first, last, unit), first, last), say(bare_change(last - first, unit), last - first)
        moved = f"{'rises' if last > first else 'falls'} from {both} ({moved_by})"
    return f"as {label} goes from {values}, {metric_text(metric)} {moved}{shape}"


def _tells_slopes(seen: View, points: int) -> bool:
    """Where everything moves at once it takes many points before the others even out; Morris walks tell steps."""
    kind = kind_of_design(seen)
    return kind not in SAMPLED or (kind != "morris" and points >= ENOUGH_POINTS)


def _ends(table: pd.DataFrame, setting: str, metric: str, seen: View, notes: Notes) -> str:
    """A setting with as many values as points: the fifth of the points with the lowest against the highest values."""
    rank = table[setting].astype(float).rank(pct=True)
    unit = seen.unit(metric)
    low, high = (float(table.loc[part, "median"].mean()) for part in (rank <= FIFTH, rank > 1 - FIFTH))
    where = f"from the lowest to the highest fifth of {notes.name(setting_label(setting, seen.names))}"
    how, date = f"mean of the medians of a fifth of the points, by {setting}", seen.dates[-1]
    if quantity(low, unit) == quantity(high, unit):
        return f"{where}, {metric_text(metric)} stays at {notes.claim(quantity(high, unit), metric, date, how, high)}"
    word = "rises" if high > low else "falls"
    both = notes.claim(span(low, high, unit), metric, date, how, low, high)
    moved = notes.claim(bare_change(high - low, unit), metric, date, how, high - low)
    return f"{where}, {metric_text(metric)} {word} from {both} ({moved})"


def _turn(by_value: pd.Series[Any], unit: str, say: Callable[..., str]) -> str:
    """What lies beyond both ends on the way, where a reader of rounded numbers can tell it from them."""
    steps = np.diff(by_value.to_numpy())
    if (steps >= 0).all() or (steps <= 0).all():
        return ""
    inner = by_value.iloc[1:-1]
    ends = by_value.iloc[[0, -1]]
    place = int(np.argmax(inner.to_numpy()) if inner.max() > ends.max() else np.argmin(inner.to_numpy()))
    value = float(inner.iloc[place])
    if quantity(value, unit) in {quantity(float(end), unit) for end in ends}:
        return ""
    return f", with {say(f'{quantity(value, unit)} at {value_text(inner.index[place])}', value)} on the way"


def _spread(table: pd.DataFrame, metric: str, seen: View, notes: Notes) -> str:
    unit, date = seen.unit(metric), seen.dates[-1]

    def say(value: float, how: str) -> str:
        return notes.claim(change(value, unit).lstrip("+"), metric, date, how, value)

    policy = float(table["median"].max() - table["median"].min())
    inside = float((table["high"] - table["low"]).median())
    said = f"over all points {metric_text(metric)} spans {say(policy, 'largest less smallest median of a point')}"
    band_words = notes.claim("10-90 %", "band", "", "of runs, used throughout")
    text = f"{said}, against a {band_words} band of {say(inside, 'median width of the band of a point')} at a point"
    seed, parameter = table["seed_spread"].median(), table["parameter_spread"].median()
    if np.isfinite(seed) and np.isfinite(parameter):
        luck = say(float(seed), "median over points of the standard deviation over replicates")
        unknown = say(float(parameter), "median over points of the standard deviation over draws")
        text += f" (standard deviation {luck} from random shocks and {unknown} from the assumptions)"
    return text
