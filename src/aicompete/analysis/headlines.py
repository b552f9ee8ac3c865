"""What one learns from a picture, in one line: the titles of pictures and the headings of a report.

Every headline is read from the same medians that the picture draws. Where nothing can be said (one recorded month, a
metric that is not there) the headline is empty, and the picture has its subject as title.
"""

from __future__ import annotations

import numpy as np

from aicompete.analysis.bands import band
from aicompete.analysis.coalitions import crossings, largest_movers
from aicompete.analysis.compare import Comparison
from aicompete.analysis.cube import SAMPLED, is_number, kind_of_design, ordered
from aicompete.analysis.effectsize import NOISE, first_lines
from aicompete.analysis.ledger import Notes, Plain
from aicompete.analysis.settings import setting_label, value_text
from aicompete.analysis.sweepresponse import response, swept_settings
from aicompete.analysis.tables import View
from aicompete.analysis.turning import turning_points
from aicompete.analysis.words import ITEMS, change, date_text, joined, metric_text, quantity, sentence, span

DIGITS = 2
NOTICED = 0.02
"""Change of alignment from which on a nation counts as moved."""
PLAIN = Plain()


def coalition_headline(seen: View, notes: Notes = PLAIN) -> str:
    """How the GDP (or number) of nations is shared between the sides, at the start and at the end."""
    weight = next((w for w in ("gdp", "count") if seen.has(f"coalition_share_us_{w}")), None)
    if weight is None or len(seen.dates) < 2:
        return ""
    of = {"gdp": "of GDP", "count": "of nations"}[weight]
    us = _moves(seen, f"coalition_share_us_{weight}", "the US side", notes)
    cn = _moves(seen, f"coalition_share_cn_{weight}", "China's side", notes)
    return _titled(f"{us} {of}, {cn} by {_at(seen, len(seen.dates) - 1, notes)}")


def alignment_headline(seen: View, notes: Notes = PLAIN) -> str:
    """How many nations lean more toward either power at the end than at the start, and who moved most."""
    if len(seen.dates) < 2 or not seen.has_nations("alignment"):
        return ""
    table = largest_movers(seen)
    whole = f"{seen.dates[0]} to {seen.dates[-1]}"
    counts = {
        side: int((table["change"] * sign >= NOTICED).sum()) for side, sign in (("China", -1), ("the United States", 1))
    }
    how = f"nations whose median alignment changed by {NOTICED} or more"
    (side, count), (other, fewer) = sorted(counts.items(), key=lambda pair: -pair[1])
    said = [
        f"{notes.claim(str(count), 'alignment', whole, how, count)} nation{' drifts' if count == 1 else 's drift'} "
        f"toward {side}",
        f"{notes.claim(str(fewer), 'alignment', whole, how, fewer)} toward {other}",
    ]
    first = table.iloc[0]
    if max(counts.values()) == 0:
        return f"No nation's alignment moves much by {_at(seen, len(seen.dates) - 1, notes)}"
    moved = f"{first['change']:+.2f}"
    most = notes.claim(moved, f"alignment of {first['nation']}", whole, "median change, run by run", first["change"])
    return _titled(f"{said[0]}, {said[1]}; {first['name']} moves most ({most})")


def crossing_headline(seen: View, notes: Notes = PLAIN) -> str:
    """Who stands on another side at the end in half of the runs or more."""
    if len(seen.dates) < 2 or not seen.has_nations("membership"):
        return ""
    table = crossings(seen)
    often = table[table["changed"] >= 0.5]
    date = _at(seen, len(seen.dates) - 1, notes)
    half = notes.claim("half", "membership", seen.dates[-1], "threshold, share of runs", 0.5)
    if often.empty:
        first = table.iloc[0]
        share = notes.claim(
            f"{100 * first['changed']:.0f} %", f"membership of {first['nation']}", seen.dates[-1],
            "share of runs on another side than at the start", first["changed"],
        )  # fmt: skip
        return f"No nation changes sides in {half} of the runs by {date}; {first['name']} comes nearest ({share})"
    names = list(often["name"].head(4))
    more = len(often) - len(names)
    count = notes.claim(str(more), "membership", seen.dates[-1], "further nations in half of the runs", more)
    who = joined([*names, *([f"{count} more"] if more else [])])
    return f"{who} change{'s' if len(often) == 1 else ''} sides in {half} of the runs or more by {date}"


def compute_headline(seen: View, notes: Notes = PLAIN) -> str:
    """China's share of the world's AI compute."""
    return path_headline(seen, "compute_share_chn", notes)


def standards_headline(seen: View, notes: Notes = PLAIN) -> str:
    """The US and the Chinese standard's share."""
    if len(seen.dates) < 2 or not (seen.has("standard_share_us") and seen.has("standard_share_cn")):
        return ""
    us = _moves(seen, "standard_share_us", "the US standard", notes)
    cn = _moves(seen, "standard_share_cn", "the Chinese one", notes)
    return _titled(f"{us} of the world, {cn} by {_at(seen, len(seen.dates) - 1, notes)}")


def chip_headline(seen: View, notes: Notes = PLAIN) -> str:
    """The chip price."""
    return path_headline(seen, "chip_price", notes)


def mineral_headline(seen: View, notes: Notes = PLAIN) -> str:
    """The mineral whose price outside China moves furthest from its start."""
    metrics = [m for m in (f"mineral_price_{item}_outside" for item in ITEMS) if seen.has(m)]
    if not metrics or len(seen.dates) < 2:
        return ""
    return path_headline(seen, max(metrics, key=lambda m: _furthest(seen, m)), notes)


