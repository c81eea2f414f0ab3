"""Which draws show how many digits: in columns as one by one."""

from collections.abc import Sequence

import numpy as np
import pytest

from flashgen.checks.digits import are_numbers, hide_digits, need_more_than
from flashgen.values.batch import constant
from flashgen.values.formatting import needs_more_than, shows_fewer_digits
from flashgen.values.numerals import parse_format
from flashgen.values.parts import gather
from flashgen.values.values import Value

COLUMNS: dict[str, Sequence[Value]] = {
    "decimals": [0.0, 0.5, -0.25, 0.1234, 0.12345, -0.00001, 1e-9],
    "large numbers": [1e5, 123456.7, 123456789.123, 1234567890.12345, 1e15, 1e300, -1e300],
    "more than ten digits": [0.12345678901, 12345678.9012, 1.00000000001, 99999.99999],
    "infinities": [np.inf, -np.inf, 1.5, 0.123456],
    "integers": [0, -3, 10**12, 10**15 + 7],
    "long integers": [10**40, 3],
    "truth values": [True, False],
    "texts": ["a", "0.123456", ""],
    "vectors": [np.array([1.0, 0.5]), np.array([0.12345, 1.0]), np.array([2.0, 3.0])],
    "ragged": [np.array([1.0, 0.5]), 0.12345, np.array([0.1]), 2.0, np.array([[0.77777]])],
}


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS.keys())
@pytest.mark.parametrize("decimals", [0, 1, 4])
def test_decimals_of_a_column(values: Sequence[Value], decimals: int) -> None:
    found = need_more_than(gather(values), len(values), decimals)
    assert found.tolist() == [needs_more_than(value, decimals) for value in values]


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS.keys())
@pytest.mark.parametrize("spec", [None, ".2f", ".3g", ".1%", "+.4f"])
def test_digits_hidden_in_a_column(values: Sequence[Value], spec: str | None) -> None:
    fmt = parse_format(spec) if spec else None
    found = hide_digits(gather(values), len(values), fmt)
    numbers = [value for value in values if not isinstance(value, bool)]  # others are never shown
    assert found.tolist() == ([shows_fewer_digits(v, fmt) for v in numbers] or [False, False])


def test_single_numbers() -> None:
    for name, values in COLUMNS.items():
        expected = [isinstance(value, (int, float)) for value in values]
        assert are_numbers(gather(values), len(values)).tolist() == expected, name


def test_what_is_the_same_in_every_draw() -> None:
    assert need_more_than(constant(0.12345), 3, 4).tolist() == [True] * 3
    assert hide_digits(constant(0.125), 3, parse_format(".2f")).tolist() == [True] * 3
    assert are_numbers(constant("a"), 3).tolist() == [False] * 3
