"""The world, one room per subject: state, steps, metrics, levers, assumptions and register side by side.

The order of the steps is in ``aicompete.month``. Subjects speak to each other through the columns of ``state.World``
only; none imports another's steps.
"""
