"""Golden values: a change here changes the numbers on the cards of every user."""

import numpy as np
import pytest

from flashgen.expression import compile_expression, draws, evaluation
from flashgen.expression.draws import Stream
from flashgen.values.values import round_significant

GOLDEN = {
    "choice(['a', 'b', 'c'])": ["a", "a", "b"],
    "choice([2, 3, 5, 7], shape=3, distinct=True)": [[3, 2, 7], [5, 3, 7], [7, 5, 2]],
    "index([1, 2, 3, 4])": [1, 1, 0],
    "integers(-3, 3)": [1, -3, -2],
    "integers(0, 9, shape=(2, 2))": [[[6, 1], [2, 7]], [[4, 9], [7, 3]], [[1, 3], [2, 2]]],
    "integers(1, 6, shape=3, distinct=True)": [[4, 2, 3], [5, 4, 6], [5, 3, 2]],
    "mask(6, ones=2)": [[1, 0, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0], [0, 1, 0, 0, 0, 1]],
    "mask(6, keep=0.75)": [[1, 1, 1, 1, 0, 1], [1, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1]],
    "matrix(2, 3)": [
        [[-1, 3, 3], [-1, 0, -3]],
        [[3, 3, -3], [1, 1, -3]],
        [[-2, 3, -2], [0, 0, -2]],
    ],
    "matrix(2, low=-1, high=1, symmetric=True, invertible=True)": [
        [[0, 1], [1, -1]],
        [[0, -1], [-1, 1]],
        [[-1, 0], [0, -1]],
    ],
    "normal(0, 2, shape=3)": [[5.1, 2.9, 1.0], [-2.8, -2.1, -2.4], [5.7, 0.4, 1.1]],
    "normal(100, 15, decimals=3)": [137.95, 122.021, 107.74],
    "permutation(5)": [[0, 3, 2, 1, 4], [4, 1, 2, 0, 3], [4, 3, 0, 1, 2]],
    "permutation(['a', 'b', 'c'])": [["a", "c", "b"], ["b", "c", "a"], ["a", "b", "c"]],
    "probabilities(4)": [
        [0.1, 0.02, 0.12, 0.76],
        [0.01, 0.21, 0.01, 0.77],
        [0.67, 0.04, 0.12, 0.17],
    ],
    "probabilities(3, decimals=1, zeros=True, rows=2)": [
        [[0.0, 0.1, 0.9], [0.0, 0.2, 0.8]],
        [[0.2, 0.0, 0.8], [0.8, 0.1, 0.1]],
        [[0.3, 0.3, 0.4], [0.2, 0.6, 0.2]],
    ],
    "random_graph(4)": [
        [[0, 1, 1, 0], [1, 0, 1, 1], [1, 1, 0, 0], [0, 1, 0, 0]],
        [[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]],
        [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]],
    ],
    "random_graph(3, edges=4, directed=True)": [
        [[0, 1, 1], [0, 0, 1], [1, 0, 0]],
        [[0, 1, 0], [1, 0, 1], [1, 0, 0]],
        [[0, 1, 1], [0, 0, 1], [1, 0, 0]],
    ],
    "random_tree(4)": [
        [[0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 1], [1, 0, 1, 0]],
        [[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]],
        [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]],
    ],
    "random_walk([[0, 1, 1], [1, 0, 1], [1, 1, 0]], 6)": [
        [0, 2, 1, 0, 1, 2],
        [0, 2, 0, 1, 0, 1],
        [2, 0, 1, 2, 0, 2],
    ],
    "random_walk([[0, 0.5, 2], [1, 0, 3], [1, 1, 0]], 5, start=0)": [
        [0, 1, 2, 1, 0],
        [0, 2, 1, 0, 2],
        [0, 1, 2, 0, 2],
    ],
    "signs(5)": [[-1, -1, -1, -1, -1], [-1, 1, -1, 1, -1], [-1, -1, -1, -1, -1]],
    "uniform(0, 1)": [0.0, 1.0, 0.6],
    "uniform(-2.5, 2.5, shape=3, decimals=2)": [
        [-2.06, 2.18, 0.67],
        [2.2, -2.41, 0.94],
        [-1.12, -2.16, -0.92],
    ],
}


def test_the_golden_values_are_of_every_draw():
    assert {call.partition("(")[0] for call in GOLDEN} == set(draws.library())


@pytest.mark.parametrize("call", GOLDEN)
def test_the_first_draws_of_a_definition_never_change(call):
    expression = compile_expression(call, (), draws=True)
    stream = Stream.for_definition(0, "golden-k3v9", call.partition("(")[0])
    with evaluation():
        drawn = [round_significant(expression.evaluate({}, stream)) for _ in range(3)]
    assert [np.asarray(value).tolist() for value in drawn] == GOLDEN[call]
