"""Numbers, dates and metric names in words for people: one way of saying each thing in text and pictures."""

from __future__ import annotations

import math

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIDES = {"us": "US side", "cn": "Chinese side", "none": "uncommitted", "open": "open"}
ITEMS = {
    "rare_earths": "light rare earths",
    "heavy_rare_earths": "heavy rare earths",
    "gallium": "gallium",
    "germanium": "germanium",
}
PLACES = {
    "outside": "outside China",
    "inside": "inside China",
    "chn": "from China",
    "usa": "in the United States",
    "jpn": "in Japan",
}
_KNOWN = {
    "alignment_mean": "mean alignment of the nations between the powers",
    "alignment_spread": "spread of alignment between nations",
    "landscape_energy": "landscape energy",
    "trust_us_mean": "mean trust toward the United States",
    "trust_cn_mean": "mean trust toward China",
    "compliance_us_mean": "mean compliance with US controls",
    "compute_world": "world AI compute",
    "compute_usa": "AI compute owned in the United States",
    "compute_chn": "AI compute owned in China",
    "compute_allies": "AI compute owned by US allies",
    "compute_share_usa": "United States' share of world AI compute",
    "compute_share_chn": "China's share of world AI compute",
    "compute_smuggled_chn": "smuggled compute in China",
    "capability_usa": "capability of the United States",
    "capability_chn": "capability of China",
    "capability_lag_chn": "China's capability lag",
    "chip_price": "chip price",
    "chip_flow_world": "world chip deliveries",
    "chip_spending_world": "world spending on AI chips",
    "chip_flow_to_chn_foreign": "foreign chips delivered to China",
    "chip_flow_to_chn_home": "home-made chips delivered in China",
    "chip_flow_to_chn_smuggled": "chips smuggled into China",
    "chip_home_share_chn": "home-made share of China's legal new compute",
    "chip_premium_chn": "chip price in China over the world price",
    "ai_power_world": "world AI power",
    "ai_power_usa": "AI power of the United States",
    "ai_power_chn": "AI power of China",
    "standard_share_us": "US standard's share of the world",
    "standard_share_cn": "Chinese standard's share of the world",
    "standard_share_open": "open standard's share of the world",
    "stack_share_us": "US stack's installed share",
    "stack_share_cn": "Chinese stack's installed share",
    "stack_share_open": "open stack's installed share",
    "revenue_us_chip_firms": "revenue of US chip firms",
    "revenue_cn_chip_firms": "revenue of Chinese chip firms",
    "tool_sales_to_chn": "chip tools sold to China",
    "home_tool_share_chn": "home-made share of chip tools in China",
    "home_design_share_chn": "home-made share of design software in China",
    "home_software_usable_chn": "part of China's own chips that software can use",
    "chip_quality_ratio_chn": "the best Chinese chip over the best foreign one",
    "nodes_climbed_chn": "nodes that Chinese AI chips have moved up",
    "home_chip_worth_chn": "worth of a home-made H100e in China, over the start's",
    "system_share_us": "US part of the world's AI systems",
    "system_share_cn": "Chinese part of the world's AI systems",
    "supply_open": "what the open foundries can make",
    "governance_split": "split of the AI systems other nations live in",
    "decoupling_index": "decoupling of the powers (ties that are gone)",
    "belt_share_us": "US stack's share on the Belt and Road",
    "belt_share_cn": "Chinese stack's share on the Belt and Road",
    "belt_share_open": "open stack's share on the Belt and Road",
    "audit_share_us": "audits of the US kind",
    "audit_share_cn": "audits of the Chinese kind",
    "audit_share_own": "audits of one's own",
    "localisation_met_us": "localised data that US firms meet abroad",
    "localisation_met_cn": "localised data that Chinese firms meet abroad",
    "club_members_pax_silica": "members of Pax Silica",
    "club_members_safety_network": "members of the network of safety institutes",
    "club_members_waico": "members of WAICO",
    "club_members_brics": "members of BRICS",
    "trust_us": "trust in the United States",
    "trust_cn": "trust in China",
    "preemption_effective": "state AI laws undone by the federal standard",
    "preemption_enjoined": "part of the federal standard that courts stopped",
    "states_fighting": "states that sue",
    "state_fragmentation": "fragmentation of state AI rules",
    "state_laws": "state AI laws passed",
    "state_laws_standing": "state AI laws in force",
    "patchwork_cost_usa": "US software growth lost to the patchwork of state laws",
    "bond_usa": "bond of the US government and its backers",
    "firms_relocated_us": "US firms that moved out of China",
    "defence_delay_ships": "delay of US warships",
    "defence_mineral_part": "part of the delay of US arms for want of minerals",
    "months_halted_usa": "US training stopped",
    "months_halted_chn": "Chinese training stopped",
    "landscape_misplaced": "GDP of nations whose friends are in the other camp",
    "cost_usa": "what the competition costs the United States",
    "cost_chn": "what the competition costs China",
    "cost_rest": "what the competition costs other nations",
    "cost_world": "what the competition costs all nations",
    "mineral_fill_usa": "share of US mineral need met",
}
_TOKENS = {
    "us": "US", "cn": "Chinese", "chn": "China", "usa": "United States", "ai": "AI", "un": "UN", "gdp": "GDP",
}  # fmt: skip
_MINERAL_KINDS = {"refine": "refining share", "price": "price of", "cover": "stock over need of"}
_OWNERS = {"usa": "of the United States", "chn": "of China"}
_WEIGHTS = {"count": "nations", "gdp": "GDP", "compute": "AI compute", "votes": "votes"}


