"""The replay held against how nations took sides: votes, joinings, opinion surveys, answers to dated events."""

from aicompete.analysis.hindcast.alliances.judge import AIM, Judgement, judge, save_judgement
from aicompete.analysis.hindcast.alliances.words import lines

__all__ = ["AIM", "Judgement", "judge", "lines", "save_judgement"]
