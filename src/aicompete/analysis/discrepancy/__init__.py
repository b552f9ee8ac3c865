"""What the model leaves out: a discrepancy by family of metrics, learned where the replay was held against 2022-2023."""

from aicompete.analysis.discrepancy.ar1 import ar1, difference_variance, noise, variance
from aicompete.analysis.discrepancy.families import FAMILIES, Family, family_of
from aicompete.analysis.discrepancy.learn import Discrepancy, Learned, learn

__all__ = [
    "FAMILIES", "Discrepancy", "Family", "Learned", "ar1", "difference_variance", "family_of", "learn", "noise", "variance",
]  # fmt: skip