def metric_text(name: str) -> str:
    """A metric's name in words: `coalition_share_us_gdp` is "US side's share of GDP"."""
    if name in _KNOWN:
        return _KNOWN[name]
    parts = name.split("_")
    if name.startswith("coalition_share_") and len(parts) == 4 and parts[2] in SIDES:
        weight = _WEIGHTS.get(parts[3], parts[3])
        if parts[2] == "none":
            return f"uncommitted share of {weight}"
        return f"{'US' if parts[2] == 'us' else 'Chinese'} side's share of {weight}"
    if name.startswith("mineral_"):
        kind = _MINERAL_KINDS.get(parts[1], parts[1])
        rest = name.removeprefix("mineral_").removeprefix("refine_share_").removeprefix(f"{parts[1]}_")
        for item in sorted(ITEMS, key=len, reverse=True):
            if rest == item or rest.startswith(item + "_"):
                place = rest.removeprefix(item).lstrip("_")
                where = f" {PLACES.get(place, place)}" if place else ""
                return f"{kind} {ITEMS[item]}{where}" if kind.endswith(" of") else f"{ITEMS[item]} {kind}{where}"
    if name.startswith("lever_") and len(parts) > 2:
        return f"{_plain(parts[2:])} {_OWNERS.get(parts[1], 'of ' + parts[1].upper())}"
    if parts[-1] in _OWNERS and len(parts) > 1:
        return f"{_plain(parts[:-1])} {_OWNERS[parts[-1]]}"
    return _plain(parts)


def _plain(parts: list[str]) -> str:
    return " ".join(_TOKENS.get(part, part) for part in parts)


def number(value: float, digits: int = 3) -> str:
    """A number with about `digits` figures, in thousands, millions or billions where it is large."""
    if not math.isfinite(value):
        return "not known"
    size = abs(value)
    for limit, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if size >= limit:
            return f"{_figures(value / limit, digits)}{word}"
    return _figures(value, digits)


def quantity(value: float, unit: str, digits: int = 3) -> str:
    """A number with its unit; shares are said in percent."""
    if not math.isfinite(value):
        return "not known"
    if unit == "share":
        return f"{_percent(value)} %"
    if unit in ("", "index", "ratio"):
        return number(value, digits)
    return f"{number(value, digits)} {unit_text(unit)}"


def effect_text(value: float, unit: str) -> str:
    """An effect or a bound in three figures, shares in percent: "-9.65 %", "1.4"; rounding errors are 0."""
    if not math.isfinite(value):
        return "not known" if math.isnan(value) else "any size"
    shown = 100 * value if unit == "share" else value
    figures = f"{shown:,.0f}" if abs(shown) >= 1000 else f"{0.0 if abs(shown) < 1e-9 else shown:.3g}"
    return figures + (" %" if unit == "share" else "" if unit in ("", "index", "ratio") else f" {unit_text(unit)}")


def span(low: float, high: float, unit: str, digits: int = 3) -> str:
    """A range, its unit said once: "47 to 65 %", "1,180 to 2,594 USD per H100e"."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "not known"
    if unit == "share":
        return f"{_percent(low)} to {_percent(high)} %"
    return f"{number(low, digits)} to {quantity(high, unit, digits)}"


def change(value: float, unit: str, digits: int = 3) -> str:
    """A signed difference with its unit; differences of shares are percentage points."""
    if not math.isfinite(value):
        return "not known"
    sign = "+" if value > 0 else "-" if value < 0 else ""
    if unit == "share":
        return f"{sign}{_percent(abs(value))} points"
    return sign + quantity(abs(value), unit, digits)


def bare_change(value: float, unit: str, digits: int = 3) -> str:
    """A signed difference beside numbers that have said their unit; percentage points are said."""
    said = change(value, unit, digits)
    return said if unit == "share" else said.removesuffix(unit_text(unit)).rstrip()


def unit_text(unit: str) -> str:
    """A unit as people write it: `usd_per_kg` is "USD per kg"."""
    words = unit.replace("_", " ")
    for plain, said in (
        ("usd", "USD"),
        ("cny", "CNY"),
        ("h100e", "H100e"),
        ("gw", "GW"),
        ("gdp", "GDP"),
        ("tpp", "TPP"),
    ):
        words = " ".join(said if w.lower() == plain else w for w in words.split(" "))
    return words


def axis_unit(unit: str) -> str:
    """The unit as it stands on an axis: shares are drawn in percent."""
    return "%" if unit == "share" else unit_text(unit) or "index"


def change_span(low: float, high: float, unit: str) -> str:
    """A range of differences, its unit said once: "-3.4 to +1.2 points"."""
    said = "points" if unit == "share" else unit_text(unit)
    return f"{change(low, unit).removesuffix(said).rstrip()} to {change(high, unit)}"


def date_text(date: str) -> str:
    """ "2026-01" as "Jan 2026"."""
    return f"{MONTHS[int(date[5:7]) - 1]} {date[:4]}"


def owner(name: str) -> str:
    """The possessive of a name: "Canada's", "Netherlands'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def joined(words: list[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def sentence(text: str) -> str:
    """First letter large, full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


MOST_FIGURES = 3
"""Figures of a number of a thousand or more."""


def _percent(value: float) -> str:
    percent = 100 * value
    size = abs(percent)
    if size >= 9.95 or size < 1e-9:
        return f"{percent:.0f}"
    return f"{percent:.1f}" if size >= 0.95 else f"{percent:.2f}"


def _figures(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= MOST_FIGURES:  # "16,900", not "16,913": no figure of the model is as sure as that
        value = round(value, MOST_FIGURES - 1 - size)
    decimals = max(digits - 1 - size, 0)
    return f"{value:,.{min(decimals, 6)}f}"
