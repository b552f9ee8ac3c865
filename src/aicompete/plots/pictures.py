"""The list of pictures of a run: one line each, with what it cannot be drawn without and what it tells of.

``needs``: metrics that must be in the results, of the series by name, of the nations as ``nations:NAME``, a whole
table as ``trade:`` or ``firms:``. ``tells``: the metrics whose movement makes the picture worth a look in this run;
name only such as do not grow in every run by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from aicompete.analysis.moved import moves, recorded
from aicompete.analysis.standing import REGIONS
from aicompete.analysis.tables import View
from aicompete.analysis.words import ITEMS
from aicompete.plots.alignment import draw_alignment_heatmap
from aicompete.plots.arms import draw_arms
from aicompete.plots.clubs import draw_clubs
from aicompete.plots.coalition import draw_coalition_area, draw_coalition_lines
from aicompete.plots.compute import draw_compute
from aicompete.plots.costs import draw_costs
from aicompete.plots.dataregimes import draw_data_regimes
from aicompete.plots.ends import draw_ends
from aicompete.plots.firmpaths import draw_firms
from aicompete.plots.gap import draw_gap
from aicompete.plots.home import draw_labour, draw_power, draw_safety, draw_science, draw_states
from aicompete.plots.homechain import draw_home_chain
from aicompete.plots.leakage import draw_leakage
from aicompete.plots.legitimacy import draw_legitimacy
from aicompete.plots.markets import draw_chip_market, draw_mineral_market
from aicompete.plots.network import draw_alliance_network
from aicompete.plots.pivotal import draw_landscape, draw_pivotal
from aicompete.plots.retaliation import draw_retaliation
from aicompete.plots.selfsupply import draw_self_supply
from aicompete.plots.sidechanges import draw_side_changes
from aicompete.plots.squeeze import draw_squeeze
from aicompete.plots.standards import draw_standards
from aicompete.plots.suppliers import draw_suppliers
from aicompete.plots.swing import draw_swing
from aicompete.plots.ties import draw_decoupling
from aicompete.plots.tilemap import draw_alignment_map
from aicompete.plots.trust import draw_trust

STORY = 6
"""Pictures that tell a run's story."""


@dataclass(frozen=True)
class Picture:
    """A picture that can be drawn of a run; ``dated``: it takes the months to show."""

    name: str
    draw: Callable[..., Figure]
    needs: tuple[str, ...]
    tells: tuple[str, ...]
    dated: bool = False

    def make(self, seen: View, dates: Sequence[str] | None) -> Figure:
        """Draw it."""
        return self.draw(seen, dates=dates) if self.dated else self.draw(seen)

    def can_be_drawn(self, seen: View) -> bool:
        """Whether the results hold what it needs."""
        return all(_there(seen, need) for need in self.needs)


COALITION = ("coalition_share_us_gdp", "coalition_share_cn_gdp", "coalition_share_us_count", "coalition_share_cn_count")
PRICES = tuple(f"mineral_price_{item}_outside" for item in ITEMS)
FILLS = tuple(f"mineral_fill_{item}_outside" for item in ITEMS)
COVERS = tuple(f"mineral_cover_{item}_outside" for item in ITEMS)
HOME_MADE = ("chip_home_share_chn",)  # shares of tools and design grow in every run
CLUBS = tuple(f"club_members_{club}" for club in ("pax_silica", "safety_network", "waico", "brics"))
STANDARDS = ("standard_share_us", "standard_share_cn", "stack_share_us", "stack_share_cn")
LEGITIMACY = tuple(f"legitimacy_{side}_{region}" for side in ("us", "cn") for region in REGIONS)
DATA = ("audit_share_us", "audit_share_cn", "belt_share_us", "belt_share_cn", "localisation_met_us")

