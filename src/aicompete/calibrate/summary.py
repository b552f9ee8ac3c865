"""A calibration as plain data: what stands beside the accepted draws, and what the report and the page tell."""

from __future__ import annotations

from typing import Any

import numpy as np

from aicompete.calibrate.pipeline import Calibration
from aicompete.calibrate.problem import Array, Figure, Model

IDENTIFIED = 0.1
"""An assumption counts as identified when its 90 % range shrinks, or its median moves, by this part of the prior."""
STRONG = 0.3
"""Rank correlation of two assumptions in the accepted draws that is worth telling."""
DIGITS = 8


def columns(found: Calibration, model: Model) -> dict[str, Array]:
    """The accepted draws: input -> values, ``(draw,)``, to eight digits."""
    return {
        name: np.array([float(f"{value:.{DIGITS}g}") for value in model.value(name, found.accepted[:, place])])
        for place, name in enumerate(found.names)
    }


def about(found: Calibration, model: Model, provenance: dict[str, Any]) -> dict[str, Any]:
    """Everything that is told about a set, as plain data."""
    wrong, audited = found.wrongly_ruled_out
    inputs = [_input(found, model, place) for place in range(len(found.names))]
    return {
        **provenance,
        "seed": found.plan.seed,
        "rows": len(found.constrained.rows),
        "medoid": found.medoid,
        "runs": len(found.constrained.weights),
        "effective_sample_size": round(found.constrained.effective, 1),
        "discrepancy": found.plan.discrepancy,
        "waves": [
            {
                "runs": len(wave.shares),
                "prior_not_ruled_out": _short(wave.region.share),
                "candidates": wave.region.tried,
            }
            for wave in found.waves
        ],
        "audit": {
            "ruled_out_and_run": audited,
            "came_near_after_all": wrong,
            "weight_of_what_was_ruled_out": _short(found.weight_ruled_out),
        },
        "targets": [_target(found, place) for place in range(len(found.figures))],
        "assumptions": inputs,
        "correlations": _correlations(found),
        "not_identified": [one["name"] for one in inputs if not one["identified"]],
        "without_influence": len(found.screened.names) - len(found.names),
    }


def screen_rows(found: Calibration) -> list[dict[str, Any]]:
    """One row an input: is it kept, and which share of each figure's variance it explains alone."""
    screened = found.screened
    order = np.argsort(-screened.weights.max(axis=1), kind="stable")
    return [
        {
            "input": screened.names[i],
            "kept": i in screened.kept,
            **{figure.id: _short(screened.shares[i, place]) for place, figure in enumerate(found.figures)},
        }
        for i in order.tolist()
    ]


def _input(found: Calibration, model: Model, place: int) -> dict[str, Any]:
    name, shares = found.names[place], found.accepted[:, place]
    low, middle, high = np.quantile(shares, [0.05, 0.5, 0.95])
    narrowed = 1.0 - (high - low) / 0.9
    prior = model.value(name, np.array([0.05, 0.5, 0.95]))
    accepted = model.value(name, np.array([low, middle, high]))
    return {
        "name": name,
        "prior": [_short(value) for value in prior],
        "accepted": [_short(value) for value in accepted],
        "narrowed": _short(narrowed),
        "moved": _short(middle - 0.5),
        "identified": bool(narrowed >= IDENTIFIED or abs(middle - 0.5) >= IDENTIFIED),
        "weight": _short(found.screened.weights[found.screened.kept[place]].max()),
    }


def _target(found: Calibration, place: int) -> dict[str, Any]:
    figure = found.figures[place]
    prior = _unscaled(figure, found.waves[0].figures[:, place])
    accepted = _unscaled(figure, found.fresh[:, place])
    return {
        "id": figure.id,
        "text": figure.text,
        "unit": figure.unit,
        "observed": figure.observed,
        "band": [figure.low, figure.high],
        "fitted": bool(found.fit[place]),
        "prior": _band(prior),
        "prior_inside": _short(np.mean(figure.inside(prior))),
        "accepted": _band(accepted),
        "accepted_inside": _short(np.mean(figure.inside(accepted))),
    }


def _unscaled(figure: Figure, values: Array) -> Array:
    finite = values[np.isfinite(values)]
    return np.exp(finite) if figure.log else finite


def _band(values: Array) -> list[float]:
    return [_short(value) for value in np.quantile(values, [0.05, 0.5, 0.95])]


def _correlations(found: Calibration) -> list[dict[str, Any]]:
    """Pairs with a strong rank correlation, the strongest first."""
    ranks = found.accepted.argsort(axis=0).argsort(axis=0).astype(float)
    table = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    pairs = [(i, j) for i in range(len(table)) for j in range(i) if abs(table[i, j]) >= STRONG]
    pairs.sort(key=lambda pair: -abs(table[pair]))
    return [{"pair": [found.names[j], found.names[i]], "rank_correlation": _short(table[i, j])} for i, j in pairs]


def _short(value: float | np.floating[Any]) -> float:
    """Four digits are enough to tell."""
    return float(f"{float(value):.4g}")
