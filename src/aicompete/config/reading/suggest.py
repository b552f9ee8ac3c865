"""The nearest valid name for a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping


def nearest(word: str, names: Iterable[str], other_names: Mapping[str, str] | None = None) -> str | None:
    """Return the valid name most like `word`, or None when nothing is close.

    `other_names` maps words that are not valid themselves (old names, full country names) to valid names; an exact
    hit there wins over any similarity.
    """
    others = dict(other_names or {})
    if word in others:
        return others[word]
    small = word[:80].lower().replace("-", "_").replace(" ", "_")
    by_key: dict[str, str] = {key.lower().replace(" ", "_"): value for key, value in others.items()}
    by_key.update({name.lower(): name for name in names})
    if small in by_key:
        return by_key[small]
    close = difflib.get_close_matches(small, by_key, n=1, cutoff=0.6)
    return by_key[close[0]] if close else None
