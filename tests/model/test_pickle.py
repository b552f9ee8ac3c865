"""A model can be put aside and gone on with: pickled or copied, it ends with the same numbers."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from aicompete import CompetitionModel


@pytest.mark.parametrize("put_aside", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy], ids=["pickle", "copy"])
def test_a_model_put_aside_goes_on_alike(put_aside: Callable[[Any], Any]) -> None:
    model = CompetitionModel("baseline", months=5)
    model.step()
    model.step()
    other = put_aside(model)
    assert other.nation("KOR").model is other
    for one in (model, other):
        while one.running:
            one.step()
    first, second = (one.datacollector.get_model_vars_dataframe() for one in (model, other))
    assert first.equals(second)
    assert model.datacollector.get_agent_vars_dataframe().equals(other.datacollector.get_agent_vars_dataframe())
    assert (model.world.chips.flow == other.world.chips.flow).all()  # bound lazily


def test_a_copy_is_a_world_of_its_own() -> None:
    model = CompetitionModel("baseline", months=2)
    before = model.nation("USA").lever("ally_alienation")
    copy.deepcopy(model).nation("USA").pull("ally_alienation", 0.9)
    assert model.nation("USA").lever("ally_alienation") == before != 0.9
