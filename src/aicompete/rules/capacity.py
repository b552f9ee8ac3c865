"""Capacity that takes time to build."""

import numpy as np

from aicompete.rules.algebra import power
from aicompete.rules.queues import erlang_queue_step
from aicompete.rules.types import Array, Value


def investment(
    capacity: Value,
    under_way: Value,
    target: Value,
    gain: Value,
    depreciation: Value,
    lag: Value,
    pipeline_weight: Value,
    floor: Value = 0.0,
) -> Array:
    """Orders of new capacity per step ``delta K + k (K* - K + v (d delta K - W))``, at least ``floor``.

    Replacement keeps the steady state at K*; under_way W is the capacity ordered and not delivered; v =
    pipeline_weight in [0, 1] is the share of it that investors see. With delta = 0 it is ``k (K* - K - v
    W)``. Sterman (1989).
    """
    replacement = np.multiply(depreciation, capacity)
    gap = np.subtract(target, capacity) + np.multiply(pipeline_weight, np.multiply(lag, replacement) - under_way)
    return np.asarray(np.maximum(replacement + np.multiply(gain, gap), floor))


def capacity_step(
    capacity: Array,
    pipeline: Array,
    target: Value,
    gain: Value,
    depreciation: Value,
    pipeline_weight: Value,
    floor: Value = 0.0,
) -> tuple[Array, Array]:
    """Capacity with a fixed build lag: ``K(t+1) = (1-delta) K(t) + I(t-d)``; returns (capacity, pipeline).

    capacity (run, ...), pipeline (run, d, ...) with the next delivery first; d = 0 delivers at once. All rates per
    step. Stable and without overshoot below the limits of ``levin_may_limits`` when the pipeline is not seen.
    """
    lag = pipeline.shape[1]
    under_way = np.sum(pipeline, axis=1)
    ordered = investment(capacity, under_way, target, gain, depreciation, float(lag), pipeline_weight, floor)
    queue = np.concatenate([pipeline, np.expand_dims(np.broadcast_to(ordered, capacity.shape), 1)], axis=1)
    return np.asarray(capacity * np.subtract(1.0, depreciation) + queue[:, 0]), queue[:, 1:]


def capacity_step_erlang(
    capacity: Array,
    stages: Array,
    target: Value,
    gain: Value,
    depreciation: Value,
    mean_lag: Value,
    pipeline_weight: Value,
    floor: Value = 0.0,
) -> tuple[Array, Array]:
    """Capacity whose build time is Erlang distributed with mean ``mean_lag`` steps; returns (capacity, stages).

    As ``capacity_step``, with the pipeline as stages (run, k, ...) so that each run and nation may have its own lag.
    """
    under_way = np.sum(stages, axis=1)
    ordered = investment(capacity, under_way, target, gain, depreciation, mean_lag, pipeline_weight, floor)
    stages, delivered = erlang_queue_step(stages, np.broadcast_to(ordered, capacity.shape), mean_lag)
    return np.asarray(capacity * np.subtract(1.0, depreciation) + delivered), stages


def levin_may_limits(lag: Value) -> tuple[Array, Array]:
    """Gains per step for lag d at which ``x(t+1) = x(t) - k x(t-d)`` begins to overshoot, and to be unstable.

    ``d^d / (d+1)^(d+1)`` and ``2 cos(pi d / (2d+1))``. Levin & May (1976).
    """
    lags = np.asarray(lag, dtype=np.float64)
    overshoot = power(lags, lags) / power(lags + 1.0, lags + 1.0)
    return np.asarray(overshoot), np.asarray(2.0 * np.cos(np.pi * lags / (2.0 * lags + 1.0)))


def doublings(ever: Value, made: Value) -> Array:
    """Doublings of experience by what is made: ``log2(1 + x / X)``, X = all that was made before, in units of x."""
    return np.asarray(np.log1p(np.divide(made, ever)) / np.log(2.0))


def learned_share(part: Value, doubled: Value) -> Array:
    """Share of a gap closed by learning by doing: ``1 - (1 - part)^doublings``.

    part in [0, 1): share that one doubling of experience closes; the gap falls by Wright's law, as costs do. Wright
    (1936), Irwin & Klenow (1994). Two halves of a doubling close what one does.
    """
    return np.asarray(-np.expm1(np.multiply(doubled, np.log1p(np.negative(part)))))
