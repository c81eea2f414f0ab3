"""Graphs, graph neural networks and embeddings, against SciPy's graphs and plain loops."""

import math

import numpy as np
import scipy.sparse.csgraph
import scipy.special

from function_cases import (
    DIRECTED,
    PATH,
    TRIANGLE_WITH_TAIL,
    TWO_PAIRS,
    Case,
    case,
    generator,
)

rng = generator(6)
A = TRIANGLE_WITH_TAIL
FEATURES = rng.integers(-3, 4, (4, 2))
WEIGHTS = rng.integers(-2, 3, (2, 3))
ATTENTION_VECTOR = np.array([1, -1, 0, 2, 1, -2])
LOOPED = A + np.eye(4)
GCN = np.array(
    [
        [LOOPED[i, j] / math.sqrt(sum(LOOPED[i]) * sum(LOOPED[j])) for j in range(4)]
        for i in range(4)
    ]
)
NEAR = [[j for j in range(4) if A[i, j]] for i in range(4)]


def walks(adjacency: np.ndarray, start: int, end: int, length: int) -> int:
    """Count the walks of a length by taking each step in turn."""
    if length == 0:
        return int(start == end)
    return sum(
        int(adjacency[start, middle]) * walks(adjacency, middle, end, length - 1)
        for middle in range(len(adjacency))
        if adjacency[start, middle]
    )


def attention_coefficients(slope: float) -> np.ndarray:
    projected = FEATURES @ WEIGHTS
    coefficients = np.zeros((4, 4))
    for i in range(4):
        scores = {}
        for j in [*NEAR[i], i]:
            raw = float(ATTENTION_VECTOR @ np.concatenate([projected[i], projected[j]]))
            scores[j] = math.exp(raw if raw > 0 else slope * raw)
        for j, score in scores.items():
            coefficients[i, j] = score / sum(scores.values())
    return coefficients


MEANS = np.array([FEATURES[near].sum(axis=0) / len(near) for near in NEAR])

GRAPHS: list[Case] = [
    case("adjacency_matrix", [[0, 1], [1, 2], [2, 3]], 4, expect=PATH),
    case("adjacency_matrix", [[0, 1]], 2, directed=True, expect=[[0, 1], [0, 0]]),
    case("adjacency_matrix", [], 2, expect=[[0, 0], [0, 0]]),
    case("adjacency_matrix", [], 64, expect=np.zeros((64, 64), dtype=int)),
    case("edges", A, expect=[[0, 1], [0, 2], [1, 2], [2, 3]]),
    case("edges", DIRECTED, expect=[[0, 1], [0, 2], [1, 2], [2, 0]]),
    case("node_degrees", A, expect=[len(near) for near in NEAR]),
    case("node_degrees", DIRECTED, expect=[3, 3, 1]),
    case("degree_matrix", PATH, expect=np.diag([1, 2, 2, 1])),
    case("laplacian", A, expect=scipy.sparse.csgraph.laplacian(A)),
    case("normalized_laplacian", A, expect=scipy.sparse.csgraph.laplacian(A * 1.0, normed=True)),
    case("normalized_adjacency", A, expect=GCN),
    case(
        "normalized_adjacency",
        A,
        self_loops=False,
        kind="random-walk",
        expect=[[A[i, j] / len(NEAR[i]) for j in range(4)] for i in range(4)],
    ),
    case("neighbors", A, 2, expect=NEAR[2]),
    case("neighbors", DIRECTED, 2, expect=[0]),
    case(
        "shortest_path_lengths",
        PATH,
        1,
        expect=scipy.sparse.csgraph.shortest_path(PATH, unweighted=True)[1].astype(int),
    ),
    case(
        "shortest_path_lengths",
        TWO_PAIRS,
        0,
        expect=scipy.sparse.csgraph.shortest_path(TWO_PAIRS, unweighted=True)[0],
    ),
    case("shortest_path_lengths", DIRECTED, 1, expect=[2, 0, 1]),
    case("neighborhood", PATH, 0, 2, expect=[0, 1, 2]),
    case("neighborhood", PATH, 3, 0, expect=[3]),
    case("is_connected", A, expect=True),
    case(
        "is_connected",
        TWO_PAIRS,
        expect=scipy.sparse.csgraph.connected_components(TWO_PAIRS)[0] == 1,
    ),
    case("is_bipartite", PATH, expect=True),
    case("is_bipartite", A, expect=False),
    case("is_bipartite", TWO_PAIRS, expect=True),
    case("is_bipartite", [[1]], expect=False),
    case("walk_count", A, 0, 3, 4, expect=walks(A, 0, 3, 4)),
    case("walk_count", DIRECTED, 0, 0, 2, expect=walks(DIRECTED, 0, 0, 2)),
    case("walk_count", A, 1, 1, 0, expect=1),
]

