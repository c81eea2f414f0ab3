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
    "binomial(10, 0.3)": [4, 4, 3],
    "binomial(20, 0.9, shape=4, sorted=True)": [
        [16, 16, 18, 19],
        [18, 18, 19, 19],
        [17, 18, 18, 20],
    ],
    "poisson(4.5)": [6, 6, 5],
    "poisson(12, shape=3)": [[10, 9, 13], [16, 8, 6], [13, 11, 19]],
    "exponential(0.5, shape=3, decimals=2)": [
        [0.84, 0.5, 2.18],
        [4.19, 0.28, 0.07],
        [2.09, 0.97, 7.61],
    ],
    "exponential(2, shape=3, sorted=True)": [[0.1, 0.2, 0.5], [0.0, 0.1, 1.0], [0.2, 0.5, 1.9]],
    "integers(0, 20, shape=4, sorted=True)": [[4, 10, 19, 19], [2, 6, 8, 11], [0, 12, 12, 17]],
    "integers(5, 50, step=5)": [40, 40, 35],
    "uniform(0, 2, step=0.25)": [1.5, 1.5, 1.25],
    "uniform(1, 9, shape=4, decimals=0, sorted=True)": [
        [3.0, 5.0, 9.0, 9.0],
        [2.0, 3.0, 4.0, 5.0],
        [1.0, 6.0, 6.0, 8.0],
    ],
    "normal(10, 2, shape=4, sorted=True)": [
        [8.5, 9.9, 12.7, 13.1],
        [7.8, 9.1, 9.5, 10.2],
        [5.7, 10.4, 10.5, 12.1],
    ],
    "choice([2, 3, 5, 7, 11], shape=3, distinct=True, sorted=True)": [
        [2, 3, 7],
        [3, 5, 11],
        [5, 7, 11],
    ],
    "choice(['cat', 'dog', 'owl'], shape=2, distinct=True)": [
        ["dog", "owl"],
        ["dog", "owl"],
        ["cat", "dog"],
    ],
    "matrix(3, positive_definite=True)": [
        [[5, 2, 1], [2, 5, -1], [1, -1, 3]],
        [[4, 0, 2], [0, 6, 3], [2, 3, 6]],
        [[7, 1, 3], [1, 6, 3], [3, 3, 7]],
    ],
    "random_dag(4)": [
        [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]],
        [[0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]],
        [[0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]],
    ],
    "random_dag(4, edges=4, shuffled=True)": [
        [[0, 0, 0, 0], [0, 0, 0, 1], [1, 1, 0, 1], [0, 0, 0, 0]],
        [[0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 0, 1], [0, 1, 0, 0]],
        [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0]],
    ],
    "random_confusion()": [[[23, 11], [33, 33]], [[8, 6], [13, 73]], [[39, 26], [3, 32]]],
    "random_confusion(3, total=30)": [
        [[4, 2, 3], [1, 7, 3], [2, 1, 7]],
        [[8, 1, 1], [1, 7, 4], [1, 1, 6]],
        [[4, 2, 2], [1, 7, 6], [2, 2, 4]],
    ],
}


def test_the_golden_values_are_of_every_draw():
    # `pick` draws rows of a deck file's tables: tests/expression/test_table_rows.py.
    assert {call.partition("(")[0] for call in GOLDEN} == set(draws.library()) - {"pick"}


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
