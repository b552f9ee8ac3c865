"""Summaries of results: bands, coalitions, comparisons, sweep responses, a short story. Tables in, tables out."""

from aicompete.analysis.bands import band, band_table
from aicompete.analysis.coalitions import coalition_shares, crossings, largest_movers, side_probabilities
from aicompete.analysis.compare import Comparison, compare
from aicompete.analysis.errors import AnalysisError, DamagedResults, NotRecorded
from aicompete.analysis.story import story
from aicompete.analysis.sweepresponse import response
from aicompete.analysis.tables import ResultsLike, View, view

__all__ = [
    "AnalysisError", "Comparison", "DamagedResults", "NotRecorded", "ResultsLike", "View", "band", "band_table",
    "coalition_shares", "compare", "crossings", "largest_movers", "response", "side_probabilities", "story", "view",
]  # fmt: skip
