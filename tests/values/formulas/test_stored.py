"""Values at points, as a card has them: six digits to base 64 each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.formulas.stored import as_stored, needed, stored_text


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_a_value_is_off_by_3e_8_at_most(value: float) -> None:
    stored = float(as_stored(np.array([value]))[0])
    assert abs(stored - value) <= 3e-8 * abs(value) or not np.isfinite(stored)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.0, 1.0, -1.0], "=AAAAAAP_AAAAv_AAAA"),
        ([np.nan], "=f_gAAA"),
        ([], "="),
    ],
)
def test_how_values_are_written(values: list[float], text: str) -> None:
    assert stored_text(np.array(values)) == text


def test_what_is_undefined_stays_so() -> None:
    assert not np.isfinite(as_stored(np.array([np.nan, np.inf, -np.inf]))).any()


def test_a_card_has_as_many_points_as_decide_in_every_draw() -> None:
    nan = np.nan
    values = np.array([[1.0, 2.0, 3.0, 4.0], [nan, 2.0, nan, 4.0]])
    assert needed(values, 1) == 2
    assert needed(values, 2) == 4
    assert needed(values, 3) == 4  # there are no more
    assert needed(values[:1], 3) == 3
