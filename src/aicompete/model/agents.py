"""The agents of one run: nations, allies and firms, as Mesa agents over the engine's columns."""

from __future__ import annotations

from inspect import get_annotations
from typing import Any, ClassVar

import mesa

from aicompete.config import Lever
from aicompete.config.reading.suggest import nearest
from aicompete.model.interfaces import RunningModel
from aicompete.model.views import FIRM_AXES, Directory, Group, directory, read, write
from aicompete.world.columns import ColumnInfo

Value = float | bool | str


class StateAgent(mesa.Agent):  # type: ignore[misc]
    """A Mesa agent whose attributes are live views of its row in the state columns.

    ``agent.gdp`` reads, ``agent.gdp = 900.0`` binds a new column. A column with further axes is read by label,
    ``agent.trust["USA"]``; a name that several groups of columns use needs the group, ``agent.minerals.flow``. Names of
    one's own are declared on the class or set in ``__init__``; any other is an error, so that a slip of the pen in
    ``agent.complaince = 0.2`` does not pass for a policy.
    """

    model: RunningModel
    axes: ClassVar[tuple[str, ...]] = ()
    own_group: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = cls.directory()
        taken = [name for name in cls.__dict__ if name in table.flat or name in table.groups]
        if taken:
            raise TypeError(f"{cls.__name__} would hide the state columns {', '.join(taken)}: choose other names")

    def __init__(self, model: RunningModel, place: int) -> None:
        self._place = place
        super().__init__(model)

    @classmethod
    def directory(cls) -> Directory:
        """The state columns that an agent of this class has."""
        return directory(cls.axes, cls.own_group)

    @property
    def label(self) -> str:
        """Short name, as on the axes of the columns."""
        raise NotImplementedError

    def position(self, axis: str) -> int | None:
        """The agent's place on an axis; None where it has none."""
        return self._place if axis == self.axes[0] else None

    def decide(self) -> None:
        """Called before every month, in the order of ``model.deciders``. Override it; the base class does nothing."""

    def describe(self, name: str) -> ColumnInfo:
        """Axes, unit, meaning and origin of a state column of this agent, by name or ``group.name``."""
        table = self.directory()
        group, dot, column = name.partition(".")
        info = table.groups.get(group, {}).get(column) if dot else table.flat.get(name)
        if info is None:
            raise AttributeError(self._unknown(name))
        return info

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "model" not in self.__dict__:
            raise AttributeError(name)
        table = self.directory()
        if name in table.flat:
            return read(self, table.flat[name])
        if name in table.groups:
            return Group(self, name)
        raise AttributeError(self._unknown(name))

    def __setattr__(self, name: str, value: Any) -> None:
        table = self.directory()
        if name in table.flat:
            write(self, table.flat[name], value)
        elif self._may_have(name, table):
            super().__setattr__(name, value)
        else:
            raise AttributeError(self._unknown(name))

    def _may_have(self, name: str, table: Directory) -> bool:
        """Whether a plain attribute of this name may be set: declared, there already, or still being built."""
        if name.startswith("_") or name in self.__dict__ or hasattr(type(self), name):
            return True
        if name in table.groups or name in table.shared:
            return False
        if any(name in get_annotations(cls) for cls in type(self).__mro__):
            return True
        return not self.__dict__.get("_built", False)

    def _unknown(self, name: str) -> str:
        table = self.directory()
        if name in table.shared:
            ways = " or ".join(f"{group}.{name}" for group in table.shared[name])
            return f"{self.label}: several groups have a column '{name}'; write {ways}"
        if name in table.groups:
            example = next(iter(table.groups[name]))
            return f"{self.label}: '{name}' is a group of columns; name one of them, such as {name}.{example}"
        known = [n for n in (*table.flat, *table.groups, *dir(type(self))) if not n.startswith("_")]
        hint = nearest(name, known)
        tail = f" (did you mean '{hint}'?)" if hint else ""
        return f"{type(self).__name__} {self.label} has no attribute '{name}'{tail}"

    def __dir__(self) -> list[str]:
        table = self.directory()
        return [*super().__dir__(), *table.flat, *table.groups]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label}>"


