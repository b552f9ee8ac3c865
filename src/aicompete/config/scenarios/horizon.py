"""Dates against the months that a scenario runs: which of them do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aicompete.config.reading.dates import Month, format_date
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.scenarios.layers import Order
from aicompete.config.scenarios.paths import Path
from aicompete.config.scenarios.scenario import Scenario


def last_month(scenario: Scenario) -> Month:
    """The last month that is run."""
    return scenario.start + (scenario.months - 1)


def too_late(dates: Iterable[int], scenario: Scenario) -> bool:
    """Whether dates (ordinals of days) all lie after the last month, so that what they say never happens."""
    first = min(dates, default=None)
    return first is not None and Month.of_day(first) > last_month(scenario)


def refuse_too_late(what: str, mark: Mark, dates: Iterable[int], scenario: Scenario, problems: Problems) -> None:
    """A setting is for these runs, so one that begins after their end is a mistake."""
    if too_late(dates, scenario):
        problems.add(mark, f"'{what}' begins after the last month of the runs, {last_month(scenario)}")


def check_orders(orders: Iterable[Order], scenario: Scenario, problems: Problems) -> None:
    """The same for settings that have been read."""
    for order in orders:
        for path in order.paths.values():
            refuse_too_late(f"{order.who}.{order.lever.name}", order.mark, path.dates, scenario, problems)


def unseen_dates(scenario: Scenario) -> list[str]:
    """Dated changes of a scenario that these months never see. A scenario may be run over other lengths, so that this
    is no mistake, and is said all the same."""
    last = last_month(scenario)
    found = []
    for name, path in _paths(scenario):
        late = [day for day in path.dates if Month.of_day(day) > last]
        if late and path.shape == "linear" and len(late) < len(path.dates):
            late = late[1:]  # the line to the first of them is run in part
        if late:
            found.append(f"{name}: {_days(late)} after the last month of the runs, {last}, and does nothing")
        early = [day for day in path.dates if day <= scenario.start.first_day][:-1]
        if early:
            found.append(f"{name}: {_days(early)} before the start, {scenario.start}, and is overruled by a later date")
    return found


def _paths(scenario: Scenario) -> Iterator[tuple[str, Path]]:
    for lever, actors in scenario.levers.items():
        for actor, path in actors.items():
            if isinstance(path, Path):
                yield f"{actor}.{lever}", path
            else:
                yield from ((f"{actor}.{lever}.{item}", one) for item, one in path.items())


def _days(days: list[int]) -> str:
    shown = ", ".join(format_date(day) for day in days[:3])
    return f"{shown} lies" if len(days) == 1 else f"{shown}{' ...' if len(days) > 3 else ''}, each of them lies"
