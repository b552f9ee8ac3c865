"""What the model leaves out: a discrepancy by family of metrics, learned from the replay of 2022-2023."""

from aicompete.analysis.discrepancy.ar1 import ar1, difference_variance, noise, variance
from aicompete.analysis.discrepancy.families import FAMILIES, Family, family_of
from aicompete.analysis.discrepancy.learn import Discrepancy, Learned, learn
from aicompete.analysis.discrepancy.stored import as_table, store, stored
from aicompete.analysis.discrepancy.widened import NOTE, Widened, widened

__all__ = [
    "FAMILIES", "NOTE", "Discrepancy", "Family", "Learned", "Widened", "ar1", "as_table", "difference_variance",
    "family_of", "learn", "noise", "store", "stored", "variance", "widened",
]  # fmt: skip
