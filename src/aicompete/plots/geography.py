"""Where things stand on paper: a tile for each nation roughly at its place in the world, and a stable network
layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from aicompete.analysis.tables import Array

# column, row of each nation's tile; rows run from north to south, columns from west to east
TILES: dict[str, tuple[int, int]] = {
    "CAN": (0, 0), "USA": (0, 1), "MEX": (0, 2), "BRA": (1, 3), "CHL": (1, 4),
    "GBR": (2, 0), "NLD": (3, 0), "DEU": (4, 0), "FRA": (3, 1), "EUR": (4, 1), "TUR": (5, 1), "RUS": (6, 0),
    "ISR": (4, 2), "SAU": (5, 2), "QAT": (5, 3), "ARE": (6, 3), "NGA": (3, 3), "KEN": (4, 4), "ZAF": (4, 5),
    "KAZ": (6, 1), "CHN": (7, 1), "KOR": (8, 1), "JPN": (9, 1), "IND": (6, 2), "VNM": (7, 2), "TWN": (8, 2),
    "THA": (7, 3), "MYS": (8, 3), "PHL": (9, 3), "SGP": (7, 4), "IDN": (8, 4), "AUS": (9, 5),
}  # fmt: skip


def tile_places(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Tile of each nation; nations without one stand in a row of their own below the map."""
    rows = 1 + max(row for _, row in TILES.values())
    columns = 1 + max(column for column, _ in TILES.values())
    places = {code: TILES[code] for code in codes if code in TILES}
    for i, code in enumerate(code for code in codes if code not in TILES):
        places[code] = (i % columns, rows + i // columns)
    return places


def spring_layout(weights: Array, anchors: Array, *, steps: int = 400) -> Array:
    """Positions (node, 2) in the unit square from tie weights (node, node): Fruchterman and Reingold (1991), started
    from `anchors` (node, 2) and cooled linearly, so that the same ties always give the same picture."""
    count = len(weights)
    spots = anchors.copy()
    ideal = 1.0 / np.sqrt(count)
    for step in range(steps):
        apart = spots[:, None, :] - spots[None, :, :]
        distance = np.maximum(np.sqrt((apart**2).sum(-1)), 1e-3)
        push = (ideal**2 / distance**2)[..., None] * apart
        pull = (weights * distance / ideal)[..., None] * apart
        home = 0.35 * (anchors - spots)
        move = (push - pull).sum(axis=1) + home
        length = np.maximum(np.sqrt((move**2).sum(-1, keepdims=True)), 1e-9)
        heat = 0.08 * (1 - step / steps)
        spots = spots + move / length * np.minimum(length, heat)
    low, high = spots.min(axis=0), spots.max(axis=0)
    return np.asarray((spots - low) / np.maximum(high - low, 1e-9))


def keep_apart(spots: Array, sizes: Array, *, steps: int = 500) -> Array:
    """Move points (node, 2) until their boxes `sizes` (node, 2: width and height, label included) no longer overlap."""
    out = spots.copy()
    need = (sizes[:, None, :] + sizes[None, :, :]) / 2
    rank = np.arange(len(out))
    order = np.sign(rank[:, None] - rank[None, :])[..., None]  # which way two points on one spot part
    for _ in range(steps):
        apart = out[:, None, :] - out[None, :, :]
        overlap = need - np.abs(apart)
        clash = np.asarray((overlap > 0).all(axis=-1) & ~np.eye(len(out), dtype=bool))
        if not clash.any():
            break
        along_x = overlap[..., 0] < overlap[..., 1]  # part them the short way
        sign = np.where(apart == 0, order, np.sign(apart))
        step = np.where(clash[..., None], overlap * sign * 0.26, 0.0)
        step[..., 0] = np.where(along_x, step[..., 0], 0.0)
        step[..., 1] = np.where(along_x, 0.0, step[..., 1])
        out = out + step.sum(axis=1)
    return out


def tie_weights(codes: Sequence[str], ties: Sequence[Mapping[str, object]], *, trade_weight: float = 4.0) -> Array:
    """Symmetric weights (node, node) of the manifest's ties: security plus `trade_weight` x trade dependence."""
    place = {code: i for i, code in enumerate(codes)}
    weights = np.zeros((len(codes), len(codes)))
    for tie in ties:
        a, b = place.get(str(tie["a"])), place.get(str(tie["b"]))
        if a is None or b is None:
            continue
        strength = float(str(tie.get("security") or 0)) + trade_weight * float(str(tie.get("trade") or 0))
        weights[a, b] = weights[b, a] = max(weights[a, b], strength)
    return weights
