"""What a mechanism is, and what it may see of the month.

A mechanism is one step of the month. It declares the levers, assumptions and streams it reads; that one
declaration feeds the catalogue's "used by", the register and the documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from aicompete.world.columns import Array, Stream

if TYPE_CHECKING:
    from aicompete.subjects.state import World

Part = TypeVar("Part")


class Cache:
    """Intermediate results that a mechanism reuses in later months of a block instead of computing them again.

    ``shaped`` holds assumptions reshaped for broadcasting, ``constant`` what depends on assumptions only, ``by_levers``
    what depends on levers too, each with the lever values it was computed from. Emptying the cache changes no result.
    """

    __slots__ = ("by_levers", "constant", "shaped")

    def __init__(self) -> None:
        self.shaped: dict[tuple[str, int], Array] = {}
        self.constant: dict[str, Array] = {}
        self.by_levers: dict[str, tuple[list[bytes], Any]] = {}

    def __reduce__(self) -> tuple[type[Cache], tuple[()]]:
        """Pickled and copied empty."""
        return Cache, ()


class Month:
    """One month as a mechanism sees it: only what it declared.

    ``lever`` gives ``(1 or run, nation)`` or ``(1 or run, item, nation)``; ``assume`` gives ``(run, 1, ...)``;
    ``noise`` gives ``(run, *axes)``; ``targets`` gives ``(issuer, buyer)`` weights. ``caches`` holds one cache for
    each mechanism of the block.
    """

    __slots__ = (
        "_assumptions",
        "_cache",
        "_caches",
        "_days_held",
        "_levers",
        "_noise",
        "_spec",
        "_targets",
        "date",
        "index",
        "runs",
    )

    def __init__(
        self,
        index: int,
        date: str,
        runs: int,
        levers: Mapping[str, Array],
        assumptions: Mapping[str, Array],
        noise: Mapping[str, Array],
        targets: Mapping[str, Array],
        caches: dict[str, Cache] | None = None,
        spec: Mechanism | None = None,
        days_held: Mapping[str, Array] | None = None,
    ) -> None:
        self.index = index
        self.date = date
        self.runs = runs
        self._levers = levers
        self._assumptions = assumptions
        self._noise = noise
        self._targets = targets
        self._caches = {} if caches is None else caches
        self._spec = spec
        self._cache = self._caches.setdefault(spec.name if spec else "", Cache())
        self._days_held = {} if days_held is None else days_held

    def lever(self, name: str) -> Array:
        """The lever in force, ``(1 or run, nation)`` or ``(1 or run, item, nation)``."""
        if self._spec is not None and name not in self._spec.levers:
            raise KeyError(name)
        return self._levers[name]

    def days_held(self, name: str) -> Array:
        """Share of the month's days on which a limit had its value of the month's end, ``(1 or run, nation)``."""
        if self._spec is not None and name not in self._spec.levers:
            raise KeyError(name)
        return self._days_held[name]

    def assume(self, name: str, extra: int = 1) -> Array:
        """An assumption, ``(run,)`` with ``extra`` axes of length one."""
        known = self._cache.shaped
        shaped = known.get((name, extra))
        if shaped is None:
            if self._spec is not None and name not in self._spec.assumptions:
                raise KeyError(name)
            values = self._assumptions[name]
            shaped = known[name, extra] = values.reshape(values.shape[0], *([1] * extra))
        return shaped

    def cached(self, name: str, make: Callable[[], Array]) -> Array:
        """Result of ``make``, which reads assumptions only; computed in the first month and reused in all others."""
        made = self._cache.constant.get(name)
        return self._cache.constant.setdefault(name, make()) if made is None else made

    def cached_for(self, name: str, levers: tuple[str, ...], make: Callable[[], Part]) -> Part:
        """Result of ``make``, which reads assumptions and these levers; computed again when one of them has changed."""
        bits = [self.lever(lever).tobytes() for lever in levers]
        known = self._cache.by_levers
        entry = known.get(name)
        if entry is None or entry[0] != bits:
            entry = known[name] = bits, make()
        made: Part = entry[1]
        return made

    def noise(self, name: str) -> Array:
        """This month's standard normal shocks of a stream, ``(run, *axes)``."""
        if self._spec is not None and all(name != stream.name for stream in self._spec.streams):
            raise KeyError(name)
        return self._noise[name]

    def targets(self, lever: str) -> Array:
        """Whom a lever of each issuer hits, ``(issuer nation, buyer nation)`` weights in [0, 1]."""
        if self._spec is not None and lever not in self._spec.levers:
            raise KeyError(lever)
        return self._targets[lever]

    def narrowed(self, spec: Mechanism) -> Month:
        """The same month with only what ``spec`` declared.

        Raises
        ------
        KeyError : it declared what is not there.
        """
        if spec.name not in self._caches:
            for names, known in (
                (spec.levers, self._levers),
                (spec.assumptions, self._assumptions),
                (tuple(stream.name for stream in spec.streams), self._noise),
            ):
                if missing := [name for name in names if name not in known]:
                    raise KeyError(missing[0])
        return Month(
            self.index,
            self.date,
            self.runs,
            self._levers,
            self._assumptions,
            self._noise,
            self._targets,
            self._caches,
            spec,
            self._days_held,
        )


Step = Callable[["World", Month], None]


@dataclass(frozen=True)
class Mechanism:
    """One step of the month with its declaration."""

    name: str
    step: Step
    levers: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    streams: tuple[Stream, ...] = ()
    covers: tuple[str, ...] = ()
    can_disable: bool = True

    @property
    def summary(self) -> str:
        """First line of the step's docstring."""
        return (self.step.__doc__ or "").strip().splitlines()[0]

    def __call__(self, world: World, month: Month) -> None:
        self.step(world, month.narrowed(self))

    def __reduce__(self) -> tuple[Callable[[str, str], Any], tuple[str, str]]:
        """Pickled as the name it stands under, like a function, since that name no longer means its step."""
        return _declared, (self.step.__module__, self.step.__qualname__)


def _declared(module: str, name: str) -> Any:
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def mechanism(
    name: str,
    *,
    levers: tuple[str, ...] = (),
    assumptions: tuple[str, ...] = (),
    streams: tuple[Stream, ...] = (),
    covers: tuple[str, ...] = (),
    can_disable: bool = True,
) -> Callable[[Step], Mechanism]:
    """Declare a function ``(world, month) -> None`` as a mechanism."""

    def declare(step: Step) -> Mechanism:
        return Mechanism(name, step, levers, assumptions, streams, covers, can_disable)

    return declare


@dataclass(frozen=True)
class Metric:
    """Something measured each month.

    ``level`` says the axes of what ``read`` returns: ``series`` (run,), ``nations`` (run, nation), ``firms`` (run,
    firm), ``trade`` (run, seller, buyer) or the like. Metrics of a family share one ``source`` and differ in the
    ``part`` they take of it: places on the axes after the run.
    """

    name: str
    unit: str
    meaning: str
    level: str
    source: Callable[[World], Array]
    part: tuple[int, ...] = ()

    def read(self, world: World, known: dict[Callable[[World], Array], Array] | None = None) -> Array:
        """The metric's value; ``known`` keeps what sources gave, for other metrics of the same world."""
        whole = None if known is None else known.get(self.source)
        if whole is None:
            whole = self.source(world)
            if known is not None:
                known[self.source] = whole
        for place in self.part:
            whole = whole[:, place]
        return whole
