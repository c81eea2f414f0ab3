"""Network and word embeddings: random walks, skip-gram, negative sampling, node2vec, LINE."""

from typing import Any

import numpy as np

from flashgen.expression.functions.activations import log_sigmoid, sigmoid, softmax
from flashgen.expression.functions.arguments import (
    Array,
    Result,
    checked_size,
    filled,
    first_node,
    floats,
    graph,
    indices,
    not_negative_numbers,
    positive_numbers,
    products,
    undirected_graph,
    values,
    whole,
    wholes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.matrices import MAX_POWER, matrix_power
from flashgen.values.values import some

LARGEST_LENGTH = 10**9


@vectorized("(n,n)->(n,n)")
def transition_matrix(adjacency: Any) -> Array:
    """Transition probabilities of a random walk on a graph.

    Formula: P_ij = A_ij / sum_k A_ik
    Shapes: adjacency (n, n); the result is (n, n), each row sums to 1.
    Units: none (probabilities).
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where no edge leaves a node.
    Example: transition_matrix([[0, 1], [3, 1]]) = [[0, 1], [0.75, 0.25]]
    """
    weights = graph(adjacency).astype(np.float64)
    sums = np.sum(weights, axis=-1)
    if some(sums == 0):
        raise ValueError(f"no edge leaves node {first_node(sums == 0)}, so the walk ends there")
    result: Array = weights / sums[..., np.newaxis]
    return result


@vectorized("(n,n),(),()->()", split=("steps",))
def transition_probability(adjacency: Any, start: Any, end: Any, steps: Any = 1) -> Result:
    """Probability that a random walk at one node is at another after so many steps.

    Formula: (P^steps)_(start, end), where P is the transition matrix
    Shapes: adjacency (n, n), the others scalars; the result is a scalar.
    Units: none (a probability).
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where no edge leaves a node, or steps is not between 0 and 64.
    Example: transition_probability([[0, 1, 1], [1, 0, 0], [1, 0, 0]], 0, 2) = 0.5
    """
    p = transition_matrix(adjacency)
    nodes = p.shape[-1]
    first, last = indices(start, "start", nodes), indices(end, "end", nodes)
    powers = matrix_power(p, whole(steps, "steps", least=0, most=MAX_POWER))
    return powers[np.arange(len(p)), first, last].astype(np.float64)


@vectorized("(n,n),(l)->()")
def walk_probability(adjacency: Any, walk: Any) -> Result:
    """Probability that a random walk from the first node goes exactly this way.

    Formula: P_(w0 w1) P_(w1 w2) ..., where P is the transition matrix
    Shapes: adjacency (n, n), walk (l,); the result is a scalar.
    Units: none (a probability).
    Convention: given the first node: it is not drawn; nodes count from 0.
    Source: Perozzi, Al-Rfou, Skiena, DeepWalk: Online Learning of Social Representations
        (2014), arXiv:1403.6652.
    Raises: ValueError where no edge leaves a node.
    Example: walk_probability([[0, 1, 1], [1, 0, 0], [1, 0, 0]], [1, 0, 2]) = 0.5
    """
    p = transition_matrix(adjacency)
    nodes = filled(indices(walk, "walk", p.shape[-1]), "walk")
    steps = p[np.arange(len(p))[:, np.newaxis], nodes[:, :-1], nodes[:, 1:]]
    return np.prod(np.ascontiguousarray(steps), axis=-1)


@vectorized("(n,n)->(n)")
def stationary_distribution(adjacency: Any) -> Array:
    """Stationary distribution of a random walk on an undirected graph.

    Formula: d_i / sum_j d_j, where d are the degrees
    Shapes: adjacency (n, n), symmetric; the result is (n,).
    Units: none (probabilities).
    Convention: the only one where the graph is connected.
    Source: Newman, Networks, chapter 6 (Mathematics of Networks).
    Raises: ValueError where adjacency is not symmetric or there is no edge.
    Example: stationary_distribution([[0, 1, 1], [1, 0, 0], [1, 0, 0]]) = [0.5, 0.25, 0.25]
    """
    degrees = np.sum(undirected_graph(adjacency).astype(np.float64), axis=-1)
    sums = np.sum(degrees, axis=-1, keepdims=True)
    if some(sums == 0):
        raise ValueError("adjacency must have an edge")
    result: Array = degrees / sums
    return result


@vectorized("(l)->(p,2)", split=("window",))
def skip_gram_pairs(walk: Any, window: Any) -> Array:
    """Pairs (center, context) that skip-gram makes of a walk or a sentence.

    Formula: (w_i, w_j) for all i and j with 0 < |i - j| <= window
    Shapes: walk (l,), numbers or texts; the result is (pairs, 2), one pair in each row.
    Units: none.
    Convention: ordered by the center, then by the context, as they stand in the walk.
    Source: Mikolov et al., Efficient Estimation of Word Representations in Vector Space (2013),
        arXiv:1301.3781, section 3.2.
    Raises: ValueError where there are more than 2048 pairs.
    Example: skip_gram_pairs([5, 6, 7], 1) = [[5, 6], [6, 5], [6, 7], [7, 6]]
    """
    words = filled(values(walk, "walk"), "walk")
    length = words.shape[-1]
    reach = min(whole(window, "window", least=1), length)
    checked_size(2 * int(skip_gram_pair_count(length, reach)))
    offsets = np.subtract.outer(np.arange(length), np.arange(length))
    near = (np.abs(offsets) <= reach) & (offsets != 0)
    pairs: Array = words[:, np.argwhere(near)]
    return pairs


@vectorized("(),()->()")
def skip_gram_pair_count(length: Any, window: Any) -> Result:
    """Number of pairs (center, context) that skip-gram makes of a walk.

    Formula: 2 c l - c (c + 1), where c = min(window, l - 1) and l = length
    Shapes: scalars.
    Units: pairs.
    Convention: ordered pairs: (a, b) and (b, a) are two.
    Source: Mikolov et al., Efficient Estimation of Word Representations in Vector Space (2013),
        arXiv:1301.3781, section 3.2.
    Example: skip_gram_pair_count(5, 2) = 14
    """
    words = wholes(length, "length", least=1, most=LARGEST_LENGTH)
    reach = np.minimum(wholes(window, "window", least=1), words - 1)
    return 2 * reach * words - reach * (reach + 1)


@vectorized("(d),(n,d),()->()")
def skip_gram_probability(center: Any, contexts: Any, index: Any) -> Result:
    """Probability of a context given the center, over all contexts.

    Formula: exp(u_k . v) / sum_j exp(u_j . v)
    Shapes: center (d,), contexts (n, d), index a scalar; the result is a scalar.
    Units: none (a probability).
    Convention: contexts count from 0; LINE's second-order proximity has the same form.
    Source: Mikolov et al., Distributed Representations of Words and Phrases and their
        Compositionality (2013), arXiv:1310.4546, equation 2.
    Example: skip_gram_probability([1], [[0], [log(3)]], 1) = 0.75
    """
    p = softmax(_scores(center, contexts, "center", "contexts"))
    return p[np.arange(len(p)), indices(index, "index", p.shape[-1])]


def _scores(one: Any, many: Any, name: str, names: str) -> Array:
    """Return the inner products of an embedding, (draws, d), with others, (draws, n, d)."""
    vector, rows = filled(floats(one, name), name), filled(floats(many, names), names)
    scores: Array = products(rows, vector[..., np.newaxis])[..., 0]
    return scores


@vectorized("(d),(d),(k,d)->()")
def negative_sampling_loss(center: Any, context: Any, negatives: Any) -> Result:
    """Skip-gram loss of one pair with negative sampling.

    Formula: -ln sigmoid(u . v) - sum_k ln sigmoid(-u_k . v)
    Shapes: center v and context u (d,), negatives u_k (k, d); the result is a scalar.
    Units: nats.
    Source: Mikolov et al., Distributed Representations of Words and Phrases and their
        Compositionality (2013), arXiv:1310.4546, equation 4.
    Example: negative_sampling_loss([1], [0], [[0], [0]]) = 2.0794
    """
    pair = _score(center, context, "center", "context")
    others = _scores(center, negatives, "center", "negatives")
    return -log_sigmoid(pair) - np.sum(log_sigmoid(-others), axis=-1)


def _score(u: Any, v: Any, first: str, second: str) -> Result:
    """Return the inner product of two embeddings."""
    return np.sum(filled(floats(u, first), first) * floats(v, second), axis=-1)


@vectorized("(n),()->(n)")
def negative_sampling_distribution(counts: Any, power: Any = 0.75) -> Array:
    """Distribution that negative samples are drawn from.

    Formula: c_i^power / sum_j c_j^power
    Shapes: counts (n,), power a scalar; the result is (n,).
    Units: none (probabilities).
    Source: Mikolov et al., Distributed Representations of Words and Phrases and their
        Compositionality (2013), arXiv:1310.4546, section 2.2.
    Raises: ValueError where a count is negative or all are 0.
    Example: negative_sampling_distribution([1, 16]) = [0.1111, 0.8889]
    """
    array, exponent = (
        filled(floats(counts, "counts"), "counts"),
        not_negative_numbers(power, "power"),
    )
    if some(array < 0) or not np.all(np.any(array, axis=-1)):
        raise ValueError("counts must be at least 0 and not all 0")
    shares = array / np.max(array, axis=-1, keepdims=True)
    # exponents of the same layout as the shares: numpy's power depends on it in the last bit
    weights = shares ** np.ascontiguousarray(
        np.broadcast_to(exponent[..., np.newaxis], shares.shape)
    )
    result: Array = weights / np.sum(weights, axis=-1, keepdims=True)
    return result


@vectorized("(n,n),(),(),(),()->(n)")
def node2vec_weights(adjacency: Any, previous: Any, current: Any, p: Any = 1, q: Any = 1) -> Array:
    """Unnormalized weights of the next node of a node2vec walk, for all nodes.

    Formula: A_(v x) times 1 / p back to the previous node t, 1 to a neighbor of t, 1 / q else
    Shapes: adjacency (n, n), the others scalars; the result is (n,), 0 where no edge leads.
    Units: none.
    Convention: p is the return parameter, q the in-out parameter.
    Source: Grover, Leskovec, node2vec: Scalable Feature Learning for Networks (2016),
        arXiv:1607.00653, section 3.2.2.
    Raises: ValueError where no edge leads from previous to current.
    Example: node2vec_weights([[0, 1, 0], [1, 0, 1], [0, 1, 0]], 0, 1, p=4, q=2) = [0.25, 0, 0.5]
    """
    weights = graph(adjacency).astype(np.float64)
    nodes, draws = weights.shape[-1], np.arange(len(weights))
    before, now = indices(previous, "previous", nodes), indices(current, "current", nodes)
    missing = weights[draws, before, now] == 0
    if some(missing):
        i, j = before[missing][0], now[missing][0]
        raise ValueError(f"no edge leads from node {i} to node {j}")
    outwards = 1 / positive_numbers(q, "q")
    factors = np.where(weights[draws, before] > 0, 1.0, outwards[..., np.newaxis])
    factors[draws, before] = 1 / positive_numbers(p, "p")
    result: Array = weights[draws, now] * factors
    return result


@vectorized("(n,n),(),(),(),()->(n)")
def node2vec_probabilities(
    adjacency: Any, previous: Any, current: Any, p: Any = 1, q: Any = 1
) -> Array:
    """Probabilities of the next node of a node2vec walk, for all nodes.

    Formula: the node2vec weights divided by their sum
    Shapes: adjacency (n, n), the others scalars; the result is (n,).
    Units: none (probabilities).
    Convention: p is the return parameter, q the in-out parameter.
    Source: Grover, Leskovec, node2vec: Scalable Feature Learning for Networks (2016),
        arXiv:1607.00653, section 3.2.2.
    Raises: ValueError where no edge leads from previous to current, or none leaves current.
    Example: node2vec_probabilities([[0, 1, 0], [1, 0, 1], [0, 1, 0]], 0, 1, p=3) = [0.25, 0, 0.75]
    """
    weights = node2vec_weights(adjacency, previous, current, p, q)
    if not np.all(np.any(weights, axis=-1)):
        raise ValueError("no edge leaves the current node, so the walk ends there")
    result: Array = weights / np.sum(weights, axis=-1, keepdims=True)
    return result


@vectorized("(d),(d)->()")
def line_first_order_probability(u: Any, v: Any) -> Result:
    """First-order proximity of LINE: the joint probability of an edge between two nodes.

    Formula: sigmoid(u . v)
    Shapes: u and v (d,); the result is a scalar.
    Units: none (a probability).
    Source: Tang et al., LINE: Large-scale Information Network Embedding (2015),
        arXiv:1503.03578, equation 1.
    Example: line_first_order_probability([1, 2], [1, 0]) = 0.7311
    """
    return sigmoid(_score(u, v, "u", "v"))


@vectorized("(d),(l,d),(l)->()")
def hierarchical_softmax_probability(hidden: Any, nodes: Any, directions: Any) -> Result:
    """Probability of a leaf in hierarchical softmax: the product along its path.

    Formula: prod_l sigmoid(d_l n_l . h)
    Shapes: hidden h (d,), nodes n_l (l, d) from the root on, directions d_l (l,); a scalar.
    Units: none (a probability).
    Convention: direction 1 is left, with probability sigmoid(n . h); -1 is right.
    Source: Rong, word2vec Parameter Learning Explained (2014), arXiv:1411.2738, section 3.1.
    Raises: ValueError where a direction is neither 1 nor -1.
    Example: hierarchical_softmax_probability([1], [[0], [log(3)]], [1, -1]) = 0.125
    """
    scores = _scores(hidden, nodes, "hidden", "nodes")
    turns = floats(directions, "directions")
    if some(np.abs(turns) != 1):
        raise ValueError("directions must be 1 (left) or -1 (right)")
    return np.prod(sigmoid(turns * scores), axis=-1)
