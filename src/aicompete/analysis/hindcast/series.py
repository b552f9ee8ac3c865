"""The observed series that are drawn and scored, and the same figures of the model at the same dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from aicompete.analysis.hindcast.figure import Observed, Read, quarter_of
from aicompete.analysis.hindcast.makers import MAKERS
from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.naive import LAST_KNOWN
from aicompete.analysis.hindcast.observed import observed
from aicompete.analysis.hindcast.operators import at_end, fiscal_as_calendar, mean_over, part, quote_on, since_2022
from aicompete.analysis.hindcast.readings import clusters, rare_earth_exports

DY_PARTS, TB_PARTS = 6.0 / 7.0, 1.0 / 7.0
"""Dysprosium and terbium in the basket of heavy rare earths whose price the model quotes, by weight."""


def _points(series: str, actor: str, *freqs: str) -> Callable[[], pd.DataFrame]:
    def read() -> pd.DataFrame:
        points = observed(series, actor)
        real = ~points["note"].fillna("").str.contains("not a quote")
        return points[real & (points["freq"].isin(freqs) if freqs else True)].reset_index(drop=True)

    return read


def _basket(dysprosium: str, terbium: str) -> Callable[[], pd.DataFrame]:
    """Six parts of dysprosium oxide and one of terbium oxide, at the dates that both have."""

    def read() -> pd.DataFrame:
        dy, tb = observed(dysprosium), observed(terbium)
        both = dy.merge(tb[["date", "value", "value_low", "value_high"]], on="date", suffixes=("", "_tb"))
        for column in ("value", "value_low", "value_high"):
            both[column] = DY_PARTS * both[column] + TB_PARTS * both.pop(f"{column}_tb")
        return both

    return read


def _magnet_index() -> pd.DataFrame:
    """Magnet exports over their monthly mean of 2023: the model counts oxide and not magnets."""
    year, quarter, month = (observed(f"magnet_exports_{freq}", "CHN") for freq in ("year", "quarter", "month"))
    quarter = quarter[quarter["date"] == "2025-03-31"]  # the months of the next quarter are known one by one
    points = pd.concat([year, quarter, month]).sort_values("date", kind="stable", ignore_index=True)
    per_month = points["value"] / points["freq"].map({"year": 12.0, "quarter": 3.0, "month": 1.0})
    base = per_month[points["date"] == "2023-12-31"].iloc[0]
    return points.assign(value=per_month / base)[points["date"] > "2023-12-31"].reset_index(drop=True)


def _magnets_known() -> pd.DataFrame:
    """One, as nothing is known of 2022: no change means the level of 2023."""
    return observed("magnet_exports_year", "CHN").head(1).assign(date=LAST_KNOWN, value=1.0)


def _since_2022_points() -> pd.DataFrame:
    points = observed("nvidia_compute_shipped", "WORLD")
    points = points[points["date"] >= "2022-01-01"]
    return points.assign(value=points["value"].cumsum())


def _per_quarter(metric: str) -> Read:
    return lambda m, point: fiscal_as_calendar(m.metric(metric), m.dates, quarter_of(point["date"]))


def _china_part(of: Callable[[Array, Sequence[str], str], Array]) -> Read:
    def read(m: Monthly, point: pd.Series[str]) -> Array:
        quarter = quarter_of(point["date"])
        china = of(m.metric("chip_flow_nvidia_to_chn"), m.dates, quarter)
        return part(china, of(m.metric("chip_flow_nvidia"), m.dates, quarter))

    return read


def _quote(metric: str) -> Read:
    return lambda m, point: quote_on(m.metric(metric), m.dates, point["date"])


def _yearly(metric: str) -> Read:
    return lambda m, point: mean_over(m.metric(metric), m.dates, point["date"][:4])


def _monthly(metric: str) -> Read:
    return lambda m, point: mean_over(m.metric(metric), m.dates, point["date"][:7])


def _heavy_quote(m: Monthly, point: pd.Series[str]) -> Array:
    """On its day; a quote of the days before the licences of 4 April 2025 is the end of March."""
    metric = m.metric("mineral_price_heavy_rare_earths_outside")
    if point["date"] == "2025-04-03":
        return at_end(metric, m.dates, "2025-03")
    return quote_on(metric, m.dates, point["date"])


def _exports(m: Monthly, point: pd.Series[str]) -> Array:
    return mean_over(rare_earth_exports(m), m.dates, point["date"][:4]) * 12.0


def _magnets(m: Monthly, point: pd.Series[str]) -> Array:
    flow, date = m.metric("mineral_export_rare_earths_chn"), point["date"]
    period = {"year": date[:4], "quarter": quarter_of(date), "month": date[:7]}[point["freq"]]
    return mean_over(flow, m.dates, period) / mean_over(flow, m.dates, "2023")


def _clusters(place: str) -> Read:
    return lambda m, point: at_end(clusters(m, place), m.dates, point["date"][:7])


SERIES: tuple[Observed, ...] = (
    Observed(
        "nvidia_world",
        "NVIDIA compute shipped in the world",
        "H100e per quarter",
        _per_quarter("chip_flow_nvidia"),
        _points("nvidia_compute_shipped", "WORLD"),
        1e3,
        "chip_flows",
    ),
    Observed(
        "nvidia_china",
        "NVIDIA compute to China",
        "H100e per quarter",
        _per_quarter("chip_flow_nvidia_to_chn"),
        _points("nvidia_compute_to_china", "CHN"),
        1e3,
        "chip_flows",
    ),
    Observed(
        "china_flow_share",
        "China's share of NVIDIA compute, flow",
        "percent",
        _china_part(fiscal_as_calendar),
        _points("china_share_of_nvidia_flow", "CHN"),
        None,
        "chip_shares",
    ),
    Observed(
        "china_stock_share",
        "China's share of NVIDIA compute since 2022",
        "percent",
        _china_part(since_2022),
        _points("china_share_of_nvidia_stock", "CHN"),
        None,
        "chip_shares",
    ),
    Observed(
        "clusters_usa",
        "US share of tracked GPU clusters",
        "percent",
        _clusters("usa"),
        _points("gpu_cluster_share_16bit", "USA"),
        None,
        "cluster_shares",
    ),
    Observed(
        "clusters_china",
        "China's share of tracked GPU clusters",
        "percent",
        _clusters("chn"),
        _points("gpu_cluster_share_16bit", "CHN"),
        None,
        "cluster_shares",
    ),
    Observed(
        "gallium_outside",
        "Gallium price outside China",
        "USD per kg",
        _quote("mineral_price_gallium_outside"),
        _points("gallium_price_ex_china", "WORLD", "point"),
        1.0,
        "mineral_prices",
    ),
    Observed(
        "gallium_inside",
        "Gallium price in China",
        "USD per kg",
        _quote("mineral_price_gallium_inside"),
        _points("gallium_price_china", "CHN"),
        1.0,
        "mineral_prices",
        _points("gallium_price_ex_china", "WORLD", "point"),
    ),
    Observed(
        "gallium_exports",
        "China's gallium exports",
        "t per month",
        _monthly("mineral_export_gallium_chn"),
        _points("gallium_exports_month", "CHN"),
        0.3,
        "mineral_flows",
    ),
    Observed(
        "heavy_quote",
        "Dysprosium and terbium, quote in Europe",
        "USD per kg",
        _heavy_quote,
        _basket("dy_oxide_price_europe", "tb_oxide_price_europe"),
        1.0,
        "mineral_prices",
        _basket("dy_oxide_price_annual", "tb_oxide_price_annual"),
    ),
    Observed(
        "heavy_inside",
        "Dysprosium and terbium, price in China by year",
        "USD per kg",
        _yearly("mineral_price_heavy_rare_earths_inside"),
        _basket("dy_oxide_price_annual", "tb_oxide_price_annual"),
        1.0,
        "mineral_prices",
    ),
    Observed(
        "light_inside",
        "Neodymium oxide, price in China by year",
        "USD per kg",
        _yearly("mineral_price_rare_earths_inside"),
        _points("nd_oxide_price_annual", "WORLD"),
        1.0,
        "mineral_prices",
    ),
    Observed(
        "rare_earth_exports",
        "China's rare-earth exports",
        "t per year",
        _exports,
        _points("rare_earth_exports_year", "CHN"),
        1.0,
        "mineral_flows",
    ),
    Observed(
        "magnet_exports",
        "China's magnet exports, 2023 = 1",
        "ratio",
        _magnets,
        _magnet_index,
        0.01,
        "mineral_flows",
        _magnets_known,
    ),
    Observed(
        "tool_spending",
        "China's spending on chip tools",
        "USD bn per year",
        _yearly("tool_spending_chn"),
        _points("chip_equipment_spending", "CHN"),
        0.1,
        "slow_totals",
    ),
    Observed(
        "electricity_china",
        "Electricity made in China",
        "TWh per year",
        _yearly("electricity_chn"),
        _points("electricity_generation", "CHN"),
        1.0,
        "slow_totals",
    ),
    Observed(
        "electricity_usa",
        "Electricity made in the USA",
        "TWh per year",
        _yearly("electricity_usa"),
        _points("electricity_generation", "USA"),
        1.0,
        "slow_totals",
    ),
    Observed(
        "germanium_inside",
        "Germanium price in China (one quote)",
        "USD per kg",
        _quote("mineral_price_germanium_inside"),
        _points("germanium_price_fob_china", "WORLD"),
        1.0,
        "mineral_prices",
    ),
    *MAKERS,
)
"""Every series that is drawn, but for NVIDIA's revenue: what the world spends on AI chips is made from it."""

STOCK = Observed(
    "nvidia_stock",
    "NVIDIA compute shipped since 2022",
    "H100e",
    lambda m, point: since_2022(m.metric("chip_flow_nvidia"), m.dates, quarter_of(point["date"])),
    _since_2022_points,
    1e3,
    "chip_stocks",
)
"""Learned from and not scored: its points are sums of those of the flow, and would count twice."""
