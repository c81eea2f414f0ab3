"""Whether a number is what stands left of it, rounded: from both sides of each bound."""

import numpy as np
import pytest

from flashgen.checks.equations import contradicts, differs


@pytest.mark.parametrize(
    ("value", "number", "expected"),
    [
        (12, "12", False),
        (12, "13", True),
        (12, "12.0", False),
        (-12, "-12", False),
        (-12, "12", True),
        (1.5, "1", False),
        (1.5, "2", False),
        (0.12495, "0.12", False),
        (0.12505, "0.12", True),
        (0.11495, "0.12", True),
        (-0.12495, "-0.12", False),
        (-0.12505, "-0.12", True),
        (10**400, "1" + "0" * 400, False),
        (10**400, "2" + "0" * 400, True),
    ],
)
def test_a_number_differs_by_more_than_half_a_unit_of_its_last_place(
    value: float, number: str, expected: bool
) -> None:
    assert differs(value, number) is expected


@pytest.mark.parametrize(
    ("value", "number", "expected"),
    [
        (1.5 + 1.4e-9, "1", False),
        (1.5 + 1.6e-9, "1", True),
        (1000.5 + 0.9e-6, "1000", False),
        (1000.5 + 1.1e-6, "1000", True),
        (0.05 + 0.9e-9, "0.0", False),
        (0.05 + 1.1e-9, "0.0", True),
    ],
)
def test_a_billionth_of_the_value_is_nothing_and_of_1_for_smaller_ones(
    value: float, number: str, expected: bool
) -> None:
    assert differs(value, number) is expected


def test_what_is_no_decimal_or_no_finite_number_does_not_differ() -> None:
    for number in ("", "x", "1.2.3", "--1", "1e5"):
        assert not differs(7.0, number)
    assert not differs(float("inf"), "7")
    assert not differs(float("nan"), "7")
    assert not differs(np.array([1.0, 2.0]), "7")


def says(step: str) -> bool:
    left, _, right = step.partition(" = ")
    return contradicts(left.replace("…", "\\dots").split(), [right])


@pytest.mark.parametrize(
    ("step", "right", "wrong"),
    [
        ("1 + 2 + 3 + … + 10", "55", "54"),
        ("1 + 3 + 5 + … + 9", "25", "24"),
        ("5 + 4 + 3 + … + 1", "15", "12"),
        ("1 + 2 + 3 + … + 4", "10", "9"),
        ("1 * 2 * 3 * … * 6", "720", "36"),
        ("1 * 2 * 3 … 6", "720", "36"),
        ("1 * 2 * 3 * … 6", "720", "36"),
        ("1 * 2 * 3 … * 6", "720", "36"),
        ("( 1 + 1 ) + 3 + 4 + … + 6", "20", "15"),
    ],
)
def test_three_terms_tell_those_left_out(step: str, right: str, wrong: str) -> None:
    assert not says(f"{step} = {right}")
    assert says(f"{step} = {wrong}")


@pytest.mark.parametrize(
    ("step", "right"),
    [
        ("1 + … + 1", "2"),
        ("1 + … + 0", "1"),
        ("1 + 2 + … + 2", "5"),
        ("1 + 2 + … + 1", "4"),
        ("1 + 2 + 3 + … + 2", "8"),
        ("3 + 2 + … + 2 + 1", "8"),
        ("1 + 2 + 3 + … + 2 + 9", "17"),
        ("1 + 3 + … + 2", "6"),
        ("2 + 2 + … + 1", "5"),
        ("3 + 2 + 1 + … + 5", "11"),
        ("3 + 2 + 1 + … + 2", "8"),
    ],
)
def test_terms_that_do_not_go_on_leave_nothing_out(step: str, right: str) -> None:
    assert not says(f"{step} = {right}")
    assert says(f"{step} = {int(right) + 1}")


@pytest.mark.parametrize(
    "step",
    [
        "1 + … + 9",
        "1 + 2 + … + 9",
        "9 + 8 + … + 1",
        "1 + 2 + 4 + … + 64",
        "1 + 2 + 3 + … + 9 + 10",
        "2 + 2 + 2 + … + 9",
        "1 + 3 + 5 + … + 10",
        "1.5 + 2.5 + 3.5 + … + 9.5",
        "… + 2 + 3 + 4",
        "2 + 3 + 4 + …",
        "1 + 2 + 3 + … + 8 + … + 10",
        "… * 2 * 3",
        "2 * 3 * …",
        "…",
    ],
)
def test_what_the_terms_do_not_tell_contradicts_nothing(step: str) -> None:
    assert not says(f"{step} = 7")


def test_at_most_ten_thousand_terms_are_left_out() -> None:
    assert says("1 + 2 + 3 + … + 10003 = 7")
    assert not says(f"1 + 2 + 3 + … + 10003 = {10003 * 10004 // 2}")
    assert not says("1 + 2 + 3 + … + 10004 = 7")
