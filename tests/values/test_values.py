import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.values import values
from flashgen.values.values import (
    MAX_ELEMENTS,
    MAX_TEXT,
    array_of,
    checked_shape,
    describe,
    is_finite,
    matrix_product,
    normalize,
    round_float,
    round_significant,
)

NORMALISED = [
    (np.float64(0.5), 0.5),
    (np.float32(0.5), 0.5),
    (np.longdouble(0.5), 0.5),
    (np.int64(7), 7),
    (np.uint8(7), 7),
    (np.bool_(True), True),
    (np.str_("a"), "a"),
    (np.complex64(1 + 2j), 1 + 2j),
    (np.array(3), 3),
    (np.array("a"), "a"),
    (True, True),
    (10**50, 10**50),
    (math.inf, math.inf),
]


@pytest.mark.parametrize(("result", "expected"), NORMALISED)
def test_numpy_scalars_become_those_of_python(result, expected):
    value = normalize(result)
    assert value == expected
    assert type(value) is type(expected)


ARRAYS = [
    ([1, 2], [1, 2], "int64"),
    ((1, 2.5), [1, 2.5], "float64"),
    ([True, False], [True, False], "bool"),
    ([True, 2], [1, 2], "int64"),
    ([[1, 2], [3, 4]], [[1, 2], [3, 4]], "int64"),
    ([], [], "float64"),
    (["a", "bc"], ["a", "bc"], "<U2"),
    ([1, 2j], [1, 2j], "complex128"),
    ([2**53 - 1], [2**53 - 1], "int64"),
    ([2**53, 1], [2.0**53, 1], "float64"),
    ([10**30, 1], [1e30, 1], "float64"),
    (np.array([1, 2], dtype=np.int8), [1, 2], "int64"),
    (np.array([1, 2], dtype=np.uint64), [1, 2], "int64"),
    (np.array([2**64 - 1], dtype=np.uint64), [2.0**64], "float64"),
    (np.array([-(2**53), 0]), [-(2.0**53), 0], "float64"),
    (np.array([1, 2], dtype=np.float16), [1, 2], "float64"),
    (np.ma.masked_array([[1, 2]]), [[1, 2]], "int64"),
    (np.array([1j], dtype=np.complex64), [1j], "complex128"),
]


@pytest.mark.parametrize(("result", "expected", "dtype"), ARRAYS)
def test_arrays_are_of_few_types(result, expected, dtype):
    value = normalize(result)
    assert type(value) is np.ndarray
    assert value.dtype == dtype
    assert value.tolist() == expected


NO_VALUES = [
    (math.nan, "NaN"),
    (np.float64("nan"), "NaN"),
    (complex(math.nan, 0), "NaN"),
    (np.array([1, math.nan]), "NaN"),
    (np.array([1, complex(0, math.nan)]), "NaN"),
    (1 << 5000, "4096 bits"),
    ("a" * (MAX_TEXT + 1), "characters"),
    (np.array(["a" * MAX_TEXT, "b"]), "characters"),
    (["a" * MAX_TEXT, "b"], "characters"),
    (np.zeros(MAX_ELEMENTS + 1), "4096"),
    ([0] * (MAX_ELEMENTS + 1), "4096"),
    ([np.zeros(MAX_ELEMENTS), np.zeros(MAX_ELEMENTS)], "4096"),
    (np.zeros((1,) * 9), "axes"),
    ([[1], [2, 3]], "one shape"),
    ([1, [2]], "one shape"),
    ([1, "a"], "texts and numbers"),
    ([[1], ["a"]], "texts and numbers"),
    ([10**400], "too large"),
    (np.array([None]), "no array"),
    (np.array(["2020-01-01"], dtype="datetime64[D]"), "no array"),
    (np.array([b"a"]), "no array"),
    (np.zeros(2, dtype=[("a", int)]), "no array"),
    (None, "NoneType"),
    (b"a", "bytes"),
    (Fraction(1, 2), "Fraction"),
    ({"a": 1}, "dict"),
    (len, "builtin"),
]


@pytest.mark.parametrize(("result", "message"), NO_VALUES, ids=lambda x: str(x)[:20])
def test_what_is_no_value_is_refused(result, message):
    with pytest.raises(ValueError, match=message):
        normalize(result)


ROUNDED = [
    (0.1 + 0.2, 0.3),
    (1 / 3, 0.333333333333),
    (2 / 3, 0.666666666667),
    (123456789.123456789, 123456789.123),
    (1e-300 / 3, 3.33333333333e-301),
    (1.23456789012345e300, 1.23456789012e300),
    (999999999999.5, 1e12),
    (0.30000000000000004, 0.3),
    (5e-324, 5e-324),
    (1.7976931348623157e308, 1.79769313486e308),
    (math.inf, math.inf),
    (-math.inf, -math.inf),
    (0.5, 0.5),
]


@pytest.mark.parametrize(("number", "expected"), ROUNDED)
def test_floats_keep_twelve_significant_digits(number, expected):
    assert round_significant(number) == expected
    assert round_float(-number) == -expected
    assert round_significant(np.array([[number]])).tolist() == [[expected]]


