"""Where numbers come from: versions, commit and machine; the hash of the model is the engine's."""

from __future__ import annotations

import platform
import socket
import subprocess
from functools import cache

from aicompete.engine.sources import PACKAGE, model_hash

__all__ = ["PACKAGE", "commit", "host", "model_hash", "versions"]


def versions() -> dict[str, str]:
    """Versions that can matter for the numbers or for reading them."""
    import numpy
    import pyarrow

    from aicompete import __version__

    return {
        "aicompete": __version__,
        "python": platform.python_version(),
        "numpy": str(numpy.__version__),
        "pyarrow": str(pyarrow.__version__),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def host() -> str:
    """Name of this machine."""
    return socket.gethostname()


@cache
def commit() -> str | None:
    """Short git commit of a source checkout, with ``+`` when files differ from it; ``None`` when installed.

    Asked once: what runs is what was loaded.
    """
    if not (PACKAGE.parent.parent / ".git").exists():
        return None
    head = _git("rev-parse", "--short=12", "HEAD")
    if not head:
        return None
    return head + ("+" if _git("status", "--porcelain", "--untracked-files=no", "--", "src") else "")


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(PACKAGE), *words], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
