"""Hypotheses: claims that could turn out wrong, each with the experiment that puts it and what would refute it.

One YAML file a hypothesis in ``entries/``. Sizes were fixed before the runs were made. A claim that the model refutes
is a result and stays; one whose levers or metrics are not in the model yet says so and is put as soon as they are.
"""
