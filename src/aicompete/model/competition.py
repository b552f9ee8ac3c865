"""One run as a Mesa model: the same engine, the same numbers, with agents to program."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import mesa
import numpy as np
from mesa.agent import AgentSet

from aicompete.config import Scenario, apply_settings, load_scenario, sample_assumptions
from aicompete.config.reading.suggest import nearest
from aicompete.engine.choice import COMPILED, NUMPY, chosen
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.metrics import by_level, metrics
from aicompete.engine.policy import Policy
from aicompete.limits import MAX_MONTHS, MAX_SEED, whole
from aicompete.model.agents import Ally, Firm, Nation, StateAgent
from aicompete.model.collect import collector
from aicompete.model.copies import tell_of_copies
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import POWERS, Facts

if TYPE_CHECKING:
    from aicompete.engine.monthly import Monthly

A = TypeVar("A", bound=StateAgent)
Settings = Mapping[str, object] | Iterable[str] | str


class CompetitionModel(mesa.Model):  # type: ignore[misc]
    """One run of a scenario: draw 0 of the assumptions, replicate 0 of the shocks.

    The numbers are those of run 0 of an ensemble with the same seed, to the last bit, as long as no agent interferes.
    ``step()`` is one month: every agent's ``decide()``, then the engine's month, then the data collector. The order of
    ``decide()`` is fixed (``deciders``): the nations in the order of the columns (USA, CHN, then the allies), then the
    firms. A lever that one agent pulls is in sight of those who decide after it in the same month.

    Parameters
    ----------
    scenario : a ``Scenario``, the path of a scenario file, or the name of one that comes with the package.
    settings : changes on top, as for ``simulate``: ``{"USA.ally_alienation": 0.5}``, or texts
        ``"USA.ally_alienation=0.5"``. ``levers`` is another name for it.
    assumptions : None draws them as the scenario says, ``"central"`` takes the central values, a mapping sets some.
    nation_class : class of the powers, or ``{"USA": MyLeader}``.
    ally_class : class of the other nations, or a mapping of nations and groups to classes, the narrower winning.
    firm_class : class of the firms, or a mapping of firm ids and roles to classes, the id winning.
    months : another length than the scenario's.
    collect : series and nations each month (True), ``"series"`` alone, or nothing (False).
    engine : ``numpy`` steps the model line by line; ``compiled`` several times faster, once the month has been
        compiled for this machine (some seconds). Digits behind the eleventh may differ.
    rng : seed of assumptions, shocks and ``model.rng``; None takes a fresh one, kept in ``model.seed``.
    seed : the same, for ``mesa.batch_run``, which hands its seeds over under this name; it goes before ``rng``.

    Attributes
    ----------
    nations, allies, powers, firms : Mesa agent sets; ``rest`` is the rest of the world, which takes no side.
    spec : the resolved scenario; ``date`` the coming month; ``seed`` the seed; ``facts`` and ``world`` the engine's.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "baseline",
        settings: Settings | None = None,
        assumptions: str | Mapping[str, object] | None = None,
        *,
        levers: Settings | None = None,
        nation_class: type[Nation] | Mapping[str, type[Nation]] = Nation,
        ally_class: type[Ally] | Mapping[str, type[Ally]] = Ally,
        firm_class: type[Firm] | Mapping[str, type[Firm]] = Firm,
        months: int | None = None,
        collect: bool | str = True,
        engine: str = NUMPY,
        rng: int | None = 1,
        seed: int | None = None,
    ) -> None:
        tell_of_copies()
        number = _seed(rng if seed is None else seed)
        super().__init__(rng=number)
        self.seed = number
        if collect not in (True, False, "series"):
            raise ValueError(f"collect must be True, False or 'series', not {collect!r}")
        if settings is not None and levers is not None:
            raise ValueError("settings and levers are two names for the same changes; give one of them")
        self.spec = _resolve(scenario, levers if settings is None else settings, assumptions, months)
        self.months = self.spec.months
        drawn = sample_assumptions(self.spec, self.seed, 1)
        self.ensemble = Ensemble([self.spec], [0], drawn, [0], self.seed, self.months)
        self._measures: dict[str, Array] = {}
        self._replies = {f"series:{metric.name}": metric for metric in self.ensemble.answering.metrics}
        self._stepper = self._in_program(collect) if chosen(engine) == COMPILED else None
        self._people(nation_class, ally_class, firm_class)
        self.datacollector = collector(collect, self.ensemble.answering.metrics)

    def _in_program(self, collect: bool | str) -> Monthly | None:
        """What steps the model in a program that measures what is collected; NumPy does where there is none."""
        from aicompete.engine.monthly import Monthly
        from aicompete.engine.program.untraceable import Untraceable

        levels = ("series", "nations") if collect is True else ("series",) if collect else ()
        wanted = [f"{level}:{metric.name}" for level in levels for metric in by_level(level)]
        wanted += self._replies if collect else ()
        try:
            return Monthly(self.ensemble, self.spec, wanted)
        except Untraceable as error:
            warnings.warn(f"the month cannot be compiled, so NumPy steps the model: {error}", stacklevel=4)
            return None

    def _people(
        self,
        nation_class: type[Nation] | Mapping[str, type[Nation]],
        ally_class: type[Ally] | Mapping[str, type[Ally]],
        firm_class: type[Firm] | Mapping[str, type[Firm]],
    ) -> None:
        """One agent a row, in the order of the columns."""
        facts = self.facts
        ids = facts.nation_ids[:-1]
        powers = tuple(i for i in ids if i in POWERS)
        allies = tuple(i for i in ids if i not in POWERS)
        kinds = {
            **_classes("nation_class", nation_class, Nation, {i: self._words(i) for i in powers}),
            **_classes("ally_class", ally_class, Ally, {i: self._words(i) for i in allies}),
        }
        roles = {i: [role, i] for i, role in zip(facts.firm_ids, facts.firm_roles, strict=True)}
        firm_kinds = _classes("firm_class", firm_class, Firm, roles)
        self._nations = {i: kinds[i](self, place) for place, i in enumerate(ids)}
        self.rest = Nation(self, len(ids))
        self._firms = {i: firm_kinds[i](self, place) for place, i in enumerate(facts.firm_ids)}
        self.nations = AgentSet(self._nations.values(), random=self.random)
        self.powers = AgentSet([self._nations[i] for i in powers], random=self.random)
        self.allies = AgentSet([self._nations[i] for i in allies], random=self.random)
        self.firms = AgentSet(self._firms.values(), random=self.random)
        self.recorded: tuple[Nation, ...] = (*self._nations.values(), self.rest)
        self.deciders: tuple[StateAgent, ...] = (*self._nations.values(), *self._firms.values())
        for agent in (*self.deciders, self.rest):
            agent._built = True

    def _words(self, iso3: str) -> list[str]:
        """What a mapping of classes may call a nation: its groups, the widest first, then its code."""
        groups = self.policy.catalogue.groups
        mine = [group for group, members in groups.items() if iso3 in members]
        return [*sorted(mine, key=lambda group: -len(groups[group])), iso3]

    @property
    def world(self) -> World:
        """State columns, with a run axis of length one."""
        return self.ensemble.world

    @property
    def facts(self) -> Facts:
        """What does not change during a run."""
        return self.ensemble.facts

    @property
    def policy(self) -> Policy:
        """Scheduled levers and the agents' overrides."""
        return self.ensemble.policy

    @property
    def date(self) -> str:
        """The coming month, ``YYYY-MM``: the one that ``decide()`` is about."""
        return self.ensemble.date

    def nation(self, iso3: str) -> Nation:
        """A nation by its code; ``ROW`` is the rest of the world."""
        if iso3 == self.rest.iso3:
            return self.rest
        if iso3 not in self._nations:
            raise KeyError(_unknown("nation", iso3, self.policy.catalogue.actors.suggest(iso3)))
        return self._nations[iso3]

    def firm(self, name: str) -> Firm:
        """A firm by its id in ``firms.csv``."""
        if name not in self._firms:
            raise KeyError(_unknown("firm", name, nearest(name, self._firms)))
        return self._firms[name]

    def step(self) -> None:
        """One month. The model stops running after the scenario's last.

        Raises
        ------
        RuntimeError : no month left.
        """
        if self.ensemble.index >= self.months:
            raise RuntimeError(
                f"the run ended after {self.months} months; CompetitionModel(months=...) makes it longer"
            )
        for agent in self.deciders:
            agent.decide()
        self.forget_measures()
        if self._stepper is None:
            self.ensemble.step()
        else:
            self._measures.update(self._stepper.step())
        self.datacollector.collect(self)
        if self.ensemble.index >= self.months:
            self.running = False

    def measure(self, metric: str) -> float:
        """Present value of a series metric, as recorded in results."""
        return float(self.measured("series", metric)[0])

    def measured(self, level: str, name: str) -> Array:
        """Present values of a metric of level ``series``, ``nations`` or ``firms``; the run axis comes first."""
        key = f"{level}:{name}"
        if key not in self._measures:
            found = metrics().get(key) or self._replies.get(key)
            if found is None:
                names = [metric.name for metric in by_level(level)]
                raise KeyError(_unknown(f"metric of level {level}", name, nearest(name, names)))
            with np.errstate(all="ignore"):
                self._measures[key] = found.read(self.world)
        return self._measures[key]

    def forget_measures(self) -> None:
        """Drop cached metrics, because the state has changed."""
        self._measures.clear()


