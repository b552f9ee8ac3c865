"""Numbers in messages, with every digit: "1.0000001, outside 0 to 1", never "1, outside 0 to 1"."""

from __future__ import annotations


def exact(number: float) -> str:
    """The shortest text that is this number and no other; 50000.0 is "50000"."""
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
