"""The Mesa face of one run: agents to look at, write to and program, over the engine that steps ensembles."""

from aicompete.model.agents import Ally, Firm, Nation
from aicompete.model.collect import MonthlyCollector
from aicompete.model.competition import CompetitionModel
from aicompete.model.views import Row

__all__ = ["Ally", "CompetitionModel", "Firm", "MonthlyCollector", "Nation", "Row"]
