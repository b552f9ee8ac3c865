"""Running a design: ``runner`` hands its blocks to workers and ``worker`` is what each of them does.

``dispatch`` and ``executors`` keep the workers busy, here or on a cluster; ``progress`` and ``heartbeat`` tell the user
how it goes.
"""
