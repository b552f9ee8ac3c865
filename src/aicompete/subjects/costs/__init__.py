"""Costs: an account of what the competition costs every nation."""
