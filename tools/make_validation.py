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

from aicompete.analysis.hindcast import NOT_EXPRESSED, OPERATORS, targets
from aicompete.analysis.hindcast.assess import INTERVAL, RIVALS, TIE
from aicompete.analysis.hindcast.scores import skill
from aicompete.analysis.hindcast.words import USE_WORDS, number
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
  lie within the 90 % of runs, the model is too sure of itself there; the table of series says where.
"""
READING = """## How the observed figures are read off the model

A month's flow is that of the whole month; a month's price or stock is that of its last day; a quote is taken on its
day, between the two month ends, linear in the logarithm. Epoch puts a calendar quarter together from fiscal quarters
(which end in April, July, October and January) spread evenly over their months: 1/3 of one and 2/3 of the next.
Counted totals start from zero in 2022Q1. Owned compute is without smuggled chips. NVIDIA's revenue includes gaming;
the model's does not, so these two figures are context.
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
    table, scores = golden.stored()
    parts = [INTRO, *result(table, scores), *pictures(), *target_tables(table), *series_table(scores)]
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
    head = ["targets", "median inside the band", f"observed within {INTERVAL * 100:.0f} % of runs"]
    columns = ["inside", "covered"]
    if accepted is not None:
        head, columns = [*head, "inside, prior"], [*columns, "prior_inside"]
    found = [(use, scored(table, use)) for use in ("calibrate", "test")]
    yield from rows(head, ((USE_WORDS[use], *(part(t[column]) for column in columns)) for use, t in found))
    hits, points = round(float((scores["coverage"] * scores["points"]).sum())), int(scores["points"].sum())
    yield f"\nOf {points} observed points of 2023 to 2025, {hits} lie within 90 % of the runs.\n"
    yield from rows(
        ("the model against", "better on", "worse on", "alike on"),
        ((words, *map(str, wins(scores, rival))) for rival, words in RIVALS.items()),
    )
    yield ""


def wins(scores: pd.DataFrame, rival: str) -> tuple[int, int, int]:
    """Series on which the model is better than a rival, worse, and alike."""
    skills = pd.Series([skill(row["model"], row[rival]) for _, row in scores.iterrows()]).dropna()
    better, worse = int((skills > TIE).sum()), int((skills < -TIE).sum())
    return better, worse, len(skills) - better - worse


def scored(table: pd.DataFrame, use: str) -> pd.DataFrame:
    """Targets of one use that the model can express."""
    return table[(table["use"] == use) & table["median"].notna()]


def part(verdicts: pd.Series) -> str:
    """ "12 of 19 (63 %)"."""
    hits, total = int(verdicts.astype(bool).sum()), len(verdicts)
    return f"{hits} of {total} ({100 * hits / total:.0f} %)"


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
            ("id", "figure", "period", "unit", "observed", "band", "median", "5 % to 95 %", ""),
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
                    "" if use == "context" else "inside" if row["inside"] else "**outside**",
                )
                for _, row in scored(table, use).iterrows()
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
            *(f"skill: {w}" for w in RIVALS.values()),
            "in 90 % of runs",
        ),
        (
            (
                str(row["title"]),
                str(row["points"]),
                str(row["scale"]),
                f"{row['model']:.2f}",
                *(f"{skill(row['model'], row[rival]):+.2f}" for rival in RIVALS),
                f"{100 * row['coverage']:.0f} %",
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
        outside = scored(table, use)
        for _, row in outside[~outside["inside"].astype(bool)].iterrows():
            side = "above" if row["median"] > row["high"] else "below"
            gap = f" ({row['median'] / row['observed']:.2g} of the observed figure)" if row["observed"] else ""
            yield f"- {row['id']}, {row['metric']}, {row['period']}: median {side} the band{gap}."
    for _, row in scores.iterrows():
        beaten = [words for rival, words in RIVALS.items() if skill(row["model"], row[rival]) < -TIE]
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
