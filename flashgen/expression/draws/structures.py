"""Draws of matrices, graphs, trees and walks."""

import numpy as np

from flashgen.expression.draws.arguments import adjacency_of, flag, whole
from flashgen.expression.draws.stream import EndlessStreams, ParameterStream
from flashgen.expression.functions.declaration import dear
from flashgen.values.values import Array, checked_shape

BY_DRAW = {"random_walk": ("adjacency",)}

MAX_NODES = 64
"""The most nodes of a graph: its adjacency matrix has 4096 elements."""

MAX_INVERTIBLE = 8
"""The largest matrix whose determinant is computed to see that it is not 0."""

_ATTEMPTS = 100


@dear(2)
def matrix(
    stream: ParameterStream,
    rows: int,
    columns: int | None = None,
    low: int = -3,
    high: int = 3,
    symmetric: bool = False,
    invertible: bool = False,
    distinct: bool = False,
    positive_definite: bool = False,
) -> Array:
    """A matrix of integers from low to high, both included.

    Draws: a rows x columns matrix (square where columns is left out); symmetric, invertible
        (its determinant is not 0) or with distinct entries where asked for. With
        positive_definite=True it is symmetric, and each entry on the diagonal is larger than
        the sum of the sizes of the others in its row (by 1 to 3), so it may be above high.
    Raises: ValueError where no such matrix exists, or none came up in 100 attempts.
    Example: matrix(2, 3, low=0, high=9)
    """
    rows = whole(rows, "rows", least=1)
    columns = rows if columns is None else whole(columns, "columns", least=1)
    checked_shape((rows, columns))
    low, high = whole(low, "low"), whole(high, "high")
    if low > high:
        raise ValueError(f"low {low} is above high {high}")
    symmetric, distinct = flag(symmetric, "symmetric"), flag(distinct, "distinct")
    if flag(positive_definite, "positive_definite"):
        if rows != columns or distinct:
            raise ValueError("a positive definite matrix is square, its entries not all distinct")
        return _definite(stream, rows, low, high)
    if (symmetric or flag(invertible, "invertible")) and rows != columns:
        raise ValueError("a symmetric or invertible matrix must be square")
    if symmetric and distinct:
        raise ValueError("the entries of a symmetric matrix cannot all be distinct")
    if distinct and rows * columns > high - low + 1:
        raise ValueError(f"{rows * columns} distinct integers cannot come from {low} to {high}")
    if invertible and rows > MAX_INVERTIBLE:
        raise ValueError(f"an invertible matrix can have at most {MAX_INVERTIBLE} rows")
    entries = _entries(stream, (rows, columns), low, high, symmetric, distinct, 0)
    if not invertible:
        return entries
    singular = np.array([not _is_invertible(table) for table in entries.tolist()], dtype=np.bool_)
    for attempt in range(1, _ATTEMPTS):
        if not singular.any():
            break
        places = np.flatnonzero(singular)
        again = _entries(
            stream.of(places), (rows, columns), low, high, symmetric, distinct, attempt
        )
        entries[places] = again
        singular[places] = [not _is_invertible(table) for table in again.tolist()]
    if singular.any():
        raise ValueError(
            f"no invertible matrix came up in {_ATTEMPTS} attempts; "
            "let low and high lie further apart"
        )
    return entries


def _entries(
    stream: ParameterStream,
    lengths: tuple[int, int],
    low: int,
    high: int,
    symmetric: bool,
    distinct: bool,
    use: int,
) -> Array:
    """Return the matrices of all draws: (draws, rows, columns)."""
    count, size = high - low + 1, lengths[0] * lengths[1]
    drawn = stream.sample(count, size, use) if distinct else stream.below(count, size, use)
    table: Array = low + drawn.reshape(-1, *lengths)
    if symmetric:
        upper = np.triu(table)
        table = upper + np.swapaxes(np.triu(table, 1), 1, 2)
    return table


def _definite(stream: ParameterStream, rows: int, low: int, high: int) -> Array:
    table = _entries(stream, (rows, rows), low, high, True, False, 0)
    diagonal = np.arange(rows)
    table[:, diagonal, diagonal] = 0
    others = np.abs(table).sum(axis=-1)
    table[:, diagonal, diagonal] = others + 1 + stream.below(3, rows, 1)
    return table


def _is_invertible(entries: list[list[int]]) -> bool:
    """Say whether a determinant is not 0, exactly: by elimination without fractions.

    Source: Bareiss, Sylvester's Identity and Multistep Integer-Preserving Gaussian
    Elimination, Mathematics of Computation 22 (1968).
    """
    table = [list(row) for row in entries]
    n = len(table)
    previous = 1
    for k in range(n):
        pivot = next((i for i in range(k, n) if table[i][k]), None)
        if pivot is None:
            return False
        table[k], table[pivot] = table[pivot], table[k]
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                cross = table[i][j] * table[k][k] - table[i][k] * table[k][j]
                table[i][j] = cross // previous
        previous = table[k][k]
    return True


