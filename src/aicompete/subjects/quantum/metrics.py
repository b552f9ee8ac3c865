"""Metrics of quantum research."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Metric

USA, CHN = 0, 1

METRICS: tuple[Metric, ...] = (
    Metric(
        "quantum_gain_chn",
        "log10",
        "effective compute that China has won by quantum computing",
        "series",
        lambda w: w.quantum.gain[:, CHN],
    ),
    Metric(
        "quantum_breakthrough_chn",
        "share",
        "China has had a breakthrough in quantum computing (1) or not (0)",
        "series",
        lambda w: np.where(w.quantum.hazard[:, CHN] >= w.quantum.due[:, CHN], 1.0, 0.0),
    ),
    Metric(
        "quantum_exposure_chn",
        "share",
        "part of China's hidden forces that US sensing finds, a side index",
        "series",
        lambda w: w.quantum.exposed[:, CHN],
    ),
    Metric(
        "quantum_exposure_usa",
        "share",
        "part of US hidden forces that China's sensing finds, a side index",
        "series",
        lambda w: w.quantum.exposed[:, USA],
    ),
)
