"""The program as text in LLVM's language.

Every loop of the plan becomes a nest of loops over the axes of its steps, however long they are, so that the code does
not grow with the number of nations or firms. A vector holds one number of each of several runs; no operation mixes
them. Loads that do not change inside a loop stand before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aicompete.engine.program import vector_maths
from aicompete.engine.program.graph import REDUCTIONS, Index, Node, plain
from aicompete.engine.program.schedule import Loop, Plan
from aicompete.engine.program.text import Text, hexadecimal
from aicompete.engine.program.trace import Output, Trace
from aicompete.engine.program.untraceable import Untraceable

BANKS = "xflhbnz"
LOOPS_IN_A_FUNCTION = 24
"""Loops in one function: enough to make few calls, few enough for a compiler whose time grows faster than its text."""

SUMS_AT_ONCE = 4
"""Partial sums of a long reduction, so that one addition need not wait for the other."""

COMPARED = {
    "greater": "ogt",
    "less": "olt",
    "equal": "oeq",
    "not_equal": "une",
    "greater_equal": "oge",
    "less_equal": "ole",
}
PLAIN = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
MATHS = (
    "exp",
    "exp2",
    "expm1",
    "log",
    "log1p",
    "log10",
    "log2",
    "tanh",
    "arctanh",
    "sign",
    "maximum",
    "minimum",
)


@dataclass
class Steps:
    """How a map walks through memory: where it begins, and per axis a stride or a table of steps."""

    begin: int
    axes: list[int | npt.NDArray[np.int64]]
    flat: npt.NDArray[np.int64] | None = None
    """The whole map where it is no sum of steps along the axes."""


def walked(index: npt.NDArray[np.int64], dims: Sequence[int]) -> Steps:
    """A map as steps along the axes."""
    cube = index.reshape(tuple(dims))
    begin = int(cube.ravel()[0])
    total = np.full(cube.shape, begin, dtype=np.int64)
    axes: list[int | npt.NDArray[np.int64]] = []
    for axis, length in enumerate(dims):
        line = cube[tuple(slice(None) if a == axis else 0 for a in range(len(dims)))] - begin
        stride = int(line[1]) if length > 1 else 0
        even = bool((line == stride * np.arange(length)).all())
        axes.append(stride if even else line)
        total = total + line.reshape([length if a == axis else 1 for a in range(len(dims))])
    if (total == cube).all():
        return Steps(begin, axes)
    return Steps(0, [0] * len(dims), index.astype(np.int64))


@dataclass
class Nest:
    """A nest of loops while it is written: lines by depth, and the counter of each loop."""

    dims: tuple[int, ...]
    counters: list[str]
    lines: list[list[str]]
    loaded: dict[tuple[str, bytes], tuple[str, bool]] = field(default_factory=dict)


class Writer:
    """Writes the whole program."""

    def __init__(self, trace: Trace, plan: Plan, lanes: int) -> None:
        self.trace = trace
        self.plan = plan
        self.lanes = lanes
        self.globals: dict[tuple[str, bytes], str] = {}
        self.declared: list[str] = []
        self.text = Text(lanes)
        self._inside: dict[int, str] = {}
        self._spare = plan.scratch

    # values

    def _array(self, kind: str, values: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> str:
        """A constant array of the program."""
        key = kind, values.tobytes()
        if key not in self.globals:
            name = self.globals[key] = f"@c{len(self.globals)}"
            words = ", ".join(f"{kind} {hexadecimal(float(v)) if kind == 'double' else int(v)}" for v in values.ravel())
            self.declared.append(f"{name} = private unnamed_addr constant [{values.size} x {kind}] [{words}]")
        return self.globals[key]

    def _pointer(self, nest: Nest, bank: str, steps: Steps, unit: str) -> tuple[str, int]:
        """Address of an element of a bank and the depth at which it is known."""
        t, depth = self.text, 0
        t.lines = nest.lines[0]
        pointer = t.put(f"getelementptr {unit}, ptr {bank}, i64 {steps.begin}") if steps.begin else bank
        if steps.flat is not None:
            depth = len(nest.dims)
            t.lines = nest.lines[depth]
            place = self._flat(nest)
            table = self._array("i32", steps.flat)
            at = t.put(f"getelementptr i32, ptr {table}, i64 {place}")
            step = t.put(f"zext i32 {t.put(f'load i32, ptr {at}')} to i64")
            return t.put(f"getelementptr {unit}, ptr {pointer}, i64 {step}"), depth
        for axis, move in enumerate(steps.axes):
            if isinstance(move, int) and move == 0:
                continue
            depth = axis + 1
            t.lines = nest.lines[depth]
            counter = nest.counters[axis]
            if isinstance(move, int):
                step = counter if move == 1 else t.put(f"mul i64 {counter}, {move}")
            else:
                at = t.put(f"getelementptr i32, ptr {self._array('i32', move)}, i64 {counter}")
                step = t.put(f"sext i32 {t.put(f'load i32, ptr {at}')} to i64")
            pointer = t.put(f"getelementptr {unit}, ptr {pointer}, i64 {step}")
        return pointer, depth

    def _flat(self, nest: Nest) -> str:
        place = nest.counters[0]
        for counter, length in zip(nest.counters[1:], nest.dims[1:], strict=True):
            place = self.text.put(f"add i64 {self.text.put(f'mul i64 {place}, {length}')}, {counter}")
        return place

    def _value(self, nest: Nest, node: Node, index: Index, dims: Sequence[int]) -> str:
        """An argument inside a nest: a vector, or a mask where the node holds truth values."""
        t = self.text
        if node.id in self._inside and plain(index):
            return self._inside[node.id]
        if node.op == "const":
            return self._constant(nest, node, index, dims)
        bank, place = node.extra if node.op == "in" else self.plan.places[node.id]
        wide = place + index.astype(np.int64)
        key = bank, wide.tobytes()
        if key not in nest.loaded:
            pointer, depth = self._pointer(nest, f"%{bank}", walked(wide, dims), t.vector)
            t.lines = nest.lines[depth]
            value = t.put(f"load {t.vector}, ptr {pointer}, align {8 * self.lanes}")
            if node.truth:
                value = t.fcmp("une", value, t.real(0.0))
            nest.loaded[key] = value, node.truth
        t.lines = nest.lines[-1]
        return nest.loaded[key][0]

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
            table = self._array("double", np.ascontiguousarray(values))
            places = np.arange(values.size).reshape(values.shape)
            steps = walked(np.broadcast_to(places, tuple(dims)).ravel(), dims)
            pointer, depth = self._pointer(nest, table, steps, "double")
            t.lines = nest.lines[depth]
            single = t.put(f"load double, ptr {pointer}")
            value = self._spread(single)
            if node.truth:
                value = t.fcmp("une", value, t.real(0.0))
            nest.loaded[key] = value, node.truth
        t.lines = nest.lines[-1]
        return nest.loaded[key][0]

    def _spread(self, single: str) -> str:
        t = self.text
        first = t.put(f"insertelement {t.vector} poison, double {single}, i64 0")
        return t.put(f"shufflevector {t.vector} {first}, {t.vector} poison, <{self.lanes} x i32> zeroinitializer")

    def _real(self, value: str, truth: bool) -> str:
        t = self.text
        return t.select(value, t.real(1.0), t.real(0.0)) if truth else value

    def _store(self, nest: Nest, bank: str, index: npt.NDArray[np.int64], dims: Sequence[int], value: str) -> None:
        t = self.text
        pointer, _ = self._pointer(nest, f"%{bank}", walked(index, dims), t.vector)
        t.lines = nest.lines[-1]
        t.line(f"store {t.vector} {value}, ptr {pointer}, align {8 * self.lanes}")

    # nests

    def _nest(self, dims: Sequence[int]) -> Nest:
        t = self.text
        return Nest(tuple(dims), [t.name("i") for _ in dims], [[] for _ in range(len(dims) + 1)])

    def _close(self, nest: Nest, lines: list[str]) -> None:
        """Put the loops around the lines of a nest."""
        t = self.text
        lines += nest.lines[0]
        labels = []
        for counter, own in zip(nest.counters, nest.lines[1:], strict=True):
            before, head, ahead = t.name("p")[1:], t.name("l")[1:], t.name("n")
            lines += [f"  br label %{before}", f"{before}:", f"  br label %{head}", f"{head}:"]
            labels.append((head, ahead, counter))
            lines.append(f"  {counter} = phi i64 [ 0, %{before} ], [ {ahead}, %E{head} ]")
            lines += own
        for (head, ahead, counter), length in reversed(list(zip(labels, nest.dims, strict=True))):
            after = t.name("e")[1:]
            lines += [f"  br label %E{head}", f"E{head}:", f"  {ahead} = add nuw nsw i64 {counter}, 1"]
            done = t.name("d")
            lines.append(f"  {done} = icmp eq i64 {ahead}, {length}")
            lines += [f"  br i1 {done}, label %{after}, label %{head}", f"{after}:"]

    def _dims(self, dims: Sequence[int], maps: Iterable[Index]) -> tuple[int, ...]:
        """Axes of a nest, with those run together that all maps walk through evenly."""
        walks = [walked(index.astype(np.int64), dims) for index in maps]
        merged = list(dims)
        axis = 0
        while axis + 1 < len(merged):
            length = merged[axis + 1]
            if all(_even(walk, axis, length) for walk in walks):
                merged[axis : axis + 2] = [merged[axis] * length]
                for walk in walks:
                    del walk.axes[axis]
            else:
                axis += 1
        return tuple(merged)

    def loop(self, loop: Loop, lines: list[str]) -> None:
        """Write one loop of the plan."""
        first = loop[0]
        if first.op in REDUCTIONS:
            self._reduction(first, lines)
        elif first.op == "cat":
            for (arg, index), places in zip(first.args, first.extra, strict=True):
                bank, place = self.plan.places[first.id]
                self.copy(arg, index, bank, place + places.astype(np.int64), lines)
        else:
            self._together(loop, lines)

    def _together(self, loop: Loop, lines: list[str]) -> None:
        """Steps element by element, in one nest."""
        t = self.text
        inside = {node.id for node in loop}
        outer = [index for node in loop for arg, index in node.args if not (arg.id in inside and plain(index))]
        dims = self._dims(loop[0].dims, [index for index in outer if index.size == loop[0].size])
        nest = self._nest(dims)
        self._inside = {}
        late = []
        for node in loop:
            t.lines = nest.lines[-1]
            if node.op == "gather":
                value = self._gather(nest, node, dims)
            else:
                args = [(self._value(nest, arg, index, dims), arg.truth) for arg, index in node.args]
                t.lines = nest.lines[-1]
                value = self._operation(node, args)
            self._inside[node.id] = value
            if node.id in self.plan.places:
                late.append(node)
        for node in late:
            bank, place = self.plan.places[node.id]
            t.lines = nest.lines[-1]
            value = self._real(self._inside[node.id], node.truth)
            self._store(nest, bank, place + np.arange(node.size), dims, value)
        self._inside = {}
        self._close(nest, lines)

    def _operation(self, node: Node, args: Sequence[tuple[str, bool]]) -> str:
        t, op = self.text, node.op
        if op in ("and", "or", "xor"):
            (a, _), (b, _) = args
            return {"and": t.both, "or": t.either, "xor": t.differ}[op](a, b)
        if op == "not":
            return t.no(args[0][0])
        if op == "where":
            (mask, _), (a, one), (b, two) = args
            if node.truth:
                return t.select_mask(mask, a, b)
            return t.select(mask, self._real(a, one), self._real(b, two))
        real = [self._real(value, truth) for value, truth in args]
        if op in PLAIN:
            return str(getattr(t, PLAIN[op])(*real))
        if op in COMPARED:
            return t.fcmp(COMPARED[op], *real)
        if op in MATHS:
            return str(getattr(vector_maths, op)(t, *real))
        if op == "negative":
            return t.fneg(real[0])
        if op == "absolute":
            return t.fabs(real[0])
        if op in ("sqrt", "floor"):
            return t.call(op, real[0])
        if op == "isfinite":
            return t.fcmp("olt", t.fabs(real[0]), t.real(float("inf")))
        if op == "isnan":
            return t.fcmp("uno", real[0], real[0])
        if op == "copy":
            return real[0]
        raise Untraceable(f"{op} has no place in a compiled program")

    def _gather(self, nest: Nest, node: Node, dims: Sequence[int]) -> str:
        """Elements at places that differ by run, one lane after the other."""
        t = self.text
        (source, base), (place, index) = node.args
        where = self._real(self._value(nest, place, index, dims), place.truth)
        if source.op == "const":
            raise Untraceable("constants read at places that differ by run have no place in a compiled program")
        bank, start = source.extra if source.op == "in" else self.plan.places[source.id]
        pointer, _ = self._pointer(nest, f"%{bank}", walked(start + base.astype(np.int64), dims), t.vector)
        t.lines = nest.lines[-1]
        whole = t.put(f"fptosi {t.vector} {where} to {t.bits}")
        result = "poison"
        for lane in range(self.lanes):
            single = t.put(f"extractelement {t.bits} {whole}, i64 {lane}")
            step = t.put(f"add i64 {t.put(f'mul i64 {single}, {node.extra * self.lanes}')}, {lane}")
            value = t.put(f"load double, ptr {t.put(f'getelementptr double, ptr {pointer}, i64 {step}')}")
            result = t.put(f"insertelement {t.vector} {result}, double {value}, i64 {lane}")
        return result

    def _reduction(self, node: Node, lines: list[str]) -> None:
        """Sum, largest or smallest of products over many terms, in a fixed order: four partial results side by side."""
        t, terms = self.text, node.extra
        maps = [index.reshape(-1, terms) for _, index in node.args]
        nest = self._nest(node.dims)
        rounds, rest = divmod(terms, SUMS_AT_ONCE)
        self._inside = {}

        def term(place: Nest, dims: Sequence[int], picks: Index) -> str:
            value = ""
            for (arg, _), table in zip(node.args, maps, strict=True):
                index = np.ascontiguousarray(table[:, picks]).ravel()
                one = self._real(self._value(place, arg, index, dims), arg.truth)
                value = one if not value else t.fmul(value, one)
            return value

        def combine(a: str, b: str) -> str:
            if node.op == "sum":
                return t.fadd(a, b)
            return str(getattr(vector_maths, {"max": "maximum", "min": "minimum"}[node.op])(t, a, b))

        firsts = []
        for k in range(SUMS_AT_ONCE):
            t.lines = nest.lines[-1]
            firsts.append(term(nest, node.dims, np.array([k])))
        totals = list(firsts)
        if rounds > 1:
            inner = self._nest((*node.dims, rounds - 1))
            inner.counters[:-1] = nest.counters
            partial = [t.name("a") for _ in range(SUMS_AT_ONCE)]
            ahead = []
            for k in range(SUMS_AT_ONCE):
                picks = SUMS_AT_ONCE * np.arange(1, rounds) + k
                value = term(inner, inner.dims, picks)
                t.lines = inner.lines[-1]
                ahead.append(combine(partial[k], value))
            for level in range(len(node.dims) + 1):
                nest.lines[level] += inner.lines[level]
            before, head, after = t.name("p")[1:], t.name("l")[1:], t.name("e")[1:]
            counter, onward, done = inner.counters[-1], t.name("n"), t.name("d")
            body = nest.lines[-1]
            body += [f"  br label %{before}", f"{before}:", f"  br label %{head}", f"{head}:"]
            body.append(f"  {counter} = phi i64 [ 0, %{before} ], [ {onward}, %{head} ]")
            for name, start, then in zip(partial, firsts, ahead, strict=True):
                body.append(f"  {name} = phi {t.vector} [ {start}, %{before} ], [ {then}, %{head} ]")
            body += inner.lines[-1]
            body += [f"  {onward} = add nuw nsw i64 {counter}, 1", f"  {done} = icmp eq i64 {onward}, {rounds - 1}"]
            body += [f"  br i1 {done}, label %{after}, label %{head}", f"{after}:"]
            totals = ahead
            nest.loaded.clear()
        for k in range(rest):
            value = term(nest, node.dims, np.array([SUMS_AT_ONCE * rounds + k]))
            t.lines = nest.lines[-1]
            totals[k] = combine(totals[k], value)
        t.lines = nest.lines[-1]
        result = combine(combine(totals[0], totals[1]), combine(totals[2], totals[3]))
        bank, place = self.plan.places[node.id]
        self._store(nest, bank, place + np.arange(node.size), node.dims, result)
        self._close(nest, lines)

    def copy(self, node: Node, index: Index, bank: str, places: npt.NDArray[np.int64], lines: list[str]) -> None:
        """Write elements of a node to places of a bank."""
        if not index.size:
            return
        dims = (index.size,) if index.size > 1 else ()
        nest = self._nest(dims)
        self._inside = {}
        value = self._value(nest, node, index, dims)
        self.text.lines = nest.lines[-1]
        self._store(nest, bank, places, dims, self._real(value, node.truth))
        self._close(nest, lines)

    # functions

    def _function(self, name: str, lines: Sequence[str]) -> str:
        arguments = ", ".join(f"ptr noalias %{bank}" for bank in BANKS)
        body = "\n".join(lines)
        return f"define internal void @{name}({arguments}) #0 {{\nentry:\n{body}\n  ret void\n}}\n"

    def section(self, name: str, loops: Sequence[Loop], extra: Sequence[list[str]] = ()) -> tuple[list[str], list[str]]:
        """Functions for a part of the plan, and their names in order."""
        written = []
        for loop in loops:
            own: list[str] = []
            self.loop(loop, own)
            written.append(own)
        written += extra
        functions: list[str] = []
        names: list[str] = []
        for start in range(0, len(written), LOOPS_IN_A_FUNCTION):
            part = [line for own in written[start : start + LOOPS_IN_A_FUNCTION] for line in own]
            names.append(f"{name}{len(names)}")
            functions.append(self._function(names[-1], part))
        return functions, names

    def finish(self) -> list[list[str]]:
        """New values into the state, where they were not written there at once."""
        saving, writing = [], []
        for out in self.trace.columns:
            if self.plan.places.get(out.node.id) == ("x", out.place) and out.place in self.plan.direct:
                continue
            lines: list[str] = []
            target = out.place + np.arange(out.index.size, dtype=np.int64)
            if out.node.op == "in" and out.node.extra[0] == "x":  # others may be written over it before it is read
                spare = self._spare
                self._spare += out.index.size
                before: list[str] = []
                self.copy(out.node, out.index, "b", spare + np.arange(out.index.size, dtype=np.int64), before)
                saving.append(before)
                self._move(spare, target, lines)
            else:
                self.copy(out.node, out.index, "x", target, lines)
            writing.append(lines)
        return [*saving, *writing]

    def _move(self, start: int, target: npt.NDArray[np.int64], lines: list[str]) -> None:
        dims = (target.size,) if target.size > 1 else ()
        nest = self._nest(dims)
        t = self.text
        pointer, depth = self._pointer(nest, "%b", walked(start + np.arange(target.size), dims), t.vector)
        t.lines = nest.lines[depth]
        value = t.put(f"load {t.vector}, ptr {pointer}, align {8 * self.lanes}")
        self._store(nest, "x", target, dims, value)
        self._close(nest, lines)

    def records(self, records: Sequence[Output]) -> list[list[str]]:
        """What is recorded into its bank."""
        found = []
        for out in records:
            lines: list[str] = []
            self.copy(out.node, out.index, "z", out.place + np.arange(out.index.size, dtype=np.int64), lines)
            found.append(lines)
        return found


def _even(walk: Steps, axis: int, length: int) -> bool:
    """Whether two axes of a map are one."""
    one, two = walk.axes[axis], walk.axes[axis + 1]
    return walk.flat is None and isinstance(one, int) and isinstance(two, int) and one == two * length


def written(trace: Trace, plan: Plan, lanes: int) -> tuple[str, int]:
    """The program's text, and the room that its scratch bank needs."""
    writer = Writer(trace, plan, lanes)
    parts: dict[str, list[str]] = {}
    functions: list[str] = []
    for name, loops, extra in (
        ("prepare", plan.prepare, []),
        ("month", plan.month, []),
        ("measure", plan.measure, writer.records(trace.records)),
        ("finish", [], writer.finish()),
    ):
        made, parts[name] = writer.section(name, loops, extra)
        functions += made
    sizes = {bank: trace.banks[bank].size for bank in "lnz"}
    head = [
        *writer.declared,
        *(
            f"declare <{lanes} x double> @llvm.{word}.v{lanes}f64(<{lanes} x double>)"
            for word in ("fabs", "sqrt", "floor")
        ),
        f'attributes #0 = {{ nounwind "prefer-vector-width"="{64 * lanes}" "min-legal-vector-width"="{64 * lanes}" }}',
    ]
    return "\n".join([*head, *functions, _driver(parts, sizes, lanes)]), writer._spare


