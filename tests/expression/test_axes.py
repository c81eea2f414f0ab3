"""The axes of arguments: as declared, of one length by one letter, with the draws in front."""

from typing import Any

import numpy as np
import pytest

from flashgen.expression.axes import arranged, checked_result
from flashgen.expression.functions.declaration import declaration_of, vectorized
from flashgen.values.batch import Texts
from flashgen.values.values import MAX_DIMENSIONS, MAX_ELEMENTS, MAX_TEXT


def shapes(signature: str, *shapes_of: tuple[int, ...] | None) -> list[tuple[int, ...] | None]:
    """The shapes of the arguments when they are arranged."""

    def function(a: Any, b: Any = None, c: Any = None) -> Any: ...

    def of_two(a: Any, b: Any = None) -> Any: ...

    def of_one(a: Any) -> Any: ...

    count = signature.count("(") - 1
    declared = vectorized(signature)([of_one, of_two, function][count - 1])
    declaration = declaration_of(declared)
    assert declaration is not None
    arguments = [None if shape is None else np.zeros(shape) for shape in shapes_of]
    made = arranged("f", "abc"[:count], arguments, declaration)
    return [None if array is None else array.shape for array in made]


def test_what_is_the_same_in_all_draws_is_repeated() -> None:
    assert shapes("(n),(n)->()", (4, 3), (1, 3)) == [(4, 3), (4, 3)]
    assert shapes("(n),(n)->()", (1, 3), (4, 3)) == [(4, 3), (4, 3)]
    assert shapes("(n),(n)->()", (1, 3), (1, 3)) == [(1, 3), (1, 3)]
    assert shapes("(n),()->()", (2, 3), None) == [(2, 3), None]


def test_of_no_draws_no_argument_has_any() -> None:
    assert shapes("(n),(n)->()", (0, 3), (1, 3)) == [(0, 3), (0, 3)]
    assert shapes("(n),(n)->()", (1, 3), (0, 3)) == [(0, 3), (0, 3)]
    assert shapes("(),(n),()->()", (1,), (0, 3), (1,)) == [(0,), (0, 3), (0,)]


def test_an_argument_without_the_further_axes_gets_them() -> None:
    assert shapes("(...,n),(...)->()", (4, 2, 3), (4,)) == [(4, 2, 3), (4, 1)]
    assert shapes("(...,n),(...)->()", (4, 2, 5, 3), (1,)) == [(4, 2, 5, 3), (4, 1, 1)]
    assert shapes("(...,n),(...,n)->()", (4, 3), (4, 2, 3)) == [(4, 1, 3), (4, 2, 3)]
    assert shapes("(...),(...),(...)->()", (4,), (4, 2), (1, 2)) == [(4, 1), (4, 2), (4, 2)]
    assert shapes("(...),(*)->()", (4, 2), (4, 7, 7, 7)) == [(4, 2), (4, 7, 7, 7)]


@pytest.mark.parametrize(
    ("signature", "given", "message"),
    [
        ("()->()", [(4, 2)], "f: a must be one number, not a vector"),
        ("(n)->()", [(4,)], "f: a must be a vector, not "),
        ("(m,n)->()", [(4, 2)], "f: a must be a matrix, not a vector"),
        ("(n,n)->()", [(4, 2)], "f: a must be a square matrix, not a vector"),
        ("(n,n)->()", [(4, 2, 3)], "f: a must be a square matrix, not an array of 2 x 3"),
        ("(l,m,n)->()", [(4, 2)], "f: a must be an array of 3 axes, not a vector"),
        ("(...,n)->()", [(4,)], "f: a must be a vector or a matrix, not "),
        ("(...,m,n)->()", [(4, 2)], "f: a must be a matrix, not a vector"),
        ("(3)->()", [(4, 2)], "f: a must have 3 entries, not 2"),
        (
            "(n),(n)->()",
            [(4, 2), (4, 3)],
            "f: a and b must have the same shape, not a vector of 2 and a vector of 3",
        ),
        (
            "(m,n),(n)->()",
            [(4, 2, 3), (4, 2)],
            "f: the axis `n` of a and b must have one length, not 3 and 2",
        ),
        (
            "(...),(...)->()",
            [(4, 2), (4, 3)],
            "f: a and b must have the same shape, not a vector of 2 and a vector of 3",
        ),
        ("(...,n),(...)->()", [(4, 2, 5), (4, 3)], "f: a and b must have the same shape, not "),
        (
            "(...),(...),(...)->()",
            [(4,), (4, 2), (4, 3)],
            "f: b and c must have the same shape, not ",
        ),
    ],
)
def test_other_axes_are_refused(signature: str, given: list[tuple[int, ...]], message: str) -> None:
    with pytest.raises(ValueError) as problem:
        shapes(signature, *given)
    assert str(problem.value).startswith(message)


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (np.array([1, 2], dtype=np.uint8), np.int64),
        (np.array([1, 2]), np.int64),
        (np.array([2**63 - 1], dtype=np.uint64), np.int64),
        (np.array([2**63], dtype=np.uint64), object),
        (np.array([7, 8], dtype=object), np.int64),
        (np.array([0.5], dtype=np.float32), np.float64),
        (np.array([0.5, np.inf]), np.float64),
        (np.array([0.5j], dtype=np.complex64), np.complex128),
        (np.array([True, False]), np.bool_),
    ],
)
def test_results_are_of_the_kinds_of_values(result: Any, kind: type) -> None:
    made = checked_result(result, len(result))
    assert isinstance(made, np.ndarray)
    assert made.dtype == kind
    assert made.tolist() == result.tolist()


def test_a_result_has_the_draws_in_front_and_lies_in_their_order() -> None:
    one = checked_result(np.float64(0.5), 1)
    assert one.shape == (1,)
    turned = checked_result(np.arange(6.0).reshape(2, 3).T, 3)
    assert isinstance(turned, np.ndarray) and turned.flags.c_contiguous
    texts = checked_result(np.array(["a", "b"]), 2)
    assert isinstance(texts, Texts) and texts.shape == (2,)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (np.array([np.nan, 1.0]), "the result is not a number"),
        (np.array([[np.nan, 1.0]]), "the result has an entry that is not a number"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "the result is no array of numbers"),
    ],
)
def test_what_is_no_value_is_refused(result: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checked_result(result, len(result))


def test_a_result_is_bounded_in_each_draw() -> None:
    assert checked_result(np.zeros((2, MAX_ELEMENTS)), 2).shape == (2, MAX_ELEMENTS)
    with pytest.raises(ValueError, match=f"{MAX_ELEMENTS + 1} elements; {MAX_ELEMENTS} is"):
        checked_result(np.zeros((1, MAX_ELEMENTS + 1)), 1)
    assert checked_result(np.zeros((1,) * (MAX_DIMENSIONS + 1)), 1).shape[0] == 1
    with pytest.raises(ValueError, match=f"more than {MAX_DIMENSIONS} axes"):
        checked_result(np.zeros((1,) * (MAX_DIMENSIONS + 2)), 1)
    half = "x" * (MAX_TEXT // 2)
    assert checked_result(np.array([[half, half]] * 2), 2).shape == (2, 2)
    with pytest.raises(ValueError, match=f"more than {MAX_TEXT} characters"):
        checked_result(np.array([[half + "x", half]]), 1)
