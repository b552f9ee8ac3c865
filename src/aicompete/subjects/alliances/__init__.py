"""Alliances: trust, alignment, compliance, votes and membership of the coalitions."""
