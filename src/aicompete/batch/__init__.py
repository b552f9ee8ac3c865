"""Batches of many runs, in a results folder or in memory.

``design`` says what is to be run, ``store`` writes and reads results folders, and ``run`` does the work. Each imports
only those named before it.
"""
