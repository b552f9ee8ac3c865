"""Shocks drawn in the lanes of a vector, one run a lane: the numbers of ``engine.noise``, several times faster.

They are the same but for the last digit of the tails, where logarithms differ.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from aicompete.engine.noise import LOW, MULTIPLIERS, ROUNDS, STEPS, Shocks
from aicompete.engine.program import cache as disk
from aicompete.engine.program import compiler, vector_maths
from aicompete.engine.program.text import Text
from aicompete.rules.quantile import CENTRE, FAR, FAR_TAIL, MIDDLE, SPLIT, TAIL

Whole = npt.NDArray[np.int64]


class Drawing:
    """The shocks of runs in groups; ``streams`` are the ones wanted, by the place of each in a month's bank."""

    def __init__(self, shocks: Shocks, places: dict[str, int], lanes: int, stride: int) -> None:
        self._draw = _loaded(lanes)
        wanted = [stream for stream in shocks.streams if stream.name in places]
        self._key = shocks.key
        self._stride = stride
        lack = -len(shocks.low) % lanes
        self._numbers = [
            np.concatenate([part, np.repeat(part[-1:], lack)]).astype(np.int64) for part in (shocks.low, shocks.high)
        ]
        self._streams = [
            np.array(column, dtype=np.int64)
            for column in ([s.word for s in wanted], [places[s.name] for s in wanted], [s.size for s in wanted])
        ]
        self._lanes = lanes

    def fill(self, bank: npt.NDArray[np.float64], group: int, index: int) -> None:
        """Write the shocks of a group from month ``index`` on, ``(month, element, lane)``."""
        runs = slice(group * self._lanes, (group + 1) * self._lanes)
        low, high = (np.ascontiguousarray(part[runs]) for part in self._numbers)
        self._draw(
            bank.ctypes.data,
            low.ctypes.data,
            high.ctypes.data,
            *self._key,
            index,
            len(bank),
            self._stride,
            *(column.ctypes.data for column in self._streams),
            len(self._streams[0]),
        )


@cache
def _loaded(lanes: int) -> Any:
    name = disk.key_of("shocks", str(lanes))
    stored = disk.read(name)
    code = stored[1] if stored is not None else compiler.compiled(written(lanes))
    if stored is None:
        disk.write(name, {}, code)
    return compiler.Loaded(code).function(
        "draw", *[ctypes.c_void_p] * 3, *[ctypes.c_int64] * 5, *[ctypes.c_void_p] * 3, ctypes.c_int64
    )


