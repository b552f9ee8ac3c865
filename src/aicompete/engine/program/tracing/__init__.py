"""One month as a graph: the mechanisms run once on arrays that record what is done to them.

What NumPy's functions mean for these arrays is known once this package is imported.
"""

from aicompete.engine.program.tracing import elementwise, reductions, shapes

__all__ = ["elementwise", "reductions", "shapes"]
