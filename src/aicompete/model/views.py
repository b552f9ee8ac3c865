"""Live views of one agent's row in the state columns, for reading and writing.

Everything follows from the declarations of the state classes: which columns an agent has, their axes, units and labels.
A write binds a new column; the old one, which a recorder may keep, stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from aicompete.config.reading.suggest import nearest
from aicompete.model.interfaces import RowOwner
from aicompete.subjects.alliances.state import TERMS, VOTE_TERMS
from aicompete.subjects.minerals.state import mineral_sellers
from aicompete.subjects.standards.state import ADOPTION_TERMS
from aicompete.subjects.state import GROUPS
from aicompete.world.columns import Array, ColumnInfo, declared
from aicompete.world.facts import MINERALS, POWERS, STACKS, Facts, Ints, load_facts
from aicompete.world.institutions import CLUBS
from aicompete.world.relations import REASONS

Key = int | str | tuple[int | str, ...]

FIRM_AXES: dict[str, Callable[[Facts], Ints]] = {
    "firm": lambda facts: np.arange(len(facts.firm_ids)),
    "seller": lambda facts: facts.seller_firm,
    "toolmaker": lambda facts: facts.foreign_toolmakers,
    "maker": lambda facts: np.concatenate([facts.makers.open_foundries, facts.makers.open_memory]),
    "open_foundry": lambda facts: facts.makers.open_foundries,
    "open_memory": lambda facts: facts.makers.open_memory,
}
"""Axes of firms, all or those of a kind, with the places of their members among all firms."""


@dataclass(frozen=True)
class Directory:
    """The columns of a kind of agent.

    Attributes
    ----------
    groups : every column by group and name: ``nation.minerals.stock``.
    flat : columns that one name is enough for: those of the kind's own group, and names no other group has.
    shared : names that several groups use, with these groups.
    """

    groups: dict[str, dict[str, ColumnInfo]]
    flat: dict[str, ColumnInfo]
    shared: dict[str, tuple[str, ...]]


@cache
def directory(axes: tuple[str, ...], own: str) -> Directory:
    """Columns with one of ``axes``; names of the group ``own`` come first."""
    groups: dict[str, dict[str, ColumnInfo]] = {}
    for group, cls in GROUPS.items():
        found = {info.name: info for info in declared(group, cls) if agent_axis(info, axes) is not None}
        if found:
            groups[group] = found
    users: dict[str, list[str]] = {}
    for group, columns in groups.items():
        for name in columns:
            users.setdefault(name, []).append(group)
    flat: dict[str, ColumnInfo] = {}
    shared: dict[str, tuple[str, ...]] = {}
    for name, having in users.items():
        if name in groups:  # the name of a group means the group
            continue
        if own in having or len(having) == 1:
            flat[name] = groups[own if own in having else having[0]][name]
        else:
            shared[name] = tuple(having)
    return Directory(groups, flat, shared)


def agent_axis(info: ColumnInfo, axes: tuple[str, ...]) -> str | None:
    """The axis along which a column has one entry an agent: the first of ``axes`` that it has."""
    return next((axis for axis in axes if axis in info.axes), None)


@cache
def axis_labels(facts_date: str) -> dict[str, tuple[str, ...]]:
    """Names of the positions on the axes that have names."""
    facts = load_facts(facts_date)
    members = {axis: tuple(facts.firm_ids[i] for i in places(facts)) for axis, places in FIRM_AXES.items()}
    return {
        **members,
        "nation": facts.nation_ids,
        "mineral": MINERALS,
        "mineral_seller": mineral_sellers(facts),
        "stack": STACKS,
        "power": POWERS,
        "term": TERMS,
        "vote_term": VOTE_TERMS,
        "reason": REASONS,
        "adoption_term": ADOPTION_TERMS,
        "club": CLUBS,
    }


def read(agent: RowOwner, info: ColumnInfo) -> float | Row:
    """An agent's entry of a column: a number, or a live ``Row`` where the column has further axes."""
    if len(info.axes) == 1:
        return float(_column(agent, info)[_place(agent, info)])
    return Row(agent, info)


def write(agent: RowOwner, info: ColumnInfo, value: object, key: Key | None = None) -> None:
    """Bind a new column in which the agent's entry (or one of its positions) is ``value``.

    Raises
    ------
    ValueError : not finite, not a number, or of another shape.
    KeyError : a mapping with an unknown label.
    """
    old = _column(agent, info)
    fresh = np.array(old)
    mine = fresh[_place(agent, info)]
    what = f"{agent.label}.{info.name}"
    if isinstance(value, Mapping):
        for label, content in value.items():
            where = _position(agent, info, label)
            mine[where] = _numbers(content, np.shape(mine[where]), what)
    elif key is not None:
        where = _position(agent, info, key)
        mine[where] = _numbers(value, np.shape(mine[where]), what)
    else:
        fresh[_place(agent, info)] = _numbers(value, np.shape(mine), what)
    setattr(getattr(agent.model.world, info.group), info.name, fresh)
    agent.model.forget_measures()


