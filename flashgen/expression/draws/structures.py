"""Draws of matrices, graphs, trees and walks."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from flashgen.expression.draws.arguments import adjacency_of, flag, whole
from flashgen.expression.draws.stream import DrawStream, ParameterStream
from flashgen.values.values import Array, checked_shape

__all__ = [
    "matrix",
    "random_confusion",
    "random_dag",
    "random_graph",
    "random_tree",
    "random_walk",
]

BY_DRAW = {"random_walk": ("adjacency",)}

MAX_NODES = 64
"""The most nodes of a graph: its adjacency matrix has 4096 elements."""

MAX_INVERTIBLE = 8
"""The largest matrix whose determinant is computed to see that it is not 0."""

_ATTEMPTS = 100


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
    pairs_of_draws = [
        _graph_edges(
            each,
            nodes,
            needed + each.below(min(pairs - needed, nodes // 2) + 1) if edges is None else edges,
            directed,
        )
        for each in stream.each()
    ]
    return _adjacency(pairs_of_draws, nodes, directed=directed)


def _graph_edges(
    stream: DrawStream, nodes: int, edges: int, directed: bool
) -> list[tuple[int, int]]:
    """Return the edges of a connected graph; without a direction, the lower node comes first."""
    if directed and nodes > 1:
        order = stream.sample(nodes, nodes)
        first = list(zip(order, [*order[1:], order[0]], strict=True))
    else:
        first = [(i, j) if i < j else (j, i) for i, j in _tree_edges(stream, nodes)]
    known = set(first)
    free = [
        (i, j)
        for i in range(nodes)
        for j in range(0 if directed else i + 1, nodes)
        if i != j and (i, j) not in known
    ]
    return first + [free[place] for place in stream.sample(len(free), edges - len(first))]


def _adjacency(
    edges_of_draws: Sequence[Sequence[tuple[int, int]]], nodes: int, *, directed: bool = False
) -> Array:
    """Return the adjacency matrices of graphs, each given by its edges."""
    adjacency = np.zeros((len(edges_of_draws), nodes, nodes), dtype=np.int64)
    draws = np.repeat(np.arange(len(edges_of_draws)), list(map(len, edges_of_draws)))
    ends = np.array(list(chain.from_iterable(edges_of_draws)), dtype=np.int64).reshape(-1, 2)
    adjacency[draws, ends[:, 0], ends[:, 1]] = 1
    if not directed:
        adjacency[draws, ends[:, 1], ends[:, 0]] = 1
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
    made = []
    for each in stream.each():
        wanted = edges
        if wanted is None:
            wanted = needed + each.below(min(pairs - needed, nodes // 2) + 1)
        first = [(each.below(node), node) for node in range(1, nodes)]
        free = [(i, j) for i in range(nodes) for j in range(i + 1, nodes) if (i, j) not in first]
        chosen = first + [free[place] for place in each.sample(len(free), wanted - needed)]
        names = each.sample(nodes, nodes) if mixed else range(nodes)
        made.append([(names[i], names[j]) for i, j in chosen])
    return _adjacency(made, nodes, directed=True)


def random_confusion(stream: ParameterStream, classes: int = 2, total: int = 100) -> Array:
    """A confusion matrix: whole numbers with a given sum, a row for each true class.

    Draws: a classes x classes matrix with no entry below 1 and the sum `total`; the largest
        entry of each row stands on the diagonal.
    Raises: ValueError where classes is not from 2 to 10, or total below the number of entries.
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
    """
    nodes = whole(nodes, "nodes", least=1, most=MAX_NODES)
    return _adjacency([_tree_edges(each, nodes) for each in stream.each()], nodes)


def _tree_edges(stream: DrawStream, nodes: int) -> list[tuple[int, int]]:
    """Return the edges of a random labelled tree, decoded from a random Prüfer sequence."""
    if nodes == 1:
        return []
    sequence = [stream.below(nodes) for _ in range(nodes - 2)]
    missing = [1 + sequence.count(node) for node in range(nodes)]
    edges = []
    for node in sequence:
        leaf = missing.index(1)
        edges.append((leaf, node))
        missing[leaf] -= 1
        missing[node] -= 1
    first, second = (node for node in range(nodes) if missing[node] == 1)
    return [*edges, (first, second)]


def random_walk(
    stream: ParameterStream, adjacency: Array, length: int, start: int | None = None
) -> Array:
    """A random walk on a graph: each step goes to a neighbor, as likely as the edge is heavy.

    Draws: a vector of `length` nodes, the first of them `start` (random where it is left out).
    Raises: ValueError where the walk comes to a node that no edge leaves.
    """
    length = whole(length, "length", least=1, most=1000)
    each_adjacency = adjacency if len(adjacency) == stream.count else [adjacency[0]] * stream.count
    walks = [
        _walk(each, adjacency_of(of_draw), length, start)
        for each, of_draw in zip(stream.each(), each_adjacency, strict=True)
    ]
    return np.array(walks, dtype=np.int64).reshape(-1, length)


def _walk(stream: DrawStream, adjacency: Array, length: int, start: int | None) -> list[int]:
    nodes = adjacency.shape[0]
    first = stream.below(nodes) if start is None else start
    node = whole(first, "start", least=0, most=nodes - 1)
    walk = [node]
    for _ in range(length - 1):
        weights = adjacency[node].tolist()
        if not any(weights):
            raise ValueError(f"the walk cannot go on: no edge leaves node {node}")
        if all(weight in (0, 1) for weight in weights):
            node = stream.pick(place for place, weight in enumerate(weights) if weight)
        else:
            node = stream.weighted(weights)
        walk.append(node)
    return walk
