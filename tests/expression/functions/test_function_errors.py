"""What the functions say to arguments that they cannot take."""

import inspect
import math
from typing import Any

import numpy as np
import pytest
from expression.functions.calling import call_once
from function_cases import DIRECTED, PATH, TWO_PAIRS, generator
from msgspec.structs import replace

from flashgen.expression.functions import Function, library
from flashgen.values.values import normalize

ERRORS: list[tuple[str, tuple[Any, ...], str]] = [
    # what is no number, or the wrong kind of one
    ("exp", ("abc",), "x must be numbers, not text"),
    ("exp", ([1, 2j],), "x must be real numbers; take real(…) or imag(…) of it"),
    ("exp", (710,), "x must be at most 709.78, or the result overflows"),
    ("mean", (math.nan,), "x has an entry that is not a number (NaN)"),
    ("mean", ([],), "x must have at least one entry"),
    ("norm", ([math.inf],), "x must be finite"),
    ("log", (0,), "x must be positive, for a logarithm"),
    ("sqrt", (-1,), "x must be at least 0"),
    ("arccos", (1.1,), "x must be between -1 and 1"),
    ("arccosh", (0.5,), "x must be at least 1"),
    ("arctanh", (1,), "x must be above -1 and below 1"),
    ("sinh", (1e4,), "x must be between -709.78 and 709.78"),
    ("factorial", (171,), "n must be at most 170"),
    ("factorial", (2.5,), "n must be a whole number, not 2.5"),
    ("binomial", (-1, 2), "n must be at least 0"),
    ("round", (1.5, 40), "decimals must be at most 12"),
    ("clip", (1, 3, 2), "low must be at most high"),
    ("clip", (1, [1, 2], 3), "low and high must be scalars where x is one"),
    ("gcd", (1.5, 2), "a must be whole numbers"),
    # shapes that would broadcast by accident
    ("min", ([1, 2], [1, 2, 3]), "the arguments must have the same shape"),
    ("max", ([[1, 2]], [1, 2]), "an array of 1 x 2 and a vector of 2"),
    ("distance", ([1, 2], [1, 2, 3]), "a and b must have the same shape, not a vector of 2"),
    ("mse", ([1, 2], 1), "a and b must have the same shape"),
    ("dot", ([1, 2], [1, 2, 3]), "the inner lengths of a and b must be equal, not 2 and 3"),
    ("where", ([True, False], [1, 2, 3], 0), "condition and a must have the same shape"),
    ("gaussian_nll", (0, [1, 2], [1, 2, 3]), "mean and variance must have the same shape"),
    ("nll", ([[0.5, 0.5]], 0), "there must be one label for each row of classes"),
    ("fgsm_step", ([1, 2], [[1, 2]], 0.1), "x and gradient must have the same shape"),
    ("binary_cross_entropy", ([0.5, 0.5], [1, 0, 1]), "p and y must have the same shape"),
    ("circular_convolve", ([1, 2], [1, 2, 3]), "x and y must have the same shape"),
    # arrays
    ("zeros", (10**9,), "an array can have at most 4096 elements"),
    ("eye", (65,), "an array can have at most 4096 elements"),
    ("diag", (list(range(65)),), "the result would have 4225 elements; 4096 is the limit"),
    ("arange", (0, 1, 0), "step must not be 0"),
    ("arange", (10**9,), "4096 is the limit"),
    ("linspace", (0, 1, 1), "n must be at least 2"),
    ("reshape", ([1, 2, 3], (2, 2)), "x has 3 entries, which do not fill the shape (2, 2)"),
    ("one_hot", (4, 4), "label must be between 0 and 3"),
    ("one_hot", (-1, 4), "label must be between 0 and 3"),
    ("concatenate", ([1], ["a"]), "the parts must be all numbers or all texts"),
    ("stack", (), "there must be at least one row"),
    ("len", (5,), "x must be a vector, a matrix or a text, not one number"),
    ("all", ([1, 0],), "condition must be true or false, such as the comparison x > 0"),
    ("count", (3,), "condition must be true or false"),
    ("argmax", ([[1, 2]],), "x is a matrix: say axis=0 for columns or axis=1 for rows"),
    ("sum", ([1, 2], 1), "axis must be an axis of an array of 1 dimensions"),
    ("join", ([True],), "x must be real numbers or texts"),
    ("join", (list(range(4096)), " and then "), "more than 10000 characters"),
    ("weighted_mean", ([1, 2], [0, 0]), "weights must be at least 0 and not all 0"),
    ("var", ([1], 1), "x must have more than 1 entries"),
    # matrices
    ("det", ([[1, 2, 3]],), "a must be a square matrix, not an array of 1 x 3"),
    ("inv", ([[1, 2], [2, 4]],), "a is singular, so it has no inverse"),
    ("eigenvalues", ([[0, -1], [1, 0]],), "an eigenvalue is not real; complex_eigenvalues(a) has"),
    ("cholesky", ([[1, 2], [3, 4]],), "a must be a symmetric matrix"),
    ("normalize", ([0, 0],), "x must not be the zero vector, which has no direction"),
    ("norm", ([[1, 2]], 3), "the norm of a matrix is the Frobenius norm only"),
    ("norm", ([1, 2], 0.5), "order must be at least 1, such as 1, 2 or inf"),
    ("angle", ([1, 0], [0, 1], "turns"), "unit must be one of 'radians', 'degrees'"),
    ("matrix_power", ([[1]], 65), "n must be at most 64"),
    # probabilities
    ("softmax", ([],), "z must have at least one logit"),
    ("softmax", (1,), "z must be a vector or a matrix, not a number"),
    ("softmax", ([1, 2], 0), "temperature must be positive, not 0"),
    ("softmax", ([math.inf, 0],), "z must have a finite logit and none that is infinite"),
    ("logit", (1,), "p must be above 0 and below 1"),
    ("entropy", ([0.2, 0.7, 0.3],), "the probabilities in p must sum to 1, but sum to 1.2"),
    ("entropy", ([1.5, -0.5],), "p must be probabilities, but one entry is below 0"),
    ("entropy", ([0.5, 0.5], 1), "base must be above 1: e for nats, 2 for bits"),
    ("cross_entropy", ([0.5, 0.5], [1, 0]), "q is 0 where p is not, so the cross-entropy is inf"),
    ("kl_divergence", ([0.5, 0.5], [1, 0]), "so the divergence is infinite"),
    ("nll", ([0, 1], 0), "the true class has probability 0, so the loss is infinite"),
    ("binary_cross_entropy", (0, 1), "p rules out what y says, so the loss is infinite"),
    ("gaussian_nll", (0, 0, 0), "variance must be positive"),
    ("hinge_loss", (1, 0), "y must be -1 or 1"),
    ("label_smoothing", ([0, 1], 2), "epsilon must be between 0 and 1"),
    # attention and convolution
    (
        "attention_scores",
        ([1, 2], [[1, 2, 3]]),
        "the axis `d` of query and key must have one length",
    ),
    (
        "attention",
        ([1], [[1]], [[1], [2]]),
        "the axis `n` of key and value must have one length, not 1 and 2",
    ),
    ("attention_weights", ([[1]], [[1]], 1, [[False]]), "leave each query at least one key"),
    (
        "attention_weights",
        ([[1], [1]], [[1]], 1, [[True], [False]]),
        "leave each query at least one key",
    ),
    ("attention_weights", ([1], [[1]], 1, [1]), "mask must be true or false"),
    ("multi_head_parameters", (10, 3), "width must be divisible by heads, or head_width given"),
    ("positional_encoding", (1, 3), "width must be even"),
    ("cross_correlate", ([1], [1, 2]), "the kernel must not be larger than the padded input"),
    ("convolve", ([1, 2], [1, 2], 1, "same"), 'padding="same" needs a kernel of odd length'),
    ("convolve", ([1, 2], [1, 2], 1, 10**8), "4096 is the limit"),
    ("convolve", ([1, 2], [[1, 2]]), "must both be vectors or both be matrices"),
    ("convolution_output_size", (3, 5), "the kernel must not be larger than the padded input"),
    ("same_padding", (4,), "no equal padding at both ends keeps the length"),
    ("convolution_parameters", (1, 1, [3, 3, 3, 3]), "kernel must be one length, or two or three"),
    ("convolution_parameters", (3, 4, 3, True, 2), "groups must divide channels_in"),
    ("receptive_field", ([3] * 100, 2), "the receptive field is too large"),
    ("max_pool", ([1, 2], 3), "the window must not be larger than x"),
    # graphs and walks
    ("laplacian", (DIRECTED,), "adjacency must be symmetric: the graph is undirected"),
    ("neighbors", (PATH, 4), "node must be between 0 and 3"),
    ("neighbors", (PATH, -1), "node must be between 0 and 3"),
    ("node_degrees", ([[0, -1], [-1, 0]],), "adjacency must have no entry below 0"),
    ("normalized_laplacian", ([[0]],), "node 0 has no edge to normalize by"),
    ("adjacency_matrix", ([[0, 2]], 2), "the ends of edges must be between 0 and 1"),
    ("transition_matrix", ([[0, 1], [0, 0]],), "no edge leaves node 1, so the walk ends there"),
    ("walk_count", (PATH, 0, 1, 65), "length must be at most 64"),
    ("mean_aggregation", ([[0]], [[1]]), "node 0 has no neighbor"),
    (
        "sum_aggregation",
        (PATH, [[1]]),
        "`n` of adjacency and features must have one length, not 4 and 1",
    ),
    (
        "gcn_layer",
        (PATH, np.ones((4, 2)), [[1]]),
        "`d` of features and weights must have one length, not 2 and 1",
    ),
    ("gat_coefficients", ([[0]], [[1]], [[1]], [1]), "attention_vector must have 2 entries"),
    ("node2vec_weights", (TWO_PAIRS, 0, 2), "no edge leads from node 0 to node 2"),
    ("skip_gram_pairs", (list(range(4096)), 4095), "4096 is the limit"),
    ("hierarchical_softmax_probability", ([1], [[1]], [0]), "1 (left) or -1 (right)"),
    ("pca_components", ([[1, 2], [3, 4]], 3), "k must be at most 2"),
    ("explained_variance_ratio", ([[1, 2], [1, 2]],), "there is no variance to explain"),
    # geometry, relativity, adversarial examples, sets, git
    ("spherical_circumference", (4,), "radius must be at most pi times sphere_radius"),
    ("spherical_excess", ([60, 60, 60],), "no spherical triangle has these angles"),
    ("spherical_excess", ([170, 170, 10],), "no spherical triangle has these angles"),
    ("spherical_excess", ([90, 90, 190],), "each angle must be above 0 and below 180"),
    ("hyperbolic_triangle_area", ([60, 60, 60],), "sum to less than 180 degrees"),
    ("great_circle_distance", ([91, 0], [0, 0]), "a latitude must be between -90 and 90"),
    ("poincare_distance", ([0, 0], [0.8, 0.8]), "v must lie within the unit ball"),
    ("poincare_distance", ([1, 0], [0, 0]), "u must lie within the unit ball"),
    ("lorentz_factor", (1,), "v must be slower than light, below c"),
    ("proper_time", ([0, 0], [1, 2]), "the events are spacelike: no clock is present at both"),
    ("lorentz_transform", ([1], 0.5), "event must be [t, x], [t, x, y] or [t, x, y, z]"),
    ("linear_margin", ([1], 0, [1], 0), "y must be -1 or 1"),
    ("smallest_flip_epsilon", ([0, 0], 1, [1, 1]), "nothing flips the class"),
    ("project_l2", ([1], [0], -1), "epsilon must be at least 0, not -1"),
    ("permute", ([1, 2, 3], [1, 0]), "order must have an entry for each row of x"),
    ("permute", (5, [0]), "order must have an entry for each row of x"),
    ("permute", ([1, 2, 3], [0, 0, 1]), "order must name each place from 0 on once"),
    ("deep_sets", ([[1]], [[1]], [[1]], "median"), "pooling must be one of 'sum', 'mean', 'max'"),
    ("commits_ahead", (["comit"],), "'comit' is no event; the events are commit, remote, fetch"),
    ("commits_ahead", ([1, 2],), "events must be texts"),
]

