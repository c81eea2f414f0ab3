"""Calls of functions with the values of many draws."""

from typing import Any

import numpy as np

from flashgen.expression.calls import _Caller
from flashgen.expression.frame import Frame
from flashgen.expression.functions import library
from flashgen.values.batch import Batch, rows, texts_of


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
