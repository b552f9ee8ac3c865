"""A nest of loops while it is written: lines by depth, and addresses that move with the counters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aicompete.engine.program.text import Text, hexadecimal
from aicompete.engine.program.writing.walk import Walk


class Constants:
    """Arrays of numbers that stand in the program, each once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._known: dict[tuple[str, bytes], str] = {}

    def name(self, kind: str, values: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> str:
        """The name of an array of a kind of number."""
        key = kind, values.tobytes()
        if key not in self._known:
            name = self._known[key] = f"@c{len(self._known)}"
            words = ", ".join(f"{kind} {hexadecimal(float(v)) if kind == 'double' else int(v)}" for v in values.ravel())
            self.lines.append(f"{name} = private unnamed_addr constant [{values.size} x {kind}] [{words}]")
        return self._known[key]


class Nest:
    """Loops over axes, one in the other.

    Lines of depth 0 stand before all loops, those of the last depth inside all of them; what does not change in a loop
    stands before it.
    """

    def __init__(self, text: Text, constants: Constants, dims: Sequence[int]) -> None:
        self.dims = tuple(dims)
        self.counters = [text.name("i") for _ in dims]
        self.lines: list[list[str]] = [[] for _ in range(len(dims) + 1)]
        self.loaded: dict[tuple[str, bytes], str] = {}
        """What has been loaded, by where it stands."""
        self._text = text
        self._constants = constants

    def at(self, depth: int = -1) -> Text:
        """The text, set to write at a depth."""
        self._text.lines = self.lines[depth]
        return self._text

    def address(self, base: str, walk: Walk, unit: str) -> tuple[str, int]:
        """Address of an element and the depth at which it is known."""
        t, depth = self.at(0), 0
        pointer = t.put(f"getelementptr {unit}, ptr {base}, i64 {walk.begin}") if walk.begin else base
        if walk.flat is not None:
            depth = len(self.dims)
            t = self.at(depth)
            at = t.put(f"getelementptr i32, ptr {self._constants.name('i32', walk.flat)}, i64 {self._flat()}")
            step = t.put(f"zext i32 {t.put(f'load i32, ptr {at}')} to i64")
            return t.put(f"getelementptr {unit}, ptr {pointer}, i64 {step}"), depth
        for axis, move in enumerate(walk.axes):
            if isinstance(move, int) and move == 0:
                continue
            depth = axis + 1
            t = self.at(depth)
            counter = self.counters[axis]
            if isinstance(move, int):
                step = counter if move == 1 else t.put(f"mul i64 {counter}, {move}")
            else:
                at = t.put(f"getelementptr i32, ptr {self._constants.name('i32', move)}, i64 {counter}")
                step = t.put(f"sext i32 {t.put(f'load i32, ptr {at}')} to i64")
            pointer = t.put(f"getelementptr {unit}, ptr {pointer}, i64 {step}")
        return pointer, depth

    def _flat(self) -> str:
        """Place of the element, counted over all axes."""
        t, place = self._text, self.counters[0]
        for counter, length in zip(self.counters[1:], self.dims[1:], strict=True):
            place = t.put(f"add i64 {t.put(f'mul i64 {place}, {length}')}, {counter}")
        return place

    def closed(self) -> list[str]:
        """All lines, with the loops around them."""
        t, lines, labels = self._text, list(self.lines[0]), []
        for counter, own in zip(self.counters, self.lines[1:], strict=True):
            before, head, ahead = t.name("p")[1:], t.name("l")[1:], t.name("n")
            lines += [f"  br label %{before}", f"{before}:", f"  br label %{head}", f"{head}:"]
            labels.append((head, ahead, counter))
            lines.append(f"  {counter} = phi i64 [ 0, %{before} ], [ {ahead}, %E{head} ]")
            lines += own
        for (head, ahead, counter), length in reversed(list(zip(labels, self.dims, strict=True))):
            after = t.name("e")[1:]
            lines += [f"  br label %E{head}", f"E{head}:", f"  {ahead} = add nuw nsw i64 {counter}, 1"]
            done = t.name("d")
            lines.append(f"  {done} = icmp eq i64 {ahead}, {length}")
            lines += [f"  br i1 {done}, label %{after}, label %{head}", f"{after}:"]
        return lines
