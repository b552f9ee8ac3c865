"""Queues: things that take an uncertain time (licences, grid connections, factories)."""

import numpy as np

from aicompete.rules.types import Array, Value


def erlang_queue_step(stages: Array, arrivals: Array, mean_delay: Value) -> tuple[Array, Array]:
    """One step of a queue with k stages in a row: returns (stages, released).

    stages (run, k, ...): contents; arrivals (run, ...): units a step; mean_delay: steps, broadcast against arrivals.
    Each stage passes on the share ``1 / (1 + W/k)`` of what it holds after its inflow (implicit Euler of ``dx/dt = in
    - x k/W``), so the mean time inside is exactly W for any W >= 0 (W = 0: at once), Little's law ``L = lambda W``
    holds exactly in a steady state, nothing is lost, and no step size is unstable. The delay tends to an Erlang(k, W)
    distribution as the step becomes short against W/k.
    """
    count = stages.shape[1]
    share = 1.0 / (1.0 + np.asarray(mean_delay) / count)
    flow, contents = arrivals, []
    for stage in range(count):
        held = stages[:, stage] + flow
        flow = np.asarray(held * share)
        contents.append(held - flow)
    return np.stack(contents, axis=1), flow


def erlang_steady_state(arrivals: Array, mean_delay: Value, stages: int) -> Array:
    """Contents (run, k, ...) of an Erlang queue in steady state: ``arrivals * W / k`` in every stage."""
    return np.repeat(np.expand_dims(np.multiply(arrivals, mean_delay) / stages, 1), stages, axis=1)


def delayed_step(stages: Array, level: Array, mean_delay: Value) -> Array:
    """A level passed on with an Erlang delay: k stages in a row, each closes ``1 / (1 + W/k)`` of its gap in a step.

    stages (run, k, ...): the level as it stands after each stage, the last one being what arrives; level (run, ...);
    mean_delay W in steps. Rests where all stages equal the level; the response to a step of the level has mean delay W.
    """
    count = stages.shape[1]
    share = 1.0 / (1.0 + np.asarray(mean_delay) / count)
    passed, moved = level, []
    for stage in range(count):
        passed = stages[:, stage] + share * (passed - stages[:, stage])
        moved.append(passed)
    return np.stack(moved, axis=1)


def licence_decision(decided: Value, strictness: Value, retry: Value) -> tuple[Array, Array, Array]:
    """Split decided applications into (approved, returned, dropped).

    strictness = share stalled in [0, 1]; a stalled application comes back to the queue with probability ``retry``
    (M20). The three add up to ``decided``.
    """
    stalled = np.multiply(decided, strictness)
    returned = np.multiply(stalled, retry)
    return np.asarray(decided - stalled), np.asarray(returned), np.asarray(stalled - returned)
