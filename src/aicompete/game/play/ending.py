"""How a play came out, told against the same world in which nobody moved."""

from __future__ import annotations

from collections.abc import Iterator

from aicompete.game.play.session import Session


def ending(session: Session) -> Iterator[str]:
    """Moves in time, payoffs, and the series that the game looks at, a line each."""
    still = session.nobody()
    yield f"After {session.turn} turns, in {session.date}:"
    for play_ in session.line:
        move = session.moves[play_.move]
        yield f"  {session.game.scenario.start + play_.month}  {move.player}  {play_.move}: {move.name}"
    played, unplayed = session.payoffs(session.truth, session.line), session.payoffs(still, ())
    yield "Payoffs, and by how much the moves changed them in this world:"
    for who, value in played.items():
        yield f"  {who} {float(value[0]):+.3f} ({float(value[0] - unplayed[who][0]):+.3f})"
    series, before = session.truth.seen()["series"], still.seen()["series"]
    yield "From the first quarter to the last, and had nobody moved:"
    for name in series:
        first, last, without = series[name][0, 2], series[name][0, -1], before[name][0, -1]
        yield f"  {name} {first:.4g} -> {last:.4g} ({without:.4g})"