LOUD = {"divide": "raise", "over": "raise", "invalid": "raise"}


@pytest.mark.parametrize(("name", "arguments", "says"), ERRORS)
def test_error_is_a_kind_sentence(name: str, arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(ValueError) as caught, np.errstate(**LOUD):
        call_once(library()[name], *arguments)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert says in message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("prod", ([1e200, 1e200],)),
        ("dot", ([1e200], [1e200])),
        ("matrix_power", ([[1e200]], 3)),
        ("spherical_circle_area", (1, 1e300)),
    ],
)
def test_overflow_is_an_error(name: str, arguments: tuple[Any, ...]) -> None:
    with (
        pytest.raises(ValueError, match=f"{name}: the result is too large or not a number"),
        np.errstate(**LOUD),
    ):
        call_once(library()[name], *arguments)


def odd_values() -> list[Any]:
    """Values of every kind, among them the edges of each."""
    scalars = [0, 1, -1, 2, 3, 64, 0.5, -0.3, 1e-300, 1e300, -1e308, 10**30, 2**62, -(2**63)]
    others = [True, False, math.inf, -math.inf, 1j, "", "abc", "degrees", "same", (2, 3)]
    vectors: list[list[Any]] = [
        [],
        [1],
        [1, 2, 3],
        [0.2, 0.3, 0.5],
        [0.2, 0.7, 0.3],
        [1.0, -math.inf],
        [-math.inf, -math.inf],
        [0, 0, 0],
        [1e308, 1e308, -1e308],
        [2**52, 2**52, 2**52],
        [2**53 - 1] * 4,
        [1e-320, 1.0],
        [True, False],
        ["a", "b"],
        ["commit", "push"],
        [1 + 2j, 3],
    ]
    matrices: list[Any] = [
        PATH,
        DIRECTED,
        np.zeros((4, 4), dtype=int),
        np.eye(3),
        np.ones((2, 3)),
        np.zeros((0, 3)),
        np.zeros((3, 0)),
        np.ones((2, 2, 2)),
        [[1, 2], [2, 4]],
        [[1e200, 1e200], [1e200, -1e200]],
        [[0.5, 0.5], [0.1, 0.9]],
        [[True, False], [True, True]],
        [["a", "b"], ["c", "d"]],
        np.ones((64, 64)),
    ]
    return [*scalars, *others, *map(np.array, vectors), *map(np.array, matrices)]


def drawn_call(
    function: Function, values: list[Any], rng: np.random.Generator
) -> tuple[list[Any], dict[str, Any]]:
    def draw() -> Any:
        return values[rng.integers(len(values))]

    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for parameter in function.signature.parameters.values():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            positional += [draw() for _ in range(rng.integers(0, 3))]
        elif parameter.default is inspect.Parameter.empty:
            positional.append(draw())
        elif rng.random() < 0.4:
            keywords[parameter.name] = draw()
    return positional, keywords


@pytest.mark.parametrize("name", list(library()))
def test_odd_arguments_give_a_value_or_a_value_error(name: str) -> None:
    function, values, rng = library()[name], odd_values(), generator(len(name))
    # the function as written: the guard around it would hide an IndexError
    bare = replace(function, run=inspect.unwrap(function.run))
    for _ in range(60):
        positional, keywords = drawn_call(function, values, rng)
        with np.errstate(**LOUD):
            try:
                result = call_once(bare, *positional, **keywords)
            except (ValueError, ArithmeticError):
                continue
        try:
            normalize(result)
        except ValueError as error:
            assert "limit" in str(error), f"{name}{positional}{keywords} gives no value: {error}"
