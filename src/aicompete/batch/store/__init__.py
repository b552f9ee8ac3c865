"""The results folder: writing, checking, continuing and reading it.

A *part* is the Parquet file of one block in one table. See ``folder`` for what lies where, and ``results`` for reading.
"""
