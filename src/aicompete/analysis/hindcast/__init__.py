"""The replay of 2022 to 2025 held against what was observed: targets, observation operators, scores."""

from aicompete.analysis.hindcast.assess import Assessment, assess, save_tables
from aicompete.analysis.hindcast.targets import NOT_EXPRESSED, OPERATORS, Target, expressed, observe, targets
from aicompete.analysis.hindcast.words import report, summary

REPLAY, NO_CONTROLS = "history", "history_no_controls"
"""Shipped scenarios: what happened, and the same with every control at its neutral value."""

__all__ = [
    "NOT_EXPRESSED", "NO_CONTROLS", "OPERATORS", "REPLAY", "Assessment", "Target", "assess", "expressed", "observe",
    "report", "save_tables", "summary", "targets",
]  # fmt: skip
