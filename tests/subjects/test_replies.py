"""Rules of reply: when they act, how far, what they see; and in the model: bits, blocks, resuming, agents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine_kit import LEVELS, block, differing, ensemble, same_columns, scenario
from tests.subjects.reply_kit import Months, answered, rules_of

from aicompete.config import ConfigError
from aicompete.engine.block import BlockResult
from aicompete.engine.metrics import by_level
from aicompete.engine.policy import Policy
from aicompete.model import CompetitionModel
from aicompete.subjects.replies.pairs import pairs_of, reaction_of

USA, CHN = 0, 1


def test_a_rule_steps_at_most_once_in_its_cooldown_and_stops_at_its_limit() -> None:
    months = Months(rules_of({"cooldown": 3}))
    assert months.run(x=[5.0] * 12) == [0, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3]
    assert [int(acted[0, 0]) for acted in months.acted] == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("lag", [1, 2, 7])
def test_the_lag_is_from_the_month_that_is_seen_to_the_answer_in_force(lag: int) -> None:
    series = [0.0] * 5 + [5.0] * 10
    found = Months(rules_of({"lag": lag, "cooldown": 120})).run(x=series)
    assert [i for i, added in enumerate(found) if added] == list(range(5 + lag, 15))


def test_no_rule_acts_on_months_before_the_first() -> None:
    found = Months(rules_of({"lag": 6})).run(x=[5.0] * 8)
    assert found == [0] * 6 + [0.1] * 2


def test_inside_the_dead_band_nothing_moves() -> None:
    up, inside, down = 1.51, [1.49, 0.51, 1.2], 0.49
    series = [up, *inside * 3, down, *inside * 3]
    found = Months(rules_of({"cooldown": 3, "easing": 0.05})).run(x=series)
    assert found[:11] == [0, *[0.1] * 10]
    assert found[11:] == [0.05] * 9


def test_easing_goes_back_to_the_path_and_not_beyond() -> None:
    found = Months(rules_of({"easing": 0.25})).run(x=[5.0] * 4 + [0.0] * 12)
    assert max(found) == 0.2
    assert found[-1] == 0.0
    assert min(found) == 0.0
    never = Months(rules_of({"easing": 0})).run(x=[5.0] * 4 + [0.0] * 12)
    assert never[-1] == max(never)


def test_a_rule_with_a_step_down_lowers_the_lever() -> None:
    months = Months(rules_of({"step": -0.1, "easing": 0.1}))
    assert min(months.run(x=[5.0] * 12 + [0.0] * 20)) == -0.3
    assert months.added[-1][0, 0] == 0.0


def test_strength_and_the_readiness_of_a_run_multiply_step_and_limit() -> None:
    assert max(Months(rules_of({"strength": 0.5})).run(x=[5.0] * 20)) == pytest.approx(0.15)
    assert max(Months(rules_of({}), strength=0.5).run(x=[5.0] * 20)) == pytest.approx(0.15)
    assert max(Months(rules_of({"strength": 0})).run(x=[5.0] * 20)) == 0.0


def test_fatigue_takes_more_of_the_trigger_for_every_unit() -> None:
    """Rest where the margin is fatigue times the addition, give or take the dead band."""
    rule = {"trigger": "x > 0", "fatigue": 10, "dead_band": 0.1, "step": 0.15, "limit": 1, "easing": 0.15}
    found = Months(rules_of(rule)).run(x=[4.0] * 30 + [1.0] * 30)
    assert found[:8] == [0, 0.15, 0.15, 0.15, 0.3, 0.3, 0.3, 0.4]
    assert found[29] == 0.4
    assert found[-20] == found[-1] == 0.1


def test_at_the_edge_of_the_range_no_further_step_is_taken() -> None:
    months = Months(rules_of({"limit": 0.9}), base=0.85)
    found = months.run(x=[5.0] * 40)
    assert max(float(levers[0, 0]) for levers in months.levers) == 1.0
    assert max(found) == pytest.approx(0.2)


def test_what_is_no_number_moves_nothing() -> None:
    assert set(Months(rules_of({"easing": 0.1})).run(x=[float("nan")] * 9)) == {0.0}


@pytest.mark.parametrize(
    ("trigger", "series", "first"),
    [
        ("mean(x, 3) > 1", [0, 0, 4, 4, 4], 4),
        ("highest(x, 3) > 1", [0, 4, 0, 0, 0], 2),
        ("lowest(x, 3) > 1", [0, 4, 4, 4, 4], 4),
        ("change(x, 2) > 1", [9, 9, 9, 12, 12], 4),
        ("x - start(x) > 1", [9, 9, 11, 12, 12], 3),
        ("max(x, -x) > 3", [0, 1, -4, -4, 0], 3),
        ("x / 0 > 1", [0, 0, 0, 0, 0], None),
        ("x > 1 and x < 3", [5, 0, 2, 2, 2], 3),
        ("x > 6 or x < 0", [2, 2, -1, 2, 2], 3),
    ],
)
def test_what_triggers_see(trigger: str, series: list[float], first: int | None) -> None:
    bands = [0.4, 0.4] if " and " in trigger or " or " in trigger else 0.4
    found = Months(rules_of({"trigger": trigger, "dead_band": bands})).run(x=[*series, 0.0])
    assert next((i for i, added in enumerate(found) if added), None) == first


def test_a_rule_remembers_a_squeeze_for_as_long_as_it_looks_back() -> None:
    rule = {"trigger": "lowest(x, 12) < 0.9", "dead_band": 0.05, "easing": 0.3, "limit": 0.3}
    found = Months(rules_of(rule)).run(x=[1.0] * 3 + [0.5] + [1.0] * 26)
    assert all(found[i] > 0 for i in range(5, 15))
    assert found[-1] == 0.0


def test_the_opposite_of_and_is_that_one_fails() -> None:
    rule = {"trigger": "x > 1 and y > 1", "dead_band": [0.5, 0.5], "easing": 0.1, "limit": 0.1}
    assert Months(rules_of(rule)).run(x=[5, 5, 5, 5, 5, 5.0], y=[5, 5, 5, 0, 0, 0.0])[-1] == 0.0
    rule["trigger"] = "x > 1 or y > 1"
    assert Months(rules_of(rule)).run(x=[5, 5, 5, 5, 5, 5.0], y=[5, 5, 5, 0, 0, 0.0])[-1] == 0.1


NUMBERS = st.floats(0.01, 0.5)
RULES = st.fixed_dictionaries(
    {
        "lag": st.integers(1, 6),
        "step": st.floats(-0.4, 0.4).filter(lambda step: abs(step) > 0.01),
        "cooldown": st.integers(3, 9),
        "easing": st.one_of(st.just(0.0), NUMBERS),
        "fatigue": st.one_of(st.just(0.0), NUMBERS),
        "dead_band": st.floats(0.001, 1.0),
        "limit": st.floats(0.4, 1.0),
        "trigger": st.sampled_from(
            ["x > 0", "x < 0", "change(x, 3) > 0", "{other} > 0.5", "{own} < 0.5", "{own} + {other} - x > 1", "0 > x"]
        ),
    }
)
OWN, OTHER = "USA.chip_export_control", "CHN.entity_sanctions"


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(RULES, min_size=1, max_size=4), st.integers(0, 2**31), st.floats(0.0, 1.5))
def test_no_rule_moves_to_and_fro_month_by_month(made: list[dict[str, object]], seed: int, strength: float) -> None:
    """Whatever the rules and the world: actions are a cooldown apart, additions within the limit, levers in range."""
    entries = []
    for number, rule in enumerate(made):
        ours, theirs = (OWN, OTHER) if number % 2 == 0 else (OTHER, OWN)
        who, lever = ours.split(".")
        trigger = str(rule["trigger"]).format(own=ours, other=theirs)
        entries.append({**rule, "who": who, "lever": lever, "trigger": trigger})
    entries.append({"lever": OTHER.split(".")[1], "who": "CHN"})  # so that both levers are in the plan
    entries.append({})
    rules = rules_of(*entries)
    months = Months(rules, runs=5, strength=strength)
    walk = np.random.default_rng(seed).normal(size=(80, 5)).cumsum(axis=0)
    for values in walk:
        months.step({"x": values})
    acted, added = np.stack(months.acted), np.stack(months.added)
    for column, rule in enumerate(rules):
        for run in range(5):
            when = np.flatnonzero(acted[:, run, column])
            assert not len(when) or when[0] >= rule.lag
            assert (np.diff(when) >= rule.cooldown).all()
            moved = np.flatnonzero(np.diff(added[:, run, column], prepend=0.0))
            assert set(moved) <= set(when)
        sizes = added[:, :, column] * np.sign(rule.step)
        assert sizes.min() >= 0.0
        assert sizes.max() <= rule.limit * strength * (1 + 1e-12)
    levers = np.stack(months.levers)
    assert levers.min() >= 0.0
    assert levers.max() <= 1.0


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(RULES, st.floats(-1.5, 1.5), st.floats(0.1, 1.5))
def test_in_a_still_world_every_rule_comes_to_rest(made: dict[str, object], x: float, strength: float) -> None:
    """A trigger that the rule does not move itself stays as it is: after the last step nothing is taken back."""
    rules = rules_of({**made, "trigger": "x > 0"})
    months = Months(rules, strength=strength)
    for _ in range(800):
        months.step({"x": x})
    acted = np.stack(months.acted)[:, 0, 0]
    assert not acted[600:].any()
    assert set(acted) <= {0.0, 1.0}


def test_pairs_know_their_reactions() -> None:
    china, america = rules_of(
        {"who": "CHN", "lever": "entity_sanctions", "trigger": f"2 * {OWN} - start({OWN}) > 0", "fatigue": 1.0},
        {"trigger": f"0.4 * {OTHER} > 0.1", "fatigue": 1.0},
    )
    assert (reaction_of(china, america), reaction_of(america, china)) == (2.0, 0.4)
    (pair,) = pairs_of([china, america])
    assert pair.settles
    (pair,) = pairs_of(rules_of({**china.plain, "fatigue": 0.5}, {**america.plain, "fatigue": 1.0}))
    assert not pair.settles
    assert pairs_of(rules_of("china_answers_tariffs", "forced_innovation")) == ()


MONTHS = 30


@pytest.fixture(scope="session")
def on() -> BlockResult:
    return block(answered(months=MONTHS), range(16))


def test_what_is_in_force_is_recorded(on: BlockResult) -> None:
    shown = [name for name in on.series if name.startswith(("reply_", "lever_"))]
    assert {"reply_guidance_follows_home_supply", "reply_acted_guidance_follows_home_supply"} <= set(shown)
    lever = on.series["lever_chn_purchase_guidance_ai_chips"]
    added = sum(on.series[f"reply_{name}"] for name in ("guidance_follows_home_supply", GUIDANCE))
    assert np.allclose(lever, np.clip(0.85 + added, 0.0, 1.0), atol=1e-12)
    acted = on.series["reply_acted_guidance_follows_home_supply"]
    change = np.diff(on.series["reply_guidance_follows_home_supply"], axis=1, prepend=0.0)
    assert np.array_equal(np.sign(-change), acted)
    assert (acted != 0).any()
    assert len(np.unique(lever[:, -1])) > 4  # runs differ


GUIDANCE = "guidance_tightens_when_home_orders_are_met"


def test_the_model_lives_under_the_levers_that_are_recorded(on: BlockResult) -> None:
    off = block(scenario(months=MONTHS), range(16))
    assert not [name for name in off.series if name.startswith(("reply_", "lever_"))]
    assert set(off.series) < set(on.series)
    let_in, kept_out = (result.series["chip_flow_to_chn_foreign"][:, -1].mean() for result in (on, off))
    assert let_in > 2.0 * kept_out
    first = np.flatnonzero((on.series["reply_acted_guidance_follows_home_supply"] != 0).any(axis=0))[0]
    assert np.array_equal(on.series["chip_price"][:, :first], off.series["chip_price"][:, :first])


def test_a_rule_that_never_acts_changes_nothing() -> None:
    idle = {"name": "idle", "who": "CHN", "lever": "mineral_licence_strictness", "trigger": "chip_price < 0", "lag": 1}
    idle |= {"step": 0.1, "limit": 0.5, "cooldown": 3, "dead_band": 1}
    off = block(scenario(months=9), range(6))
    idling = block(answered(idle, months=9), range(6))
    for level in LEVELS:
        for name, values in getattr(off, level).items():
            assert np.array_equal(values, getattr(idling, level)[name], equal_nan=True), name


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 7])
def test_the_same_bits_for_any_block(on: BlockResult, size: int) -> None:
    for start in range(0, 14, size):
        rows = list(range(start, start + size))
        assert differing(on, block(answered(months=MONTHS), rows), rows) == []


def test_resuming_from_a_snapshot_gives_the_same_bits() -> None:
    going, kept = ensemble(answered(months=20), 3), []
    for _ in range(20):
        kept.append(going.branch())
        going.step()
    end = going.branch()
    going.restore(kept[11], 11)
    while going.index < 20:
        going.step()
    assert same_columns(end, going.world) == []
    assert end.replies.added.any()


def test_the_mesa_model_has_the_same_numbers(on: BlockResult) -> None:
    model = CompetitionModel(answered(months=MONTHS), rng=1)
    model.run_model()
    series = model.datacollector.get_model_vars_dataframe()
    assert set(series.columns) == {"date", *on.series}
    for name, values in on.series.items():
        np.testing.assert_array_equal(series[name].to_numpy(), values[0], err_msg=name)
    assert model.measure("reply_guidance_follows_home_supply") == on.series["reply_guidance_follows_home_supply"][0, -1]


def test_an_agent_who_pulls_a_lever_goes_before_its_replies() -> None:
    model = CompetitionModel(answered(months=MONTHS), rng=1, collect=False)
    model.nation("CHN").pull("purchase_guidance", 0.7, item="ai_chips")
    model.run_model()
    assert model.measure("lever_chn_purchase_guidance_ai_chips") == 0.7


def test_replies_are_summed_and_clipped() -> None:
    policy = Policy([scenario(months=2)], [0, 0], 2)
    place = ("chip_export_control", None, USA)
    policy.add([(place, np.array([0.3, -0.3])), (place, np.array([0.3, -0.5]))])
    assert policy.column("chip_export_control", 0)[:, USA].tolist() == [1.0, 0.0]
    assert policy.column("chip_export_control", 0)[:, CHN].tolist() == [0.0, 0.0]
    policy.add([])
    assert policy.column("chip_export_control", 0)[:, USA].tolist() == [0.6]


def test_an_unknown_metric_is_named_with_the_nearest() -> None:
    rule = {"name": "own", "who": "USA", "lever": "chip_export_control", "trigger": "capability_lag_cnh < 8", "lag": 1}
    rule |= {"step": 0.1, "limit": 0.5, "cooldown": 3, "dead_band": 1}
    with pytest.raises(ConfigError, match=r"unknown metric 'capability_lag_cnh' \(did you mean 'capability_lag_chn'"):
        ensemble(answered(rule))
    with pytest.raises(ConfigError, match=r"unknown metric 'JPN.alignmnt' \(did you mean 'alignment'"):
        ensemble(answered({**rule, "trigger": "JPN.alignmnt < 8"}))


def test_every_metric_of_world_and_nations_can_be_looked_at() -> None:
    rule = {"who": "USA", "lever": "chip_export_control", "lag": 1, "step": 0.1, "limit": 0.5, "cooldown": 3}
    names = [m.name for m in by_level("series")] + [f"JPN.{m.name}" for m in by_level("nations")]
    entries = []
    for number, start in enumerate(range(0, len(names), 8)):
        trigger = " or ".join(f"{name} > 1e30" for name in names[start : start + 8])
        bands: object = [1.0] * len(names[start : start + 8])
        entries.append({"name": f"look_{number}", "trigger": trigger, "dead_band": bands, **rule})
    going = ensemble(answered(*entries), 2)
    going.step()
    assert np.isfinite(going.world.replies.first).all()