def path_headline(seen: View, metric: str, notes: Notes = PLAIN) -> str:
    """How one metric goes, with its main turning point: "China's share of world AI compute falls from 5.2 to 2.9 % in
    Nov 2027 and rises to 6.8 % in Dec 2035"."""
    if not seen.has(metric) or len(seen.dates) < 2:
        return ""
    path, unit = band(seen.metric(metric)).median, seen.unit(metric)
    last = len(path) - 1
    if not np.isfinite(path[[0, last]]).all():
        return ""
    words, end = metric_text(metric), _at(seen, last, notes)
    turns = turning_points(path, seen.dates, unit == "index")
    if not turns:
        return _titled(f"{_moves(seen, metric, words, notes)} by {end}")
    turn = max(turns, key=lambda t: abs(float(path[t.month] - path[0])))
    value = notes.claim(quantity(float(path[last]), unit, DIGITS), metric, seen.dates[last], "median", path[last])
    moved = _moves(seen, metric, words, notes, turn.month)
    then = "rises" if path[last] > path[turn.month] else "falls"
    return _titled(f"{moved} in {_at(seen, turn.month, notes)} and {then} to {value} in {end}")


def comparison_headline(found: Comparison, notes: Notes = PLAIN, count: int = 3) -> str:
    """The largest effects of B over A, in words."""
    ranked = found.ranked
    shown = first_lines(ranked[ranked["word"] != NOISE].reset_index(drop=True), count)
    if shown.empty:
        return "B differs from A by no more than noise"
    said = []
    for r in shown.to_dict("records"):
        how = f"mean of B - A over {'pairs' if found.paired else 'runs'}"
        text = change(r["effect"], str(r["unit"]), DIGITS)
        effect = notes.claim(text, str(r["metric"]), str(r["date"]), how, r["effect"])
        when = notes.claim(date_text(str(r["date"])), str(r["metric"]), str(r["date"]), "month of the largest size")
        said.append(f"{metric_text(str(r['metric']))} {effect} ({when})")
    return f"What B changes: {', '.join(said)}"


def response_headline(seen: View, metric: str, date: str | None = None, notes: Notes = PLAIN) -> str:
    """What moves a metric most in a sweep: "China's share of world AI compute falls from 23 to 4.1 % as United States
    chip export control goes from 0.3 to 0.9 (Dec 2030)"; where everything moves at once, what it spans."""
    table, settings = response(seen, metric, date), swept_settings(seen)
    month = len(seen.dates) - 1 if date is None else seen.month_index(date)
    unit, when = seen.unit(metric), _at(seen, month, notes)
    paths = {s: table.groupby(s, sort=False)["median"].mean().reindex(ordered(table[s])) for s in settings}
    alone = kind_of_design(seen) not in SAMPLED
    paths = {s: p for s, p in paths.items() if alone and len(p) > 1 and all(is_number(v) for v in p.index)}
    if paths:
        setting, path = max(paths.items(), key=lambda pair: float(np.ptp(pair[1].to_numpy())))
        first, last = float(path.iloc[0]), float(path.iloc[-1])
        if np.isfinite([first, last]).all() and quantity(first, unit, DIGITS) != quantity(last, unit, DIGITS):
            how = f"mean over points of the medians, by {setting}"
            both = notes.claim(span(first, last, unit, DIGITS), metric, seen.dates[month], how, first, last)
            values = notes.name(f"{value_text(path.index[0])} to {value_text(path.index[-1])}")
            way = "rises" if last > first else "falls"
            label = notes.name(setting_label(setting, seen.names))
            return _titled(f"{metric_text(metric)} {way} from {both} as {label} goes from {values} ({when})")
    low, high = float(table["median"].min()), float(table["median"].max())
    how = "lowest and highest median of a point"
    if quantity(low, unit, DIGITS) == quantity(high, unit, DIGITS):
        value = notes.claim(quantity(high, unit, DIGITS), metric, seen.dates[month], how, high)
        return _titled(f"{metric_text(metric)} is {value} whatever is set ({when})")
    both = notes.claim(span(low, high, unit, DIGITS), metric, seen.dates[month], how, low, high)
    return _titled(f"{metric_text(metric)} spans {both} over the points ({when})")


def _moves(seen: View, metric: str, words: str, notes: Notes, month: int = -1) -> str:
    """ "the US side falls from 67 to 61 %" between the start and a month (the last)."""
    path, unit = band(seen.metric(metric)).median, seen.unit(metric)
    month = month % len(path)
    first, last = float(path[0]), float(path[month])
    if quantity(first, unit, DIGITS) == quantity(last, unit, DIGITS):
        value = notes.claim(quantity(last, unit, DIGITS), metric, seen.dates[month], "median", last)
        return f"{words} stays at {value}"
    both = notes.claim(
        span(first, last, unit, DIGITS), metric, f"{seen.dates[0]} to {seen.dates[month]}", "median", first, last
    )
    return f"{words} {'rises' if last > first else 'falls'} from {both}"


def _at(seen: View, month: int, notes: Notes) -> str:
    return notes.claim(date_text(seen.dates[month]), "month", seen.dates[month], "read")


def _furthest(seen: View, metric: str) -> float:
    ratio = band(seen.metric(metric) / seen.metric(metric)[:, :1]).median
    return float(np.abs(np.log(ratio)).max())


def _titled(text: str) -> str:
    return sentence(text).removesuffix(".")