def test_zero_has_no_sign():
    assert math.copysign(1, round_significant(-0.0)) == 1
    assert np.copysign(1, round_significant(np.array([-0.0]))).tolist() == [1]
    rounded = round_significant(complex(-0.0, -0.0))
    assert (math.copysign(1, rounded.real), math.copysign(1, rounded.imag)) == (1, 1)


UNTOUCHED = [
    2**60 + 1,
    10**50,
    True,
    "0.1234567890123456",
    np.array([2**53 - 1]),
    np.array([True]),
    np.array(["a"]),
]


@pytest.mark.parametrize("value", UNTOUCHED, ids=str)
def test_what_is_no_float_is_not_rounded(value):
    assert round_significant(value) is value


def test_a_complex_number_is_rounded_to_digits_of_its_larger_part():
    assert round_significant(complex(1 / 3, 1e-17)) == complex(0.333333333333, 0)
    assert round_significant(complex(-2e-16, 200 / 3)) == complex(0, 66.6666666667)
    assert round_significant(np.array([complex(3, 4)])).tolist() == [complex(3, 4)]


@settings(max_examples=200, derandomize=True)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_is_that_of_decimal_arithmetic(number):
    expected = float(Decimal(number).normalize().__format__(".11e"))
    assert round_float(number) == expected
    assert round_float(round_float(number)) == round_float(number)


SHAPES = [
    (3, (3,)),
    (0, (0,)),
    ((2, 3), (2, 3)),
    ([2, 3], (2, 3)),
    (np.array([2, 3]), (2, 3)),
    ((), ()),
    (MAX_ELEMENTS, (MAX_ELEMENTS,)),
]


@pytest.mark.parametrize(("shape", "expected"), SHAPES, ids=str)
def test_shapes(shape, expected):
    assert checked_shape(shape) == expected


NO_SHAPES = [
    (-1, "negative"),
    ((2, -3), "negative"),
    (2.0, "whole number"),
    (True, "whole number"),
    ("3", "whole number"),
    (None, "whole number"),
    (np.array([1.5]), "whole number"),
    (np.array([[1]]), "whole number"),
    (MAX_ELEMENTS + 1, "4096"),
    ((65, 64), "4096"),
    ((10**9, 0), "4096"),
    ((1,) * 9, "axes"),
]


@pytest.mark.parametrize(("shape", "message"), NO_SHAPES, ids=str)
def test_what_is_no_shape_is_refused(shape, message):
    with pytest.raises(ValueError, match=message):
        checked_shape(shape)


@pytest.mark.parametrize(
    ("value", "finite"),
    [
        (1, True), (1.5, True), (math.inf, False), (1j, True), (complex(0, math.inf), False),
        ("a", True), (np.array([1.0, math.inf]), False), (np.array([1.0]), True),
        (np.array([1]), True), (np.array(["a"]), True),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_finite(value, finite):
    assert is_finite(value) is finite


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "a number"), (True, "a truth value"), ("a", "a text"), (1j, "a complex number"),
        ((1, 2), "a tuple"), (np.zeros(3), "a vector of 3"), (None, "nothing"),
        (np.zeros((2, 3)), "an array of 2 x 3"), (np.array(["a"]), "a vector of 1 of texts"),
        (np.array([True]), "a vector of 1 of truth values"),
    ],
    ids=str,
)  # fmt: skip
def test_values_in_words(value, words):
    assert describe(value) == words


def test_rows_of_different_kinds_become_one_array():
    assert array_of([np.array([1, 2]), np.array([0.5, 1])]).dtype == np.float64
    assert array_of([np.array([True]), np.array([3])]).tolist() == [[1], [3]]
    assert array_of([np.array(["a"]), np.array(["bcd"])]).tolist() == [["a"], ["bcd"]]


@settings(max_examples=200, derandomize=True)
@given(st.data())
def test_products_are_added_up_one_by_one(data):
    """Not fused with the multiplication, which some processors do and others do not."""
    rows, inner, columns = (data.draw(st.integers(1, 5)) for _ in range(3))
    numbers = st.integers(-50, 50).map(lambda n: n / 10)
    a = data.draw(st.lists(numbers, min_size=rows * inner, max_size=rows * inner))
    b = data.draw(st.lists(numbers, min_size=inner * columns, max_size=inner * columns))
    wanted = [
        [sum(a[i * inner + k] * b[k * columns + j] for k in range(inner)) for j in range(columns)]
        for i in range(rows)
    ]
    left, right = np.array(a).reshape(rows, inner), np.array(b).reshape(inner, columns)
    assert matrix_product(left[np.newaxis], right[np.newaxis]).tolist() == [wanted]
    many = matrix_product(np.stack([left, 2 * left]), np.stack([right, right]))
    assert many[0].tolist() == wanted


