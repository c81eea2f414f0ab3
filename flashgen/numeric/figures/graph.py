"""Graphs: nodes on a circle, an edge for each entry of the adjacency matrix that is not zero."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np

from flashgen.numeric.figures import words
from flashgen.numeric.figures.arguments import (
    Argument,
    drawn_title,
    indices,
    matrix,
    option_flag,
    read_label,
    read_labels,
    shown_numbers,
)
from flashgen.numeric.figures.canvas import MAX_BYTES, Canvas, Drawing, cost, number
from flashgen.values.values import describe

MAX_NODES: Final = 8

Point: TypeAlias = tuple[float, float]
Pair: TypeAlias = tuple[int, int]

_NODE: Final = 18
_LOOP: Final = 16
_LINE: Final = 24
_MARGIN: Final = _NODE + _LOOP + 2
_ABSENT, _PRESENT, _HIGHLIGHTED = "0", "2", "5"  # how wide the stroke of an edge is
_BEND: Final = 0.13  # of a directed edge, so that the two between a pair of nodes lie apart


def draw_graph(
    canvas: Canvas,
    adjacency: Argument,
    labels: Argument | None = None,
    highlight: Argument | None = None,
    directed: Argument | None = None,
    weights: Argument | None = None,
    title: Argument | None = None,
) -> Drawing:
    """Graph: nodes on a circle, edges where the adjacency matrix is not zero.

    Shapes: adjacency (n, n), at most 8 x 8, symmetric unless `directed=True`, entry (i, j) the edge
    from i to j; labels, one for each node (left out, the indices from 0); highlight, the nodes of a
    walk.
    Convention: `weights=True` writes the entries on the edges.
    Example: graph(A, highlight=walk)
    """
    entries = matrix(adjacency.value, "a graph", MAX_NODES)
    count = len(entries)
    if len(entries[0]) != count:
        raise ValueError(f"a graph takes a square matrix, but here is {describe(adjacency.value)}")
    if not np.isfinite(np.asarray(entries)).all():
        raise ValueError("a graph cannot show an infinite entry; write 0 where there is no edge")
    is_directed = option_flag(directed)
    if not is_directed and any(
        entries[i][j] != entries[j][i] for i in range(count) for j in range(i)
    ):
        raise ValueError("this matrix is not symmetric; write `directed=True` for arrows")
    names = read_labels(labels, "labels", count, canvas, most=3, varying=3) or indices(count)
    heading = read_label(title, "title", canvas, most=30, varying=28)
    walk = _walk(highlight, entries)
    steps = set(pairwise(walk))
    if not is_directed:
        steps |= {(j, i) for i, j in steps}

    margin = _MARGIN + (_LINE if option_flag(weights) else 0)
    nodes = _places(count, margin, above=_LINE if heading else 0)
    pairs = [(i, j) for i in range(count) for j in range(count) if i <= j or is_directed]
    present = [(i, j) for i, j in pairs if entries[i][j]]
    strokes = {
        pair: canvas.slot(
            _HIGHLIGHTED if pair in steps else _PRESENT if pair in present else _ABSENT
        )
        for pair in pairs
    }
    rings = [canvas.slot(_HIGHLIGHTED if node in walk else _PRESENT) for node in range(count)]
    parts = drawn_title(0, heading)
    for pair in pairs:
        shape = _edge(nodes, pair, is_directed)
        parts.append(f'<path class="figure-edge" stroke-width="{strokes[pair]}" d="{shape}"/>')
    if option_flag(weights):
        shown = dict(zip(present, _weights(entries, present, canvas), strict=True))
        for pair, (x, y) in _label_places(nodes, pairs, is_directed):
            text = canvas.slot(shown.get(pair, ""))
            parts.append(
                f'<text class="figure-weight" x="{number(x)}" y="{number(y + 5)}">{text}</text>'
            )
    for (x, y), ring, name in zip(nodes, rings, names.texts, strict=True):
        parts.append(
            f'<circle class="figure-node" stroke-width="{ring}" '
            f'cx="{number(x)}" cy="{number(y)}" r="{_NODE}"/>'
            f'<text x="{number(x)}" y="{number(y + 5)}">{name}</text>'
        )
    said = words.graph(
        canvas.language,
        heading.texts[0] if heading else "",
        count,
        canvas.slot(_listed(present, "→" if is_directed else "–", MAX_BYTES - canvas.used)),
        directed=is_directed,
    )
    width = max(x for x, _ in nodes) + margin
    height = max(y for _, y in nodes) + margin
    return canvas.finish(max(width, heading.width if heading else 0), height, said, "".join(parts))


def _walk(highlight: Argument | None, entries: Sequence[Sequence[float]]) -> list[int]:
    if highlight is None:
        return []
    walk = np.asarray(highlight.value)
    if (walk.dtype.kind != "i" and walk.size) or walk.ndim > 1:
        raise ValueError(
            f"`highlight` takes the nodes of a walk, but here is {describe(highlight.value)}"
        )
    nodes = [int(node) for node in walk.ravel().tolist()]
    for node in nodes:
        if not 0 <= node < len(entries):
            raise ValueError(f"`highlight`: there is no node {node}")
    for i, j in pairwise(nodes):
        if not entries[i][j]:
            raise ValueError(f"`highlight`: there is no edge from {i} to {j}")
    return nodes


def _places(count: int, margin: int, above: int) -> list[Point]:
    """Return nodes clockwise on a circle, an odd number with the first at the top."""
    radius = 0 if count == 1 else 70 if count <= 4 else 92 if count <= 6 else 112
    turn = 0.5 + (0.0 if count % 2 else 1 / count)
    circle = [
        (
            radius * math.cos(math.pi * (2 * k / count - turn)),
            radius * math.sin(math.pi * (2 * k / count - turn)),
        )
        for k in range(count)
    ]
    left, top = min(x for x, _ in circle), min(y for _, y in circle)
    return [(round(x - left + margin, 1), round(y - top + margin + above, 1)) for x, y in circle]


def _edge(nodes: Sequence[Point], pair: Pair, directed: bool) -> str:
    start, end = nodes[pair[0]], nodes[pair[1]]
    if pair[0] == pair[1]:
        return _loop(nodes, pair[0])
    if not directed:
        return f"M{_pair(start)}L{_pair(end)}"
    bend = _bend(start, end)
    begin, tip = _towards(start, bend, _NODE), _towards(end, bend, _NODE + 3)
    angle = math.atan2(tip[1] - bend[1], tip[0] - bend[0])
    wings = [
        (tip[0] - 10 * math.cos(angle + side), tip[1] - 10 * math.sin(angle + side))
        for side in (0.45, -0.45)
    ]
    return (
        f"M{_pair(begin)}Q{_pair(bend)} {_pair(tip)}"
        f"M{_pair(wings[0])}L{_pair(tip)}L{_pair(wings[1])}"
    )


def _loop(nodes: Sequence[Point], node: int) -> str:
    """Return a circle from the centre of a node, which covers a part of it, outwards."""
    tip = _loop_tip(nodes, node)
    radius = number(math.dist(nodes[node], tip) / 2)
    half = f"A{radius} {radius} 0 1 1 "
    return f"M{_pair(nodes[node])}{half}{_pair(tip)}{half}{_pair(nodes[node])}"


def _loop_tip(nodes: Sequence[Point], node: int) -> Point:
    x, y = nodes[node]
    middle = (sum(x for x, _ in nodes) / len(nodes), sum(y for _, y in nodes) / len(nodes))
    away = math.dist((x, y), middle)
    dx, dy = ((x - middle[0]) / away, (y - middle[1]) / away) if away else (0.0, -1.0)
    return x + dx * (_NODE + _LOOP), y + dy * (_NODE + _LOOP)


def _bend(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    return (start[0] + end[0]) / 2 + dy * _BEND * 2, (start[1] + end[1]) / 2 - dx * _BEND * 2


def _towards(start: Point, end: Point, length: float) -> Point:
    part = length / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _label_places(
    nodes: Sequence[Point], pairs: Sequence[Pair], directed: bool
) -> Iterator[tuple[Pair, Point]]:
    """Give a place on each edge for its weight, as far as may be from other weights and nodes."""
    taken = list(nodes)
    for i, j in pairs:
        if i == j:
            yield (i, i), _loop_tip(nodes, i)
            continue
        start, end = nodes[i], nodes[j]
        bend = _bend(start, end) if directed else ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        places = [
            tuple(
                (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
                for a, b, c in zip(start, bend, end, strict=True)
            )
            for t in (0.5, 0.38, 0.62, 0.3, 0.7)
        ]
        place = max(places, key=lambda place: min(28.0, *(math.dist(place, o) for o in taken)))
        taken.append((place[0], place[1]))
        yield (i, j), (place[0], place[1])


def _weights(
    entries: Sequence[Sequence[float]], present: Sequence[Pair], canvas: Canvas
) -> list[str]:
    if not present:
        return []
    return shown_numbers(
        [entries[i][j] for i, j in present], length=5, room=MAX_BYTES - canvas.used
    )


def _listed(present: Sequence[Pair], sign: str, room: int) -> str:
    listed = ", ".join(f"{i}{sign}{j}" for i, j in present)
    return listed if listed and cost(listed) <= room else str(len(present))
