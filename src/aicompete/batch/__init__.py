"""Designs, runner, executors and the results folder: many runs, on disk or in memory."""