def _seed(given: Any) -> int:
    """A seed as a whole number."""
    if given is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    try:
        return whole("rng", given, 0, MAX_SEED)
    except ValueError as error:
        raise ValueError(f"{error}; None takes a fresh one") from None


def _resolve(
    scenario: Scenario | str | Path,
    settings: Settings | None,
    assumptions: str | Mapping[str, object] | None,
    months: int | None,
) -> Scenario:
    """The scenario with everything that was asked for on top. Raises ``ConfigError``."""
    spec = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if months is not None:  # first: which dates a setting may name hangs on it
        spec = apply_settings(spec, {"months": whole("months", months, 1, MAX_MONTHS)})
    if settings:
        spec = apply_settings(spec, settings)
    return spec if assumptions is None else apply_settings(spec, {"assumptions": assumptions})


def _classes(
    what: str, given: type[A] | Mapping[str, type[A]], base: type[A], words: Mapping[str, list[str]]
) -> dict[str, type[A]]:
    """The class of each agent; ``words`` are those a mapping may name it by, the narrowest last."""
    known = {word for names in words.values() for word in names}
    chosen = given if isinstance(given, Mapping) else dict.fromkeys(known, given)
    for word, kind in chosen.items():
        if word not in known:
            raise ValueError(_unknown(f"agent in {what}", word, nearest(word, known)))
        if not (isinstance(kind, type) and issubclass(kind, base)):
            raise TypeError(f"{what} must be {base.__name__} or a class derived from it, not {kind!r}")
    return {
        agent: next((chosen[word] for word in reversed(names) if word in chosen), base)
        for agent, names in words.items()
    }


def _unknown(what: str, name: str, hint: str | None) -> str:
    return f"unknown {what} '{name}'" + (f" (did you mean '{hint}'?)" if hint else "")
