"""The model that a batch runs: a function that simulates one block, and the tables that come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aicompete.batch.store.columns import schema_of

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.batch.run.worker import Simulate
    from aicompete.batch.store.schema import Schema


@dataclass(frozen=True)
class Model:
    """What a batch needs of a model; tests pass a quick stand-in."""

    simulate: Simulate
    """Simulates one block. Worker processes import it by name, so it must be a function of a module."""
    schema: Schema


def model_for(design: Design) -> Model:
    """The engine, with the columns that this design records."""
    from aicompete.engine.block import simulate_block

    return Model(simulate_block, schema_of(design))
