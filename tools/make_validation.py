"""Write docs/validation.md from the golden hindcast, the observation operators and the tests of the rules.

Usage: python tools/make_validation.py             write the page
       python tools/make_validation.py --figures   draw its pictures anew too (200 runs, about half a minute)
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import validation_alliances
from tests import golden_hindcast_kit as golden

from aicompete.analysis.discrepancy import FAMILIES, stored
from aicompete.analysis.hindcast import NOT_EXPRESSED, OPERATORS, counts, targets
from aicompete.analysis.hindcast.scores import skill
from aicompete.analysis.hindcast.seriesrows import INTERVAL, RIVALS
from aicompete.analysis.hindcast.words import NO_TEST as WIDE
from aicompete.analysis.hindcast.words import USE_WORDS, number, percent, signed, verdict
from aicompete.config import load_catalogue
from aicompete.config.catalogue.calibrated import set_named

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "validation.md"
IMAGES = ROOT / "docs" / "images"
RULES = ROOT / "tests" / "rules"
RUNS, SEED, WIDTH, COLOURS = 200, 1, 1280, 128
NAMES = (
    "Arthur ARIO Bass Brock CES Chen Cobb Douglas Durlauf Erlang Granovetter Jones Katz Leontief Lerner Levin May "
    "Nelson NumPy Phelps Polya Shapiro Talmud Wright"
)
PEOPLE = {name.lower(): name for name in re.findall(r"\w+", NAMES)}
"""Names that the names of tests write small."""

CAPTIONS = {
    "hindcast_chips": "NVIDIA compute in the world and to China, and China's share of it",
    "hindcast_compute": "Clusters, Ascend output, smuggling, tool spending, lag and owned compute",
    "hindcast_minerals": "Prices inside and outside China, and exports through the licences",
    "hindcast_makers": "Other designers, Huawei, the home-made share in China; neodymium and electricity",
}
INTRO = f"""# Validation

Written by `python tools/make_docs.py` from the golden hindcast (`tests/golden/hindcast*.csv`: {golden.RUNS} runs,
seed {golden.SEED}) and the tests; do not edit. The same with more runs and your own seed: `aicompete hindcast`; with
the assumptions as they were before any calibration: `aicompete hindcast --assumptions prior`.

## What kind of test this is

The replay starts from the world of January 2022 and runs to December 2025 under the controls, licences, guidance and
tariffs as they came into force, with the world's demand for AI chips taken as it came. It is a **conditional
replay**: it asks whether the model's responses are right given the policies, not whether anybody could have foreseen
them.

- Ranges of the assumptions and codings of the levers were set by people who knew 2024 and 2025. Only the targets
  marked `test` are kept out of every calibration, and even these were known to the authors. Nothing here is a blind
  forecast.
