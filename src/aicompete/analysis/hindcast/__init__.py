"""The replay of 2022 to 2025 held against what was observed: targets, observation operators, scores."""

from aicompete.analysis.hindcast.assess import Assessment, assess, save_tables
from aicompete.analysis.hindcast.seam import mended, new_breaks, seam, seam_text
from aicompete.analysis.hindcast.targets import NOT_EXPRESSED, OPERATORS, Target, expressed, observe, targets
from aicompete.analysis.hindcast.words import report, summary

REPLAY, NO_CONTROLS, TODAY = "history", "history_no_controls", "baseline"
"""Shipped scenarios: what happened, the same with every control at its neutral value, and what starts where it ends."""

__all__ = [
    "NOT_EXPRESSED", "NO_CONTROLS", "OPERATORS", "REPLAY", "TODAY", "Assessment", "Target", "assess", "expressed",
    "mended", "new_breaks", "observe", "report", "save_tables", "seam", "seam_text", "summary", "targets",
]  # fmt: skip
