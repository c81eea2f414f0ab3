"""Graphs, given by their adjacency matrix: entry (i, j) is the weight of the edge i to j."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    checked_size,
    first_node,
    flag,
    graph,
    indices,
    keeping_integers,
    option,
    places_where,
    undirected_graph,
    whole,
    whole_numbers,
    wholes,
)
from flashgen.expression.functions.arrays import diag
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.matrices import MAX_POWER, matrix_power
from flashgen.values.batch import Batch
from flashgen.values.parts import dealt
from flashgen.values.values import some


@vectorized("(*)->(n,n)", split=("nodes", "directed"))
def adjacency_matrix(edges: Any, nodes: Any, directed: Any = False) -> Array:
    """Adjacency matrix of the graph with the given edges.

    Formula: 1 at (i, j) where an edge leads from i to j, else 0
    Shapes: edges (m, 2), nodes a scalar; the result is (nodes, nodes).
    Units: none.
    Convention: nodes count from 0; undirected unless directed=True, so symmetric.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where an end of an edge is no node.
    Example: adjacency_matrix([[0, 1]], 2) = [[0, 1], [1, 0]]
    """
    size = whole(nodes, "nodes", least=1)
    checked_size(size**2)
    ends = whole_numbers(edges, "edges")
    if ends.ndim == 2 and not ends.shape[1]:
        ends = ends.reshape(len(ends), 0, 2)
    if ends.ndim != 3 or ends.shape[2] != 2:
        raise ValueError("edges must be pairs of nodes, such as [[0, 1], [1, 2]]")
    starts, targets = np.moveaxis(indices(ends, "the ends of edges", size), -1, 0)
    adjacency = np.zeros((len(ends), size, size), dtype=np.int64)
    draws = np.arange(len(ends))[:, np.newaxis]
    adjacency[draws, starts, targets] = 1
    if not flag(directed, "directed"):
        adjacency[draws, targets, starts] = 1
    return adjacency


@vectorized("(n,n)->(*)")
def edges(adjacency: Any) -> Batch:
    """Edges of a graph, one in each row.

    Shapes: adjacency (n, n); the result is (m, 2).
    Units: none (indices from 0).
    Convention: in ascending order; of a symmetric matrix each edge once, the smaller node first.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Example: edges([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) = [[0, 1], [1, 2]]
    """
    weights = graph(adjacency)
    symmetric = (weights == np.swapaxes(weights, -1, -2)).all(axis=(-2, -1), keepdims=True)
    chosen = np.where(symmetric, np.triu(weights), weights) != 0
    return dealt(np.argwhere(chosen)[:, 1:], np.count_nonzero(chosen, axis=(-2, -1)))


@vectorized("(n,n)->(n)")
def node_degrees(adjacency: Any) -> Array:
    """Degrees: the sum of the weights of the edges that leave each node.

    Formula: d_i = sum_j A_ij
    Shapes: adjacency (n, n); the result is (n,).
    Units: edges, or weight.
    Convention: of a directed graph the out-degrees; node_degrees(A.T) are the in-degrees.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Example: node_degrees([[0, 1, 1], [1, 0, 0], [1, 0, 0]]) = [2, 1, 1]
    """
    return _degrees(graph(adjacency))


def _degrees(weights: Array) -> Array:
    sums: Array = keeping_integers(lambda terms: np.sum(terms, axis=-1), weights)
    return sums


@vectorized("(n,n)->(n,n)")
def degree_matrix(adjacency: Any) -> Array:
    """Degree matrix: the degrees on the diagonal.

    Formula: D_ii = sum_j A_ij
    Shapes: adjacency (n, n); the result is (n, n).
    Units: edges, or weight.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Example: degree_matrix([[0, 1], [1, 0]]) = [[1, 0], [0, 1]]
    """
    return diag(node_degrees(adjacency))


@vectorized("(n,n)->(n,n)")
def laplacian(adjacency: Any) -> Array:
    """Graph Laplacian of an undirected graph.

    Formula: L = D - A
    Shapes: adjacency (n, n), symmetric; the result is (n, n).
    Units: edges, or weight.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where adjacency is not symmetric.
    Example: laplacian([[0, 1], [1, 0]]) = [[1, -1], [-1, 1]]
    """
    weights = undirected_graph(adjacency)
    return diag(_degrees(weights)) - weights


@vectorized("(n,n)->(n,n)")
def normalized_laplacian(adjacency: Any) -> Array:
    """Symmetrically normalized Laplacian of an undirected graph.

    Formula: I - D^(-1/2) A D^(-1/2)
    Shapes: adjacency (n, n), symmetric; the result is (n, n).
    Units: none.
    Source: Chung, Spectral Graph Theory (1997), chapter 1.
    Raises: ValueError where adjacency is not symmetric or a node has no edge.
    Example: normalized_laplacian([[0, 1], [1, 0]]) = [[1, -1], [-1, 1]]
    """
    normalized = normalized_adjacency(undirected_graph(adjacency), self_loops=False)
    result: Array = np.eye(normalized.shape[-1]) - normalized
    return result


@vectorized("(n,n)->(n,n)", split=("self_loops", "kind"))
def normalized_adjacency(adjacency: Any, self_loops: Any = True, kind: Any = "symmetric") -> Array:
    """Normalized adjacency matrix, as a graph convolutional network (GCN) uses it.

    Formula: D^(-1/2) (A + I) D^(-1/2), where D has the degrees of A + I
    Shapes: adjacency (n, n); the result is (n, n).
    Units: none.
    Convention: self-loops are added unless self_loops=False; kind="random-walk" gives
        D^-1 (A + I), whose rows sum to 1.
    Source: Kipf, Welling, Semi-Supervised Classification with Graph Convolutional Networks
        (2016), arXiv:1609.02907, section 2.
    Raises: ValueError where a node has degree 0, or adjacency is not symmetric and kind is.
    Example: normalized_adjacency([[0, 1], [1, 0]]) = [[0.5, 0.5], [0.5, 0.5]]
    """
    symmetric = option(kind, "kind", ("symmetric", "random-walk")) == "symmetric"
    weights = (undirected_graph if symmetric else graph)(adjacency).astype(np.float64)
    if flag(self_loops, "self_loops"):
        weights = weights + np.eye(weights.shape[-1])
    sums = np.sum(weights, axis=-1)
    if some(sums == 0):
        raise ValueError(f"node {first_node(sums == 0)} has no edge to normalize by")
    if not symmetric:
        rows: Array = weights / sums[..., np.newaxis]
        return rows
    roots = np.sqrt(sums)
    normalized: Array = weights / (roots[..., :, np.newaxis] * roots[..., np.newaxis, :])
    return normalized


@vectorized("(n,n),()->(*)")
def neighbors(adjacency: Any, node: Any) -> Batch:
    """Neighbors of a node: the nodes that an edge leads to.

    Shapes: adjacency (n, n), node a scalar; the result is a vector, ascending.
    Units: none (indices from 0).
    Convention: a node is its own neighbor only where it has a loop.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where node is no node.
    Example: neighbors([[0, 1, 1], [1, 0, 0], [1, 0, 0]], 0) = [1, 2]
    """
    weights = graph(adjacency)
    nodes = indices(node, "node", weights.shape[-1])
    return places_where(weights[np.arange(len(weights)), nodes] != 0)


@vectorized("(n,n),()->(n)")
def shortest_path_lengths(adjacency: Any, node: Any) -> Array:
    """Lengths of the shortest paths from a node to all nodes.

    Shapes: adjacency (n, n), node a scalar; the result is (n,).
    Units: edges; the weights do not count.
    Convention: inf where no path leads.
    Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapter on elementary
        graph algorithms (breadth-first search).
    Raises: ValueError where node is no node.
    Example: shortest_path_lengths([[0, 1, 0], [1, 0, 1], [0, 1, 0]], 0) = [0, 1, 2]
    """
    weights = graph(adjacency)
    lengths = _breadth_first(weights, indices(node, "node", weights.shape[-1]))
    return np.where(lengths < 0, np.inf, lengths) if some(lengths < 0) else lengths


def _breadth_first(weights: Array, starts: Array) -> Array:
    """Return the steps from a start, one a draw, to all nodes; -1 where no path leads."""
    links = weights > 0
    lengths = np.full(weights.shape[:-1], -1, dtype=np.int64)
    reached = np.arange(weights.shape[-1]) == starts[:, np.newaxis]
    steps = 0
    while reached.any():
        lengths[reached] = steps
        steps += 1
        reached = np.any(links & reached[..., np.newaxis], axis=-2) & (lengths < 0)
    return lengths


@vectorized("(n,n),(),()->(*)")
def neighborhood(adjacency: Any, node: Any, steps: Any) -> Batch:
    """Nodes within so many steps of a node: the receptive field of as many layers of a GNN.

    Shapes: adjacency (n, n), node and steps scalars; the result is a vector, ascending.
    Units: none (indices from 0).
    Convention: the node itself is included.
    Source: Hamilton, Graph Representation Learning (2020), chapter 5.
    Raises: ValueError where node is no node.
    Example: neighborhood([[0, 1, 0], [1, 0, 1], [0, 1, 0]], 0, 1) = [0, 1]
    """
    most = wholes(steps, "steps", least=0)
    weights = graph(adjacency)
    lengths = _breadth_first(weights, indices(node, "node", weights.shape[-1]))
    return places_where((lengths >= 0) & (lengths <= most[:, np.newaxis]))


@vectorized("(n,n)->()")
def is_connected(adjacency: Any) -> Result:
    """Whether an undirected graph is connected: a path leads from each node to each other.

    Shapes: adjacency (n, n), symmetric; the result is a truth value.
    Units: none.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where adjacency is not symmetric.
    Example: is_connected([[0, 1, 0], [1, 0, 0], [0, 0, 0]]) = False
    """
    weights = undirected_graph(adjacency)
    return np.all(_breadth_first(weights, np.zeros(len(weights), dtype=np.int64)) >= 0, axis=-1)


@vectorized("(n,n)->()")
def is_bipartite(adjacency: Any) -> Result:
    """Whether an undirected graph is bipartite: two colors suffice, no edge within one.

    Shapes: adjacency (n, n), symmetric; the result is a truth value.
    Units: none.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where adjacency is not symmetric.
    Example: is_bipartite([[0, 1, 1], [1, 0, 1], [1, 1, 0]]) = False
    """
    weights = undirected_graph(adjacency)
    colors = np.full(weights.shape[:-1], -1, dtype=np.int64)
    for node in range(weights.shape[-1]):
        draws = np.flatnonzero(colors[:, node] < 0)
        lengths = _breadth_first(weights[draws], np.full(len(draws), node))
        colors[draws] = np.where(lengths >= 0, lengths % 2, colors[draws])
    alike = colors[..., :, np.newaxis] == colors[..., np.newaxis, :]
    return ~np.any((weights > 0) & alike, axis=(-2, -1))


@vectorized("(n,n),(),()->()", split=("length",))
def walk_count(adjacency: Any, start: Any, end: Any, length: Any) -> Result:
    """Number of walks of a length from one node to another.

    Formula: (A^length)_(start, end)
    Shapes: adjacency (n, n), the others scalars; the result is a scalar.
    Units: walks; of a weighted graph, the sum of the products of the weights.
    Convention: a walk may visit nodes and edges again.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where length is not between 0 and 64.
    Example: walk_count([[0, 1, 1], [1, 0, 1], [1, 1, 0]], 0, 0, 2) = 2
    """
    weights = graph(adjacency)
    nodes = weights.shape[-1]
    first, last = indices(start, "start", nodes), indices(end, "end", nodes)
    powers = matrix_power(weights, whole(length, "length", least=0, most=MAX_POWER))
    return powers[np.arange(len(weights)), first, last]