PICTURES: tuple[Picture, ...] = (
    Picture("coalition_areas", draw_coalition_area, COALITION[:1], COALITION),
    Picture("coalition_lines", draw_coalition_lines, COALITION[:1], COALITION),
    Picture("alignment_heatmap", draw_alignment_heatmap, ("nations:alignment",), ("nations:alignment",)),
    Picture("alignment_map", draw_alignment_map, ("nations:alignment",), ("nations:alignment",), dated=True),
    Picture("alliance_network", draw_alliance_network, ("nations:alignment",), ("nations:alignment",), dated=True),
    Picture("who_moved_when", draw_side_changes, ("nations:membership",), COALITION[2:], dated=True),
    Picture("swing_states", draw_swing, ("nations:membership",), ("coalition_share_none_count",)),
    Picture("trust", draw_trust, ("nations:trust_us", "nations:trust_cn"), ("nations:trust_us", "nations:trust_cn")),
    Picture("clubs", draw_clubs, ("nations:member_waico", "club_members_waico"), CLUBS),
    Picture("pivotal_nations", draw_pivotal, ("nations:push_to_change", "nations:gdp"), ()),
    Picture("landscape", draw_landscape, ("landscape_misplaced", "nations:gdp"), ("landscape_misplaced",)),
    Picture("standards", draw_standards, STANDARDS[:1], STANDARDS),
    Picture("compute", draw_compute, ("compute_world",), ("capability_lag_chn", "compute_share_chn")),
    Picture("chip_market", draw_chip_market, ("chip_price",), ("chip_home_share_chn", "chip_premium_chn")),
    Picture("home_chain", draw_home_chain, ("self_sufficiency_chn",), ()),  # it grows in every run
    Picture("mineral_market", draw_mineral_market, PRICES[:1], (*PRICES, *FILLS)),
    Picture("legitimacy", draw_legitimacy, LEGITIMACY[:1], LEGITIMACY),
    Picture("data_regimes", draw_data_regimes, ("audit_share_us",), DATA),
    Picture("gap", draw_gap, ("compute_usa",), ("capability_lag_chn",)),
    Picture("leakage", draw_leakage, ("compute_smuggled_chn",), ("chip_premium_chn",)),
    Picture("self_supply", draw_self_supply, ("chip_home_share_chn",), HOME_MADE),
    Picture("squeeze", draw_squeeze, COVERS[:1], COVERS),
    Picture("decoupling", draw_decoupling, ("decoupling_index",), ("decoupling_index", "firms_relocated_us")),
    Picture("retaliation", draw_retaliation, ("lever_usa_chip_export_control",), ("lever_usa_chip_export_control",)),
    Picture("suppliers", draw_suppliers, ("trade_chips:",), (), dated=True),
    Picture("firms", draw_firms, ("firms:",), ()),
    Picture("fifty_states", draw_states, ("state_laws",), ("preemption_effective", "states_fighting")),
    Picture("power", draw_power, ("compute_idle_share_usa",), ("compute_idle_share_usa", "trades_usa")),
    Picture("safety", draw_safety, ("incident_rate_usa",), ("precaution_usa", "months_halted_usa")),
    Picture("office_work", draw_labour, ("unemployment_entry_usa",), ("unemployment_entry_usa", "backlash_usa")),
    Picture("science", draw_science, ("science_productivity_usa",), ("science_productivity_usa", "concentration_usa")),
    Picture("arms", draw_arms, ("defence_delay_ships",), ("defence_mineral_part",)),
    Picture("how_it_may_end", draw_ends, ("end_state_mixed",), ("governance_split", "race_effort_usa")),
    Picture("who_pays", draw_costs, ("cost_usa",), ()),  # costs grow with the market in every run
)


@dataclass(frozen=True)
class Chosen:
    """A picture of the story, and why it is one."""

    picture: Picture
    why: str


def story_pictures(seen: View, count: int = STORY) -> list[Chosen]:
    """The pictures that tell this run's story: each next one tells of what moved furthest and is not told yet.

    A metric that a picture before it tells of counts no more, so that no two pictures say the same. Pictures of what
    did not move fill up the number in the order of the list.
    """
    left = [picture for picture in PICTURES if picture.can_be_drawn(seen)]
    moved = moves(seen, dict.fromkeys(metric for picture in left for metric in picture.tells))
    told: set[str] = set()
    chosen: list[Chosen] = []
    while left and len(chosen) < count:
        best, most = left[0], 0.0
        for picture in left:
            new = max((moved[m].steps for m in picture.tells if m in moved and m not in told), default=0.0)
            if new > most:
                best, most = picture, new
        if most:
            first = max((moved[m] for m in best.tells if m in moved and m not in told), key=lambda one: one.steps)
            why = first.text
        else:
            why = "nothing it tells of moved much, or a picture before it tells of it"
        told |= set(best.tells)
        left.remove(best)
        chosen.append(Chosen(best, why))
    return chosen


def _there(seen: View, need: str) -> bool:
    table, colon, name = need.partition(":")
    if colon and not name:
        found: Any = getattr(seen.results, table, None)
        return found is not None
    return recorded(seen, need)
