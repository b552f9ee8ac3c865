"""The starting worlds are whole, close their totals and say how sure they are."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from aicompete.world.tables import GUESSED, MARKS, MINERALS, START_DATES, WorldTables, load_tables, read_columns

WORLD_STOCK = {"2022-01": 261_787, "2026-01": 20_427_835}  # H100e, data/README.md
WORLD_POWER = {"2022-01": 0.78, "2026-01": 28.7}  # GW, data/README.md


@pytest.fixture(params=START_DATES)
def world(request: pytest.FixtureRequest) -> WorldTables:
    return load_tables(request.param)


def arrays(world: WorldTables) -> dict[str, np.ndarray]:
    found = {f.name: getattr(world, f.name) for f in dataclasses.fields(world)}
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


def test_thirty_two_nations_and_the_rest(world: WorldTables) -> None:
    assert world.nation_ids[:2] == ("USA", "CHN")
    assert world.nation_ids[-1] == "ROW"
    assert len(set(world.nation_ids)) == len(world.nation_names) == len(world.regions) == 33
    assert world.index("ROW") == 32


def test_arrays_are_whole_and_of_the_stated_shape(world: WorldTables) -> None:
    shapes = {(33,), (33, 33), (len(MINERALS), 33), (len(MINERALS),), (3, 33)}
    for name, values in arrays(world).items():
        assert values.shape in shapes, name
        assert np.isfinite(values).all(), name
        assert not values.flags.writeable, name
    signed = {"votes", "alignment_prior", "rivalry", "gdp_growth", "generation_growth"}
    assert all((values >= 0).all() for name, values in arrays(world).items() if name not in signed)


@pytest.mark.parametrize("share", ["advanced_logic", "legacy", "hbm", "equipment", "design", "mine", "refine"])
def test_world_shares_sum_to_one(world: WorldTables, share: str) -> None:
    np.testing.assert_allclose(getattr(world, f"{share}_share").sum(axis=-1), 1.0, atol=2e-4)


def test_firm_shares_sum_to_one_in_each_role_and_mineral(world: WorldTables) -> None:
    groups: dict[tuple[str, str], float] = {}
    for firm in world.firms:
        groups[firm.role, firm.mineral] = groups.get((firm.role, firm.mineral), 0.0) + firm.share
    assert len(groups) == 11
    assert groups == pytest.approx(dict.fromkeys(groups, 1.0), abs=1e-4)


def test_firms_stand_by_home_nation_and_blank_revenue_is_flagged(world: WorldTables) -> None:
    assert len(world.firms) == len({firm.id for firm in world.firms}) == 96
    homes = [firm.hq for firm in world.firms]
    assert homes == sorted(homes)
    assert all(firm.china_revenue_known or firm.china_revenue_share == 0 for firm in world.firms)
    by_id = {firm.id: firm for firm in world.firms}
    assert not by_id["samsung_foundry"].china_revenue_known
    assert by_id["google_tpu"].china_revenue_known and by_id["google_tpu"].china_revenue_share == 0  # noqa: PT018
    assert by_id["biren"].ever_active
    assert not by_id["apple"].ever_active
    assert sum(firm.role == "chip_designer" and firm.ever_active for firm in world.firms) == 14


def test_national_shares_hold_those_of_the_named_firms(world: WorldTables) -> None:
    for role, national in (("chip_designer", world.design_share), ("equipment", world.equipment_share)):
        named = np.zeros(33)
        for firm in world.firms:
            if firm.role == role and not firm.id.startswith("rest_of_world"):
                named[firm.hq] += firm.share
        assert (national >= named - 0.01)[:32].all()


def test_compute_totals_close_on_every_basis(world: WorldTables) -> None:
    for basis in (world.compute_owned, world.compute_hosted, world.compute_hosted_reconciled):
        assert basis.sum() == pytest.approx(WORLD_STOCK[world.date], abs=20)
    assert world.ai_power.sum() == pytest.approx(WORLD_POWER[world.date], rel=0.01)
    assert (world.ai_datacentre_gw >= world.ai_power - 1e-5).all()


def test_every_nation_has_a_gdp_and_the_world_has_the_right_size(world: WorldTables) -> None:
    assert world.gdp.min() > 50
    low, high = {"2022-01": (96_000, 100_000), "2026-01": (105_000, 118_000)}[world.date]
    assert low < world.gdp.sum() < high
    assert 0.2 < world.gdp[0] / world.gdp.sum() < 0.3


def test_minerals_close_between_shares_and_tonnes(world: WorldTables) -> None:
    for share, tonnes in ((world.mine_share, world.mine_output), (world.refine_share, world.refine_output)):
        np.testing.assert_allclose(share, tonnes / tonnes.sum(axis=1, keepdims=True), atol=0.003)
    supply = world.refine_output.sum(axis=1) + world.secondary_output.sum(axis=1)
    use = world.mineral_consumption.sum(axis=1)
    assert (supply >= 0.99 * use).all()
    assert (supply <= 1.15 * use).all()


def test_heavy_rare_earths_follow_their_stated_rule() -> None:
    light, heavy = MINERALS.index("rare_earths"), MINERALS.index("heavy_rare_earths")
    for date, china_share in (("2022-01", 0.98), ("2026-01", 0.91)):
        world = load_tables(date)
        aus, usa, chn = (world.index(iso3) for iso3 in ("AUS", "USA", "CHN"))
        assert world.mine_output[heavy, aus] == pytest.approx(0.0014 * world.mine_output[light, aus], abs=0.06)
        assert world.mine_output[heavy, usa] == pytest.approx(0.0003 * world.mine_output[light, usa], abs=0.06)
        assert world.refine_share[heavy, chn] == china_share
        assert world.refine_output[heavy].sum() == pytest.approx(0.95 * world.mine_output[heavy].sum(), rel=1e-3)
        assert world.refine_output[heavy, usa] == 0  # commissioned in mid-2026
    assert (load_tables("2026-01").price_outside >= load_tables("2026-01").price_inside).all()


def test_stack_shares_sum_to_one_and_powers_lean_to_themselves(world: WorldTables) -> None:
    np.testing.assert_allclose(world.adoption.sum(axis=0), 1.0, atol=1e-3)
    assert world.adoption[0, world.index("USA")] > 0.8
    assert world.adoption[1, world.index("CHN")] == world.adoption[1].max()


def test_start_votes_run_from_china_to_the_usa(world: WorldTables) -> None:
    assert np.abs(world.votes).max() == 1.0
    assert world.votes[world.index("USA")] == 1.0
    assert world.votes[world.index("CHN")] == -1.0
    assert -0.7 < world.votes[world.index("ROW")] < -0.5  # most states vote with China and few with the USA
    for friend in ("GBR", "CAN", "ISR"):
        assert world.votes[world.index(friend)] > world.votes[world.index("RUS")] + 0.5


def test_votes_of_2024_agree_with_the_panel() -> None:
    world, panel = load_tables("2026-01"), read_columns("nations.csv")
    for iso3, text in zip(panel["iso3"], panel["unga_net_align_us_2024"], strict=True):
        if text:
            assert world.votes[world.index(iso3)] == pytest.approx(float(text), abs=0.002), iso3


def test_alignment_follows_its_stated_rule_for_2026() -> None:
    world, panel = load_tables("2026-01"), read_columns("nations.csv")
    us, cn = ([float(t or 2.0) for t in panel[f"exp_share_{p}_pct_2023"]] for p in ("us", "cn"))
    tilt = np.array([(a - b) / (a + b) for a, b in zip(us, cn, strict=True)])
    eur = world.index("EUR")  # the panel has no trade shares of the group; the ties do
    to_us, to_cn = world.trade_dependence[eur, :2]
    tilt[eur] = (to_us - to_cn) / (to_us + to_cn)
    blocs = (world.brics + world.sco + world.bri)[:32] / 3
    rule = (
        0.35 * np.maximum(world.treaty, world.nato)[:32]
        + 0.25 * world.pax_silica[:32]
        + 0.10 * world.minerals_partnership[:32]
        + 0.15 * world.votes[:32]
        + 0.15 * tilt
        - 0.40 * blocs
    )
    middle = slice(2, 32)
    np.testing.assert_allclose(world.alignment_prior[middle], np.clip(rule, -1, 1)[middle], atol=0.01)


def test_ties_of_the_rest_of_the_world_are_none(world: WorldTables) -> None:
    for tie in (world.security_tie, world.trade_dependence, world.rivalry):
        assert not tie[-1].any()
        assert not tie[:, -1].any()
        assert not np.diag(tie).any()
    np.testing.assert_allclose(world.un_similarity, world.un_similarity.T, atol=1e-9)
    assert (np.diag(world.un_similarity) == 1).all()
    assert (world.trade_dependence.sum(axis=1) <= 1).all()


def test_rivalry_grew_after_february_2022() -> None:
    then, now = (load_tables(date).rivalry for date in START_DATES)
    world = load_tables("2026-01")
    russia, germany = world.index("RUS"), world.index("DEU")
    assert then[russia, germany] == 0
    assert now[russia, germany] == -1
    assert then[0, 1] == now[0, 1] == -1


def test_only_china_keeps_a_measured_tool_self_sufficiency(world: WorldTables) -> None:
    others = np.arange(33) != world.index("CHN")
    expected = np.round(world.equipment_share * 20) / 20
    np.testing.assert_allclose(world.equipment_self_sufficiency[others], expected[others], atol=1e-12)


def test_estimate_share_counts_the_marks(world: WorldTables) -> None:
    total = sum(counts.total() for counts in world.marks.values())
    guessed = sum(counts[code] for counts in world.marks.values() for code in GUESSED)
    assert world.estimate_share() == guessed / total
    assert 0.5 < world.estimate_share() < 0.9
    assert world.marks["economy_by_nation"].total() == 2 * 33
    assert world.marks["adoption_by_nation"].total() == 4 * 33
    assert world.estimate_share("economy_by_nation") == 0.5  # growth is guessed, GDP is not
    assert all(set(counts) <= set(MARKS) for counts in world.marks.values())


def test_another_date_is_refused() -> None:
    with pytest.raises(ValueError, match="2022-01, 2026-01"):
        load_tables("2024-01")
