"""Observation operators on hand-made months whose answers are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.analysis.hindcast_kit import MONTHS, table

from aicompete.analysis.errors import DamagedResults, NotRecorded
from aicompete.analysis.hindcast import NOT_EXPRESSED, OPERATORS, expressed, observe, operators, targets
from aicompete.analysis.hindcast.monthly import Monthly, months_of


def ramp() -> np.ndarray:
    """One run: 1 in January 2022, 2 in February ... 48 in December 2025."""
    return np.arange(1.0, 49.0)[None, :]


def test_periods_are_spelled_as_years_quarters_months_and_spans():
    assert months_of("2023-07") == ("2023-07",)
    assert months_of("2023Q3") == ("2023-07", "2023-08", "2023-09")
    assert len(months_of("2024")) == 12
    assert months_of("2023Q4..2024-02") == ("2023-10", "2023-11", "2023-12", "2024-01", "2024-02")


@pytest.mark.parametrize(
    ("month", "quarter"),
    [
        ("2023-01", ("2022-11", "2022-12", "2023-01")),
        ("2023-02", ("2023-02", "2023-03", "2023-04")),
        ("2023-07", ("2023-05", "2023-06", "2023-07")),
        ("2023-12", ("2023-11", "2023-12", "2024-01")),
    ],
)
def test_fiscal_quarters_end_in_january_april_july_and_october(month, quarter):
    assert operators.fiscal_quarter(month) == quarter


def test_a_calendar_quarter_is_a_third_of_one_fiscal_quarter_and_two_thirds_of_the_next():
    weights = operators.fiscal_weights(MONTHS, "2023Q3")
    found = {month: weight for month, weight in zip(MONTHS, weights, strict=True) if weight}
    third, two = 1.0 / 3.0, 2.0 / 3.0
    assert found == pytest.approx(
        {"2023-05": third, "2023-06": third, "2023-07": third, "2023-08": two, "2023-09": two, "2023-10": two}
    )
    # fiscal quarters May-July 2023 (17+18+19) and August-October (20+21+22) of the ramp
    assert operators.fiscal_as_calendar(ramp(), MONTHS, "2023Q3") == pytest.approx([54.0 / 3 + 63.0 * 2 / 3])


def test_the_ends_of_a_run_tell_a_fiscal_quarter_from_the_months_there_are():
    first, last = (operators.fiscal_weights(MONTHS, quarter) for quarter in ("2022Q1", "2025Q4"))
    assert first[:4] == pytest.approx([1.0, 2 / 3, 2 / 3, 2 / 3])
    assert last[-5:] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1.0, 1.0])
    assert first.sum() == pytest.approx(3.0)
    assert last.sum() == pytest.approx(3.0)


def test_a_quarter_that_was_not_run_is_missing_and_not_zero():
    assert np.isnan(operators.fiscal_as_calendar(ramp()[:, :24], MONTHS[:24], "2024Q1")).all()
    assert np.isnan(operators.total_over(ramp()[:, :24], MONTHS[:24], "2023Q4..2024Q1")).all()
    assert not np.isnan(operators.fiscal_as_calendar(ramp()[:, :24], MONTHS[:24], "2023Q4")).any()


def test_totals_start_from_zero_in_2022_and_keep_a_steady_flow():
    flat = np.full((2, 48), 5.0)
    assert operators.since_2022(flat, MONTHS, "2022Q1") == pytest.approx([15.0, 15.0])
    assert operators.since_2022(flat, MONTHS, "2025Q4") == pytest.approx([240.0, 240.0])


def test_years_and_month_ends():
    assert operators.total_over(ramp(), MONTHS, "2022") == pytest.approx([78.0])
    assert operators.mean_over(ramp(), MONTHS, "2022") == pytest.approx([6.5])
    assert operators.at_end(ramp(), MONTHS, "2025Q4") == pytest.approx([48.0])


def test_a_quote_lies_between_month_ends_by_days_on_a_log_scale():
    price = np.ones((1, 48)) * 100.0
    price[:, MONTHS.index("2023-12")] = 400.0
    assert operators.quote_on(price, MONTHS, "2023-12-31") == pytest.approx([400.0])
    assert operators.quote_on(price, MONTHS, "2023-11-30") == pytest.approx([100.0])
    assert operators.quote_on(price, MONTHS, "2023-12-15") == pytest.approx([100.0 * 4.0 ** (15 / 31)])


def test_shares_of_clusters_start_at_what_was_listed_and_follow_compute():
    flat = np.ones((1, 6)) * 10.0
    growing = np.array([[10.0, 10.0, 10.0, 20.0, 40.0, 80.0]])
    sampled = {"usa": 50.0, "chn": 30.0, "rest": 20.0}
    compute = {"usa": growing, "chn": flat, "rest": flat}
    share = operators.cluster_share(compute, sampled, np.array([0, 1, 2]), "usa")
    assert share[0] == pytest.approx([50.0, 50.0, 50.0, 100 * 100 / 150, 100 * 200 / 250, 100 * 400 / 450])
    total = sum(operators.cluster_share(compute, sampled, np.array([0, 1, 2]), place) for place in sampled)
    assert total == pytest.approx(np.full((1, 6), 100.0))


def test_every_target_is_expressed_or_explained():
    ids = [target.id for target in targets()]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(OPERATORS) | set(NOT_EXPRESSED)
    assert not set(OPERATORS) & set(NOT_EXPRESSED)
    assert {target.use for target in targets()} == {"calibrate", "test", "context"}
    assert all(target.low <= target.observed <= target.high for target in targets())


def metrics() -> dict[str, np.ndarray]:
    """Two runs whose figures can be worked out by hand."""
    names = (
        "chip_flow_nvidia",
        "chip_flow_nvidia_to_chn",
        "chip_flow_huawei",
        "chip_flow_amd",
        "chip_flow_tpu",
        "chip_flow_trainium",
        "chip_home_value_share_chn",
        "chip_flow_to_chn_foreign",
        "chip_revenue_nvidia",
        "chip_revenue_nvidia_chn",
        "chip_dies_huawei",
        "chip_cards_smuggled_chn",
        "mineral_price_gallium_outside",
        "mineral_price_gallium_inside",
        "mineral_price_heavy_rare_earths_outside",
        "mineral_export_rare_earths_chn",
        "mineral_export_gallium_chn",
        "mineral_price_rare_earths_inside",
        "mineral_price_heavy_rare_earths_inside",
        "mineral_price_germanium_outside",
        "mineral_price_germanium_inside",
        "mineral_export_heavy_rare_earths_chn",
        "tool_spending_chn",
        "electricity_chn",
        "electricity_usa",
        "capability_lag_chn",
        "compute_share_chn",
        "compute_hosted_usa",
        "compute_hosted_chn",
        "compute_world",
        "compute_smuggled_chn",
    )
    columns = {name: np.ones((2, 48)) for name in names}
    columns["chip_flow_nvidia"] = np.array([[1000.0], [2000.0]]) * np.ones((1, 48))
    columns["chip_flow_nvidia_to_chn"] = np.full((2, 48), 100.0)
    columns["chip_dies_huawei"] = np.full((2, 48), 90500.0)
    columns["compute_share_chn"] = np.full((2, 48), 0.05)
    columns["compute_world"] = np.full((2, 48), 10.0)
    columns["electricity_chn"] = np.repeat([[100.0, 110.0, 120.0, 130.0]], 12, axis=1) * np.ones((2, 1))
    columns["mineral_export_rare_earths_chn"][:, MONTHS.index("2025-04") :] = 0.5
    return columns


def test_figures_of_a_hand_made_run():
    seen = observe(table(metrics()))
    assert list(seen.columns) == [target.id for target in expressed()]
    assert seen.index.name == "run"
    assert seen["H01"].tolist() == pytest.approx([12_000.0, 24_000.0])
    assert seen["H06"].tolist() == pytest.approx([10.0, 5.0])
    assert seen["H11"].tolist() == pytest.approx([300.0, 300.0])
    assert seen["H13"].tolist() == pytest.approx([5.0, 5.0])
    assert seen["H14"].tolist() == pytest.approx([50.0, 50.0])
    assert seen["H21"].tolist() == pytest.approx([600_000.0, 600_000.0])
    assert seen["H25"].tolist() == pytest.approx([0.5, 0.5])
    assert seen["H35"].tolist() == pytest.approx([10.0, 10.0])
    assert seen["H40"].tolist() == pytest.approx([12.0, 12.0])


def test_the_order_of_rows_does_not_matter():
    whole = table(metrics())
    pd.testing.assert_frame_equal(observe(whole.sample(frac=1.0, random_state=3)), observe(whole))


def test_a_short_run_gives_what_it_can():
    columns = {name: values[:, :25] for name, values in metrics().items()}
    seen = observe(table(columns, MONTHS[:25]))
    assert seen["H02"].notna().all()
    assert seen[["H03", "H04", "H08", "H41"]].isna().all(axis=None)


def test_a_table_without_a_metric_or_with_holes_is_refused():
    columns = metrics()
    del columns["chip_dies_huawei"]
    with pytest.raises(NotRecorded, match="chip_dies_huawei"):
        observe(table(columns))
    with pytest.raises(DamagedResults):
        Monthly.of(table(metrics()).drop(index=7))