GRAPH_NETWORKS: list[Case] = [
    case("sum_aggregation", A, FEATURES, expect=[FEATURES[n].sum(axis=0) * 1.0 for n in NEAR]),
    case("sum_aggregation", A, FEATURES, self_loops=True, expect=LOOPED @ FEATURES),
    case("mean_aggregation", A, FEATURES, expect=MEANS),
    case(
        "mean_aggregation",
        A,
        FEATURES,
        self_loops=True,
        expect=[FEATURES[[i, *NEAR[i]]].mean(axis=0) for i in range(4)],
    ),
    case("max_aggregation", A, FEATURES, expect=[FEATURES[n].max(axis=0) * 1.0 for n in NEAR]),
    case("gcn_layer", A, FEATURES, WEIGHTS, expect=np.maximum(GCN @ FEATURES @ WEIGHTS, 0)),
    case("gcn_layer", A, FEATURES, WEIGHTS, activation="none", expect=GCN @ FEATURES @ WEIGHTS),
    case(
        "graphsage_layer",
        A,
        FEATURES,
        WEIGHTS,
        WEIGHTS[::-1],
        expect=np.maximum(FEATURES @ WEIGHTS + MEANS @ WEIGHTS[::-1], 0),
    ),
    case(
        "gat_coefficients",
        A,
        FEATURES,
        WEIGHTS,
        ATTENTION_VECTOR,
        expect=attention_coefficients(0.2),
    ),
    case(
        "gat_layer",
        A,
        FEATURES,
        WEIGHTS,
        ATTENTION_VECTOR,
        slope=0.1,
        expect=attention_coefficients(0.1) @ FEATURES @ WEIGHTS,
    ),
    case(
        "dirichlet_energy",
        A,
        FEATURES,
        expect=float(np.trace(FEATURES.T @ (np.diag(A.sum(axis=1)) - A) @ FEATURES)),
    ),
]

WORDS = ["a", "b", "c", "d"]
CENTER, CONTEXTS = np.array([1.0, -0.5]), np.array([[0.5, 1], [-1, 2], [2, 0]])
PRODUCTS = [0.0, -2.0, 2.0]


def sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def pairs(walk: list, window: int) -> list:
    return [
        [walk[i], walk[j]]
        for i in range(len(walk))
        for j in range(len(walk))
        if i != j and abs(i - j) <= window
    ]


TRANSITIONS = np.array([[0, 2 / 3, 1 / 3], [0, 0, 1], [1, 0, 0]])

