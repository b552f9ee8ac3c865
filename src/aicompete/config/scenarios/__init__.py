"""Scenario files: lever paths, assumptions, bands and settings laid over the catalogue."""
