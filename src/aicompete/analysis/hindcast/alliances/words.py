"""The judgement on the alliances in words: tables that fit a terminal, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from aicompete.analysis.hindcast.alliances.before import sentences
from aicompete.analysis.hindcast.alliances.judge import AIM, CODED, MEASURED, STILL, Judgement, agreement

WIDTH = 46
NO_CHANGE_ANSWERS = "no change would be right on {still} of {total}"


def lines(found: Judgement) -> Iterator[str]:
    """The whole section."""
    yield "How nations took sides: moves of the model against the record, by nation"
    head = f"{'n':>4} {'rank corr.':>10} {'chance':>7} {'luck':>5} {'record':>7} {'model':>7} {'skill':>7}"
    yield f"  {'':{WIDTH}} {head}"
    for _, row in found.moves.iterrows():
        title = str(row["series"]) + (" *" if row["kind"] == CODED else "")
        yield (
            f"  {title:{WIDTH}} {row['n']:4d} {signed(row['rho']):>10} {row['chance']:7.2f} {row['luck']:5.2f} "
            f"{row['record']:7.3f} "
            f"{row['model']:7.3f} {signed(row['skill']):>7}"
        )
    yield f"  * {CODED}; record and model: mean size of a move; skill: of the CRPS over no change"
    yield "  luck: standard deviation of the rank correlation with other runs of the model"
    best, nations = agreement()
    yield f"  Two measures of the same votes agree on the moves of 2021 to 2023 at {best:.2f} ({nations} nations)."
    for sentence in sentences():
        yield from wrap(sentence, WIDTH * 2, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield "Joinings: chance that one who joined stands nearer to that side than one who did not (0.5: guessing)"
    yield f"  {'':{WIDTH + 20}} {'joined':>7} {'then':>6} {'start':>6} {'moved':>6} {'skill':>7}"
    for _, row in found.joinings.iterrows():
        title = f"{row['id']} {row['name']}, {row['month']}"
        yield (
            f"  {title:{WIDTH + 20}} {row['joined']:3d}/{row['of']:<3d} {row['ahead']:6.2f} {row['ahead_start']:6.2f} "
            f"{row['ahead_moved']:6.2f} {signed(row['skill']):>7}"
        )
    yield ""
    if len(found.clubs):
        yield "Free joining: share of runs in which those who joined by then are members, and those who did not"
        yield f"  {'':{WIDTH}} {'joined':>7} {'model':>6} {'in':>6} {'others':>7} {'ahead':>6} {'skill':>7}"
        for _, row in found.clubs.iterrows():
            title = f"{row['name']}, {row['month']}"
            yield (
                f"  {title[:WIDTH]:{WIDTH}} {row['joined']:3d}/{row['of']:<3d} {row['expected']:6.1f} "
                f"{row['chance_joined']:6.2f} {row['chance_others']:7.2f} {row['ahead']:6.2f} {signed(row['skill']):>7}"
            )
        yield ""
    yield f"Answers to dated events: median move, none below {STILL:g}"
    for _, row in found.responses.iterrows():
        way = {-1: "down", 0: "still", 1: "up"}[int(row["expected"])]
        verdict = "right" if row["right"] else "WRONG"
        yield (
            f"  {row['id']} {row['event'][:WIDTH]:{WIDTH}} {row['nation']} {row['metric']:14} {way:5} "
            f"{row['moved']:+.3f}  {verdict}"
        )
    yield ""
    yield from summary(found)


def summary(found: Judgement) -> Iterator[str]:
    """What it adds up to."""
    known = found.moves[found.moves["kind"] == MEASURED]
    good = int((known["rho"] >= AIM).sum())
    right, total = int(found.responses["right"].sum()), len(found.responses)
    still = int((found.responses["expected"] == 0).sum())
    better = int((found.joinings["ahead"] > found.joinings["ahead_start"]).sum())
    yield f"  {'alliances:':10} rank correlation of {AIM:g} or more on {good} of {len(known)} measured series of moves"
    yield (
        f"  {'':10} joinings: mean {found.joinings['ahead'].mean():.2f}, at the start "
        f"{found.joinings['ahead_start'].mean():.2f}; better than the start on {better} of {len(found.joinings)}"
    )
    yield f"  {'':10} events: {right} of {total} right; {NO_CHANGE_ANSWERS.format(still=still, total=total)}"


def signed(value: float) -> str:
    """``+0.31``; nothing for NaN."""
    return "" if value != value else f"{value:+.2f}"
