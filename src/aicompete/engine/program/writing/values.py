"""Values inside a nest of loops: loaded from a bank, spread from a constant, or stored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aicompete.engine.program.graph import Index, Node, plain
from aicompete.engine.program.text import Text
from aicompete.engine.program.writing.nest import Constants, Nest
from aicompete.engine.program.writing.schedule import Plan
from aicompete.engine.program.writing.walk import Places, walked


class Values:
    """Reads and writes the banks for the loops of a plan; a vector holds one number of each of several runs."""

    def __init__(self, plan: Plan, lanes: int) -> None:
        self.text = Text(lanes)
        self.constants = Constants()
        self.inside: dict[int, str] = {}
        """Results of the present loop by node: they need not be loaded."""
        self.plan = plan
        self.lanes = lanes

    def nest(self, dims: Sequence[int]) -> Nest:
        """A new nest of loops."""
        return Nest(self.text, self.constants, dims)

    def place(self, node: Node) -> tuple[str, int]:
        """Bank and place of a node's elements."""
        bank, begin = node.extra if node.op == "in" else self.plan.places[node.id]
        return bank, begin

    def read(self, nest: Nest, node: Node, index: Index, dims: Sequence[int]) -> str:
        """An argument inside a nest: a vector, or a mask where the node holds truth values."""
        if node.id in self.inside and plain(index):
            return self.inside[node.id]
        if node.op == "const":
            return self._constant(nest, node, index, dims)
        bank, begin = self.place(node)
        wide = begin + index.astype(np.int64)
        key = bank, wide.tobytes()
        if key not in nest.loaded:
            nest.loaded[key] = self._mask(self.load(nest, bank, wide, dims), node.truth)
        nest.at()
        return nest.loaded[key]

    def load(self, nest: Nest, bank: str, places: Places, dims: Sequence[int]) -> str:
        """A vector from a bank, loaded as far out as it does not change."""
        t = self.text
        pointer, depth = nest.address(f"%{bank}", walked(places, dims), t.vector)
        nest.at(depth)
        return t.put(f"load {t.vector}, ptr {pointer}, align {8 * self.lanes}")

    def _mask(self, value: str, truth: bool) -> str:
        t = self.text
        return t.fcmp("une", value, t.real(0.0)) if truth else value

    def real(self, value: str, truth: bool) -> str:
        """A vector of numbers, from a mask too."""
        t = self.text
        return t.select(value, t.real(1.0), t.real(0.0)) if truth else value

    def _constant(self, nest: Nest, node: Node, index: Index, dims: Sequence[int]) -> str:
        t = self.text
        values = node.extra[index].reshape(tuple(dims))
        if values.size == 1 or values.tobytes() == np.full_like(values, values.ravel()[0]).tobytes():
            one = float(values.ravel()[0])
            if node.truth:
                return "<" + ", ".join([f"i1 {'true' if one else 'false'}"] * self.lanes) + ">"
            return t.real(one)
        key = "constant" + str(node.truth), values.tobytes() + repr(values.shape).encode()
        if key not in nest.loaded:
            for axis in range(values.ndim):  # axes along which nothing changes are left out
                first = values.take([0], axis=axis)
                if (values == first).all():
                    values = first
            table = self.constants.name("double", np.ascontiguousarray(values))
            places = np.arange(values.size).reshape(values.shape)
            steps = walked(np.broadcast_to(places, tuple(dims)).ravel(), dims)
            pointer, depth = nest.address(table, steps, "double")
            nest.at(depth)
            nest.loaded[key] = self._mask(self._spread(t.put(f"load double, ptr {pointer}")), node.truth)
        nest.at()
        return nest.loaded[key]

    def _spread(self, single: str) -> str:
        t = self.text
        first = t.put(f"insertelement {t.vector} poison, double {single}, i64 0")
        return t.put(f"shufflevector {t.vector} {first}, {t.vector} poison, <{self.lanes} x i32> zeroinitializer")

    def store(self, nest: Nest, bank: str, places: Places, dims: Sequence[int], value: str) -> None:
        """A vector into a bank."""
        t = self.text
        pointer, _ = nest.address(f"%{bank}", walked(places, dims), t.vector)
        nest.at()
        t.line(f"store {t.vector} {value}, ptr {pointer}, align {8 * self.lanes}")

    def copy(self, node: Node, index: Index, bank: str, places: Places) -> list[str]:
        """Lines that write elements of a node to places of a bank."""
        if not index.size:
            return []
        dims = (index.size,) if index.size > 1 else ()
        nest = self.nest(dims)
        self.inside = {}
        value = self.read(nest, node, index, dims)
        nest.at()
        self.store(nest, bank, places, dims, self.real(value, node.truth))
        return nest.closed()

    def move(self, source: tuple[str, Places], target: tuple[str, Places]) -> list[str]:
        """Lines that copy numbers from one bank to another."""
        dims = (target[1].size,) if target[1].size > 1 else ()
        nest = self.nest(dims)
        self.store(nest, *target, dims, self.load(nest, *source, dims))
        return nest.closed()
