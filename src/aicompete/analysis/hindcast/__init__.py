"""The replay of 2022 to 2025 held against what was observed: targets, observation operators, scores."""

from aicompete.analysis.hindcast.targets import NOT_EXPRESSED, OPERATORS, Target, expressed, observe, targets

__all__ = ["NOT_EXPRESSED", "OPERATORS", "Target", "expressed", "observe", "targets"]
