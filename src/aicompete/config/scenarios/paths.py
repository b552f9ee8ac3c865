"""The path of a lever through time: constant, dated steps, or straight lines between dates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aicompete.config.catalogue.levers import CHOICE, Lever, Value
from aicompete.config.reading.dates import format_date, looks_like_date, parse_date
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, ScalarNode, describe
from aicompete.config.scenarios.bands import BAND, Band, read_banded

LINEAR = "linear"


@dataclass(frozen=True)
class Path:
    """Values with their dates (ordinals of days, rising; none for a constant).

    A step holds from its day until the next one. A linear path runs straight between its days and is flat after the
    last. Before the first date the first value holds; a path laid over another keeps that one until its first date.
    `values` are central; `lows` and `highs` are the edges of the coder's band beside them, empty when no value has one.
    """

    shape: Literal["constant", "steps", "linear"]
    dates: tuple[int, ...]
    values: tuple[Value, ...]
    lows: tuple[Value, ...] = ()
    highs: tuple[Value, ...] = ()

    @classmethod
    def constant(cls, value: Value | Band) -> Path:
        return cls("constant", (), (value,)) if not isinstance(value, Band) else cls("constant", (), *_edges([value]))

    @classmethod
    def steps(cls, points: Mapping[int, Value | Band]) -> Path:
        dates = tuple(sorted(points))
        return cls("steps", dates, *_edges([points[day] for day in dates]))

    @classmethod
    def linear(cls, points: Mapping[int, Value | Band]) -> Path:
        dates = tuple(sorted(points))
        return cls("linear", dates, *_edges([points[day] for day in dates]))

    @property
    def central(self) -> Path:
        """The same path without its band."""
        return Path(self.shape, self.dates, self.values)

    @property
    def low(self) -> Path:
        """The path along the low edge of the band."""
        return Path(self.shape, self.dates, self.lows or self.values)

    @property
    def high(self) -> Path:
        """The path along the high edge of the band."""
        return Path(self.shape, self.dates, self.highs or self.values)

    def at(self, day: int) -> Value:
        """The value on a day (ordinal)."""
        place = bisect_right(self.dates, day) - 1
        if self.shape != "linear" or place < 0 or place == len(self.dates) - 1:
            return self.values[max(place, 0)]
        start, end = self.dates[place], self.dates[place + 1]
        low, high = float(self.values[place]), float(self.values[place + 1])
        return low + (high - low) * (day - start) / (end - start)

    def over(self, lower: Path, start: int) -> Path:
        """This path laid over another: before its first date the lower one holds (of interest from day `start` on)."""
        laid = self._over(lower, start)
        if laid is self or not (self.lows or lower.lows):
            return laid
        low, high = self.low._over(lower.low, start).values, self.high._over(lower.high, start).values
        return replace(laid, lows=low, highs=high) if (low, high) != (laid.values, laid.values) else laid

    def _over(self, lower: Path, start: int) -> Path:
        if not self.dates or self.dates[0] <= start:
            return self
        cut = self.dates[0]
        if "linear" in (self.shape, lower.shape):
            points = {day: value for day, value in lower._as_line().items() if day < cut}
            points[min(start, *lower.dates, cut - 1)] = lower.values[0]
            points[cut - 1] = lower.at(cut - 1)
            return Path.linear({**points, **self._as_line()})
        below = dict(zip(lower.dates or (start,), lower.values, strict=True))
        kept = {day: value for day, value in below.items() if day < cut}
        if not kept or min(kept) > start:
            kept[start] = lower.at(start)
        return Path.steps({**kept, **dict(zip(self.dates, self.values, strict=True))})

    def _as_line(self) -> dict[int, Value]:
        """The same path as points of a line; a jump is a line from one day to the next. Nothing for a constant."""
        if self.shape != "steps":
            return dict(zip(self.dates, self.values, strict=False))
        points: dict[int, Value] = {}
        before = None
        for day, value in zip(self.dates, self.values, strict=True):
            if before is not None:
                points.setdefault(day - 1, before)
            points[day] = value
            before = value
        return points

    def to_plain(self) -> object:
        """As a scenario file writes it."""
        written = [
            value if low == high else {BAND: [low, value, high]}
            for low, value, high in zip(self.lows or self.values, self.values, self.highs or self.values, strict=True)
        ]
        if self.shape == "constant":
            return written[0]
        dated = {format_date(day): value for day, value in zip(self.dates, written, strict=True)}
        return {LINEAR: dated} if self.shape == LINEAR else dated


FREE = Path("constant", (), (CHOICE,))
"""Stands for no path at all: the nation chooses."""


def _edges(points: Sequence[Value | Band]) -> tuple[tuple[Value, ...], ...]:
    """Central values, and the low and high ones when any point has a band that is more than a point."""
    central = tuple(point.central if isinstance(point, Band) else point for point in points)
    low = tuple(point.low if isinstance(point, Band) else point for point in points)
    high = tuple(point.high if isinstance(point, Band) else point for point in points)
    return (central, low, high) if low != high else (central,)


def read_path(lever: Lever, node: Node, problems: Problems) -> Path | None:
    """The path written at one place; None (and a problem) when it does not fit the lever."""
    if lever.chosen and isinstance(node, ScalarNode) and node.value == CHOICE:
        return FREE
    if not isinstance(node, MapNode) or BAND in node.pairs:
        value = read_banded(lever, node, problems)
        return None if value is None else Path.constant(value)
    if not node.pairs:
        problems.add(node.mark, f"the path of {lever.name} is an empty mapping; give a value or dates")
        return None
    if LINEAR not in node.pairs:
        points = _points(lever, node, problems)
        return Path.steps(points) if points else None
    mark, content = node.pairs[LINEAR]
    if len(node.pairs) > 1:
        problems.add(mark, f"'{LINEAR}' under {lever.name} stands alone, without other keys beside it")
        return None
    if lever.at_months_end:
        problems.add(mark, f"{lever.name} cannot run along a straight line (it is {_why_not(lever)}); give dated steps")
        return None
    if not isinstance(content, MapNode) or len(content.pairs) < 2:
        problems.add(
            content.mark, f"'{LINEAR}' needs a mapping of at least two dates to values, not {describe(content)}"
        )
        return None
    points = _points(lever, content, problems)
    return Path.linear(points) if points else None


def _why_not(lever: Lever) -> str:
    return "a number with a word for 'no limit'" if lever.kind == "number" else f"a {lever.kind}"


def _points(lever: Lever, node: MapNode, problems: Problems) -> dict[int, Value | Band] | None:
    """Dates and values of a mapping; None when anything in it is wrong."""
    before = len(problems)
    points: dict[int, Value | Band] = {}
    for key, (mark, content) in node.pairs.items():
        try:
            day = parse_date(key)
        except ValueError as error:
            problems.add(mark, str(error))
            continue
        value = read_banded(lever, content, problems)
        if day in points:
            problems.add(mark, f"the day '{key}' stands here a second time")
        elif value is not None:
            points[day] = value
    return points if len(problems) == before else None


def read_paths(lever: Lever, node: Node, problems: Problems) -> dict[int, Path] | None:
    """What stands under a lever: place of the item (0 without items) -> path. A plain value sets every item."""
    everything = range(len(lever.items) or 1)
    if isinstance(node, MapNode) and node.pairs:
        kinds = {key: _kind_of_key(lever, key) for key in node.pairs}
        if not _is_consistent(lever, node, kinds, problems):
            return None
        if "item" in kinds.values():
            before = len(problems)
            paths = {lever.items.index(item): read_path(lever, sub, problems) for item, (_, sub) in node.pairs.items()}
            found = {place: path for place, path in paths.items() if path is not None}
            return found if len(problems) == before else None
    elif isinstance(node, ScalarNode) and node.value is None:
        problems.add(node.mark, f"{lever.name} has no value; it must be {lever.what_fits}")
        return None
    path = read_path(lever, node, problems)
    return None if path is None else dict.fromkeys(everything, path)


def _kind_of_key(lever: Lever, key: str) -> str:
    if key in lever.items:
        return "item"
    if key in (LINEAR, BAND):
        return "shape"
    return "date" if looks_like_date(key) else ""


def _is_consistent(lever: Lever, node: MapNode, kinds: dict[str, str], problems: Problems) -> bool:
    """A mapping under a lever has dates, or items, or one shape word, never a mixture."""
    unknown = [key for key, kind in kinds.items() if not kind]
    for key in unknown:
        fits = f"items ({', '.join(lever.items)}), dates" if lever.items else "dates"
        problems.add(
            node.pairs[key][0],
            f"unknown key '{key}' under {lever.name}, which takes a value, {fits} or '{LINEAR}'",
            nearest(key, (*lever.items, LINEAR, BAND)),
        )
    used = {kind for kind in kinds.values() if kind}
    if not unknown and len(used) > 1:
        first = next(iter(kinds.values()))
        odd = next(key for key, kind in kinds.items() if kind != first)
        names = {"item": "items", "date": "dates", "shape": f"'{LINEAR if LINEAR in node.pairs else BAND}'"}
        mixed = " and ".join(names[kind] for kind in sorted(used))
        problems.add(node.pairs[odd][0], f"{lever.name} mixes {mixed}; a mapping holds one kind of key")
        return False
    return not unknown


LeverPath = Path | dict[str, Path]
"""The path of one actor's lever, or a path per item."""
