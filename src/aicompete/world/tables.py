"""The starting worlds as typed arrays: ``data/*.csv`` -> ``WorldTables``.

Read once per date with the csv module and cached. Arrays are float64 and read-only. Axes: nations ``(N,)``, minerals by
nations ``(M, N)``, ordered pairs ``(N, N)`` (row towards column), stacks by nations ``(3, N)``. Units, rules and
weaknesses of every column stand in ``data/README.md``.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Sequence[str]]

DATA = Path(__file__).parent / "data"
START_DATES = ("2022-01", "2026-01")
MINERALS = ("rare_earths", "heavy_rare_earths", "gallium", "germanium")
STACKS = ("us", "cn", "open")
FIELDS = ("manufacturing", "biotech", "materials", "nuclear", "quantum", "chips")
"""Strategic fields of a science mission; the ``field`` axis."""
REST = "ROW"

MARKS = {"P": "SEEN-primary", "S": "SEEN-secondary", "D": "DERIVED", "E": "ESTIMATE", "U": "UNVERIFIED"}
GUESSED = ("E", "U")

ECONOMY, COMPUTE, ENERGY, FABRICATION = (
    f"{subject}_by_nation" for subject in ("economy", "compute", "energy", "fabrication")
)
ADOPTION, MINERAL, PRICE, TIE, PANEL = "adoption_by_nation", "minerals_by_nation", "mineral_prices", "ties", "nations"


def cell(table: str, column: str, mark: str) -> Any:
    """A field read from a column of a CSV; ``mark`` is its key in ``confidence_detail`` (in the panel: its code)."""
    return field(metadata={"table": table, "column": column, "mark": mark})


@dataclass(frozen=True)
class Firm:
    """One row of ``firms.csv`` at a start date."""

    id: str
    name: str
    hq: int  # nation index
    role: str
    production: int  # nation index of the main production site
    mineral: str  # "" unless the role is miner_refiner
    share: float  # of the role (of the mineral)
    china_revenue_share: float  # 0 where it is not known
    china_revenue_known: bool
    ever_active: bool  # share above 0 at either date


@dataclass(frozen=True)
class WorldTables:
    """Everything a run starts from at one date."""

    date: str
    nation_ids: tuple[str, ...]  # iso3 in the order of nations.csv, then ROW
    nation_names: tuple[str, ...]
    regions: tuple[str, ...]
    firms: tuple[Firm, ...]  # sorted by (hq index, file order)
    votes: Array  # (N,) UN General Assembly: +1 votes like the USA, -1 like China, ROW mean of its states
    adoption: Array  # (3, N) share of the installed base on each of STACKS
    marks: Mapping[str, Counter[str]]  # table -> confidence code -> number of cells

    # (N,) size
    gdp: Array = cell(ECONOMY, "gdp_usd_bn", "gdp")  # USD bn a year
    gdp_growth: Array = cell(ECONOMY, "gdp_growth_pct", "growth")  # percent a year, real
    # (N,) AI compute, H100 equivalents (8-bit)
    compute_owned: Array = cell(COMPUTE, "ai_compute_owned_h100e", "owned")  # by home of the owner: the default
    compute_hosted: Array = cell(COMPUTE, "ai_compute_hosted_h100e", "hosted")  # by place, cluster sample scaled
    compute_hosted_reconciled: Array = cell(COMPUTE, "ai_compute_hosted_recon_h100e", "recon")  # for power and siting
    ai_power: Array = cell(COMPUTE, "ai_power_gw", "power")  # GW at the facility, of the reconciled host column
    # (N,) electricity
    generation_twh: Array = cell(ENERGY, "generation_twh", "generation")  # TWh a year
    generation_growth: Array = cell(ENERGY, "generation_growth_pct", "growth")  # percent a year
    ai_datacentre_gw: Array = cell(ENERGY, "ai_datacentre_gw", "ai_gw")  # GW of powered AI capacity
    interconnection_delay: Array = cell(ENERGY, "interconnection_delay_years", "delay")  # years
    # (N,) chip making; the five shares are of the world and sum to 1
    advanced_logic_share: Array = cell(FABRICATION, "advanced_logic_share", "adv")  # 7 nm class or below, by place
    legacy_share: Array = cell(FABRICATION, "legacy_share", "legacy")  # 28 nm and above, by place
    hbm_share: Array = cell(FABRICATION, "hbm_share", "hbm")  # by place
    equipment_share: Array = cell(FABRICATION, "equipment_share", "equipment")  # by home of the firm
    design_share: Array = cell(FABRICATION, "design_share", "design")  # AI accelerators, by home of the firm
    equipment_self_sufficiency: Array = cell(FABRICATION, "domestic_equipment_self_sufficiency", "self")  # share
    node_gap_years: Array = cell(FABRICATION, "node_gap_years", "gap")  # behind the best in volume; 10 = none
    chip_relative_performance: Array = cell(FABRICATION, "chip_rel_performance", "rel")  # of the best; 0 = none
    advanced_yield: Array = cell(FABRICATION, "advanced_yield", "yield")  # fraction of good dies; 0 = no line
    # (M, N) minerals, (M,) prices
    mine_share: Array = cell(MINERAL, "mine_share", "mine")
    refine_share: Array = cell(MINERAL, "refine_share", "refine")
    mine_output: Array = cell(MINERAL, "mine_output_t", "mine")  # t a year
    refine_output: Array = cell(MINERAL, "refine_output_t", "refine")  # t a year
    mineral_consumption: Array = cell(MINERAL, "consumption_t", "consumption")  # t a year
    stock_months: Array = cell(MINERAL, "stock_months", "stock")  # months of own consumption
    secondary_output: Array = cell(MINERAL, "secondary_output_t", "secondary")  # t a year from recycling
    price_inside: Array = cell(PRICE, "price_inside_usd_kg", "inside")  # USD per kg in China
    price_outside: Array = cell(PRICE, "price_outside_usd_kg", "outside")  # USD per kg elsewhere
    # (N, N) ties; ROW has none
    un_similarity: Array = cell(TIE, "un_similarity", "un")  # 0-1, 1 on the diagonal
    security_tie: Array = cell(TIE, "security_tie", "security")  # 1 ally, 0.5 partner, 0 neither
    trade_dependence: Array = cell(TIE, "trade_dependence_a_on_b", "trade")  # b's share of a's exports
    rivalry: Array = cell(TIE, "rivalry", "rivalry")  # -1 hostile, 0 not
    # (N,) leaning in [-1, 1]: USA 1, CHN -1, ROW 0
    alignment_prior: Array = cell(ADOPTION, "alignment_prior", "alignment")
    # (N,) memberships: 1 member, 0.5 partner or part of the group, 0 not
    treaty: Array = cell(PANEL, "us_mutual_defence_treaty", "U")
    nato: Array = cell(PANEL, "nato", "U")
    five_eyes: Array = cell(PANEL, "five_eyes", "U")
    quad: Array = cell(PANEL, "quad", "U")
    aukus: Array = cell(PANEL, "aukus", "U")
    chip4: Array = cell(PANEL, "chip4", "S")
    pax_silica: Array = cell(PANEL, "pax_silica_2026Q1", "S")
    minerals_partnership: Array = cell(PANEL, "msp_2025", "S")
    brics: Array = cell(PANEL, "brics_2025", "U")
    bri: Array = cell(PANEL, "bri_mou", "U")
    sco: Array = cell(PANEL, "sco", "U")
    rcep: Array = cell(PANEL, "rcep", "U")
    chip_tier: Array = cell(PANEL, "us_ai_diffusion_tier_jan2025", "S")  # 1 free, 2 capped, 3 closed; 0 = ROW

    def index(self, iso3: str) -> int:
        """Place of a nation on the nation axis."""
        return self.nation_ids.index(iso3)

    def estimate_share(self, table: str | None = None) -> float:
        """Share of the start cells (of one table, or of all) that are ESTIMATE or UNVERIFIED, not seen or derived."""
        counts = self.marks[table] if table else sum(self.marks.values(), Counter[str]())
        return sum(counts[code] for code in GUESSED) / counts.total()


@cache
def load_tables(date: str = "2026-01") -> WorldTables:
    """Read the starting world of a date ("2022-01" or "2026-01")."""
    if date not in START_DATES:
        raise ValueError(f"no starting world for {date!r}; there are {', '.join(START_DATES)}")
    panel = read_columns(f"{PANEL}.csv")
    nations = (*panel["iso3"], REST)
    place = {iso3: i for i, iso3 in enumerate(nations)}
    adoption = _at(read_columns(f"{ADOPTION}.csv"), date)
    arrays: dict[str, Array] = {}
    marks: dict[str, Counter[str]] = {}
    for table in (ECONOMY, COMPUTE, ENERGY, FABRICATION, ADOPTION):
        columns = adoption if table == ADOPTION else _at(read_columns(f"{table}.csv"), date)
        arrays |= _by_nation(table, columns, place)
        marks[table] = _count(columns["confidence_detail"], _wanted(table))
    marks[ADOPTION] += _count(adoption["confidence_detail"], {"stack": len(STACKS)})
    for reader in (_minerals, _prices, _ties, _memberships):
        found, table, counts = reader(date, place)
        arrays |= found
        marks[table] = counts
    firms, marks["firms"] = _firms(date, place)
    marks |= _marks_elsewhere(date)
    return WorldTables(
        date=date,
        nation_ids=nations,
        nation_names=(*panel["name"], "Rest of the world"),
        regions=(*panel["region"], "rest"),
        firms=firms,
        votes=_votes(date, arrays["un_similarity"], place),
        adoption=_frozen([_in_order(adoption, f"stack_{stack}", place) for stack in STACKS]),
        marks=marks,
        **arrays,
    )


def read_columns(name: str) -> dict[str, tuple[str, ...]]:
    """A CSV of the data folder as header -> texts."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, zip(*rows, strict=True), strict=True))


