"""Where numbers come from: versions, commit, and a hash of the model's code, data and catalogue."""

from __future__ import annotations

import hashlib
import platform
import socket
import subprocess
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
ROOMS = ("config", "world", "rules", "subjects", "engine")
MONTH = "month.py"
ENDINGS = (".py", ".yaml", ".csv")


@lru_cache(maxsize=1)
def model_hash() -> str:
    """SHA-256 over every file that can change a number; takes 0.01 s for a few hundred files."""
    total = hashlib.sha256()
    for room in (*ROOMS, MONTH):
        for path in [PACKAGE / room] if room == MONTH else sorted((PACKAGE / room).rglob("*")):
            if path.suffix in ENDINGS:
                total.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
                total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


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


def commit() -> str | None:
    """Short git commit of a source checkout, with ``+`` when files differ from it; ``None`` when installed."""
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
