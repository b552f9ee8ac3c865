"""The command: its help is quick and needs no framework, and what cannot be served is told in one line."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from aicompete.batch.errors import BatchError
from aicompete.cli import app as cli


def test_help_and_import_load_neither_framework_nor_numbers() -> None:
    code = (
        "import sys, aicompete\nfrom aicompete.cli import app\nfrom typer.testing import CliRunner\n"
        "assert CliRunner().invoke(app, ['app', '--help']).exit_code == 0\n"
        "print([m for m in ('nicegui', 'fastapi', 'numpy', 'aicompete.app') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nicegui", None)
    result = CliRunner().invoke(cli, ["app", "--no-browser"])
    assert result.exit_code == 2
    assert "aicompete[app]" in result.output


def test_a_taken_port_is_told_and_the_usual_one_gives_way() -> None:
    from aicompete.app.server import free_port

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BatchError, match=str(port)):
            free_port("127.0.0.1", port)
    assert free_port("127.0.0.1", None) > 0