Place = Mapping[str, int]
Found = tuple[dict[str, Array], str, Counter[str]]


def _at(columns: Columns, date: str) -> dict[str, list[str]]:
    keep = [i for i, when in enumerate(columns["date"]) if when == date]
    return {name: [texts[i] for i in keep] for name, texts in columns.items()}


def _frozen(values: npt.ArrayLike) -> Array:
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


@cache
def _cells(table: str) -> tuple[tuple[str, str, str], ...]:
    """(field, CSV column, mark) of every field read from a table."""
    meta = ((f.name, f.metadata) for f in fields(WorldTables) if f.metadata.get("table") == table)
    return tuple((name, m["column"], m["mark"]) for name, m in meta)


def _wanted(table: str) -> Counter[str]:
    return Counter(mark for _, _, mark in _cells(table))


def _count(details: Iterable[str], wanted: Mapping[str, int]) -> Counter[str]:
    """Confidence codes of the wanted cells of all rows; ``details`` are texts like ``mine=P;refine=E``."""
    found: Counter[str] = Counter()
    for text, rows in Counter(details).items():  # rows repeat a few texts
        codes = dict(part.split("=") for part in text.split(";"))
        for mark, cells in wanted.items():
            found[codes[mark]] += rows * cells
    return found


def _in_order(columns: Columns, column: str, place: Place) -> Array:
    values = dict(zip(columns["iso3"], columns[column], strict=True))
    return np.array([float(values[iso3]) for iso3 in place])


