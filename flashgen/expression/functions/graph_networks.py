"""Graph neural networks: aggregation, GCN, GraphSAGE, GAT."""

from typing import Any

import numpy as np

from flashgen.expression.functions.activations import softmax
from flashgen.expression.functions.arguments import (
    Array,
    Result,
    beside,
    filled,
    first_node,
    flag,
    floats,
    graph,
    option,
    products,
    undirected_graph,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.graphs import normalized_adjacency
from flashgen.expression.functions.rectifiers import leaky_relu, relu
from flashgen.values.values import some


@vectorized("(n,n),(n,d)->(n,d)", split=("self_loops",))
def sum_aggregation(adjacency: Any, features: Any, self_loops: Any = False) -> Array:
    """Sum of the features of the neighbors of each node.

    Formula: h_i = sum_j A_ij x_j
    Shapes: adjacency (n, n), features (n, d); the result is (n, d).
    Units: those of features.
    Convention: the node itself counts only with self_loops=True; 0 for a node without neighbor.
    Source: Hamilton, Graph Representation Learning (2020), chapter 5.
    Example: sum_aggregation([[0, 1, 1], [1, 0, 0], [1, 0, 0]], [[1], [2], [4]]) = [[6], [1], [1]]
    """
    weights, rows = _messages(adjacency, features, self_loops)
    return products(weights, rows)


@vectorized("(n,n),(n,d)->(n,d)", split=("self_loops",))
def mean_aggregation(adjacency: Any, features: Any, self_loops: Any = False) -> Array:
    """Mean of the features of the neighbors of each node.

    Formula: h_i = sum_j A_ij x_j / sum_j A_ij
    Shapes: adjacency (n, n), features (n, d); the result is (n, d).
    Units: those of features.
    Convention: the node itself counts only with self_loops=True.
    Source: Hamilton, Ying, Leskovec, Inductive Representation Learning on Large Graphs (2017),
        arXiv:1706.02216, section 3.3.
    Raises: ValueError where a node has no neighbor.
    Example: mean_aggregation([[0, 1, 1], [1, 0, 0], [1, 0, 0]], [[1], [2], [4]]) = [[3], [1], [1]]
    """
    weights, rows = _messages(adjacency, features, self_loops)
    _each_has_a_neighbor(weights)
    result: Array = products(weights, rows) / np.sum(weights, axis=-1, keepdims=True)
    return result


@vectorized("(n,n),(n,d)->(n,d)", split=("self_loops",))
def max_aggregation(adjacency: Any, features: Any, self_loops: Any = False) -> Array:
    """Largest of the features of the neighbors of each node, feature by feature.

    Formula: h_ik = max_j x_jk over the neighbors j of i
    Shapes: adjacency (n, n), features (n, d); the result is (n, d).
    Units: those of features.
    Convention: the node itself counts only with self_loops=True; weights do not count.
    Source: Hamilton, Ying, Leskovec, Inductive Representation Learning on Large Graphs (2017),
        arXiv:1706.02216, section 3.3.
    Raises: ValueError where a node has no neighbor.
    Example: max_aggregation([[0, 1, 1], [1, 0, 0], [1, 0, 0]], [[1], [2], [4]]) = [[4], [1], [1]]
    """
    weights, rows = _messages(adjacency, features, self_loops)
    _each_has_a_neighbor(weights)
    largest = np.full(rows.shape, -np.inf)
    for node in range(rows.shape[-2]):
        linked, candidates = weights[..., node, np.newaxis] > 0, rows[..., np.newaxis, node, :]
        largest = np.where(linked, np.maximum(largest, candidates), largest)
    return largest


def _messages(adjacency: Any, features: Any, self_loops: Any) -> tuple[Array, Array]:
    weights, rows = graph(adjacency).astype(np.float64), _filled(features, "features")
    if flag(self_loops, "self_loops"):
        weights = weights + np.eye(weights.shape[-1])
    return weights, rows


def _filled(x: Any, name: str) -> Array:
    return filled(floats(x, name), name)


def _each_has_a_neighbor(weights: Array) -> None:
    alone = ~np.any(weights > 0, axis=-1)
    if some(alone):
        raise ValueError(f"node {first_node(alone)} has no neighbor")


@vectorized("(n,n),(n,d),(d,c)->(n,c)", split=("activation",))
def gcn_layer(adjacency: Any, features: Any, weights: Any, activation: Any = "relu") -> Array:
    """One layer of a graph convolutional network (GCN).

    Formula: relu(D^(-1/2) (A + I) D^(-1/2) X W), where D has the degrees of A + I
    Shapes: adjacency (n, n), symmetric, features (n, d), weights (d, c); the result is (n, c).
    Units: none.
    Convention: self-loops are added; no bias; activation="none" leaves the relu out.
    Source: Kipf, Welling, Semi-Supervised Classification with Graph Convolutional Networks
        (2016), arXiv:1609.02907, equation 2.
    Example: gcn_layer([[0, 1], [1, 0]], [[2], [4]], [[1]]) = [[3], [3]]
    """
    normalized = normalized_adjacency(adjacency)
    return _activated(products(normalized, _linear(features, weights, "weights")), activation)


@vectorized("(n,n),(n,d),(d,c),(d,c)->(n,c)", split=("activation",))
def graphsage_layer(
    adjacency: Any,
    features: Any,
    self_weights: Any,
    neighbor_weights: Any,
    activation: Any = "relu",
) -> Array:
    """One layer of GraphSAGE with mean aggregation.

    Formula: relu(X W_self + M W_neighbor), where M has the means over the neighbors
    Shapes: adjacency (n, n), features (n, d), self_weights and neighbor_weights (d, c); the
        result is (n, c).
    Units: none.
    Convention: the concatenation of the paper, written as a sum; no bias, not normalized;
        activation="none" leaves the relu out.
    Source: Hamilton, Ying, Leskovec, Inductive Representation Learning on Large Graphs (2017),
        arXiv:1706.02216, algorithm 1.
    Raises: ValueError where a node has no neighbor.
    Example: graphsage_layer([[0, 1], [1, 0]], [[2], [4]], [[1]], [[10]]) = [[42], [24]]
    """
    means = mean_aggregation(adjacency, features)
    own = _linear(features, self_weights, "self_weights")
    near = _linear(means, neighbor_weights, "neighbor_weights")
    return _activated(own + near, activation)


@vectorized("(n,n),(n,d),(d,c),(k),()->(n,n)")
def gat_coefficients(
    adjacency: Any, features: Any, weights: Any, attention_vector: Any, slope: Any = 0.2
) -> Array:
    """Attention coefficients of a graph attention network (GAT), one head.

    Formula: softmax over the neighbors j of i of leaky_relu(a . [W x_i, W x_j])
    Shapes: adjacency (n, n), features (n, d), weights (d, c), attention_vector (2 c,); the
        result is (n, n), row i for node i.
    Units: none (each row sums to 1).
    Convention: a node is its own neighbor too; the first half of a belongs to node i, the
        second to the neighbor j; slope is that of the leaky_relu.
    Source: Velickovic et al., Graph Attention Networks (2017), arXiv:1710.10903, equation 3.
    Example: gat_coefficients([[0, 1], [1, 0]], [[0], [1]], [[log(3)]], [0, 1])[0] = [0.25, 0.75]
    """
    links = graph(adjacency) > 0
    projected = _linear(features, weights, "weights")
    vector = floats(attention_vector, "attention_vector")[..., np.newaxis]
    width = projected.shape[-1]
    if vector.shape[-2] != 2 * width:
        raise ValueError(f"attention_vector must have {2 * width} entries: two for each output")
    own = products(projected, vector[..., :width, :])
    near = products(projected, vector[..., width:, :])
    scores = own + np.swapaxes(near, -1, -2)
    scores = leaky_relu(scores, beside(floats(slope, "slope"), scores))
    linked = links | np.eye(links.shape[-1], dtype=np.bool_)
    return softmax(np.where(linked, scores, -np.inf))


@vectorized("(n,n),(n,d),(d,c),(k),()->(n,c)")
def gat_layer(
    adjacency: Any, features: Any, weights: Any, attention_vector: Any, slope: Any = 0.2
) -> Array:
    """One layer of a graph attention network (GAT), one head, without the activation after it.

    Formula: h_i = sum_j alpha_ij W x_j
    Shapes: adjacency (n, n), features (n, d), weights (d, c), attention_vector (2 c,); the
        result is (n, c).
    Units: none.
    Convention: as in `gat_coefficients`, slope too.
    Source: Velickovic et al., Graph Attention Networks (2017), arXiv:1710.10903, equation 4.
    Example: gat_layer([[0, 1], [1, 0]], [[2], [4]], [[1]], [0, 0]) = [[3], [3]]
    """
    coefficients = gat_coefficients(adjacency, features, weights, attention_vector, slope)
    return products(coefficients, _linear(features, weights, "weights"))


def _linear(features: Any, weights: Any, name: str) -> Array:
    return products(_filled(features, "features"), _filled(weights, name))


def _activated(x: Array, activation: Any) -> Array:
    linear = option(activation, "activation", ("relu", "none")) == "none"
    return x if linear else np.asarray(relu(x))


@vectorized("(n,n),(n,d)->()")
def dirichlet_energy(adjacency: Any, features: Any) -> Result:
    """Dirichlet energy: how much the features of linked nodes differ (0: over-smoothed).

    Formula: (1 / 2) sum_ij A_ij ||x_i - x_j||^2
    Shapes: adjacency (n, n), symmetric, features (n, d); the result is a scalar.
    Units: those of features squared.
    Convention: each edge once, degrees not normalized; equals tr(X^T L X).
    Source: Rusch, Bronstein, Mishra, A Survey on Oversmoothing in Graph Neural Networks (2023),
        arXiv:2303.10993.
    Raises: ValueError where adjacency is not symmetric.
    Example: dirichlet_energy([[0, 1], [1, 0]], [[1], [3]]) = 4
    """
    weights = undirected_graph(adjacency)
    rows = _filled(features, "features")
    gaps = rows[..., :, np.newaxis, :] - rows[..., np.newaxis, :, :]
    energies = weights * np.sum(gaps**2, axis=-1)
    return np.sum(energies.reshape(len(energies), weights[0:1].size), axis=-1) / 2
