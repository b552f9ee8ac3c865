"""The elements of a traced array, which its views share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aicompete.engine.program.graph import Index, Node


class Memory:
    """The elements of an array: which element of which node each is."""

    __slots__ = ("at", "nodes", "who")

    def __init__(self, node: Node, at: Index) -> None:
        self.nodes: list[Node] = [node]
        self.who: Index = np.zeros(at.size, dtype=np.int32)
        self.at: Index = at

    def used(self, places: Index) -> Sequence[int]:
        """Which nodes some elements belong to, in order."""
        if len(self.nodes) == 1:  # as in most arrays, which nobody writes into
            return (0,) if places.size else ()
        found: Sequence[int] = np.unique(self.who[places]).tolist()
        return found

    def write(self, places: Index, node: Node, at: Index) -> None:
        """Let some elements be others from now on."""
        if node not in self.nodes:
            self.nodes.append(node)
        self.who = self.who.copy()
        self.at = self.at.copy()
        self.who[places] = self.nodes.index(node)
        self.at[places] = at