EMBEDDINGS: list[Case] = [
    case("transition_matrix", DIRECTED, expect=TRANSITIONS),
    case("transition_probability", DIRECTED, 0, 2, expect=1 / 3),
    case("transition_probability", DIRECTED, 0, 0, steps=2, expect=1 / 3),
    case("transition_probability", A, 2, 2, steps=0, expect=1.0),
    case("walk_probability", A, [3, 2, 0, 1], expect=1 * (1 / 3) * (1 / 2)),
    case("walk_probability", A, [0, 3], expect=0.0),
    case("walk_probability", A, [0], expect=1.0),
    case("stationary_distribution", A, expect=[2 / 8, 2 / 8, 3 / 8, 1 / 8]),
    case("skip_gram_pairs", WORDS, 2, expect=pairs(WORDS, 2)),
    case("skip_gram_pairs", [7, 7, 1], 5, expect=pairs([7, 7, 1], 5)),
    case("skip_gram_pair_count", 5, 2, expect=len(pairs(list(range(5)), 2))),
    case("skip_gram_pair_count", 4, 9, expect=len(pairs(list(range(4)), 9))),
    case("skip_gram_pair_count", 1, 3, expect=0),
    case("skip_gram_probability", CENTER, CONTEXTS, 2, expect=scipy.special.softmax(PRODUCTS)[2]),
    case(
        "negative_sampling_loss",
        CENTER,
        CONTEXTS[2],
        CONTEXTS[:2],
        expect=-math.log(sigma(2)) - math.log(sigma(0)) - math.log(sigma(2)),
    ),
    case("negative_sampling_distribution", [1, 16], expect=[1 / 9, 8 / 9]),
    case("negative_sampling_distribution", [0, 5], expect=[0.0, 1.0]),
    case("negative_sampling_distribution", [1, 3], power=1, expect=[0.25, 0.75]),
    # from 0 to 1: back to 0 (1 / p), on to 2, a neighbor of 0 (1)
    case("node2vec_weights", A, 0, 1, p=4, q=0.5, expect=[0.25, 0.0, 1.0, 0.0]),
    # from 0 to 2: back to 0, on to its neighbor 1, away to 3 (1 / q)
    case("node2vec_weights", A, 0, 2, p=4, q=0.5, expect=[0.25, 1.0, 0.0, 2.0]),
    case("node2vec_probabilities", A, 0, 2, p=4, q=0.5, expect=[1 / 13, 4 / 13, 0.0, 8 / 13]),
    case("line_first_order_probability", CENTER, CONTEXTS[1], expect=sigma(-2)),
    case(
        "hierarchical_softmax_probability",
        CENTER,
        CONTEXTS,
        [1, -1, 1],
        expect=sigma(0) * sigma(2) * sigma(2),
    ),
]

DATA = np.array([[2.0, 0.5], [0.0, -1.0], [3.0, 2.0], [-1.0, -2.5], [1.0, 1.0]])
CENTERED = DATA - DATA.mean(axis=0)
# the components by the singular value decomposition of the data, not by the covariance
LEFT, SINGULAR, RIGHT = np.linalg.svd(CENTERED, full_matrices=False)
RIGHT = RIGHT * np.sign(RIGHT[[0, 1], np.argmax(abs(RIGHT), axis=1)])[:, np.newaxis]
REBUILT = DATA.mean(axis=0) + CENTERED @ np.outer(RIGHT[0], RIGHT[0])

REPRESENTATION: list[Case] = [
    case("explained_variance", DATA, expect=SINGULAR**2 / 4),
    case("explained_variance", DATA, ddof=0, expect=SINGULAR**2 / 5),
    case("explained_variance_ratio", DATA, expect=SINGULAR**2 / np.sum(SINGULAR**2)),
    case("pca_components", DATA, expect=RIGHT),
    case("pca_components", DATA, 1, expect=RIGHT[:1]),
    case("pca_transform", DATA, 2, expect=CENTERED @ RIGHT.T),
    case("pca_reconstruction", DATA, 1, expect=REBUILT),
    case("pca_reconstruction", DATA, 2, expect=DATA),
    case("reconstruction_error", DATA, REBUILT, expect=SINGULAR[1] ** 2 / 5),
]

CASES = [*GRAPHS, *GRAPH_NETWORKS, *EMBEDDINGS, *REPRESENTATION]
