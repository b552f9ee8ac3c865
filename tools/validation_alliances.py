"""The section of docs/validation.md on the alliances, from the golden judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests import golden_alliances_kit as golden

from aicompete.analysis.hindcast.alliances.before import sentences
from aicompete.analysis.hindcast.alliances.judge import AIM, CODED, STILL, Judgement, agreement
from aicompete.analysis.hindcast.alliances.words import signed, summary

Rows = Callable[[tuple[str, ...], Iterator[tuple[str, ...]]], Iterator[str]]
INTRO = f"""## How nations took sides

Votes in the General Assembly are ideal points (Bailey, Strezhnev and Voeten) between the powers where they stood in
2024; trust is held against surveys of the Pew Research Center, from the last survey to the next that put the same
question; alignment is coded from memberships, votes and exports by one rule at both dates. Every row compares the
change of a nation in the model, median over the runs, with its change in the record over the same months. `chance` is
the standard deviation of the rank correlation of unrelated moves, `luck` that with other runs of the model, `record`
and `model` the mean size of a move, skill that of the CRPS over no change. The aim is a rank correlation of {AIM:g}.
"""
LESSON = """So a change of side is part of why nations move and not most of it: it tells Brazil in 2023 and South Korea
from 2022 right, and Germany and Chile wrong, whose governments of the left moved toward the USA. The side is that of
the economy (Herre 2023); what a government holds of Russia, Israel or human rights is not in it. The rest of a nation's
moves is drawn as chance of the size that the years before show, which is why skill is positive where rank is weak.
"""
JOINED = """
Who joined: the chance that a nation that joined stands nearer to that side than one that did not (0.5 is guessing) in
the model of that month, in the start world of January 2022, and by its move since. Skill is over the start world.
"""
FREE = """
Who was in which club at the end of the replay, where every nation joins and leaves as it chooses: joinings in the
record and expected in the model; share of runs in which those who joined, and those who did not, are members; chance
that one who joined is likelier to be in than one who did not; skill of the chance over the same chance for all.
"""
ANSWERED = f"""
What nations did after dated events: the sign of the median move, none if it is smaller than {STILL:g}.
"""
WAYS = {-1: "down", 0: "none", 1: "up"}


def section(rows: Rows) -> Iterator[str]:
    """The section; nothing while there are no golden tables of it."""
    found = golden.stored()
    if found is None:
        return
    yield INTRO
    yield from moves(found, rows)
    best, nations = agreement()
    yield f"\nTwo measures of the same votes agree on the moves of 2021 to 2023 at {best:.2f} ({nations} nations)."
    yield "\n" + "\n".join(sentences()) + "\n\n" + LESSON
    yield JOINED
    yield from joinings(found, rows)
    if len(found.clubs):
        yield FREE
        yield from free_joining(found, rows)
    yield ANSWERED
    yield from answers(found, rows)
    yield "\n" + " ".join(" ".join(line.split()) + ";" for line in summary(found)).rstrip(";") + ".\n"


def free_joining(found: Judgement, rows: Rows) -> Iterator[str]:
    """Membership by choice against the record."""
    head = ("club", "month", "joined", "in the model", "chance of those", "of the others", "ahead", "skill")
    yield from rows(
        head,
        (
            (
                str(row["name"]),
                str(row["month"]),
                f"{row['joined']} of {row['of']}",
                f"{row['expected']:.1f}",
                f"{row['chance_joined']:.2f}",
                f"{row['chance_others']:.2f}",
                f"{row['ahead']:.2f}",
                signed(row["skill"]),
            )
            for _, row in found.clubs.iterrows()
        ),
    )


def moves(found: Judgement, rows: Rows) -> Iterator[str]:
    """Rank correlations of moves."""
    head = ("series", "moves", "rank correlation", "chance", "luck", "record", "model", "skill: no change")
    yield from rows(
        head,
        (
            (
                f"{row['series']}{f' ({CODED})' if row['kind'] == CODED else ''}",
                str(row["n"]),
                signed(row["rho"]),
                f"{row['chance']:.2f}",
                f"{row['luck']:.2f}",
                f"{row['record']:.3f}",
                f"{row['model']:.3f}",
                signed(row["skill"]),
            )
            for _, row in found.moves.iterrows()
        ),
    )


def joinings(found: Judgement, rows: Rows) -> Iterator[str]:
    """Who joined."""
    head = ("id", "joining", "month", "read off", "joined", "then", "at the start", "by the move", "skill")
    yield from rows(
        head,
        (
            (
                str(row["id"]),
                str(row["name"]),
                str(row["month"]),
                f"`{row['metric']}`",
                f"{row['joined']} of {row['of']}",
                f"{row['ahead']:.2f}",
                f"{row['ahead_start']:.2f}",
                f"{row['ahead_moved']:.2f}",
                signed(row["skill"]),
            )
            for _, row in found.joinings.iterrows()
        ),
    )


def answers(found: Judgement, rows: Rows) -> Iterator[str]:
    """Answers to events."""
    yield from rows(
        ("id", "event", "nation", "metric", "months", "record", "model", ""),
        (
            (
                str(row["id"]),
                str(row["event"]),
                str(row["nation"]),
                f"`{row['metric']}`",
                f"{row['from']} to {row['to']}",
                WAYS[int(row["expected"])],
                f"{row['moved']:+.3f}",
                "right" if row["right"] else "**wrong**",
            )
            for _, row in found.responses.iterrows()
        ),
    )