def random_graph(
    stream: ParameterStream, nodes: int, edges: int | None = None, directed: bool = False
) -> Array:
    """A connected graph without loops, as its adjacency matrix.

    Draws: a symmetric nodes x nodes matrix of zeros and ones: a random spanning tree and
        random further edges. With directed=True a matrix in which A[i, j] = 1 is an edge from
        i to j and every node can be reached from every other: a random cycle through all
        nodes and further edges. Where `edges` is left out, about half as many edges as nodes
        are added at most.
    Raises: ValueError where so many edges are too few for a connected graph, or too many.
    Example: random_graph(4)
    """
    nodes = whole(nodes, "nodes", least=1, most=MAX_NODES)
    directed = flag(directed, "directed")
    pairs = nodes * (nodes - 1) // (1 if directed else 2)
    needed = (nodes if nodes > 1 else 0) if directed else nodes - 1
    if edges is not None:
        edges = whole(edges, "edges")
        if not needed <= edges <= pairs:
            kind = "a strongly connected" if directed else "a connected"
            raise ValueError(
                f"{kind} graph of {nodes} nodes has {needed} to {pairs} edges, not {edges}"
            )
    streams = stream.each()
    spare = pairs - needed
    further = _further_edges(streams, nodes, None if edges is None else edges - needed, spare)
    if directed and nodes > 1:
        order = streams.sample(nodes, np.full(streams.count, nodes))
        adjacency = _joined(order, np.roll(order, -1, axis=1), nodes)
    else:
        adjacency = _tree(streams, nodes)
    possible = np.ones((nodes, nodes), dtype=np.bool_)
    possible = possible & ~np.eye(nodes, dtype=np.bool_) if directed else np.triu(possible, 1)
    _add_edges(adjacency, streams, possible, further)
    return adjacency if directed else np.maximum(adjacency, adjacency.swapaxes(1, 2))