def _by_nation(table: str, columns: Columns, place: Place) -> dict[str, Array]:
    if sorted(columns["iso3"]) != sorted(place):
        raise ValueError(f"{table}.csv: not one row for every nation")
    return {name: _frozen(_in_order(columns, column, place)) for name, column, _ in _cells(table)}


def _minerals(date: str, place: Place) -> Found:
    rows = _at(read_columns(f"{MINERAL}.csv"), date)
    at = ([MINERALS.index(mineral) for mineral in rows["mineral"]], [place[iso3] for iso3 in rows["iso3"]])
    arrays = {}
    for name, column, _ in _cells(MINERAL):
        values = np.zeros((len(MINERALS), len(place)))  # a nation without a row has none of the mineral
        values[at] = [float(text) for text in rows[column]]
        arrays[name] = _frozen(values)
    return arrays, MINERAL, _count(rows["confidence_detail"], _wanted(MINERAL))


def _prices(date: str, place: Place) -> Found:
    rows = _at(read_columns(f"{PRICE}.csv"), date)
    order = [rows["mineral"].index(mineral) for mineral in MINERALS]
    arrays = {name: _frozen([float(rows[column][i]) for i in order]) for name, column, _ in _cells(PRICE)}
    return arrays, PRICE, _count(rows["confidence_detail"], _wanted(PRICE))


