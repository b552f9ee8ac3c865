"""Pictures of results for briefings, PNG and SVG. They read results only and never step a model."""

from aicompete.plots.alignment import draw_alignment_heatmap
from aicompete.plots.clubs import draw_clubs
from aicompete.plots.coalition import draw_coalition_area, draw_coalition_lines
from aicompete.plots.comparison import draw_comparison
from aicompete.plots.compute import draw_compute
from aicompete.plots.costs import draw_costs
from aicompete.plots.dataregimes import draw_data_regimes
from aicompete.plots.draw import draw_all, draw_story
from aicompete.plots.family import draw_family
from aicompete.plots.hindcast import draw_hindcast
from aicompete.plots.homechain import draw_home_chain
from aicompete.plots.legitimacy import draw_legitimacy
from aicompete.plots.markets import draw_chip_market, draw_mineral_market
from aicompete.plots.network import draw_alliance_network
from aicompete.plots.pivotal import draw_landscape, draw_pivotal
from aicompete.plots.sidechanges import draw_side_changes
from aicompete.plots.standards import draw_standards
from aicompete.plots.sweep import draw_sweep_response
from aicompete.plots.swing import draw_swing
from aicompete.plots.tilemap import draw_alignment_map
from aicompete.plots.tipping import draw_tipping
from aicompete.plots.trust import draw_trust

__all__ = [
    "draw_alignment_heatmap",
    "draw_alignment_map",
    "draw_all",
    "draw_alliance_network",
    "draw_chip_market",
    "draw_clubs",
    "draw_coalition_area",
    "draw_coalition_lines",
    "draw_comparison",
    "draw_compute",
    "draw_costs",
    "draw_data_regimes",
    "draw_family",
    "draw_hindcast",
    "draw_home_chain",
    "draw_landscape",
    "draw_legitimacy",
    "draw_mineral_market",
    "draw_pivotal",
    "draw_side_changes",
    "draw_standards",
    "draw_story",
    "draw_sweep_response",
    "draw_swing",
    "draw_tipping",
    "draw_trust",
]
