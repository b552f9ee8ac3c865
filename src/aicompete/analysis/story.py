"""A short text of what happened: three to eight sentences with numbers, bands and the largest movers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from aicompete.analysis.bands import band
from aicompete.analysis.coalitions import crossings, largest_movers
from aicompete.analysis.costs import COMPARED, GROSS, PAYERS
from aicompete.analysis.ledger import Notes, Plain
from aicompete.analysis.settings import lever_lines
from aicompete.analysis.sweepstory import sweep_story
from aicompete.analysis.tables import ResultsLike, View, failure_text, view
from aicompete.analysis.turning import went
from aicompete.analysis.words import ITEMS, date_text, joined, metric_text, number, sentence

SMALL_MOVE = 0.02
LIKELY = 0.10
DIGITS = 2


def story(results: ResultsLike | View | str | Path, point: int | None = None, notes: Notes | None = None) -> list[str]:
    """Sentences on a run (coalitions, movers, compute, standards, prices) or on a sweep (response to each swept
    lever). ``notes`` takes down every number that is said."""
    seen = view(results, point)
    return sweep_story(seen, notes or Plain()) if seen.is_sweep else _run(seen, notes or Plain())


def _run(seen: View, notes: Notes) -> list[str]:
    return [text for texts in run_parts(seen, notes).values() for text in texts]


def run_parts(seen: View, notes: Notes) -> dict[str, list[str]]:
    """The sentences on a run by subject."""
    parts = {
        "opening": [_opening(seen, notes)],
        "coalition": [_coalition(seen, notes)],
        "movers": _movers(seen, notes),
        "compute": [_compute(seen, notes)],
        "standards": [_standards(seen, notes)],
        "prices": [_prices(seen, notes)],
        "costs": [_costs(seen, notes)],
    }
    return {subject: [sentence(text) for text in texts if text] for subject, texts in parts.items()}


def _opening(seen: View, notes: Notes) -> str:
    changes = sum(1 for line in lever_lines(seen.levers, seen.manifest) if not line.constant)
    counted = notes.claim(str(changes), "dated lever changes", "", "count", changes)
    policy = f"{counted} dated lever change{'' if changes == 1 else 's'}" if changes else "all levers held constant"
    rules = len((seen.manifest.get("scenario") or {}).get("replies") or [])
    if rules:
        count = notes.claim(str(rules), "rules of reply", "", "count", rules)
        policy += f" but for {count} rule{'' if rules == 1 else 's'} of reply"
    spread = f"medians with {_band_words(notes)} in brackets" if len(seen.good) > 1 else "one run, so no band"
    return f"Scenario {notes.name(seen.name)}: {_design(seen, notes)}, {policy}; {spread}"


def _design(seen: View, notes: Notes) -> str:
    """Runs, months and seed."""
    whole = f"{seen.dates[0]} to {seen.dates[-1]}"
    runs = notes.claim(failure_text(seen), "runs", whole, "count", len(seen.good))
    said = " to ".join(dict.fromkeys(date_text(date) for date in (seen.dates[0], seen.dates[-1])))
    dates = notes.claim(said, "months", whole, "recorded") + _recorded(seen, notes)
    seed = seen.manifest.get("seed", "not recorded")
    return f"{runs}, {dates}, seed {notes.claim(str(seed), 'seed', '', 'as given')}"


def _recorded(seen: View, notes: Notes) -> str:
    """What a reader must know of the recorded months where they do not begin with the run."""
    if len(seen.dates) == 1:
        return " (the only month recorded, so nothing is said of changes)"
    if seen.late:
        first, start = (notes.claim(date_text(d), "months", d, "recorded") for d in (seen.dates[0], seen.start))
        return f" (the runs start in {start}; changes count from {first}, the first month recorded)"
    return ""


def _band_words(notes: Notes) -> str:
    return f"the {notes.claim('10-90 %', 'band', '', 'of runs, used throughout')} band of runs"


def _coalition(seen: View, notes: Notes) -> str:
    weight = next((w for w in ("gdp", "count") if seen.has(f"coalition_share_us_{w}")), None)
    if weight is None:
        return ""
    sides = [s for s in ("us", "cn", "none") if seen.has(f"coalition_share_{s}_{weight}")]
    metrics = [f"coalition_share_{side}_{weight}" for side in sides]
    said = [f"the {metric_text(m)} {went(seen, m, notes)}" for m in metrics]
    told = f"{said[0]}, {joined(said[1:])}" if len(said) > 1 else said[0]
    return f"{told}; the two powers are not counted in these shares"


def _movers(seen: View, notes: Notes) -> list[str]:
    if len(seen.dates) < 2:
        return []  # one month shows no move
    whole, last = f"{seen.dates[0]} to {seen.dates[-1]}", seen.dates[-1]
    parts = []
    if seen.has_nations("alignment"):
        table = largest_movers(seen)
        moved = table[table["change"].abs() >= SMALL_MOVE].head(3)
        if moved.empty:
            least = notes.claim(f"{SMALL_MOVE}", "alignment", whole, "threshold of a median change", SMALL_MOVE)
            parts.append(f"no nation's median alignment moved by {least} or more")
        else:
            said = [f"{r['name']} ({_shift(r, whole, notes)})" for r in moved.to_dict("records")]
            parts.append(
                f"alignment moved most in {joined(said)}; plus is toward the United States, minus toward China"
            )
    if seen.has_nations("membership"):
        crossed = crossings(seen)
        likely = crossed[crossed["changed"] >= LIKELY].head(3)
        if likely.empty:
            share = notes.claim(f"{100 * LIKELY:.0f} %", "membership", whole, "threshold, share of runs", LIKELY)
            parts.append(f"no nation changed sides in {share} or more of the runs")
        elif len(seen.good) == 1:
            said = [f"{r['name']} (now {_side(r['toward'])})" for r in likely.to_dict("records")]
            count = int((crossed["changed"] > 0).sum())
            among = ", among them" if count > len(said) else ":"
            number = notes.claim(str(count), "membership", whole, "nations that changed sides", count)
            parts.append(f"{number} nation{'' if count == 1 else 's'} changed sides{among} {joined(said)}")
        else:
            rows = likely.to_dict("records")
            shares = [f"{100 * r['changed']:.0f} % of runs" for r in rows]
            how = "share of runs on another side than at the start"
            of = [
                notes.claim(text, f"membership of {r['nation']}", last, how, r["changed"])
                for text, r in zip(shares, rows, strict=True)
            ]
            said = [f"{r['name']} ({text}, mostly {_side(r['toward'])})" for text, r in zip(of, rows, strict=True)]
            parts.append(f"most likely to have changed sides by the end: {joined(said)}")
    return parts


def _compute(seen: View, notes: Notes) -> str:
    wanted = ["compute_world", "compute_share_chn", "capability_lag_chn"]
    said = [f"{metric_text(m)} {went(seen, m, notes)}" for m in wanted if seen.has(m)]
    return "; ".join(said)


def _standards(seen: View, notes: Notes) -> str:
    sides = [m for m in ("standard_share_us", "standard_share_cn") if seen.has(m)]
    return joined([f"the {metric_text(m)} {went(seen, m, notes)}" for m in sides])


def _prices(seen: View, notes: Notes) -> str:
    said = [f"the chip price {went(seen, 'chip_price', notes)}"] if seen.has("chip_price") else []
    minerals = [m for m in (f"mineral_price_{item}_outside" for item in ITEMS) if seen.has(m)]
    if minerals and len(seen.dates) > 1:
        said.append(_mineral(seen, minerals, notes))
    return "; ".join(said)


def _mineral(seen: View, metrics: list[str], notes: Notes) -> str:
    """The mineral whose price moved furthest from its start at any time: its extreme and its end."""
    ratios = {m: band(seen.metric(m) / seen.metric(m)[:, :1]) for m in metrics}
    furthest = {m: int(np.abs(np.log(ratio.median)).argmax()) for m, ratio in ratios.items()}
    metric = max(metrics, key=lambda m: abs(float(np.log(ratios[m].median[furthest[m]]))))
    ratio, month, date = ratios[metric], furthest[metric], seen.dates[-1]
    low, middle, high = float(ratio.low[-1]), float(ratio.median[-1]), float(ratio.high[-1])
    how = "over the start, run by run"
    end = notes.claim(f"{middle:.1f}", metric, date, f"median {how}", middle)
    if ratio.has_band:
        end += f" ({notes.claim(f'{low:.1f} to {high:.1f}', metric, date, f'10-90 % of runs {how}', low, high)})"
    item = metric.removeprefix("mineral_price_").removesuffix("_outside")
    words = f"of the mineral prices outside China {ITEMS[item]} moved most, to"
    first = notes.claim(date_text(seen.dates[0]), metric, seen.dates[0], "first month recorded") if seen.late else ""
    since = f"its price in {first}" if first else "the start"
    if month == len(seen.dates) - 1 or f"{ratio.median[month]:.1f}" == f"{middle:.1f}":
        return f"{words} {end} times {since}"
    value = float(ratio.median[month])
    extreme = notes.claim(f"{value:.1f}", metric, seen.dates[month], f"median {how}", value)
    when = notes.claim(date_text(seen.dates[month]), metric, seen.dates[month], "month of the median path")
    return f"{words} {extreme} times {since} in {when} and {end} times at the end"


def _costs(seen: View, notes: Notes) -> str:
    """What the competition costs a year, mean over the months of a run, by payer."""
    whole, how = f"{seen.dates[0]} to {seen.dates[-1]}", "of the mean over months"
    said = []
    for payer in COMPARED:
        metric = f"cost_{payer}"
        if seen.has(metric):
            b = band(seen.metric(metric).mean(axis=1))
            low, middle, high = float(b.low), float(b.median), float(b.high)
            text = notes.claim(number(middle, DIGITS), metric, whole, f"median {how}", middle)
            if b.has_band:
                around = f"{number(low, DIGITS)} to {number(high, DIGITS)}"
                text += f" ({notes.claim(around, metric, whole, f'10-90 % of runs {how}', low, high)})"
            said.append(f"the {PAYERS[payer]} {text}".replace("the China", "China"))
    return f"the competition costs {joined(said)} USD bn a year on average, {GROSS}" if said else ""


def _shift(row: dict[Any, Any], dates: str, notes: Notes) -> str:
    metric = f"alignment of {row['nation']}"
    moved = notes.claim(f"{row['change']:+.2f}", metric, dates, "median change, run by run", row["change"])
    if row["low"] == row["high"]:
        return moved
    text = f"{row['low']:+.2f} to {row['high']:+.2f}"
    return f"{moved}, {notes.claim(text, metric, dates, '10-90 % of runs of the change', row['low'], row['high'])}"


def _side(side: str) -> str:
    return {"us": "on the US side", "cn": "on the Chinese side", "none": "uncommitted"}[side]