- The mechanisms of chips, beliefs and Chinese supply, and the ranges of about fifteen assumptions (mark-ups, build
  times, idle lines of 2022, growth of Chinese dies, packaging, taste and the leading designer's share, lag of other
  nations' booms, mineral price cycles), were worked over with all four years in view. So the test targets say that the
  model can be right about 2024 and 2025, not that it would have been.
- World demand is an input of the replay, so the world's totals test supply and price. What the model must produce
  itself is China's part: shares, flows after each control, own output, prices and the lag.
- Observed figures are partly models themselves (Epoch derives compute from revenue), thin quotes (European rare-earth
  prices) or samples (10 to 20 % of the clusters).
"""
LIMITS = """## What the model is not good for

- **Price levels before a control.** It has no ordinary mineral cycle: the fall of gallium in 2022 and 2023 and of
  rare earths from 2022 to 2024 came from the market and is not in it. Read ratios across a control, not levels.
- **Magnets and oxides apart.** They are one item. The licences of 2025 stopped magnets and heavy oxides while light
  oxides went on; the item stands for magnets across the licences and for all oxides over years.
- **Single quarters.** One tick is a month, orders are smoothed, and large customers do not exist one by one: the
  quarter in which a shipment falls is luck.
- **Machines.** Shares of listed clusters move by single supercomputers; the model moves with the fleet.
- **Electricity** grows at a steady national rate, without weather and business cycle.
- **Mining** is not in it: mines, feed and their nations are facts of the starting world.
- **The width of the bands is not a confidence interval of the future.** Where fewer than nine in ten observed points
  lie within the 90 % of runs, the model is too sure of itself there; the table of series says where, and what the
  discrepancy makes of it.
"""
READING = """## How the observed figures are read off the model

A month's flow is that of the whole month; a month's price or stock is that of its last day; a quote is taken on its
day, between the two month ends, linear in the logarithm. Epoch puts a calendar quarter together from fiscal quarters
(which end in April, July, October and January) spread evenly over their months: 1/3 of one and 2/3 of the next.
Counted totals start from zero in 2022Q1. Owned compute is without smuggled chips. NVIDIA's revenue includes gaming;
the model's does not, so these two figures are context.
"""
NO_TEST = f"{WIDE}: such a target is shown and not counted (ends more than {counts.WIDEST:.0f} times apart)."
DISCREPANCY = """## What the model leaves out

The runs differ by assumptions and luck; the model itself can be wrong besides. Its *discrepancy* (Kennedy and O'Hagan
2001) is learned from the misfits of 2022 and 2023, observed less the runs' median, by family of metrics, and never from
2024 or 2025: mean zero, an AR(1) process on logarithms (flows, stocks, prices) or log-odds (shares), whose variance is
what the misfits have beyond the spread of the runs. Scales of series are shrunk to that of their family, as the
logarithm, and families to all; stocks start without it and grow into it. It holds the error of observation too.
Misfits of one kind that last (a maker that ships a fraction of what was observed) are not covered by it, and should
not be: they are to be mended. `aicompete plot --discrepancy` and `aicompete compare --discrepancy` add it to runs of
any scenario; without the option they show the model alone. Eight quarters cannot say how it grows over ten years.

The numbers are learned from 2022 and 2023; the form is not blind. Two forms were tried with the scores of all years in
view: the mean square by family, without shrinking (117 of 140 points covered, CRPS 1.08 times that without; 75 of 94
and 1.22 in 2024 and 2025), and the one that is used, which covers fewer points and forecasts better. Both were also
scored at 0.25 to 0.75 of their scale; the scale is left as learned. The weight of the shrinking (four points) and the
families were set by hand. The rolling origin shares this, and a model whose ranges were set with all years in view.
"""
NAIVE = """\
The rivals know the observations to the end of 2022. *No change* keeps the last one. *Trend of 2022* continues the
log-linear trend over the points of 2022 (over all earlier years for yearly figures). *No controls* is this model with
every control, licence and guidance at its neutral value from the start (`configs/history_no_controls.yaml`), demand
and tariffs as they came. CRPS is the continuous ranked probability score: the mean distance to what came, less half
the mean distance between runs; on logarithms for flows and prices (0.1 is about 10 %), in percentage points for
shares. Skill is one minus the model's score over the rival's.
"""


def page() -> str:
    """The whole page."""
    table, scores, origins = golden.stored()
    parts = [INTRO, *result(table, scores), *pictures(), *discrepancy(origins), *target_tables(table)]
    parts += series_table(scores)
    parts += validation_alliances.section(rows)
    parts += [READING, *operators(), LIMITS, *misses(table, scores), *textbook()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def result(table: pd.DataFrame, scores: pd.DataFrame) -> Iterator[str]:
    """What it adds up to."""
    yield "## Result\n"
    accepted = set_named("", load_catalogue())
    if accepted is None:
        yield "Assumptions are drawn from their prior ranges; no set of accepted draws comes with the package.\n"
    else:
        yield f"Assumptions come from the accepted draws `{accepted.name}`; the last column is without them.\n"
    share = f"{INTERVAL * 100:.0f} %"
    head = ["targets", "median inside the band", f"observed within {share} of runs", "with the discrepancy"]
    body = []
    for use in ("calibrate", "test"):
        covered = counts.targets_covered(table, use)
        cells = [
            part(*counts.inside(table, use)),
            part(covered.plain, covered.total),
            part(covered.wide, covered.total),
        ]
        prior = counts.counted(table, use)["prior_inside"].astype(bool)
        body.append((USE_WORDS[use], *cells, *([part(int(prior.sum()), len(prior))] if accepted else [])))
    yield from rows([*head, "inside, prior"] if accepted else head, iter(body))
    yield f"\n{NO_TEST[0].upper()}{NO_TEST[1:]}\n"
    yield from rows(
        ("observed points of the series", f"within {share} of runs", "with the discrepancy"),
        (
            (words, part(seen.plain, seen.total), part(seen.wide, seen.total))
            for words, seen in (
                ("2023 to 2025", counts.points_covered(scores)),
                ("2024 and 2025, which its scale is not learned from", counts.points_covered(scores, later=True)),
            )
        ),
    )
    yield (
        f"\nCRPS with the discrepancy is {counts.crps_ratio(scores):.3f} of that without (geometric mean over the "
        "series): below one the wider bands forecast better, above one they cost more than they mend.\n"
    )
    yield from rows(
        ("the model against", "better on", "worse on", "alike on"),
        ((words, *map(str, counts.wins(scores, rival))) for rival, words in RIVALS.items()),
    )
    yield ""


def part(hits: int, total: int) -> str:
    """ "12 of 19 (63 %)"."""
    return f"{hits} of {total}{percent(hits, total)}"


def discrepancy(origins: pd.DataFrame) -> Iterator[str]:
    """What the discrepancy is, what was learned, and how it did year by year."""
    yield DISCREPANCY
    learned = stored().families
    yield from rows(
        ("family", "lives on", "one standard deviation", "misfits seen"),
        (
            (
                FAMILIES[name].title,
                "log-odds" if FAMILIES[name].odds else "logarithms",
                f"{one.scale:.2f}",
                str(one.points),
            )
            for name, one in learned.items()
        ),
    )
    quarter = next(iter(learned.values())).rho ** 3
    yield f"\nCorrelation from quarter to quarter: {quarter:.2f}.\n"
    yield "Rolling origin: learned to the end of one year, scored on the next.\n"
    yield from rows(
        ("learned to", "misfits", "scored on", "points", "within 90 % of runs", "with the discrepancy", "CRPS ratio"),
        (
            (
                str(row["learned_to"]),
                str(row["learned_points"]),
                str(row["scored"]),
                str(row["points"]),
                str(row["hits"]),
                str(row["hits_wide"]),
                f"{row['crps_ratio']:.2f}",
            )
            for row in origins.to_dict("records")
        ),
    )
    yield ""


def pictures() -> Iterator[str]:
    """The figures."""
    for name, caption in CAPTIONS.items():
        yield f"![{caption}: observed points over the model's fan](images/{name}.png)\n"


def target_tables(table: pd.DataFrame) -> Iterator[str]:
    """Targets by use."""
    yield "## Targets\n"
    yield "The band is a pass band around the observed figure; `median`, `5 %` and `95 %` are over the runs."
    for use, words in USE_WORDS.items():
        yield f"\n### {words[0].upper()}{words[1:]}\n"
        yield from rows(
            ("id", "figure", "period", "unit", "observed", "band", "median", "5 % to 95 %", "with discrepancy", ""),
            (
                (
                    str(row["id"]),
                    f"{row['metric']} ({row['actor']})",
                    str(row["period"]),
                    str(row["unit"]),
                    number(row["observed"]),
                    f"{number(row['low'])} to {number(row['high'])}",
                    number(row["median"]),
                    f"{number(row['q05'])} to {number(row['q95'])}",
                    f"{number(row['q05_wide'])} to {number(row['q95_wide'])}",
                    verdict(row).replace("OUTSIDE", "**outside**"),
                )
                for _, row in counts.shown(table, use).iterrows()
            ),
        )
    yield ""


def series_table(scores: pd.DataFrame) -> Iterator[str]:
    """Scores by series."""
    yield "## Series, and forecasts without a model\n"
    yield NAIVE
    yield from rows(
        (
            "series, 2023 to 2025",
            "points",
            "scale",
            "CRPS",
            "with discrepancy",
            *(f"skill: {w}" for w in RIVALS.values()),
            "in 90 % of runs",
            "with discrepancy",
        ),
        (
            (
                str(row["title"]),
                str(row["points"]),
                str(row["scale"]),
                f"{row['model']:.2f}",
                f"{row['wide']:.2f}",
                *(signed(skill(row["model"], row[rival])) for rival in RIVALS),
                f"{100 * row['coverage']:.0f} %",
                f"{100 * row['coverage_wide']:.0f} %",
            )
            for _, row in scores.iterrows()
        ),
    )
    yield ""


def operators() -> Iterator[str]:
    """How each figure is read, and what cannot be."""
    alike: dict[str, list[str]] = {}
    for name, operator in OPERATORS.items():
        alike.setdefault(operator.how, []).append(name)
    yield from rows(("id", "read as"), ((", ".join(names), how) for how, names in alike.items()))
    yield "\nNot expressed:\n"
    known = {target.id: target for target in targets()}
    for name, reason in NOT_EXPRESSED.items():
        yield f"- {name}, {known[name].metric} ({known[name].period}): {reason}."
    yield ""


def misses(table: pd.DataFrame, scores: pd.DataFrame) -> Iterator[str]:
    """Where the replay misses, from the table itself."""
    yield "Where the replay misses now:\n"
    for use in ("calibrate", "test"):
        outside = counts.counted(table, use)
        for _, row in outside[~outside["inside"].astype(bool)].iterrows():
            side = "above" if row["median"] > row["high"] else "below"
            gap = f" ({row['median'] / row['observed']:.2g} of the observed figure)" if row["observed"] else ""
            yield f"- {row['id']}, {row['metric']}, {row['period']}: median {side} the band{gap}."
    for _, row in counts.worst(scores).iterrows():
        hits = f"{row['hits_wide']} of {row['points']}"
        yield f"- {row['title']}: {hits} observed points in the interval, even with the discrepancy."
    for _, row in scores.iterrows():
        beaten = [words for rival, words in RIVALS.items() if skill(row["model"], row[rival]) < -counts.TIE]
        if beaten:
            yield f"- {row['title']}: {' and '.join(repr(words) for words in beaten)} would have been better."
    yield ""


def textbook() -> Iterator[str]:
    """Which rule is held to which reference: what the tests of the rules say."""
    yield "## Textbook limits\n"
    yield "Each rule is a pure function held to its reference in `tests/rules/`. By file, what is tested:\n"
    yield from rows(
        ("subject", "held to", "test file"),
        (entry for path in sorted(RULES.glob("test_*.py")) for entry in tested(path)),
    )


def tested(path: Path) -> Iterator[tuple[str, str, str]]:
    """What a test file holds, from its docstring and the names of its tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    said = "; ".join(name.removeprefix("test_").replace("_", " ") for name in names)
    said = re.sub(r"\b\w+\b", lambda word: PEOPLE.get(word[0], word[0]), said)
    yield (ast.get_docstring(tree) or path.stem).splitlines()[0].rstrip("."), said, f"`{path.name}`"


def rows(head: Sequence[str], body: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table; a bar in a cell is escaped."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for cells in body:
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


def draw() -> None:
    """The pictures, small enough for a page."""
    import tempfile

    from PIL import Image

    from aicompete import simulate
    from aicompete.analysis.hindcast import NO_CONTROLS, REPLAY, assess
    from aicompete.plots import draw_hindcast

    replay = simulate(REPLAY, RUNS, SEED, nations=False)
    found = assess(replay.series, simulate(NO_CONTROLS, RUNS, SEED, nations=False).series)
    with tempfile.TemporaryDirectory() as folder:
        for path in draw_hindcast(replay, found, folder):
            large = Image.open(path).convert("RGB")
            small = large.resize((WIDTH, round(large.height * WIDTH / large.width)), Image.Resampling.LANCZOS)
            small.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / path.name, optimize=True)
            print(f"wrote docs/images/{path.name}")


def main(arguments: Sequence[str]) -> int:
    """Write the page, and the pictures when asked."""
    if "--figures" in arguments:
        draw()
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote docs/{PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
