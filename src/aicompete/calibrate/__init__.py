"""Calibration: which assumptions matter for 2022-2023, and which joint draws of them replay it.

Screening, history matching in waves, and a constrained sample, one file each; `aicompete calibrate` runs all three.
"""

from aicompete.calibrate.pipeline import Calibration, Plan, calibrate
from aicompete.calibrate.problem import CalibrationError

__all__ = ["Calibration", "CalibrationError", "Plan", "calibrate"]