class Nation(StateAgent):
    """A government and its country: a row of every column with a nation axis, and the hand on its levers.

    The two powers are plain nations; every other nation that acts is an ``Ally``.
    """

    axes: ClassVar[tuple[str, ...]] = ("nation",)
    own_group: ClassVar[str] = "economy"

    @property
    def iso3(self) -> str:
        """ISO 3166 code, ``ROW`` for the rest of the world."""
        return self.model.facts.nation_ids[self._place]

    label = iso3

    @property
    def name(self) -> str:
        """Full name."""
        return self.model.facts.tables.nation_names[self._place]

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that a scenario file may name and this nation belongs to."""
        found = self.model.policy.catalogue.groups
        return tuple(group for group, members in found.items() if self.iso3 in members)

    @property
    def firms(self) -> list[Firm]:
        """Firms with their head office here."""
        return [firm for firm in self.model.firms if firm.home is self]

    def pull(self, lever: str, value: Value, item: str | None = None) -> None:
        """Set one of this nation's levers from the coming month on, over what the scenario schedules.

        A number is clipped to the lever's range; a choice is given by its word. Without ``item`` all items are set.

        Raises
        ------
        KeyError : no such lever or item.
        ValueError : this nation cannot pull it, or the value is none the lever can have.
        """
        self._lever(lever, item)
        self.model.policy.pull(lever, self._place, value, item)

    def release(self, lever: str, item: str | None = None) -> None:
        """Remove the override: the scenario's path is in force again."""
        self._lever(lever, item)
        self.model.policy.release(lever, self._place, item)

    def lever(self, lever: str, item: str | None = None) -> Any:
        """What is in force in the coming month (after the last month: in that one), as number, bool or word.

        For a lever with items it is a dict of them, unless one is named.
        """
        entry = self._lever(lever, item, must_act=False)
        codes = self.model.policy.column(lever, min(self.model.ensemble.index, self.model.months - 1))[
            0, ..., self._place
        ]
        if not entry.items:
            return entry.value_of(float(codes))
        values = {name: entry.value_of(float(code)) for name, code in zip(entry.items, codes, strict=True)}
        return values if item is None else values[item]

    @property
    def levers(self) -> tuple[str, ...]:
        """Names of the levers that this nation may pull."""
        return tuple(name for name, entry in self.model.policy.catalogue.levers.items() if self.iso3 in entry.actors)

    def measure(self, metric: str) -> float:
        """This nation's value of a metric of level ``nations``, as recorded in results."""
        return float(self.model.measured("nations", metric)[0, self._place])

    def _lever(self, name: str, item: str | None, must_act: bool = True) -> Lever:
        catalogue = self.model.policy.catalogue
        entry = catalogue.levers.get(name)
        if entry is None:
            hint = catalogue.nearest_lever(name)
            raise KeyError(f"unknown lever '{name}'" + (f" (did you mean '{hint}'?)" if hint else ""))
        if item is not None and item not in entry.items:
            has = f"has the items {', '.join(entry.items)}" if entry.items else "has no items"
            raise KeyError(f"unknown item '{item}': {name} {has}")
        if must_act and self.iso3 not in entry.actors:
            raise ValueError(f"{self.iso3} cannot pull {name}; those who can: {', '.join(entry.actors)}")
        return entry


class Ally(Nation):
    """Any nation that acts and is no power, whichever way it leans."""


class Firm(StateAgent):
    """A company: a row of every column with a firm axis, and of those by chip seller, maker or toolmaker if it is one.

    Firms have no levers. A firm acts by writing its own columns, such as ``compliance``; the month goes on from there.
    """

    axes: ClassVar[tuple[str, ...]] = tuple(FIRM_AXES)
    own_group: ClassVar[str] = "firms"

    @property
    def id(self) -> str:
        """Identifier in ``firms.csv``."""
        return self.model.facts.firm_ids[self._place]

    label = id

    @property
    def name(self) -> str:
        """Full name."""
        return self.model.facts.firm_names[self._place]

    @property
    def role(self) -> str:
        """What it does: chip_designer, foundry, memory, equipment, cloud ..."""
        return self.model.facts.firm_roles[self._place]

    @property
    def home(self) -> Nation:
        """Nation of the head office."""
        found: Nation = self.model.nation(self.model.facts.nation_ids[int(self.model.facts.firm_nation[self._place])])
        return found

    @property
    def site(self) -> Nation:
        """Nation of the main production site."""
        found: Nation = self.model.nation(self.model.facts.nation_ids[int(self.model.facts.firm_place[self._place])])
        return found

    def position(self, axis: str) -> int | None:
        """Its place among the firms, or among those of a kind (None if it is none of them)."""
        if axis == "firm":
            return self._place
        members = FIRM_AXES[axis](self.model.facts).tolist()
        return members.index(self._place) if self._place in members else None

    def measure(self, metric: str) -> float:
        """This firm's value of a metric of level ``firms``, as recorded in results."""
        return float(self.model.measured("firms", metric)[0, self._place])
