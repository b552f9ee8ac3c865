"""What a calibration leaves: the set (table and description), a report to read and its tables as CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from aicompete.calibrate.pipeline import Calibration
from aicompete.calibrate.problem import Model
from aicompete.calibrate.summary import about, columns, screen_rows


def write_set(found: Calibration, model: Model, table: Path, provenance: dict[str, Any]) -> dict[str, Any]:
    """Write the table and its description beside it; returns the description."""
    told = about(found, model, provenance)
    drawn = columns(found, model)
    table.parent.mkdir(parents=True, exist_ok=True)
    _write_csv(table, list(drawn), zip(*(values.tolist() for values in drawn.values()), strict=True))
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
    table.with_suffix(".yaml").write_text(text, encoding="utf-8")
    return told


def write_report(found: Calibration, told: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write report.md, targets.csv, assumptions.csv and screen.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.md"
    title = f"# Accepted draws {told.get('name', '')}".rstrip()
    page.write_text("\n".join([title, "", *lines(told), ""]), encoding="utf-8")
    written = [page]
    for name, rows in (
        ("targets", told["targets"]),
        ("assumptions", told["assumptions"]),
        ("screen", screen_rows(found)),
    ):
        path = folder / f"{name}.csv"
        flat = [_flat(row) for row in rows]
        _write_csv(path, list(flat[0]), (row.values() for row in flat))
        written.append(path)
    return written


def lines(told: Mapping[str, Any]) -> list[str]:
    """The report's body as Markdown, from a set's description alone."""
    waves = told["waves"]
    unfit = [t for t in told["targets"] if not t["fitted"]]
    seldom = [t for t in told["targets"] if t["fitted"] and t["accepted_inside"] < 0.5]
    text = [
        f"{told['rows']} joint draws of {len(told['assumptions'])} assumptions, accepted out of {told['runs']:,} runs "
        f"(worth {told['effective_sample_size']:g} draws by their weights) in {len(waves)} waves, seed {told['seed']}. "
        f"Model {str(told.get('model', ''))[:12]}, scenario {told.get('scenario', '')}, {told.get('months', '')}. "
        + _left_out(told["discrepancy"]),
        "",
        "After the waves "
        + f"{waves[-1]['prior_not_ruled_out']:.1%} of the prior was not ruled out. "
        + f"Of {told['audit']['ruled_out_and_run']} candidates that were ruled out and run all the same, "
        + f"{told['audit']['came_near_after_all']} came near every target; what the emulators rule out holds "
        + f"{told['audit']['weight_of_what_was_ruled_out']:.1%} of the weight, and counts with it.",
        "",
        "Targets: median and 5-95 % of runs, and the share inside the band. The accepted draws were run again with "
        "other luck and other values of all other assumptions, so this is what their users get.",
        "",
        *_table(
            ("target", "observed", "band", "prior", "inside", "accepted", "inside", "fitted"),
            [
                (
                    f"{t['id']} {t['text']} ({t['unit']})",
                    _number(t["observed"]),
                    _range(t["band"]),
                    _spread(t["prior"]),
                    f"{t['prior_inside']:.0%}",
                    _spread(t["accepted"]),
                    f"{t['accepted_inside']:.0%}",
                    "yes" if t["fitted"] else "no",
                )
                for t in told["targets"]
            ],
        ),
        "",
        "Not fitted, since no run comes near them or nothing moves them: " + (_names(unfit) or "none") + ".",
        "Met by fewer than half of the accepted draws: " + (_names(seldom) or "none") + ".",
        "",
        "Assumptions: median and 5-95 % in the prior and in the accepted draws; how much of the prior's width is gone; "
        "how far the median moved, in shares of the prior.",
        "",
        *_table(
            ("assumption", "prior", "accepted", "narrowed", "moved", "identified"),
            [
                (
                    f"`{a['name']}`",
                    _spread(a["prior"]),
                    _spread(a["accepted"]),
                    f"{a['narrowed']:.0%}",
                    f"{a['moved']:+.2f}",
                    "yes" if a["identified"] else "no",
                )
                for a in told["assumptions"]
            ],
        ),
        "",
        f"Not identified though they move a target: {', '.join(f'`{n}`' for n in told['not_identified']) or 'none'}. "
        f"Another {told['without_influence']} assumptions and positions in coders' bands move no target by more than "
        "noise; they keep their prior.",
        "",
    ]
    pairs = [f"`{c['pair'][0]}` and `{c['pair'][1]}` ({c['rank_correlation']:+.2f})" for c in told["correlations"]]
    return [*text, f"Rank correlations of 0.3 and more: {', '.join(pairs) or 'none'}."]


def _left_out(discrepancy: float | None) -> str:
    """How wide what the model leaves out was taken to be."""
    if discrepancy is None:
        return "What the model leaves out of each target is as learned from its misfits of 2022 and 2023."
    return f"What the model leaves out is taken as {discrepancy:g} standard deviations of each observation."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *cells)]


def _names(targets: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(str(target["id"]) for target in targets)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _range(band: Sequence[float]) -> str:
    return f"{_number(band[0])} to {_number(band[1])}"


def _spread(band: Sequence[float]) -> str:
    return f"{_number(band[1])} ({_number(band[0])} to {_number(band[2])})"


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of low and high, or low, median and high, in columns of their own."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, list):
            ends = ("low", "high") if len(value) == 2 else ("low", "median", "high")
            found.update({f"{key}_{end}": part for end, part in zip(ends, value, strict=True)})
        else:
            found[key] = value
    return found


def _write_csv(path: Path, head: Sequence[str], rows: Any) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