def test_products_are_the_same_in_parts(monkeypatch):
    """So many draws that their terms are added up part by part."""
    rng = np.random.default_rng(3)
    left, right = rng.normal(size=(7, 20, 30)), rng.normal(size=(7, 30, 20))
    at_once = matrix_product(left, right)
    monkeypatch.setattr(values, "_MOST_TERMS", 20 * 30 * 20 * 2)
    assert matrix_product(left, right).tobytes() == at_once.tobytes()


@pytest.mark.parametrize(
    ("largest_one", "beyond"),
    [
        (2**4096 - 1, 2**4096),
        (1 - 2**4096, -(2**4096)),
        ("a" * 10_000, "a" * 10_001),
        (np.zeros(4096), np.zeros(4097)),
        (np.zeros((1,) * 8), np.zeros((1,) * 9)),
        (np.array(["a" * 5000, "b"]), np.array(["a" * 5001, "b"])),
        (["a" * 5000, "b"], ["a" * 5001, "b"]),
        ([0] * 4096, [0] * 4097),
        ([0.5] * 4096, [0.5] * 4097),
        ([np.zeros(2048)] * 2, [np.zeros(2049)] * 2),
        ([np.zeros((1,) * 7)], [np.zeros((1,) * 8)]),
        ([np.array(["a" * 5000])] * 2, [np.array(["a" * 5001])] * 2),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_largest_values(largest_one, beyond):
    normalize(largest_one)
    with pytest.raises(ValueError):
        normalize(beyond)


@pytest.mark.parametrize(
    ("largest_one", "beyond"),
    [
        (4096, 4097),
        ((64, 64), (64, 65)),
        ((4096, 0), (4097, 0)),
        ((1,) * 8, (1,) * 9),
        (0, -1),
    ],
    ids=str,
)
def test_the_largest_shapes(largest_one, beyond):
    checked_shape(largest_one)
    with pytest.raises(ValueError):
        checked_shape(beyond)


@pytest.mark.parametrize("size", [1, 64, 65])
@pytest.mark.parametrize("sign", [1, -1])
def test_integers_in_arrays_are_below_two_to_the_53rd(size, sign):
    """In small arrays and large ones, which are looked through in two ways."""
    exact, beyond = (np.array([sign * n] * size) for n in (2**53 - 1, 2**53))
    for integers in (exact, exact.tolist()):
        assert normalize(integers).dtype == np.int64
    for integers in (beyond, beyond.tolist()):
        assert normalize(integers).dtype == np.float64


@pytest.mark.parametrize("draws", [(40, 40), (40, 1), (1, 40)])
def test_a_product_of_many_draws_is_computed_in_parts_and_is_that_of_each(draws):
    """Of 40 draws 2.6 million terms, of which 2.1 million are in memory at once."""
    random = np.random.default_rng(3)
    a, b = (random.integers(-99, 99, (count, 40, 40)) / 10 for count in draws)
    products = matrix_product(a, b)
    assert products.shape == (40, 40, 40)
    for draw in (0, 1, 31, 32, 39):
        one = matrix_product(a[[draw if len(a) > 1 else 0]], b[[draw if len(b) > 1 else 0]])
        assert np.array_equal(products[[draw]], one)


def test_a_product_without_rows_is_empty():
    assert matrix_product(np.zeros((2, 0, 3)), np.zeros((2, 3, 2))).shape == (2, 0, 2)


def test_many_floats_are_rounded_as_one():
    """Arrays from 16 entries are rounded by a multiplication, single floats by their digits."""
    random = np.random.default_rng(7)
    exponents = np.arange(-323, 309)
    mantissas = np.concatenate(
        [
            random.integers(10**11, 10**12, 40) / 1e11,
            (random.integers(10**11, 10**12, 40) + 0.5) / 1e11,  # half-way
            random.uniform(1, 1.7, 40),
            [1.0, 1.00000000001, 1.000000000005],
        ]
    )
    for exponent in exponents:
        numbers = np.array([float(f"{mantissa!r}e{exponent}") for mantissa in mantissas.tolist()])
        for array in (numbers, -numbers):
            assert round_significant(array).tolist() == list(map(round_float, array.tolist()))
    special = np.array([0.0, -0.0, math.inf, -math.inf, 5e-324, 1.7e308] * 3)
    assert round_significant(special).tolist() == list(map(round_float, special.tolist()))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (complex(0, 0), complex(0, 0)),
        (complex(1, 1 / 3), complex(1, 0.33333333333)),
        (complex(math.inf, 1 / 3), complex(math.inf, 1 / 3)),
        (complex(0.1 + 0.2, 0), complex(0.3, 0)),
    ],
)
def test_complex_numbers_keep_twelve_digits(number, expected):
    assert round_significant(number) == expected
    assert round_significant(np.array([number] * 20)).tolist() == [expected] * 20


def test_an_empty_array_of_integers_is_one():
    assert normalize(np.array([], dtype=np.int32)).dtype == np.int64


def test_of_several_shapes_two_are_named():
    with pytest.raises(ValueError) as caught:
        normalize([[1], [1, 2], [1, 2, 3]])
    assert str(caught.value).endswith("but here are a vector of 1 and a vector of 2")
