"""One run of the model in Mesa's own viewer: levers as sliders, months to step through, a map and lines.

    pip install 'aicompete[viewer]'
    solara run examples/mesa_viewer.py

``CompetitionModel`` takes its levers as one mapping; the viewer wants a parameter for each control, so a small
subclass names those that are to be moved.
"""

from __future__ import annotations

from collections.abc import Callable

import solara
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from aicompete import CompetitionModel
from aicompete.plots.geography import tile_places
from aicompete.plots.style import ALIGNMENT


class Viewed(CompetitionModel):
    """The baseline with four levers of the United States and one of China to move."""

    def __init__(
        self,
        ally_alienation: float = 0.45,
        ally_control_pressure: float = 0.4,
        chip_export_control: float = 0.6,
        sme_export_control: float = 0.83,
        mineral_licence_strictness: float = 0.3,
        months: int = 60,
        rng: int = 1,
    ) -> None:
        levers = {
            "USA.ally_alienation": ally_alienation,
            "USA.ally_control_pressure": ally_control_pressure,
            "USA.chip_export_control": chip_export_control,
            "USA.sme_export_control": sme_export_control,
            "CHN.mineral_licence_strictness": mineral_licence_strictness,
        }
        super().__init__("baseline", levers=levers, months=months, rng=int(rng))


@solara.component
def AlignmentMap(model: Viewed) -> None:
    """Alignment of every nation in this month: a tile roughly at its place in the world."""
    update_counter.get()  # drawn anew after each step
    figure = Figure(figsize=(7.5, 4.5))
    axes = figure.subplots()
    places = tile_places([nation.iso3 for nation in model.nations])
    for nation in model.nations:
        column, row = places[nation.iso3]
        value = nation.alignment
        ink = "white" if abs(value) > 0.45 else "black"
        axes.add_patch(Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, facecolor=ALIGNMENT((value + 1) / 2)))
        text = f"{nation.iso3}\n{value:+.2f}"
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8, color=ink)
    axes.set_xlim(0, 1 + max(column for column, _ in places.values()))
    axes.set_ylim(1 + max(row for _, row in places.values()), 0)
    axes.axis("off")
    axes.set_title(f"Alignment before {model.date}: blue with the United States, orange with China", fontsize=10)
    solara.FigureMatplotlib(figure, format="png", bbox_inches="tight")


def share(name: str, default: float) -> Slider:
    """A lever from 0 to 1."""
    return Slider(name, default, 0.0, 1.0, 0.01)


model_params = {
    "ally_alienation": share("Alienation of allies", 0.45),
    "ally_control_pressure": share("Pressure on allies", 0.4),
    "chip_export_control": share("AI chip controls", 0.6),
    "sme_export_control": share("Chip tool controls", 0.83),
    "mineral_licence_strictness": share("Mineral licences (CHN)", 0.3),
    "months": Slider("Months", 60, 12, 120, 12),
    "rng": {"type": "InputText", "value": 1, "label": "Seed"},
}


def titled(text: str) -> Callable[[Axes], None]:
    """What a plot shows, above it."""

    def add(axes: Axes) -> None:
        axes.set_title(text, fontsize=10)
        axes.grid(alpha=0.3)

    return add


page = SolaraViz(
    Viewed(),
    components=[
        AlignmentMap,
        make_plot_component(
            {"coalition_share_us_gdp": "tab:blue", "coalition_share_cn_gdp": "tab:orange"},
            post_process=titled("Share of GDP on each side"),
        ),
        make_plot_component(
            {"compute_share_usa": "tab:blue", "compute_share_chn": "tab:orange"},
            post_process=titled("Share of the world's AI compute"),
        ),
        make_plot_component("chip_price", post_process=titled("Price of an AI chip, USD per H100e")),
    ],
    model_params=model_params,
    name="US-China competition over AI compute, one run",
)
page  # noqa: B018 (what the viewer shows)
