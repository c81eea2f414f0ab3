"""Calls of functions with the values of many draws."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.expression.calls import _Caller
from flashgen.expression.frame import Frame
from flashgen.expression.functions import library
from flashgen.values.batch import Batch, rows, texts_of
from flashgen.values.parts import gather


def called(name: str, draws: int, **arguments: Any) -> Batch:
    caller = _Caller(library()[name], list(arguments), len(arguments), ())
    return caller.call(Frame(draws), list(arguments.values()))


def test_a_list_that_sets_a_shape_may_differ_from_draw_to_draw() -> None:
    result = called("zeros", 3, shape=np.array([[2, 1], [1, 2], [2, 1]]))
    assert [each.shape for each in rows(result, 3)] == [(2, 1), (1, 2), (2, 1)]


def test_an_option_drawn_alike_in_all_draws_is_one_value() -> None:
    x, shift = np.array([[1, 2, 3], [4, 5, 6]]), np.array([1, 1])
    assert [each.tolist() for each in rows(called("roll", 2, x=x, shift=shift), 2)] == [
        [3, 1, 2],
        [6, 4, 5],
    ]


def test_a_text_option_may_be_the_same_or_another_in_each_draw() -> None:
    angles = np.array([[90.0, 90.0, 90.0], [3.0, 3.0, 3.0]])
    unit = texts_of(np.array(["degrees", "radians"]))
    result = rows(called("spherical_excess", 2, angles=angles, unit=unit), 2)
    np.testing.assert_allclose(result, [90, 9 - np.pi])
    unit = texts_of(np.array(["degrees", "degrees"]))
    result = rows(called("spherical_excess", 2, angles=angles[[0, 0]], unit=unit), 2)
    assert result == [90, 90]


def test_an_option_without_draws_gives_no_draws() -> None:
    none = np.empty((0, 3), dtype=np.int64)
    assert rows(called("roll", 0, x=none, shift=np.empty(0, dtype=np.int64)), 0) == []


def of_draws(name: str, values: dict[str, list[Any]]) -> list[Any]:
    """Call a function once with the values of many draws."""
    count = len(next(iter(values.values())))
    made = called(name, count, **{key: gather(of_key) for key, of_key in values.items()})
    return rows(made, count)


SETS = {
    "union": np.union1d,
    "intersection": np.intersect1d,
    "difference": np.setdiff1d,
}
VECTORS = st.lists(st.integers(-3, 3), max_size=5).map(lambda x: np.array(x, dtype=np.int64))
TEXTS = st.lists(st.sampled_from(["a", "b", "ab", "é"]), min_size=1, max_size=4).map(np.array)


@pytest.mark.parametrize("name", SETS)
@given(st.lists(st.tuples(VECTORS, VECTORS), min_size=1, max_size=6))
def test_sets_of_many_draws_are_those_of_numpy(name: str, draws: list[Any]) -> None:
    made = of_draws(name, {"a": [a for a, _ in draws], "b": [b for _, b in draws]})
    for (a, b), result in zip(draws, made, strict=True):
        assert result.tolist() == SETS[name](a, b).tolist()


@pytest.mark.parametrize("name", SETS)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_sets_of_texts_are_those_of_numpy(name: str, draws: list[Any]) -> None:
    made = of_draws(name, {"a": [a for a, _ in draws], "b": [b for _, b in draws]})
    for (a, b), result in zip(draws, made, strict=True):
        assert result.tolist() == SETS[name](a, b).tolist()


@given(st.lists(VECTORS, min_size=1, max_size=6))
def test_entries_of_many_draws_are_those_of_numpy(draws: list[Any]) -> None:
    distinct, places = of_draws("unique", {"x": draws}), of_draws("nonzero", {"x": draws})
    for x, once, found in zip(draws, distinct, places, strict=True):
        assert once.tolist() == np.unique(x).tolist()
        assert found.tolist() == np.flatnonzero(x).tolist()


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [([1, 2], [1.0], "i"), ([1.5, 2], [2], "f"), ([True], [0], "b"), ([], [3], "i")],
)
def test_a_difference_keeps_the_kind_of_what_it_is_taken_from(
    a: list[Any], b: list[Any], kind: str
) -> None:
    (made,) = of_draws("difference", {"a": [np.array(a)], "b": [np.array(b)]})
    assert made.dtype.kind == kind


GRAPHS = st.lists(
    st.tuples(
        st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=4, max_size=4),
        st.booleans(),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=5,
)


@given(GRAPHS)
def test_graphs_of_many_draws_are_read_one_by_one(draws: list[Any]) -> None:
    graphs = [np.array(rows) for rows, _, _, _ in draws]
    graphs = [g + g.T if both else g for g, (_, both, _, _) in zip(graphs, draws, strict=True)]
    nodes, steps = [node for _, _, node, _ in draws], [step for _, _, _, step in draws]
    edges = of_draws("edges", {"adjacency": graphs})
    neighbors = of_draws("neighbors", {"adjacency": graphs, "node": nodes})
    near = of_draws("neighborhood", {"adjacency": graphs, "node": nodes, "steps": steps})
    for place, graph in enumerate(graphs):
        once = np.triu(graph) if (graph == graph.T).all() else graph
        assert edges[place].tolist() == np.argwhere(once).tolist()
        assert neighbors[place].tolist() == np.flatnonzero(graph[nodes[place]]).tolist()
        reached = np.linalg.matrix_power(graph + np.eye(4, dtype=np.int64), steps[place])
        assert near[place].tolist() == np.flatnonzero(reached[nodes[place]]).tolist()


def test_rows_of_different_lengths_go_to_a_function_as_they_are() -> None:
    x = [np.array([1, 2]), np.array([], dtype=np.int64), np.array([2**53 - 1]), np.array([1, 2])]
    assert of_draws("join", {"x": x}) == ["1, 2", "", "9007199254740991", "1, 2"]
    # Of one shape, but not the same, though their bytes are.
    a, b = np.array([[1, 2]]), np.array([[1], [2]])
    assert [u.tolist() for u in of_draws("unique", {"x": [a, b, np.array([1, 1])]})] == [
        [1, 2],
        [1, 2],
        [1],
    ]


def test_integers_beyond_floats_go_on_as_floats_draw_by_draw() -> None:
    x = [np.array([7, 3]), np.array([2**60]), np.array([5])]
    assert of_draws("join", {"x": x}) == ["7, 3", "1152921504610000000", "5"]
    distinct = of_draws("unique", {"x": x})
    assert [u.tolist() for u in distinct] == [[3, 7], [1.15292150461e18], [5]]
