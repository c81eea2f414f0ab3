"""Axes with round numbers on them."""

import math
from typing import Final

from flashgen.values.formatting import Context, format_value
from flashgen.values.values import round_float

Y_INTERVALS: Final = 4
X_TICKS: Final = 6

_FINE_STEPS: Final = (1, 1.5, 2, 2.5, 3, 4, 5)
_STEPS: Final = (1, 2, 2.5, 5)
_CLOSE: Final = 1e-9
_TINY: Final = 1e-100  # below, the steps would leave the range of floats


def close(low: float, high: float) -> bool:
    """Say whether no axis can tell these numbers apart."""
    return high - low <= max(_CLOSE * max(abs(low), abs(high)), _TINY)


def y_ticks(low: float, high: float) -> list[float]:
    """Return five evenly spaced round numbers that enclose `low` and `high`.

    The first is 0 where that wastes little room.
    """
    if close(low, high):
        low, high = min(low, 0.0), max(high, 0.0)
    if 0 <= low <= high * 0.5:
        low = 0.0
    elif low * 0.5 <= high <= 0:
        high = 0.0
    if high - low < _TINY:
        high = low + 1.0
    for step in _steps(_FINE_STEPS, (high - low) / Y_INTERVALS):
        first = math.floor(round_float(low / step))
        if round_float((first + Y_INTERVALS) * step) >= high:
            return [round_float((first + k) * step) for k in range(Y_INTERVALS + 1)]
    raise AssertionError  # a step of the whole range encloses it


def x_ticks(low: float, high: float, *, whole: bool) -> list[float]:
    """Return at most six round numbers between `low` and `high`; integers where `whole`."""
    for step in _steps(_STEPS, (high - low) / X_TICKS):
        if whole and not float(step).is_integer():
            continue
        first = math.ceil(round_float(low / step))
        last = math.floor(round_float(high / step))
        if last - first < X_TICKS:
            return [round_float(k * step) for k in range(first, last + 1)]
    raise AssertionError  # a step of the whole range has two ticks at most


def _steps(mantissas: tuple[float, ...], least: float) -> list[float]:
    exponent = math.floor(math.log10(least))
    return [
        round_float(mantissa * 10.0**power)
        for power in range(exponent, exponent + 4)
        for mantissa in mantissas
        if mantissa * 10.0**power >= least * (1 - 1e-9)
    ]


def tick_text(value: float) -> str:
    """Return the label of a tick."""
    return format_value(value, None, Context.TEXT)
