"""The functions of formulas beside Python's own, and where they are undefined."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from flashgen.values.formulas.functions import FUNCTIONS, power


def values(name: str, *arguments: float | list[float]) -> list[float]:
    with np.errstate(all="ignore"):
        made = FUNCTIONS[name](*[np.array(a, dtype=np.float64) for a in arguments])
    return np.asarray(made).tolist()


def raised(base: float, exponent: float) -> float:
    with np.errstate(all="ignore"):
        return float(power(np.array(base), np.array(exponent)))


@pytest.mark.parametrize("base", [-8.0, -0.5])
@pytest.mark.parametrize("denominator", [3, 5, 7, 9])
def test_a_negative_number_has_odd_roots(base: float, denominator: int) -> None:
    root = abs(base) ** (1 / denominator)
    assert raised(base, 1 / denominator) == pytest.approx(-root, rel=1e-14)
    assert raised(base, 2 / denominator) == pytest.approx(root**2, rel=1e-14)
    assert raised(base, -1 / denominator) == pytest.approx(-1 / root, rel=1e-14)


@pytest.mark.parametrize("exponent", [1 / 2, 1 / 4, 3 / 4, 1 / 6, 1 / 8, 1 / 10, 1 / 11, 0.3333])
def test_a_negative_number_has_no_other_roots(exponent: float) -> None:
    assert math.isnan(raised(-8.0, exponent))
    assert raised(8.0, exponent) == pytest.approx(8.0**exponent)


@pytest.mark.parametrize(("off", "is_root"), [(0.9e-12, True), (1.1e-12, False)])
def test_an_exponent_within_a_trillionth_of_a_fraction_is_that(off: float, is_root: bool) -> None:
    for exponent in (1 / 3 + off, 1 / 3 - off):
        assert math.isnan(raised(-8.0, exponent)) is not is_root


def test_whole_powers_and_powers_of_0() -> None:
    assert [raised(-2.0, n) for n in (-1.0, 0.0, 2.0, 3.0)] == [-0.5, 1.0, 4.0, -8.0]
    assert (raised(0.0, 0.0), raised(0.0, 0.5), raised(0.0, -0.5)) == (1.0, 0.0, math.inf)


def test_factorials_are_those_of_whole_numbers_up_to_170() -> None:
    whole = [0, 1, 2, 5, 20, 169, 170]
    exact = [float(math.factorial(n)) for n in whole]
    assert values("factorial", whole) == pytest.approx(exact, rel=1e-13)
    assert np.isnan(values("factorial", [-1, 171, 0.5, 2.5, math.nan])).all()


def test_binomials_are_those_of_whole_numbers_up_to_1000() -> None:
    pairs = [(0, 0), (1, 0), (1, 1), (5, 2), (5, 3), (10, 5), (52, 5), (52, 47), (1000, 3)]
    n, k = map(list, zip(*pairs, strict=True))
    assert values("binomial", n, k) == [math.comb(*pair) for pair in pairs]
    (largest,) = values("binomial", [1000.0], [500.0])
    assert largest == pytest.approx(math.comb(1000, 500), rel=1e-12)
    assert values("binomial", [5, 5, 0, 1000], [6, -1, 1, 1001]) == [0.0] * 4
    assert np.isnan(values("binomial", [-1, 1001, 2.5, 5], [0, 1, 1, 1.5])).all()


PLACES = [*np.linspace(-6, 6, 241).tolist(), 2.999999, 3.000001, 8.0, 20.0, 26.0]


def test_the_error_function_is_pythons_to_thirteen_digits() -> None:
    assert values("erf", PLACES) == pytest.approx(list(map(math.erf, PLACES)), rel=1e-13)
    # Below 3 erfc is a difference from 1.
    assert values("erfc", PLACES) == pytest.approx(
        list(map(math.erfc, PLACES)), rel=1e-13, abs=4e-14
    )
    far = [x for x in PLACES if x > 3]
    assert values("erfc", far) == pytest.approx(list(map(math.erfc, far)), rel=1e-13)


def test_the_normal_distribution_is_pythons() -> None:
    own = NormalDist()
    assert values("normal_cdf", PLACES) == pytest.approx(
        list(map(own.cdf, PLACES)), rel=1e-13, abs=4e-14
    )
    shares = [1e-12, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6]
    assert values("normal_quantile", shares) == pytest.approx(
        list(map(own.inv_cdf, shares)), rel=1e-9, abs=1e-15
    )
    assert np.isnan(values("normal_quantile", [0, 1, -0.1, 1.1, math.nan])).all()


def test_the_normal_quantile_is_the_inverse() -> None:
    shares = [1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.2, 0.4999, 0.5001, 0.8]
    back = values("normal_cdf", values("normal_quantile", shares))
    assert back == pytest.approx(shares, rel=1e-10)


SAME = {
    "sec": lambda x: 1 / math.cos(x),
    "csc": lambda x: 1 / math.sin(x),
    "cot": lambda x: 1 / math.tan(x),
    "arccot": lambda x: math.atan2(1, x),
    "sech": lambda x: 2 / (math.exp(x) + math.exp(-x)),
    "csch": lambda x: 2 / (math.exp(x) - math.exp(-x)),
    "coth": lambda x: 1 + 2 / (math.exp(2 * x) - 1),
}


@pytest.mark.parametrize("name", SAME)
def test_functions_made_of_others(name: str) -> None:
    for x in (-2.5, -0.7, 0.3, 1.9):
        assert values(name, x) == pytest.approx(SAME[name](x), rel=1e-13)
