"""Which of the engine's metrics a design records, and the labels along their axes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from aicompete.batch.errors import BatchError, SchemaError
from aicompete.batch.store.schema import Metric, Schema
from aicompete.config.reading.suggest import nearest

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.config import Scenario
    from aicompete.engine.block import Record
    from aicompete.world.facts import Facts

MARKETS = {"chip": "chips", "mineral": "minerals", "adoption": "adoption", "stack": "adoption"}


def schema_of(design: Design) -> Schema:
    """The tables that this design gives, with their columns and axes."""
    from aicompete.world.facts import load_facts

    facts = load_facts(str(design.base.start))
    record = design.record
    return Schema(
        dates=recorded_dates(design.base.dates[: design.months], record),
        axes=axes_of(facts),
        series=recorded_metrics(series_of(design.points), record),
        nations=declared_metrics("nations") if record.nations else {},
        firms=declared_metrics("firms") if record.firms else {},
        trade=trade_metrics() if record.trade else {},
    )


def recorded_dates(dates: list[str], record: Record) -> tuple[str, ...]:
    """The months that are recorded: all, every twelfth and the last, or only the last."""
    from aicompete.engine.recorder import Recorder

    recorder = Recorder(record)
    return tuple(d for i, d in enumerate(dates) if recorder.wants(i, i == len(dates) - 1))


def recorded_metrics(series: dict[str, Metric], record: Record) -> dict[str, Metric]:
    """The metrics of the series that ``record`` names; all when it names none.

    Raises ``BatchError`` when a name is neither a metric nor a family of them.
    """
    for name in record.series:
        if name not in series and not any(metric.startswith(f"{name}_") for metric in series):
            near = nearest(name, [*series, *metric_families(series)])
            raise BatchError(
                f"record: series names '{name}', which is neither a metric nor a family of metrics"
                + (f" (did you mean '{near}'?)" if near else "")
                + "; aicompete metrics lists them"
            )
    return {name: series[name] for name in record.kept(series)}


def metric_families(names: Iterable[str]) -> list[str]:
    """Families of metrics: beginnings that several names share, cut at underscores, such as ``coalition_share``."""
    beginnings = Counter(
        "_".join(words[:n]) for name in names for words in [name.split("_")] for n in range(1, len(words))
    )
    return [beginning for beginning, count in beginnings.items() if count > 1]


def declared_metrics(level: str) -> dict[str, Metric]:
    """The engine's metrics of one level: "series", "nations", "firms" or "trade"."""
    from aicompete.engine.metrics import by_level

    return {m.name: Metric(m.unit, m.meaning) for m in by_level(level)}


def series_of(points: Sequence[Scenario]) -> dict[str, Metric]:
    """The series of these scenarios: those of the engine, and those of the replies of any of them."""
    from aicompete.config import load_catalogue
    from aicompete.engine.replies import shown_of
    from aicompete.subjects.replies.metrics import reply_metrics

    more = reply_metrics(shown_of(points), load_catalogue().levers)
    return {**declared_metrics("series"), **{m.name: Metric(m.unit, m.meaning) for m in more}}


def trade_metrics() -> dict[str, dict[str, Metric]]:
    """Trade metrics by market, which the first word of a metric's name tells."""
    markets: dict[str, dict[str, Metric]] = {}
    for name, metric in declared_metrics("trade").items():
        word = next((word for word in MARKETS if name.startswith(word)), None)
        if word is None:
            raise SchemaError(f"trade metric {name!r} names no market; it must start with one of {', '.join(MARKETS)}")
        markets.setdefault(MARKETS[word], {})[name] = metric
    return markets


def axes_of(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Labels along every axis that a recorded column may have."""
    from aicompete.subjects.minerals.state import mineral_sellers
    from aicompete.world.facts import MINERALS, STACKS

    return {
        "nation": facts.nation_ids,
        "firm": facts.firm_ids,
        "chip_seller": facts.seller_ids,
        "mineral": MINERALS,
        "mineral_seller": tuple(mineral_sellers(facts)),
        "stack": STACKS,
    }