def _driver(parts: dict[str, list[str]], sizes: dict[str, int], lanes: int) -> str:
    """The loop over the months of one group of runs.

    ``advance(x, f, l, h, b, n, z, u, v, p, moved, version, slot, months)``: u (version, lever) the levers that all
    runs share, v (version, moved, lane) those of each run and p their places; version of each month, or -1 while it is
    that of the month before; slot of z for each month, or -1 for none.
    """
    vector = f"<{lanes} x double>"
    arguments = ", ".join(f"ptr %{bank}" for bank in "xflhb")

    def calls(name: str, n: str, z: str) -> str:
        words = {"n": n, "z": z}
        given = ", ".join(f"ptr {words.get(bank, '%' + bank)}" for bank in BANKS)
        return "\n".join(f"  call void @{part}({given})" for part in parts[name])

    align = 8 * lanes
    arguments += ", ptr %n0, ptr %z0, ptr %u, ptr %v, ptr %p, i64 %moved, ptr %version, ptr %slot, i64 %months"
    return f"""
define void @advance({arguments}) #0 {{
entry:
  br label %top
top:
  %m = phi i64 [ 0, %entry ], [ %m.next, %bottom ]
  %n.at = mul i64 %m, {sizes["n"]}
  %n = getelementptr {vector}, ptr %n0, i64 %n.at
  %ver.p = getelementptr i64, ptr %version, i64 %m
  %ver = load i64, ptr %ver.p
  %new = icmp sge i64 %ver, 0
  br i1 %new, label %levers, label %go
levers:
  %row = mul i64 %ver, {sizes["l"]}
  %has = icmp sgt i64 {sizes["l"]}, 0
  br i1 %has, label %shared, label %ready
shared:
  %i = phi i64 [ 0, %levers ], [ %i.next, %shared ]
  %u.at = add i64 %row, %i
  %u.p = getelementptr double, ptr %u, i64 %u.at
  %u.one = load double, ptr %u.p
  %u.ins = insertelement {vector} poison, double %u.one, i64 0
  %u.all = shufflevector {vector} %u.ins, {vector} poison, <{lanes} x i32> zeroinitializer
  %l.p = getelementptr {vector}, ptr %l, i64 %i
  store {vector} %u.all, ptr %l.p, align {align}
  %i.next = add i64 %i, 1
  %i.done = icmp sge i64 %i.next, {sizes["l"]}
  br i1 %i.done, label %own, label %shared
own:
  %v.row = mul i64 %ver, %moved
  %some = icmp sgt i64 %moved, 0
  br i1 %some, label %each, label %ready
each:
  %j = phi i64 [ 0, %own ], [ %j.next, %each ]
  %p.p = getelementptr i64, ptr %p, i64 %j
  %to = load i64, ptr %p.p
  %v.at = add i64 %v.row, %j
  %v.p = getelementptr {vector}, ptr %v, i64 %v.at
  %v.all = load {vector}, ptr %v.p, align {align}
  %t.p = getelementptr {vector}, ptr %l, i64 %to
  store {vector} %v.all, ptr %t.p, align {align}
  %j.next = add i64 %j, 1
  %j.done = icmp sge i64 %j.next, %moved
  br i1 %j.done, label %ready, label %each
ready:
{calls("prepare", "%n", "%z0")}
  br label %go
go:
{calls("month", "%n", "%z0")}
  %slot.p = getelementptr i64, ptr %slot, i64 %m
  %s = load i64, ptr %slot.p
  %wanted = icmp sge i64 %s, 0
  br i1 %wanted, label %record, label %bottom
record:
  %z.at = mul i64 %s, {sizes["z"]}
  %z = getelementptr {vector}, ptr %z0, i64 %z.at
{calls("measure", "%n", "%z")}
  br label %bottom
bottom:
{calls("finish", "%n", "%z0")}
  %m.next = add i64 %m, 1
  %m.done = icmp sge i64 %m.next, %months
  br i1 %m.done, label %end, label %top
end:
  ret void
}}
"""
