"""Training that is spread over sites: what it reaches, what it loses, and who polices it; public data beside it."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, data_returns, spread_training
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, policy_at

BLOCK = "distributed_training_block"


@mechanism(
    "training",
    levers=("federated_training", "decentralised_training", BLOCK, "public_data_open"),
    assumptions=(
        "federated_lag",
        "federated_efficiency_loss",
        "decentralised_loss",
        "federated_pool",
        "federated_pool_reach",
        "federated_foreign_share",
        "federated_evasion",
        "block_drag",
        "block_hardness",
        "public_data_lag",
        "public_data_weight",
        "public_data_elasticity",
        "public_data_spill",
    ),
    covers=("M45", "M46", "M47", "M52"),
)
def spread_and_open(world: World, month: Month) -> None:
    """Firms spread training and give up the server; the leader polices what reaches abroad; governments open data.

    Both ways of training follow their levers with a lag: code, contracts and trust between sites take years. What the
    leader's block reaches is ``b = block (1 - loose)^2``. Data that are out stay out.
    """
    training, before = world.training, policy_at(world.facts.date)
    rate = 1.0 / (12.0 * month.assume("federated_lag"))
    training.spread_out = approach(training.spread_out, month.lever("federated_training"), rate)
    training.loose = approach(training.loose, month.lever("decentralised_training"), rate)
    reached = _reached(world, month, month, training.loose)
    training.evasion = np.minimum(month.assume("federated_evasion") * training.spread_out * (1.0 - reached), 1.0)
    usual, usual_loose = before.lever("federated_training"), before.lever("decentralised_training")
    training.spread_gain = _gain(month, training.spread_out, training.loose, reached) - _gain(
        month, usual, usual_loose, _reached(world, month, before, usual_loose)
    )
    training.drag = _policing(world, month)
    _use_public_data(world, month)


def _reached(world: World, month: Month, levers: Levers, loose: Array) -> Array:
    """Part of a nation's spread training across borders that the leader's block reaches, ``(run, N)``."""
    usa = world.facts.usa
    held = 1.0 - loose
    return np.asarray(levers.lever(BLOCK)[:, usa : usa + 1] * month.targets(BLOCK)[usa] * held * held)


def _gain(month: Month, share: Array, loose: Array, reached: Array) -> Array:
    """Log10 of effective compute won by spreading a share of the training (rule ``spread_training``)."""
    loss = month.assume("federated_efficiency_loss")
    lost = loss + (1.0 - loss) * month.assume("decentralised_loss") * loose
    pool = month.assume("federated_pool") * (1.0 - month.assume("federated_foreign_share") * reached)
    return spread_training(share, lost, pool, month.assume("federated_pool_reach"))


def _policing(world: World, month: Month) -> Array:
    """Software growth that the issuer of a block loses: licences and checks meet its own clouds and projects too.

    ``drag block exp(hardness loose)``: loose = that of the nations aimed at, by their compute.
    """
    facts, usa = world.facts, world.facts.usa
    aimed = month.targets(BLOCK)[usa] * world.compute.owned
    loose = (aimed * world.training.loose).sum(axis=1, keepdims=True) / aimed.sum(axis=1, keepdims=True)
    cost = month.assume("block_drag") * np.exp(month.assume("block_hardness") * loose)
    return np.asarray(np.minimum(cost, 1.0) * month.lever(BLOCK)[:, usa : usa + 1] * (np.arange(facts.n) == usa))


def _use_public_data(world: World, month: Month) -> None:
    """Data are cleaned and released with a lag; others read a part of what is opened anywhere, by size of economy."""
    training = world.training
    aim = np.maximum(month.lever("public_data_open"), training.public_data)
    training.public_data = approach(training.public_data, aim, 1.0 / (12.0 * month.assume("public_data_lag")))
    gdp = world.economy.gdp
    new = (training.public_data - training.public_data_start) * gdp / gdp.sum(axis=1, keepdims=True)
    others = new.sum(axis=1, keepdims=True) - new
    own, weight = training.public_data_start, month.assume("public_data_weight")
    seen = training.public_data + month.assume("public_data_spill") * others
    training.data_gain = data_returns(1.0 + weight * seen, 1.0 + weight * own, month.assume("public_data_elasticity"))
