"""Lines of LLVM's language for vectors of one number a run."""

from __future__ import annotations

import math
import struct


class Text:
    """Writes the lines of a function; every operation gives the name of its result."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.lines: list[str] = []
        self.vector = f"<{lanes} x double>"
        self.mask = f"<{lanes} x i1>"
        self.bits = f"<{lanes} x i64>"
        self._count = 0

    def name(self, word: str = "v") -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"%{word}{self._count}"

    def put(self, what: str) -> str:
        """A line that gives a result."""
        name = self.name()
        self.lines.append(f"  {name} = {what}")
        return name

    def line(self, what: str) -> None:
        """A line that gives none."""
        self.lines.append(f"  {what}")

    def block(self, label: str) -> None:
        """Begin a block."""
        self.lines.append(f"{label}:")

    def real(self, value: float) -> str:
        """A number in all lanes."""
        return "<" + ", ".join([f"double {hexadecimal(value)}"] * self.lanes) + ">"

    def whole(self, value: int) -> str:
        """A whole number in all lanes."""
        return "<" + ", ".join([f"i64 {value}"] * self.lanes) + ">"

    @staticmethod
    def is_number(value: str) -> bool:
        """Whether a value is written out and not a name; it is then a number."""
        return value.startswith("<") and "0x7FF8" not in value

    def fadd(self, a: str, b: str) -> str:
        return self.put(f"fadd {self.vector} {a}, {b}")

    def fsub(self, a: str, b: str) -> str:
        return self.put(f"fsub {self.vector} {a}, {b}")

    def fmul(self, a: str, b: str) -> str:
        return self.put(f"fmul {self.vector} {a}, {b}")

    def fdiv(self, a: str, b: str) -> str:
        return self.put(f"fdiv {self.vector} {a}, {b}")

    def fneg(self, a: str) -> str:
        return self.put(f"fneg {self.vector} {a}")

    def fcmp(self, how: str, a: str, b: str) -> str:
        return self.put(f"fcmp {how} {self.vector} {a}, {b}")

    def select(self, mask: str, a: str, b: str) -> str:
        return self.put(f"select {self.mask} {mask}, {self.vector} {a}, {self.vector} {b}")

    def select_mask(self, mask: str, a: str, b: str) -> str:
        return self.put(f"select {self.mask} {mask}, {self.mask} {a}, {self.mask} {b}")

    def both(self, a: str, b: str) -> str:
        return self.put(f"and {self.mask} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        return self.put(f"or {self.mask} {a}, {b}")

    def differ(self, a: str, b: str) -> str:
        return self.put(f"xor {self.mask} {a}, {b}")

    def no(self, a: str) -> str:
        return self.put(f"xor {self.mask} {a}, <" + ", ".join(["i1 true"] * self.lanes) + ">")

    def call(self, function: str, a: str) -> str:
        """One of LLVM's own functions that gives the exact result: fabs, sqrt, floor."""
        return self.put(f"call {self.vector} @llvm.{function}.v{self.lanes}f64({self.vector} {a})")

    def fabs(self, a: str) -> str:
        return self.call("fabs", a)

    def add(self, a: str, b: str) -> str:
        return self.put(f"add {self.bits} {a}, {b}")

    def sub(self, a: str, b: str) -> str:
        return self.put(f"sub {self.bits} {a}, {b}")

    def shl(self, a: str, by: int) -> str:
        return self.put(f"shl {self.bits} {a}, {self.whole(by)}")

    def lshr(self, a: str, by: int) -> str:
        return self.put(f"lshr {self.bits} {a}, {self.whole(by)}")

    def ashr(self, a: str, by: int) -> str:
        return self.put(f"ashr {self.bits} {a}, {self.whole(by)}")

    def as_bits(self, a: str) -> str:
        return self.put(f"bitcast {self.vector} {a} to {self.bits}")

    def as_real(self, a: str) -> str:
        return self.put(f"bitcast {self.bits} {a} to {self.vector}")


def hexadecimal(value: float) -> str:
    """A number as LLVM reads it bit for bit."""
    if math.isnan(value):
        return "0x7FF8000000000000"
    return "0x" + struct.pack(">d", value).hex().upper()
