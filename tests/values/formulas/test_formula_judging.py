"""How near a formula comes to the answer at the points that decide."""

import numpy as np
import pytest

from flashgen.values.formulas.evaluating import Evaluated
from flashgen.values.formulas.judging import Rule, agree, decisive, negated, relative_of

NAN = float("nan")
TENTH = Rule(relative=0.1)
CONSTANT = Rule(relative=0.1, up_to="constant")
FACTOR = Rule(relative=0.1, up_to="factor")


def at(*values, sizes=None):
    """A formula's values at points, in one draw."""
    made = np.array([values], dtype=np.float64)
    return Evaluated(made, np.abs(made) if sizes is None else np.array([sizes], dtype=np.float64))


def is_right(given, answer, rule=TENTH, used=None):
    (right,) = agree(given, answer, rule, None if used is None else np.array([used]))
    return bool(right)


@pytest.mark.parametrize(
    ("figures", "tolerance", "relative"),
    [
        (None, None, 1e-6),
        (1, None, 1.0),
        (3, None, 0.01),
        (7, None, 1e-6),
        (9, None, 1e-6),
        (None, 0.05, 0.05),
        (None, 1e-9, 1e-6),
        (3, 0.05, 0.05),
    ],
)
def test_the_relative_tolerance(figures, tolerance, relative):
    assert relative_of(figures, tolerance) == pytest.approx(relative, rel=1e-12)


def test_the_first_eight_points_at_which_the_answer_is_defined_decide():
    answer = at(1, NAN, 2, np.inf, *[3] * 8, sizes=[1, 1, np.inf, 1, *[3] * 8])
    assert decisive(answer).tolist() == [[True, False, False, False, *[True] * 7, False]]
    assert decisive(answer, None).tolist() == [[True, False, False, False, *[True] * 8]]
    assert decisive(answer, 2).tolist() == [[True, False, False, False, True, *[False] * 7]]


def test_each_draw_is_judged_at_all_of_its_points():
    answer = Evaluated(np.array([[1.0, 2.0, 4.0]]), np.ones((1, 3)))
    given = np.array([[1.0, 2.0, 4.0], [1.0, 2.0, 6.0], [3.0, 2.0, 4.0]])
    for rule in (TENTH, CONSTANT, FACTOR):
        made = agree(Evaluated(given, np.ones((3, 3))), answer, rule)
        assert made.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (at(1, 5), True),
        (at(1, NAN), False),
        (at(1, np.inf), False),
        (at(1, 5, sizes=[1, np.inf]), False),
    ],
)
def test_it_is_defined_wherever_a_point_decides(given, right):
    assert is_right(given, at(1, 5)) is right
    assert is_right(given, at(1, 5), used=[True, False])
    assert not is_right(given, at(1, 5), used=[False, False])


def test_what_is_off_by_the_tolerance_is_right():
    half = Rule(relative=0.5)
    assert is_right(at(3), at(2), half)
    assert is_right(at(1), at(2), half)
    assert not is_right(at(np.nextafter(3, 4)), at(2), half)
    assert is_right(at(2 + 1.99e-6), at(2), Rule())
    assert not is_right(at(2 + 2.01e-6), at(2), Rule())


@pytest.mark.parametrize(
    ("own", "sizes", "allowed"),
    [
        (1.0, 0.0, 1e-9),
        (1e6, 1e3, 1e-3),
        (1.0, 1e3, 1e-6),
        (1.0, 1e9, 1e-3),
        (0.5, 1e9, 0.5e-3),
        (0.0, 1e9, 1.0),
    ],
    ids=[
        "a billionth of the answer's terms",
        "where they are larger",
        "or of those of the formula",
        "but a thousandth of the answer's",
        "of smaller ones",
        "unless they are 0",
    ],
)
def test_what_floats_lose_is_a_small_part_of_the_terms(own, sizes, allowed):
    """Of a used point with the value 0; where the other, larger one is not used, it is nothing."""
    answer = at(0, 7, sizes=[own, 7])
    for part, right in ((0.99, True), (1.01, False)):
        given = at(part * allowed, 7, sizes=[sizes, 1e12])
        assert is_right(given, answer, Rule(), [True, False]) is right


def test_the_largest_terms_of_the_answer_bound_what_is_lost_at_all_points():
    answer = at(0, 7, sizes=[1, 1e3])
    assert is_right(at(0.99, 7, sizes=[1e12, 7]), answer, Rule())
    assert not is_right(at(1.01, 7, sizes=[1e12, 7]), answer, Rule())


def test_up_to_a_constant_the_differences_from_the_smallest_value_count():
    answer = at(3, 1, 5)
    assert is_right(at(13, 11, 15), answer, CONSTANT)
    assert not is_right(at(13, 11, 15), answer)
    # A tenth of 2, from 1 to 3, and of 1.
    assert is_right(at(13.29, 11, 15), answer, CONSTANT)
    assert not is_right(at(13.31, 11, 15), answer, CONSTANT)
    assert not is_right(at(13, 10.69, 15), answer, CONSTANT)
    # The smallest at a point that does not decide is not looked at.
    assert is_right(at(13, 0, 15), answer, CONSTANT, [True, False, True])


def test_up_to_a_constant_both_terms_lose_digits():
    answer = at(0, 0, sizes=[1, 1])
    exact = Rule(relative=0.0, up_to="constant")
    assert is_right(at(9, 9 + 1.9e-9, sizes=[0, 0]), answer, exact)
    assert not is_right(at(9, 9 + 2.1e-9, sizes=[0, 0]), answer, exact)
    assert is_right(at(9, 9 + 1.9e-8, sizes=[10, 10]), answer, exact)
    assert not is_right(at(9, 9 + 2.1e-8, sizes=[10, 10]), answer, exact)


def test_up_to_a_factor_the_ratio_at_the_largest_value_counts():
    answer = at(1, -4, 2)
    assert is_right(at(-3, 12, -6), answer, FACTOR)
    assert not is_right(at(-3, 12, -6), answer)
    # A fifth: the ratio may be off by a tenth, and the value.
    assert is_right(at(3.59, -12, 6), answer, FACTOR)
    assert not is_right(at(3.61, -12, 6), answer, FACTOR)
    assert is_right(at(-3, 7, -6), answer, FACTOR, [True, False, True])
    small = at(0.01, 7, 0.02)
    assert is_right(at(0.03, 7, 0.06), small, FACTOR, [True, False, True])


def test_up_to_a_factor_nothing_is_no_multiple():
    assert not is_right(at(0, 0), at(1, 2), FACTOR)
    assert not is_right(at(0, 0), at(0, 0), FACTOR)
    assert not is_right(at(1, 2), at(0, 0), FACTOR)


def test_up_to_a_factor_the_terms_are_multiplied_too():
    exact = Rule(relative=0.0, up_to="factor")
    answer = at(0, 1, sizes=[1, 1])
    assert is_right(at(9.9e-9, 10, sizes=[0, 0]), answer, exact)
    assert not is_right(at(10.1e-9, 10, sizes=[0, 0]), answer, exact)


def test_the_negative_of_a_formula_has_terms_of_the_same_sizes():
    made = negated(at(1, -2))
    assert (made.values.tolist(), made.sizes.tolist()) == ([[-1, 2]], [[1, 2]])
