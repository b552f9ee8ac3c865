"""Claims to the output of plants abroad: who calls, who gives, what ends them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace
from tests.subjects import mineral_kit as kit

from aicompete.engine.ensemble import Ensemble
from aicompete.subjects.minerals.pooling import bonds
from aicompete.world.columns import Array
from aicompete.world.facts import MINERALS, load_facts

RARE, GALLIUM, USA = 0, 2, 0
FACTS = load_facts("2026-01")
MALAYSIA, JAPAN = FACTS.nation("MYS"), FACTS.nation("JPN")
EMBARGO = ("CHN.mineral_target_strictness=1", "CHN.mineral_target_mode=us_and_allies")


def pledged(*settings: str, part: float = 0.5, stock: float = 0.1, months: int = 12) -> Ensemble:
    """Markets after a month; the USA has a claim to a part of all capacity abroad and ``stock`` of its usual stock."""
    block = kit.ensemble(*settings, runs=4, months=months, central=True)
    block.step()
    m = block.world.minerals
    claims = np.zeros(m.pledged.shape)
    claims[:, USA, :, 2:] = part * m.capacity[..., 2:]
    m.pledged = claims
    m.stock = np.where(np.arange(FACTS.n) == USA, stock, 1.0) * m.stock
    return block


def test_contract_goods_are_accounted_for_like_all_others() -> None:
    block = pledged("CHN.mineral_licence_strictness=0.9")
    moved = 0.0
    while block.index < block.months:
        before = block.branch().minerals
        block.step()
        after = block.world.minerals
        kit.check_month(before, after)
        np.testing.assert_allclose(after.offtake.sum(axis=-1), 0.0, atol=1e-9)
        assert (-after.offtake[..., 2:] <= before.pledged.sum(axis=1)[..., 2:] + 1e-9).all()
        moved += after.offtake[..., USA].sum()
    assert moved > 0.0


def test_a_power_calls_for_no_more_than_it_lacks() -> None:
    rich, poor = pledged(stock=100.0), pledged()
    rich.step()
    poor.step()
    assert np.abs(rich.world.minerals.offtake).max() == 0.0
    assert poor.world.minerals.offtake[..., USA].min() > 0.0


def first_gift(trust: float, fill: float) -> tuple[Array, Array]:
    block = pledged(part=0.01)  # less than the USA lacks
    world = block.world
    world.alliances.confidence = np.full_like(world.alliances.trust, trust)
    world.minerals.fill = np.full_like(world.minerals.fill, fill)
    bond = bonds(world)[:, USA, MALAYSIA]
    block.step()
    return -block.world.minerals.offtake[:, RARE, MALAYSIA], bond


def test_a_host_in_need_keeps_its_word_as_far_as_trust_carries() -> None:
    calm, _ = first_gift(0.3, 1.0)
    short, bond = first_gift(0.3, 0.5)
    close, closer = first_gift(0.9, 0.5)
    assert calm.min() > 0.0
    np.testing.assert_allclose(short / calm, 1.0 - (1.0 - bond) * 0.5, rtol=1e-9)
    np.testing.assert_allclose(close / calm, 1.0 - (1.0 - closer) * 0.5, rtol=1e-9)
    assert (close > short).all()


def test_the_licences_of_a_host_hold_for_contracts_too() -> None:
    free = pledged()
    free.step()
    barred = pledged("MYS.mineral_licence_strictness=1", *(f"assumptions.mineral_uncontrolled_{i}=0" for i in MINERALS))
    barred.step()
    assert -free.world.minerals.offtake[:, RARE, MALAYSIA].max() > 0.0
    assert np.abs(barred.world.minerals.offtake[:, RARE, MALAYSIA]).max() == 0.0


def test_claims_end_with_contract_and_plant() -> None:
    block = pledged(months=121)
    start = block.world.minerals.pledged[:, USA, RARE, MALAYSIA]
    while block.index < block.months:
        block.step()
    left = block.world.minerals.pledged[:, USA, RARE, MALAYSIA] / start
    np.testing.assert_allclose(left, ((1 - 0.035 / 12) * (1 - 1 / 120)) ** 120, rtol=1e-9)


@pytest.mark.slow
def test_a_programme_gives_its_payer_a_claim_years_later_and_its_hosts_pay() -> None:
    """The same plants with and without the claim: the payer is better served with gallium, the hosts are worse."""

    def served(share: float) -> tuple[Array, Array, Array]:
        settings = (*EMBARGO, "USA.marshall_budget=50", f"assumptions.programme_offtake_share={share}")
        states = [after for _, _, after in trace(*settings, months=36, disable=()).steps()]
        taken = np.array([s.minerals.offtake[:, GALLIUM, USA].mean() for s in states])
        fill = np.array([s.minerals.fill[:, GALLIUM].mean(axis=0) for s in states])
        return taken, fill[24:, USA].mean(), fill[24:, JAPAN].mean()

    taken, payer, host = served(1.0)
    none, payer_without, host_without = served(0.0)
    assert np.abs(none).max() == 0.0
    assert taken[0] == 0.0
    assert taken[-1] > 10.0 * taken[5] > 0.0
    assert payer > payer_without
    assert host < host_without