def _further_edges(streams: EndlessStreams, nodes: int, wanted: int | None, spare: int) -> Array:
    """Return how many edges each draw has beyond those that connect its nodes."""
    if wanted is not None:
        return np.full(streams.count, wanted)
    return streams.below(min(spare, nodes // 2) + 1, np.arange(streams.count))


def _add_edges(adjacency: Array, streams: EndlessStreams, possible: Array, further: Array) -> None:
    """Add so many random edges to each graph, where they are possible and there are none yet.

    Every graph has as many edges as the others.
    """
    ends = np.argwhere(possible)
    known = adjacency[:, ends[:, 0], ends[:, 1]]
    free = len(ends) - int(known[0].sum()) if len(known) else 0
    # Those that are free come first, in their order.
    places = np.argsort(known, axis=1, kind="stable")
    chosen = streams.sample(free, further)
    draws, steps = np.nonzero(np.arange(chosen.shape[1]) < further[:, np.newaxis])
    new = ends[places[draws, chosen[draws, steps]]]
    adjacency[draws, new[:, 0], new[:, 1]] = 1


def _joined(starts: Array, ends: Array, nodes: int) -> Array:
    """Return the matrices of graphs with edges from `starts` to `ends`, each (draws, edges)."""
    adjacency = np.zeros((len(starts), nodes, nodes), dtype=np.int64)
    adjacency[np.arange(len(starts))[:, np.newaxis], starts, ends] = 1
    return adjacency


def random_dag(
    stream: ParameterStream, nodes: int, edges: int | None = None, shuffled: bool = False
) -> Array:
    """A directed graph without cycles, as its adjacency matrix.

    Draws: a nodes x nodes matrix of zeros and ones in which A[i, j] = 1 is an edge from i to j.
        Every node but the first has an edge from one with a lower number, and no edge leads to
        a lower number, so that 0, 1, 2 ... is a topological order; with shuffled=True the nodes
        are numbered at random. Where `edges` is left out, about half as many edges as nodes are
        added at most to the nodes - 1 that are needed.
    Raises: ValueError where so many edges are too few or too many.
    Example: random_dag(4)
    """
    nodes = whole(nodes, "nodes", least=1, most=MAX_NODES)
    needed, pairs = nodes - 1, nodes * (nodes - 1) // 2
    if edges is not None:
        edges = whole(edges, "edges")
        if not needed <= edges <= pairs:
            raise ValueError(
                f"a connected graph of {nodes} nodes without cycles has {needed} to {pairs} "
                f"edges, not {edges}"
            )
    mixed = flag(shuffled, "shuffled")
    streams = stream.each()
    draws = np.arange(streams.count)
    spare = pairs - needed
    further = _further_edges(streams, nodes, None if edges is None else edges - needed, spare)
    starts = [streams.below(node, draws) for node in range(1, nodes)]
    joined = np.array(starts, dtype=np.int64).reshape(needed, streams.count).T
    adjacency = _joined(joined, np.arange(1, nodes)[np.newaxis], nodes)
    _add_edges(adjacency, streams, np.triu(np.ones((nodes, nodes), dtype=np.bool_), 1), further)
    if mixed:
        names = streams.sample(nodes, np.full(streams.count, nodes))
        renamed = np.zeros_like(adjacency)
        renamed[draws[:, np.newaxis, np.newaxis], names[:, :, np.newaxis], names[:, np.newaxis]] = (
            adjacency
        )
        return renamed
    return adjacency


def random_confusion(stream: ParameterStream, classes: int = 2, total: int = 100) -> Array:
    """A confusion matrix: whole numbers with a given sum, a row for each true class.

    Draws: a classes x classes matrix with no entry below 1 and the sum `total`; the largest
        entry of each row stands on the diagonal.
    Raises: ValueError where classes is not from 2 to 10, or total below the number of entries.
    Example: random_confusion(2, total=50)
    """
    classes = whole(classes, "classes", least=2, most=10)
    cells = classes * classes
    total = whole(total, "total", least=cells, most=10**6)
    cuts = np.sort(1 + stream.sample(total - 1, cells - 1), axis=-1)
    ends = np.zeros((len(cuts), 1), dtype=np.int64)
    parts = np.diff(np.concatenate([ends, cuts, ends + total], axis=-1), axis=-1)
    table: Array = parts.reshape(-1, classes, classes)
    draws = np.arange(len(table))
    for row in range(classes):
        largest = np.argmax(table[:, row], axis=-1)
        diagonal = table[:, row, row].copy()
        table[:, row, row] = table[draws, row, largest]
        table[draws, row, largest] = np.where(largest == row, table[:, row, row], diagonal)
    return table


def random_tree(stream: ParameterStream, nodes: int) -> Array:
    """A tree, as its adjacency matrix; every labelled tree is equally likely.

    Draws: a symmetric nodes x nodes matrix of zeros and ones with nodes - 1 edges.
    Source: Prüfer, Neuer Beweis eines Satzes über Permutationen (1918).
    Example: random_tree(4)
    """
    nodes = whole(nodes, "nodes", least=1, most=MAX_NODES)
    adjacency = _tree(stream.each(), nodes)
    return np.maximum(adjacency, adjacency.swapaxes(1, 2))


def _tree(streams: EndlessStreams, nodes: int) -> Array:
    """Return random labelled trees, decoded from random Prüfer sequences.

    Each edge stands in the adjacency matrix once, from the lower node to the higher one.
    """
    count = streams.count
    if nodes == 1:
        return np.zeros((count, 1, 1), dtype=np.int64)
    draws = np.arange(count)
    sequence = [streams.below(nodes, draws) for _ in range(nodes - 2)]
    missing = np.ones((count, nodes), dtype=np.int64)
    for node in sequence:
        missing[draws, node] += 1
    ends = np.empty((count, nodes - 1, 2), dtype=np.int64)
    for step, node in enumerate(sequence):
        leaf = np.argmax(missing == 1, axis=1)
        ends[:, step, 0], ends[:, step, 1] = leaf, node
        missing[draws, leaf] -= 1
        missing[draws, node] -= 1
    ends[:, -1] = np.nonzero(missing == 1)[1].reshape(count, 2)
    ends.sort(axis=2)
    return _joined(ends[..., 0], ends[..., 1], nodes)


def random_walk(
    stream: ParameterStream, adjacency: Array, length: int, start: int | None = None
) -> Array:
    """A random walk on a graph: each step goes to a neighbor, as likely as the edge is heavy.

    Draws: a vector of `length` nodes, the first of them `start` (random where it is left out).
    Raises: ValueError where the walk comes to a node that no edge leaves.
    Example: random_walk([[0, 1, 1], [1, 0, 0], [1, 0, 0]], 5)
    """
    length = whole(length, "length", least=1, most=1000)
    for of_draw in adjacency:
        adjacency_of(of_draw)
    streams, count = stream.each(), stream.count
    draws, nodes = np.arange(count), adjacency.shape[-1]
    graphs = draws if len(adjacency) == count else np.zeros(count, dtype=np.int64)
    walks = np.empty((count, length), dtype=np.int64)
    if start is None:
        walks[:, 0] = streams.below(nodes, draws)
    else:
        walks[:, 0] = whole(start, "start", least=0, most=nodes - 1)
    for step in range(1, length):
        weights = adjacency[graphs, walks[:, step - 1]]
        stuck = ~weights.any(axis=1)
        if stuck.any():
            node = walks[np.argmax(stuck), step - 1]
            raise ValueError(f"the walk cannot go on: no edge leaves node {node}")
        alike = np.isin(weights, (0, 1)).all(axis=1)
        equal, unequal = np.flatnonzero(alike), np.flatnonzero(~alike)
        number = streams.below(np.count_nonzero(weights[equal], axis=1), equal)
        passed = np.cumsum(weights[equal] != 0, axis=1)
        walks[equal, step] = np.argmax(passed == number[:, np.newaxis] + 1, axis=1)
        walks[unequal, step] = streams.weighted(weights[unequal], unequal)
    return walks
