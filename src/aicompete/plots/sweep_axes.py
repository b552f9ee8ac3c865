"""Words and units on the axes of pictures of sweeps."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from aicompete.analysis.settings import lever_of, setting_label
from aicompete.analysis.tables import View
from aicompete.analysis.words import axis_unit, unit_text
from aicompete.plots.frame import Page
from aicompete.plots.style import number_axis, percent_axis


def value_axis(axes: Axes, seen: View, metric: str, text: str) -> None:
    """Title with unit, and the numbers of the value axis as the unit is written."""
    unit = seen.unit(metric)
    axes.set_title(f"{text[:1].upper()}{text[1:]}  [{axis_unit(unit)}]", fontsize=11)
    if unit == "share":
        percent_axis(axes)
    else:
        number_axis(axes)


def axis_name(seen: View, setting: str, width: int = 46) -> str:
    """A setting with its unit, in at most two lines."""
    lever = lever_of(setting)
    unit = str((seen.manifest.get("lever_catalogue") or {}).get(lever, {}).get("unit", ""))
    if setting.startswith("assumptions."):
        unit = str((seen.manifest.get("assumptions") or {}).get(lever, {}).get("unit", ""))
    said = f"  [{unit_text(unit)}]" if unit and unit not in ("bool", "choice") else ""
    return "\n".join(textwrap.wrap(f"{setting_label(setting, seen.names)}{said}", width)[:2])


def failed_note(sheet: Page, table: pd.DataFrame) -> None:
    """How many points and runs a picture shows."""
    per_point = sorted({int(n) for n in table["runs"] + table["failed"]})
    runs = f"{per_point[0]}" if len(per_point) == 1 else f"{per_point[0]} to {per_point[-1]}"
    sheet.notes.append(f"{len(table)} points, {runs} run{'' if runs == '1' else 's'} each.")
