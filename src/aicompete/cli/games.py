"""Commands on games: ``game`` solves one, ``play`` seats players at one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import STOPPED, fail, print_lines
from aicompete.cli.options import RESULTS, Engine, ForceNew, Out, Settings, Workers


def game(
    file: Annotated[str, typer.Argument(metavar="GAME", help="Game file, or the name of a shipped one.")],
    runs: Annotated[int | None, typer.Option("--runs", min=2, help="Runs of each way the game goes.")] = None,
    more: Annotated[int, typer.Option("--more", min=0, max=6, help="Rounds of runs added where it is open.")] = 1,
    out: Out = None,
    settings: Settings = None,
    workers: Workers = None,
    dask: Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="A Dask cluster, or local.")] = None,
    force_new: ForceNew = False,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw the pictures.")] = True,
    engine: Engine = None,
) -> None:
    """Solve a game of moves and answers on ensembles: equilibria with their noise, what depth and answers are worth."""
    from aicompete.batch.design.design import folder_name
    from aicompete.batch.run.progress import for_terminal
    from aicompete.game.files import changed, load_game
    from aicompete.game.run import save, solve
    from aicompete.game.ways import set_aside

    found = changed(load_game(file), settings or [])
    folder = out or RESULTS / f"game_{folder_name(found.name, list(settings or []))}"
    if force_new and folder.exists():
        tell(f"the old results are kept as {set_aside(folder)}")
    solved = solve(
        found, folder, runs=runs, rounds=more, workers=workers, engine=engine, dask=dask, progress=for_terminal()
    )
    print_lines(solved.lines())
    for path in save(solved, folder):
        tell(f"wrote {path}")
    if plots:
        from aicompete.game.pictures.draw import draw_all

        for path in draw_all(solved, folder / "plots", engine):
            tell(f"wrote {path}")


def play(
    file: Annotated[str, typer.Argument(metavar="GAME", help="Game file, or the name of a shipped one.")],
    seats: Annotated[str, typer.Option("--seats", metavar="USA,CHN", help="Who is played by hand.")] = "",
    fill: Annotated[str, typer.Option("--fill", help="Who plays the rest: none, scripted, random or best.")] = "best",
    turns: Annotated[int, typer.Option("--turns", min=1, max=80, help="How many quarters.")] = 8,
    world: Annotated[int, typer.Option("--world", min=0, max=999, help="Which draw is the one that happens.")] = 0,
    fan: Annotated[int, typer.Option("--fan", min=4, max=1000, help="Other worlds that show what may come.")] = 24,
    record: Annotated[Path | None, typer.Option("--log", metavar="FILE", help="Log (results/play_NAME.jsonl).")] = None,
    settings: Settings = None,
    replay: Annotated[
        Path | None, typer.Option("--replay", metavar="LOG", help="Play a log again, bit for bit.")
    ] = None,
    engine: Engine = None,
) -> None:
    """Sit at a game: a turn is a quarter, seats see through fog, one world happens, and the log replays."""
    from aicompete.game.files import changed, load_game
    from aicompete.game.play import log, terminal
    from aicompete.game.play.ending import ending
    from aicompete.game.play.players import RULES
    from aicompete.game.play.session import Session, refuse_seats
    from aicompete.game.play.table import seats_of

    found = changed(load_game(file), settings or [])
    if replay is not None:
        session, differences = log.replay(found, replay)
        print_lines(["", *ending(session)])
        if differences:
            fail(f"{replay} does not replay:\n" + "\n".join(differences[:10]))
        tell(f"{replay} replays bit for bit: {session.turn} turns")
        return
    human = [word for word in seats.split(",") if word]
    if fill not in RULES:
        fail(f"--fill must be one of {', '.join(RULES)}, not '{fill}'")
    refuse_seats(found, human)
    path = record or RESULTS / f"play_{found.name}.jsonl"
    session = Session(found, seats_of(found, human, fill), turns, world, fan, engine)
    whole = terminal.play(session, _asked, tell, path)
    print_lines(["", *ending(session)])
    tell(f"log: {path}" if session.turn else "stopped before the first turn; there is no log")
    if not whole:
        raise typer.Exit(STOPPED)


def _asked(prompt: str) -> str | None:
    """A line typed at the terminal or handed in by a pipe; None at its end."""
    try:
        line = input(prompt)
    except EOFError:
        return None
    if not sys.stdin.isatty():
        tell(line)  # so that what was handed in can be read beside the answers
    return line
