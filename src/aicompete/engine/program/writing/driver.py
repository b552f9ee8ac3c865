"""The frame of a program: the loop over the months of one group of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BANKS = "xflhbnz"
"""The banks that every function of a program is given (see ``trace.py``); ``h`` what is worked out beforehand, ``b``
scratch."""


def driver(parts: Mapping[str, Sequence[str]], sizes: Mapping[str, int], lanes: int) -> str:
    """The function ``advance`` over the functions of each part.

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
