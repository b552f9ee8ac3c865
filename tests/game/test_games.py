"""Moves, game files and payoffs from ensembles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aicompete import simulate
from aicompete.batch.errors import FolderError
from aicompete.config import ConfigError, load_scenario
from aicompete.engine.choice import NUMPY
from aicompete.game.files import Game, load_game
from aicompete.game.moves import shipped_moves
from aicompete.game.normalform import NormalForm
from aicompete.game.plays import Play, read_line, scenario_of, written
from aicompete.game.refine import judge
from aicompete.game.run import save, solve
from aicompete.game.tensor import played_out

SMALL = """\
name: small
months: 13
runs: 3
moves:
  aid: {player: CHN, level: 0, name: Aid, levers: {aid_budget: 8}, costs: {effort: 1}, source: a test}
  never:
    player: USA
    level: 1
    name: Cannot be made
    levers: {chip_export_control: 1}
    needs: capability_lag_chn > 1000
    source: a test
  close: {player: USA, level: 1, name: Close, levers: {chip_export_control: 1}, source: a test}
stages:
  - {player: CHN, month: 0, options: {aid: [aid]}}
  - {player: USA, month: 4, options: {never: [never], close: [close]}}
"""


@pytest.fixture
def small(tmp_path: Path) -> Game:
    return load_game(_file(tmp_path, SMALL))


def _file(folder: Path, text: str) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _problems(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_game(_file(folder, text))
    return str(caught.value)


def test_all_moves_of_the_commentary_are_there() -> None:
    moves = shipped_moves()
    assert len(moves) == 39
    assert {(m.id[0], m.level) for m in moves.values()} == {
        *(("A", k) for k in range(3)),
        *(("B", k) for k in range(4)),
    }
    for move in moves.values():
        assert move.level == int(move.id[1])
        assert move.level == 0 or move.answers, move.id
        assert all(moves[name].player != move.player for name in move.answers), move.id


@pytest.mark.parametrize("name", ["game_a", "game_b"])
def test_every_move_stands_in_a_shipped_game(name: str) -> None:
    letter = name[-1].upper()
    assert set(load_game(name).used) == {move for move in shipped_moves() if move[0] == letter}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("aid_budget: 8", "aid_budgt: 8", "unknown lever 'aid_budgt' (did you mean 'aid_budget'?)"),
        ("aid_budget: 8", "aid_budget: 800", "aid_budget"),
        ("capability_lag_chn", "capability_lag_cn", "did you mean 'capability_lag_chn'?"),
        ("close: [close]", "close: [clse]", "unknown move 'clse' (did you mean 'close'?)"),
        ("month: 0, options: {aid: [aid]}", "month: 0, options: {aid: [close]}", "close is a move of USA, not of CHN"),
        ("month: 4", "month: 0", "needs something to be seen first"),
        ("player: CHN, month", "player: CNH, month", "aid is a move of CHN, not of CNH"),
        ("runs: 3", "runs: 3\nrnus: 4", "unknown key 'rnus' in a game (did you mean 'runs'?)"),
        ("name: Aid", "name: Aid, answers: [A1-2x]", "unknown move 'A1-2x'"),
    ],
)
def test_mistakes_are_told_with_place_and_nearest_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    message = _problems(tmp_path, SMALL.replace(old, new, 1))
    assert said in message
    assert "small.yaml:" in message


def test_a_move_goes_by_a_tenth_a_month_and_never_back() -> None:
    base, moves = load_scenario("baseline"), shipped_moves()
    line = (Play(1, "B0-1"), Play(30, "A1-2a"))
    path = scenario_of(base, moves, line).path("model_weight_control", "USA")
    days = [(base.start + month).first_day for month in (0, 1, 4, 7, 119)]
    assert [path.at(day) for day in days] == pytest.approx([0.0, 0.0, 0.3, 0.6, 0.6], abs=0.01)
    assert read_line(written(line)) == line


def test_the_way_without_moves_is_the_scenario_bit_for_bit(small: Game) -> None:
    tensor = played_out(small, engine=NUMPY)
    plain = simulate("baseline", 3, 1, months=13, nations=False, every="year", engine=NUMPY)
    means = plain.series.groupby("run")["capability_lag_chn"].mean().to_numpy()
    assert np.array_equal(tensor.parts["capability_lag_chn", "mean"][0, 0], means)
    assert np.array_equal(tensor.parts["capability_lag_chn", "mean"][0, 1], means)  # what cannot be made does nothing
    assert not np.array_equal(tensor.parts["capability_lag_chn", "mean"][0, 2], means)
    assert tensor.parts["moves_blocked_usa", "end"].tolist() == [[[0.0] * 3, [1.0] * 3, [0.0] * 3]] * 2
    assert tensor.parts["moves_effort_chn", "mean"][:, 0, 0].tolist() == [0.0, 1.0]


def test_a_need_that_is_there_in_some_runs_parts_their_ways(tmp_path: Path) -> None:
    seen = simulate("baseline", 3, 1, months=1, nations=False, engine=NUMPY).series["capability_lag_chn"]
    low, middle, _ = sorted(seen)
    text = SMALL.replace("capability_lag_chn > 1000", f"capability_lag_chn > {(low + middle) / 2.0:.6f}")
    parted = played_out(load_game(_file(tmp_path, text)), engine=NUMPY)
    blocked = parted.parts["moves_blocked_usa", "end"][0, 1]
    assert blocked.sum() == 1.0
    lag = parted.parts["capability_lag_chn", "end"][0]
    assert np.array_equal(lag[1], np.where(blocked > 0, lag[0], lag[2]))


def test_a_move_that_comes_after_another_is_made_only_then(tmp_path: Path) -> None:
    text = SMALL.replace("name: Close,", "name: Close, after: [aid],")
    tensor = played_out(load_game(_file(tmp_path, text)), engine=NUMPY)
    blocked = tensor.parts["moves_blocked_usa", "end"].mean(axis=-1)
    assert blocked[:, 2].tolist() == [1.0, 0.0]
    lag = tensor.parts["capability_lag_chn", "mean"]
    assert np.array_equal(lag[0, 2], lag[0, 0])
    assert not np.array_equal(lag[1, 2], lag[1, 0])


def test_a_game_in_a_folder_goes_on_and_refuses_another(tmp_path: Path, small: Game) -> None:
    folder = tmp_path / "out"
    first = played_out(small, folder, engine=NUMPY)
    parts = sorted(p.stat().st_mtime_ns for p in (folder / "runs").rglob("*.parquet"))
    again = played_out(small, folder, engine=NUMPY)
    assert parts == sorted(p.stat().st_mtime_ns for p in (folder / "runs").rglob("*.parquet"))
    assert all(np.array_equal(first.parts[key], again.parts[key]) for key in first.parts)
    other = load_game(_file(tmp_path, SMALL.replace("month: 4", "month: 5")))
    with pytest.raises(FolderError, match="another game"):
        played_out(other, folder, engine=NUMPY)


def test_profiles_and_ways_belong_together() -> None:
    form = NormalForm(load_game("game_b"))
    assert form.shape == (25, 25)
    for profile in ((3, 7), (24, 0)):
        assert form.profile(form.way(profile)) == profile


def test_judging_adds_runs_to_open_deviations(tmp_path: Path) -> None:
    text = SMALL.replace("runs: 3", "runs: 3\ntolerance: 0")
    game = load_game(_file(tmp_path, text))
    tensor = played_out(game, engine=NUMPY)
    judged = judge(NormalForm(game), tensor, (0, 0), rounds=1, engine=NUMPY)
    assert judged.verdict in ("equilibrium", "open", "no equilibrium")
    assert judged.extra_runs == 0 or judged.trail[-1][0] == 6


def test_a_small_game_is_told_from_end_to_end(tmp_path: Path, small: Game) -> None:
    solved = solve(small, engine=NUMPY)
    text = "\n".join(solved.lines())
    for word in ("depth 1", "perfect", "best replies", "takes", "give back", "weights"):
        assert word in text
    paths = save(solved, tmp_path / "told")
    table = paths[1].read_text(encoding="utf-8").splitlines()
    assert len(table) == 1 + small.leaves


def test_all_pictures_of_a_small_game_are_drawn(tmp_path: Path, small: Game) -> None:
    from aicompete.game.pictures.draw import draw_all

    drawn = draw_all(solve(small, engine=NUMPY), tmp_path, NUMPY)
    assert {path.stem for path in drawn} == {"depth", "matrix", "payoffs", "regret", "timeline", "tree"}
    assert all(path.stat().st_size > 10_000 for path in drawn)


def test_titles_of_pictures_say_what_was_found(small: Game) -> None:
    from aicompete.game.pictures import depth, matrix, ways
    from aicompete.game.responses import answers

    study = solve(small, engine=NUMPY).study
    first, way = small.stages[0], study.perfect().way
    assert f"'{first.options[way[0]].label}'" in ways._title(study)
    last, none = study.depths()[-1].value, study.depths()[0].value
    who = study.told[0]
    assert f"{last[who].mean - none[who].mean:+.2f}" in depth._title(study)
    told = matrix._title(study, answers(study))
    labels = [label for stage in small.stages for label in stage.labels[1:]]
    assert "No option does harm" in told or any(f"'{label}'" in told for label in labels)
    assert matrix._percent(12.03) == "over 1000%"
    assert matrix._percent(-0.42) == "-42%"


def test_a_solved_game_is_reported_on_one_page(tmp_path: Path, small: Game) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("plotly")
    from aicompete.report import write_report

    save(solve(small, engine=NUMPY), tmp_path)
    page = write_report([tmp_path]).read_text(encoding="utf-8")
    for word in ("of answers adds to the payoffs", "subgame-perfect", "aicompete report", "Claim ledger"):
        assert word in page


def test_nobody_can_better_an_equilibrium_and_somebody_another_way(small: Game) -> None:
    from aicompete.game.policies import exploitability

    solved = solve(small, engine=NUMPY)
    form, (judged, *_) = NormalForm(small), solved.equilibria.pure
    assert [gain.mean for _, _, gain in exploitability(solved.study, form.way(judged.profile))] == [0.0, 0.0]
    others = [form.way(tuple(int(i) for i in p)) for p in np.ndindex(*form.shape) if tuple(p) != judged.profile]
    best = [max(gain.mean for _, _, gain in exploitability(solved.study, way)) for way in others]
    assert max(best) > 0.0


def test_where_moves_do_nothing_every_way_is_an_equilibrium(tmp_path: Path) -> None:
    from aicompete.game.plays import idle_targets
    from aicompete.game.policies import exploitability

    text = SMALL.replace("chip_export_control: 1", "chip_export_control: 0.6").replace("aid_budget: 8", "aid_budget: 2")
    game = load_game(_file(tmp_path, text.replace("costs: {effort: 1}, ", "")))
    assert idle_targets(game.scenario, [game.moves["aid"], game.moves["close"]]) == ["aid", "close"]
    solved = solve(game, engine=NUMPY)
    assert len(solved.equilibria.pure) == game.leaves
    assert {judged.verdict for judged in solved.equilibria.pure} == {"equilibrium"}
    assert all(gain.mean == 0.0 for _, _, gain in exploitability(solved.study, (1, 2)))
    assert all(depth.added[who].mean == 0.0 for depth in solved.study.depths()[1:] for who in ("USA", "CHN"))
