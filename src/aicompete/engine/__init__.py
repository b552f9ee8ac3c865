"""The month's order, the ensemble, its shocks and its record."""
