"""The catalogue: actors, levers, assumptions, target tables, register and sets of accepted draws, read and checked."""
