"""From text to machine code: llvmlite compiles the program for this machine."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from aicompete.engine.program.untraceable import Untraceable


@cache
def _llvm() -> Any:
    try:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
    except (ImportError, OSError, RuntimeError) as error:  # not installed, or its library does not load
        raise Untraceable(f"llvmlite does not work here: {error}") from error
    return llvm


@cache
def machine() -> tuple[str, str, str]:
    """Version of LLVM, name of the processor, its instruction sets."""
    llvm = _llvm()
    version = ".".join(map(str, llvm.llvm_version_info))
    return version, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


@cache
def widest() -> int:
    """How many numbers this machine computes with at once."""
    features = machine()[2].split(",")
    return 8 if "+avx512f" in features else 4 if "+avx" in features else 2


def _target(opt: int = 2) -> Any:
    llvm = _llvm()
    _, processor, features = machine()
    target = llvm.Target.from_default_triple()
    # in a large process code and constants can lie more than 2 GB apart, which the usual short addresses do not reach
    far = llvm.get_default_triple().startswith("x86_64")
    reloc, model = ("static", "large") if far else ("pic", "default")
    return target.create_target_machine(cpu=processor, features=features, opt=opt, reloc=reloc, codemodel=model)


def compiled(text: str, in_haste: bool = False) -> bytes:
    """The program as an object file.

    In haste it is compiled in a fraction of the time, to code that takes two to three times as long: no registers are
    sought for what is used again. The bits are the same, for every operation is rounded by itself either way.
    """
    llvm = _llvm()
    module = llvm.parse_assembly(text)
    module.verify()
    return bytes(_target(0 if in_haste else 2).emit_object(module))


class Loaded:
    """Machine code that is ready to run."""

    def __init__(self, code: bytes) -> None:
        llvm = _llvm()
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()

    def function(self, name: str, *kinds: Any) -> Callable[..., None]:
        """A function of the code, which keeps the code alive."""
        made: Any = ctypes.CFUNCTYPE(None, *kinds)(self._engine.get_function_address(name))
        made.code = self
        return made  # type: ignore[no-any-return]


def advance_of(code: bytes) -> Callable[..., None]:
    """The function of a program that steps a group of runs through some months."""
    kinds = [ctypes.c_void_p] * 10 + [ctypes.c_int64] + [ctypes.c_void_p] * 2 + [ctypes.c_int64]
    return Loaded(code).function("advance", *kinds)


def aligned(*shape: int) -> npt.NDArray[np.float64]:
    """Zeros that begin where vectors may."""
    size = int(np.prod(shape, dtype=np.int64))
    raw = np.zeros(size + 8)
    begin = (-raw.ctypes.data // 8) % 8
    return raw[begin : begin + size].reshape(shape)