def written(lanes: int) -> str:
    """The text of a program ``draw`` that fills a bank with shocks."""
    t = Text(lanes)
    low, half = t.whole(LOW), 32
    a, b, c, d = "%pairs", "%months", "%low", "%words"
    keys = ["%k0", "%k1"]
    for _ in range(ROUNDS):
        one, two = (t.put(f"mul {t.bits} {x}, {t.whole(m)}") for x, m in zip((a, c), MULTIPLIERS, strict=True))
        a, b, c, d = (
            _xor(t, t.lshr(two, half), b, _all(t, keys[0])),
            t.put(f"and {t.bits} {two}, {low}"),
            _xor(t, t.lshr(one, half), d, _all(t, keys[1])),
            t.put(f"and {t.bits} {one}, {low}"),
        )
        keys = [t.put(f"and i64 {t.put(f'add i64 {k}, {step}')}, {LOW}") for k, step in zip(keys, STEPS, strict=True)]
    first, second = (_normal(t, t.put(f"or {t.bits} {x}, {t.shl(y, half)}")) for x, y in ((a, b), (c, d)))
    align = 8 * lanes
    body = "\n".join(t.lines)
    head = "\n".join(f"declare {t.vector} @llvm.{word}.v{lanes}f64({t.vector})" for word in ("fabs", "sqrt"))

    def splat(name: str, value: str) -> str:
        start = f"  %{name}.0 = insertelement {t.bits} poison, i64 {value}, i64 0\n"
        zero = f"<{lanes} x i32> zeroinitializer"
        return start + f"  %{name} = shufflevector {t.bits} %{name}.0, {t.bits} poison, {zero}"

    return f"""{head}
define void @draw(ptr %out, ptr %low.p, ptr %high.p, i64 %k0, i64 %k1, i64 %index, i64 %count, i64 %stride,
                  ptr %word.p, ptr %place.p, ptr %size.p, i64 %streams) {{
entry:
  %low = load {t.bits}, ptr %low.p, align 8
  %high = load {t.bits}, ptr %high.p, align 8
  %any = icmp sgt i64 %streams, 0
  br i1 %any, label %month, label %end
month:
  %m = phi i64 [ 0, %entry ], [ %m.next, %month.end ]
  %now = add i64 %index, %m
{splat("nows", "%now")}
  %months = or {t.bits} %nows, %high
  %row = mul i64 %m, %stride
  br label %stream
stream:
  %s = phi i64 [ 0, %month ], [ %s.next, %stream.end ]
  %word.at = getelementptr i64, ptr %word.p, i64 %s
  %word = load i64, ptr %word.at
{splat("words", "%word")}
  %place.at = getelementptr i64, ptr %place.p, i64 %s
  %place = load i64, ptr %place.at
  %size.at = getelementptr i64, ptr %size.p, i64 %s
  %size = load i64, ptr %size.at
  %begin = add i64 %row, %place
  br label %pair
pair:
  %j = phi i64 [ 0, %stream ], [ %j.next, %pair.end ]
{splat("pairs", "%j")}
{body}
  %twice = shl i64 %j, 1
  %at = add i64 %begin, %twice
  %to = getelementptr {t.vector}, ptr %out, i64 %at
  store {t.vector} {first}, ptr %to, align {align}
  %after = add i64 %twice, 1
  %more = icmp slt i64 %after, %size
  br i1 %more, label %second, label %pair.end
second:
  %to2 = getelementptr {t.vector}, ptr %to, i64 1
  store {t.vector} {second}, ptr %to2, align {align}
  br label %pair.end
pair.end:
  %j.next = add i64 %j, 1
  %done.at = shl i64 %j.next, 1
  %pairs.done = icmp sge i64 %done.at, %size
  br i1 %pairs.done, label %stream.end, label %pair
stream.end:
  %s.next = add i64 %s, 1
  %s.done = icmp sge i64 %s.next, %streams
  br i1 %s.done, label %month.end, label %stream
month.end:
  %m.next = add i64 %m, 1
  %m.done = icmp sge i64 %m.next, %count
  br i1 %m.done, label %end, label %month
end:
  ret void
}}
"""


def _all(t: Text, single: str) -> str:
    first = t.put(f"insertelement {t.bits} poison, i64 {single}, i64 0")
    return t.put(f"shufflevector {t.bits} {first}, {t.bits} poison, <{t.lanes} x i32> zeroinitializer")


def _xor(t: Text, a: str, b: str, c: str) -> str:
    return t.put(f"xor {t.bits} {t.put(f'xor {t.bits} {a}, {b}')}, {c}")


def _normal(t: Text, word: str) -> str:
    """The standard normal value of a word, by the rule ``normal_quantile``."""
    bits = t.put(f"or {t.bits} {t.lshr(word, 12)}, {t.whole(0x3FF0000000000000)}")
    share = t.fsub(t.as_real(bits), t.real(1.0 - 2.0**-53))
    off = t.fsub(share, t.real(0.5))
    centre = t.fsub(t.real(CENTRE), t.fmul(off, off))
    smaller = vector_maths.minimum(t, share, t.fsub(t.real(1.0), share))
    root = t.call("sqrt", t.fneg(vector_maths.log(t, smaller)))
    far = t.fcmp("ogt", root, t.real(FAR))
    x = t.fsub(root, t.select(far, t.real(FAR), t.real(1.6)))
    parts = []
    for i in (0, 1):
        middle = _polynomial(t, centre, [t.real(c) for c in MIDDLE[i]])
        outer = [t.select(far, t.real(b), t.real(a)) for a, b in zip(TAIL[i], FAR_TAIL[i], strict=True)]
        parts.append((middle, _polynomial(t, x, outer)))
    outside = t.fcmp("ogt", t.fabs(off), t.real(SPLIT))
    quotient = t.fdiv(t.select(outside, parts[0][1], parts[0][0]), t.select(outside, parts[1][1], parts[1][0]))
    below = t.fcmp("olt", off, t.real(0.0))
    return t.select(outside, t.select(below, t.fneg(quotient), quotient), t.fmul(off, quotient))


def _polynomial(t: Text, x: str, coefficients: list[str]) -> str:
    result = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        result = t.fadd(t.fmul(result, x), coefficient)
    return result