def _numbers(value: object, shape: tuple[int, ...], what: str) -> Array:
    try:
        numbers = np.asarray(value, dtype=np.float64)
        fits = np.broadcast_to(numbers, shape)
    except (TypeError, ValueError):
        raise ValueError(f"{what} takes numbers of shape {shape}, not {value!r}") from None
    if not np.isfinite(fits).all():
        raise ValueError(f"{what} must be finite, not {value!r}")
    return fits


def _column(agent: RowOwner, info: ColumnInfo) -> Array:
    return np.asarray(getattr(getattr(agent.model.world, info.group), info.name))


def _place(agent: RowOwner, info: ColumnInfo) -> tuple[int | slice, ...]:
    """Index of the agent's entry in a column of one run."""
    axis = agent_axis(info, agent.axes)
    position = agent.position(axis or "")
    if position is None:
        kind = (axis or "").replace("_", " ")
        raise AttributeError(f"{agent.label} has no '{info.name}': it is not on the axis of each {kind}")
    return (0, *(position if name == axis else slice(None) for name in info.axes))


def _rest(agent: RowOwner, info: ColumnInfo) -> tuple[str, ...]:
    """Axes of an agent's row."""
    return tuple(axis for axis in info.axes if axis != agent_axis(info, agent.axes))


def _position(agent: RowOwner, info: ColumnInfo, key: object) -> tuple[Any, ...]:
    """Positions on the axes of a row for labels or whole numbers."""
    keys = key if isinstance(key, tuple) else (key,)
    axes = _rest(agent, info)
    if len(keys) > len(axes):
        raise KeyError(f"{info.name} has the axes {', '.join(axes) or 'of the agent alone'}, not {len(keys)} of them")
    labels = axis_labels(agent.model.facts.date)
    places: list[Any] = []
    for axis, part in zip(axes, keys, strict=False):
        names = labels.get(axis, ())
        if isinstance(part, str):
            if part not in names:
                hint = nearest(part, names)
                known = f" (did you mean '{hint}'?)" if hint else f"; it has {', '.join(names) or 'numbers only'}"
                raise KeyError(f"{info.name} has no {axis} '{part}'{known}")
            places.append(names.index(part))
        else:
            places.append(part)
    return tuple(places)


class Row:
    """An agent's entries of a column with further axes, by label or number: ``nation.trust["USA"]``.

    It stays live: what it shows is the present month's. ``np.asarray(row)`` is a copy to calculate with.
    """

    __slots__ = ("_agent", "_info")

    def __init__(self, agent: RowOwner, info: ColumnInfo) -> None:
        _place(agent, info)  # raises for an agent that has no such entry
        self._agent = agent
        self._info = info

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes."""
        return _rest(self._agent, self._info)

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return self._values().shape

    def _values(self) -> Array:
        return np.asarray(_column(self._agent, self._info)[_place(self._agent, self._info)])

    def __getitem__(self, key: Key) -> Any:
        picked = self._values()[_position(self._agent, self._info, key)]
        return float(picked) if np.ndim(picked) == 0 else np.array(picked)

    def __setitem__(self, key: Key, value: object) -> None:
        write(self._agent, self._info, value, key)

    def __iter__(self) -> Iterator[Any]:
        values = self._values()
        return iter(values.tolist() if values.ndim == 1 else [np.array(part) for part in values])

    def __len__(self) -> int:
        return len(self._values())

    def keys(self) -> tuple[str | int, ...]:
        """Labels of the first axis (numbers where it has none), so that ``dict(row)`` works."""
        labels = axis_labels(self._agent.model.facts.date).get(self.axes[0])
        return labels or tuple(range(len(self)))

    def items(self) -> list[tuple[str | int, Any]]:
        """Labels and values of the first axis."""
        return [(key, self[key]) for key in self.keys()]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self._values(), dtype=dtype)

    def __deepcopy__(self, memo: object) -> Array:
        """What a recorder keeps is the numbers, not the view."""
        return np.array(self._values())

    def __repr__(self) -> str:
        if len(self.axes) > 1:
            shown = f"array of {' x '.join(self.axes)}"
        else:
            shown = ", ".join(f"{key} {value:.4g}" for key, value in self.items())
        return f"<{self._agent.label}.{self._info.name}: {shown} ({self._info.unit})>"


class Group:
    """One group of state columns as an agent has them: ``nation.minerals.stock``."""

    __slots__ = ("_agent", "_columns", "_name")

    def __init__(self, agent: RowOwner, name: str) -> None:
        object.__setattr__(self, "_agent", agent)
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_columns", agent.directory().groups[name])

    def _info(self, name: str) -> ColumnInfo:
        info: ColumnInfo | None = self._columns.get(name)
        if info is None:
            hint = nearest(name, self._columns)
            tail = f" (did you mean '{hint}'?)" if hint else ""
            raise AttributeError(f"{self._agent.label}.{self._name} has no column '{name}'{tail}")
        return info

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return read(self._agent, self._info(name))

    def __setattr__(self, name: str, value: object) -> None:
        write(self._agent, self._info(name), value)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._columns]

    def __repr__(self) -> str:
        return f"<{self._agent.label}.{self._name}: {', '.join(self._columns)}>"
