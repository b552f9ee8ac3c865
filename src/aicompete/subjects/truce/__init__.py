"""Truce: the treaty with a term under which the powers hold measures back."""
