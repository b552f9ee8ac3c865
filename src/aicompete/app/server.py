"""The server of the dashboard: one crew of workers, one session a page, this machine alone unless told otherwise."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aicompete.app.crew import Crew
from aicompete.app.page.session import Session
from aicompete.app.policy import START
from aicompete.app.rounds import FIRST, MOST
from aicompete.batch.errors import BatchError
from aicompete.config import load_scenario

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8050
TRIED = 20
RECONNECT = 3.0
"""Seconds that a page's state waits for a browser that lost its connection."""


@dataclass(frozen=True)
class Serving:
    """How the dashboard is served."""

    host: str = "127.0.0.1"
    port: int | None = None
    results: Path = Path("results")
    runs: int = MOST
    seed: int = 1
    workers: int | None = None
    show: bool = True


def serve(asked: Serving) -> None:
    """Serve until Ctrl-C. Raises ``BatchError`` when the framework is missing or the port is taken."""
    try:
        from nicegui import app, ui
    except ImportError:
        raise BatchError("the dashboard needs NiceGUI: pip install 'aicompete[app]'") from None
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from aicompete.app.page.build import build
    from aicompete.app.page.games import games_page

    port = free_port(asked.host, asked.port)
    crew = Crew(asked.workers)
    sessions: set[int] = set()

    def page() -> None:
        session = Session(crew, asked.runs, asked.seed)
        client: Any = ui.context.client
        build(session, asked.results)

        def begin() -> None:
            if client.id not in sessions:
                sessions.add(client.id)
                session.restart()

        def end() -> None:
            sessions.discard(client.id)
            session.close()

        client.on_connect(begin)
        client.on_delete(end)

    async def warm() -> None:
        """The first picture of the reference before anybody asks, which starts the workers too."""
        await listening(asked.host, port)
        print(f"Dashboard: http://{shown_host(asked.host)}:{port} (Ctrl-C ends it)", flush=True)
        await crew.more(crew.pile(load_scenario(START), asked.seed), 0, min(FIRST, asked.runs))

    def begin_warm() -> None:
        keep.append(asyncio.get_running_loop().create_task(warm()))

    keep: list[asyncio.Task[None]] = []
    if asked.host in LOOPBACK:  # a page of another site must not reach in under a name of its own
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
    ui.page("/", title="aicompete", reconnect_timeout=RECONNECT)(page)
    ui.page("/games", title="aicompete: games", reconnect_timeout=RECONNECT)(games_page)
    app.get("/status")(lambda: {"pages": len(sessions), "rounds": crew.waiting, "workers": crew.workers})
    app.on_startup(begin_warm)
    app.on_shutdown(crew.close)
    try:
        ui.run(
            host=asked.host, port=port, title="aicompete", favicon="🌐", reload=False, show=asked.show,
            show_welcome_message=False, access_log=False,
        )  # fmt: skip
    finally:
        crew.close()


async def listening(host: str, port: int) -> None:
    """Wait until the server answers on its port, so that the address is not told too early."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection(near, port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def free_port(host: str, wanted: int | None) -> int:
    """The port asked for, or the first free one from the usual on. Raises ``BatchError`` when it is taken."""
    for port in [wanted] if wanted is not None else range(PORT, PORT + TRIED):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError as error:
                if wanted is not None:
                    raise BatchError(f"cannot serve on {host} port {wanted}: {error.strerror or error}") from None
                continue
            return int(trial.getsockname()[1])
    raise BatchError(f"no free port from {PORT} to {PORT + TRIED - 1}; name one with --port")


def shown_host(host: str) -> str:
    """A host as it stands in an address."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