def _ties(date: str, place: Place) -> Found:
    rows = read_columns(f"{TIE}.csv")
    at = ([place[a] for a in rows["iso3_a"]], [place[b] for b in rows["iso3_b"]])
    arrays = {}
    for name, column, _ in _cells(TIE):
        dated = f"{column}_{date[:4]}"  # un_similarity and rivalry have a column of their own for 2022
        values = np.eye(len(place)) if name == "un_similarity" else np.zeros((len(place), len(place)))
        values[at] = [float(text) for text in rows[dated if dated in rows else column]]
        arrays[name] = _frozen(values)
    return arrays, TIE, _count(rows["confidence_detail"], _wanted(TIE))


def _memberships(date: str, place: Place) -> Found:
    panel = read_columns(f"{PANEL}.csv")
    arrays = {name: _frozen([*map(float, panel[column]), 0.0]) for name, column, _ in _cells(PANEL)}
    count = {code: fields_ * len(panel["iso3"]) for code, fields_ in _wanted(PANEL).items()}
    return arrays, PANEL, Counter(count)


def _marks_elsewhere(date: str) -> dict[str, Counter[str]]:
    """Confidence of start tables that are read where they are used: chip-market figures and diplomacy."""
    codes = {word: code for code, word in MARKS.items()}
    market = Counter(codes[word] for word in _at(read_columns("market_start.csv"), date)["confidence"])
    details = _at(read_columns("diplomacy_by_nation.csv"), date)["confidence_detail"]
    diplomacy = Counter(part.split("=")[1] for text in details for part in text.split(";"))
    return {"market_start": market, "diplomacy_by_nation": diplomacy}


def assembly_seats(date: str, group: str) -> tuple[Array, Array]:
    """Where the states of a group stand in the General Assembly (-1 China, +1 USA), and how many stand there."""
    rows = _at(read_columns("assembly.csv"), date)
    chosen = [i for i, iso3 in enumerate(rows["iso3"]) if iso3 == group]
    return _frozen([float(rows["position"][i]) for i in chosen]), _frozen([float(rows["states"][i]) for i in chosen])


def _votes(date: str, similarity: Array, place: Place) -> Array:
    """(distance to China - distance to the USA) / (sum of both), distance = 1 - similarity; the rest by its states."""
    to_usa, to_chn = 1.0 - similarity[:, place["USA"]], 1.0 - similarity[:, place["CHN"]]
    votes = (to_chn - to_usa) / (to_chn + to_usa)
    rest, states = assembly_seats(date, REST)
    votes[place[REST]] = (rest * states).sum() / states.sum()
    return _frozen(votes)


def _firms(date: str, place: Place) -> tuple[tuple[Firm, ...], Counter[str]]:
    rows, year = read_columns("firms.csv"), date[:4]
    china = rows[f"china_revenue_share_{year}"]
    firms = [
        Firm(
            id=rows["id"][i],
            name=rows["name"][i],
            hq=place[rows["hq_iso3"][i]],
            role=rows["role"][i],
            production=place[rows["production_iso3"][i]],
            mineral=rows["mineral"][i],
            share=float(rows[f"share_of_role_{year}"][i]),
            china_revenue_share=float(china[i] or 0.0),
            china_revenue_known=bool(china[i]),
            ever_active=any(float(rows[f"share_of_role_{when[:4]}"][i]) > 0 for when in START_DATES),
        )
        for i in range(len(china))
    ]
    found = Counter([*rows[f"conf_share_{year}"], *(code for code in rows[f"conf_china_{year}"] if code)])
    return tuple(sorted(firms, key=lambda firm: firm.hq)), found
