"""Summaries of results: bands, coalitions, comparisons, sweep responses, a short story. Tables in, tables out."""

from aicompete.analysis.answers import answer_lines, answer_table
from aicompete.analysis.bands import band, band_table
from aicompete.analysis.binding import binding_lines, binding_table
from aicompete.analysis.coalitions import coalition_shares, crossings, largest_movers, side_probabilities
from aicompete.analysis.compare import Comparison, compare
from aicompete.analysis.effects import setting_effects
from aicompete.analysis.ema import save_ema, to_ema
from aicompete.analysis.errors import AnalysisError, DamagedResults, NotRecorded
from aicompete.analysis.sensitivity import sensitivity
from aicompete.analysis.story import story
from aicompete.analysis.sweepresponse import response
from aicompete.analysis.sweepsummary import Summary, summary
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.variance import variance_split

__all__ = [
    "AnalysisError", "Comparison", "DamagedResults", "NotRecorded", "ResultsLike", "Summary", "View",
    "answer_lines", "answer_table", "band", "band_table", "binding_lines", "binding_table", "coalition_shares",
    "compare", "crossings", "largest_movers", "response", "save_ema", "sensitivity", "setting_effects",
    "side_probabilities", "story", "summary", "to_ema", "variance_split", "view",
]  # fmt: skip
