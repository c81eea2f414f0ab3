"""The axes of arguments: as declared, of one length by one letter, with the draws in front."""

from typing import Any

import numpy as np
import pytest

from flashgen.expression.axes import arranged
from flashgen.expression.functions.declaration import declaration_of, vectorized


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
        ("(...),(...)->()", [(4, 2), (4, 3)], "f: a and b must have the same shape, not "),
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
