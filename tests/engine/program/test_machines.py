"""The same text compiles for every kind of machine that llvmlite has wheels for, without fused operations."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from tests.engine.program.kit import traced_of

from aicompete.engine.program.operations import OPERATIONS
from aicompete.engine.program.writing.emit import written
from aicompete.engine.program.writing.schedule import planned

TARGETS = (
    "x86_64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-unknown-linux-gnu",
    "aarch64-pc-windows-msvc",
    "arm64-apple-darwin22",
)
FUSED = re.compile(r"\b(fn?m(la|ls|add|sub)|vfn?m(add|sub)\w*)\b")
LIBRARY = re.compile(r"\b(?:bl|callq?|jmp)\s+_?(floor|sqrt|fabs|exp|log|pow|tanh|__\w+)\b")
"""Functions of the machine's library, which could give other last bits."""


def _everything(a: Any, b: Any) -> Any:
    """All operations that a program knows, sums and a gather."""
    total = np.einsum("ri,rj->rj", a, b) + np.take_along_axis(a, np.minimum(np.floor(np.abs(b)), 3.0), axis=-1)
    for name, operation in OPERATIONS.items():
        function = getattr(np, name)
        values = (a > b, b > a) if operation.masks else (a, b)
        found = function(*values[: function.nin])
        total = total + (np.where(found, a, b) if operation.truth else found * a)
    return total


@pytest.mark.parametrize("target", TARGETS)
def test_it_compiles_and_fuses_nothing(target: str) -> None:
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    numbers = np.ones((1, 20))
    traced = traced_of(_everything, numbers, numbers)
    module = llvm.parse_assembly(written(traced, planned(traced), 2)[0])
    module.triple = target
    machine = llvm.Target.from_triple(target).create_target_machine(opt=2, reloc="pic", codemodel="default")
    text = machine.emit_assembly(module)
    assert not FUSED.search(text)
    found = set(LIBRARY.findall(text))
    assert found <= ({"floor"} if target.startswith("x86_64") else set())  # exact, whoever computes it
    assert len(machine.emit_object(module)) > 1000
