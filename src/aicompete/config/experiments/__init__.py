"""Experiment files: sweeps over levers and assumptions; JSON schemas for editors."""
