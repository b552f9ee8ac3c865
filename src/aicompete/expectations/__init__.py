"""Expectations: questions with a known direction and least size, put to the model as paired runs.

A question comes from the record or from published work, not from the model. One that the model does not meet is shown
as such; ``aicompete levers --check`` prints all of them.
"""
