"""Golden values: a change here changes the numbers on the cards of every user."""

import numpy as np
import pytest

from flashgen.expression import DefinitionStreams, Frame, compile_expression, draws, evaluation
from flashgen.values.batch import rounded, rows

GOLDEN = {
    "choice(['a', 'b', 'c'])": ["c", "c", "b"],
    "choice([2, 3, 5, 7], shape=3, distinct=True)": [[3, 2, 7], [7, 3, 5], [5, 2, 7]],
    "index([1, 2, 3, 4])": [2, 2, 2],
    "integers(-3, 3)": [2, 2, 1],
    "integers(0, 9, shape=(2, 2))": [[[9, 2], [4, 9]], [[1, 3], [5, 4]], [[5, 5], [8, 0]]],
    "integers(1, 6, shape=3, distinct=True)": [[3, 1, 5], [6, 2, 3], [4, 3, 6]],
    "mask(6, ones=2)": [[0, 0, 1, 0, 1, 0], [0, 0, 0, 1, 0, 1], [1, 1, 0, 0, 0, 0]],
    "mask(6, keep=0.75)": [[0, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1]],
    "matrix(2, 3)": [
        [[2, -3, 0], [1, 0, 2]],
        [[-1, -3, 0], [-3, -3, 0]],
        [[3, -2, -2], [-3, 0, -3]],
    ],
    "matrix(2, low=-1, high=1, symmetric=True, invertible=True)": [
        [[-1, -1], [-1, 1]],
        [[-1, -1], [-1, 0]],
        [[-1, 0], [0, 1]],
    ],
    "normal(0, 2, shape=3)": [[-0.8, -1.5, 0.8], [2.3, -2.3, -3.7], [0.8, -0.6, 4.0]],
    "normal(100, 15, decimals=3)": [109.119, 108.564, 104.071],
    "permutation(5)": [[4, 1, 0, 2, 3], [0, 4, 3, 2, 1], [1, 0, 2, 3, 4]],
    "permutation(['a', 'b', 'c'])": [["b", "a", "c"], ["c", "b", "a"], ["b", "a", "c"]],
    "probabilities(4)": [
        [0.23, 0.11, 0.33, 0.33],
        [0.06, 0.08, 0.73, 0.13],
        [0.39, 0.26, 0.32, 0.03],
    ],
    "probabilities(3, decimals=1, zeros=True, rows=2)": [
        [[0.5, 0.2, 0.3], [0.3, 0.0, 0.7]],
        [[0.7, 0.2, 0.1], [0.4, 0.6, 0.0]],
        [[0.2, 0.0, 0.8], [0.0, 0.8, 0.2]],
    ],
    "random_graph(4)": [
        [[0, 1, 0, 1], [1, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 0]],
        [[0, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 0], [1, 1, 0, 0]],
        [[0, 0, 1, 0], [0, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0]],
    ],
    "random_graph(3, edges=4, directed=True)": [
        [[0, 0, 1], [1, 0, 1], [0, 1, 0]],
        [[0, 1, 1], [0, 0, 1], [1, 0, 0]],
        [[0, 1, 0], [0, 0, 1], [1, 1, 0]],
    ],
    "random_tree(4)": [
        [[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 0, 0], [1, 1, 0, 0]],
        [[0, 1, 0, 0], [1, 0, 0, 1], [0, 0, 0, 1], [0, 1, 1, 0]],
        [[0, 0, 1, 0], [0, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]],
    ],
    "random_walk([[0, 1, 1], [1, 0, 1], [1, 1, 0]], 6)": [
        [2, 0, 1, 2, 1, 0],
        [1, 2, 0, 1, 2, 1],
        [1, 2, 1, 2, 1, 2],
    ],
    "random_walk([[0, 0.5, 2], [1, 0, 3], [1, 1, 0]], 5, start=0)": [
        [0, 2, 0, 2, 1],
        [0, 2, 1, 0, 1],
        [0, 2, 1, 2, 1],
    ],
    "signs(5)": [[-1, 1, -1, -1, -1], [1, -1, 1, 1, 1], [1, 1, 1, 1, 1]],
    "uniform(0, 1)": [0.8, 0.7, 0.6],
    "uniform(-2.5, 2.5, shape=3, decimals=2)": [
        [-0.79, -1.4, 0.82],
        [1.89, -1.86, -2.34],
        [0.75, -0.58, 2.39],
    ],
}


def test_the_golden_values_are_of_every_draw():
    assert {call.partition("(")[0] for call in GOLDEN} == set(draws.library())


def drawn(call, first, count):
    expression = compile_expression(call, (), draws=True)
    frame = Frame(count)
    frame.stream = DefinitionStreams(0, "golden-k3v9", "card").of("", "x", first, count)
    with evaluation():
        values = rows(rounded(expression.evaluate_batch(frame)), count)
    return [np.asarray(value).tolist() for value in values]


@pytest.mark.parametrize("call", GOLDEN)
def test_the_first_draws_of_a_definition_never_change(call):
    assert drawn(call, 0, 3) == GOLDEN[call]


@pytest.mark.parametrize("call", GOLDEN)
def test_a_draw_is_the_same_in_every_batch(call):
    assert [drawn(call, k, 1)[0] for k in range(3)] == GOLDEN[call]
    assert drawn(call, 1, 60)[:2] == GOLDEN[call][1:]
