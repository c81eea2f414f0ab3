"""Axes with the numbers on them that people choose: multiples of 1, 2 or 5 times a power of ten."""

import math
from typing import Final

from flashgen.values.formatting import Context, format_value
from flashgen.values.values import round_float

MOST_TICKS: Final = 7
"""The most numbers on an axis."""

_STEPS: Final = (1, 2, 5)
_CLOSE: Final = 1e-9
_TINY: Final = 1e-100  # below, the steps would leave the range of floats


def close(low: float, high: float) -> bool:
    """Tell whether no axis can tell these numbers apart."""
    return high - low <= max(_CLOSE * max(abs(low), abs(high)), _TINY)


def around(low: float, high: float) -> list[float]:
    """Return evenly spaced round numbers that enclose `low` and `high`.

    Where that wastes little room, one of them is 0.
    """
    if close(low, high):
        low, high = min(low, 0.0), max(high, 0.0)
    if 0 <= low <= high * 0.5:
        low = 0.0
    elif low * 0.5 <= high <= 0:
        high = 0.0
    if high - low < _TINY:
        high = low + 1.0
    for step in _steps((high - low) / (MOST_TICKS - 1)):
        first, last = math.floor(round_float(low / step)), math.ceil(round_float(high / step))
        if last - first < MOST_TICKS:
            return [round_float(k * step) for k in range(first, last + 1)]
    raise AssertionError  # two steps of the whole range enclose it


def between(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Return round numbers from `low` to `high`; integers where `whole`."""
    for step in _steps((high - low) / MOST_TICKS):
        if whole and not float(step).is_integer():
            continue
        first, last = math.ceil(round_float(low / step)), math.floor(round_float(high / step))
        if last - first < MOST_TICKS:
            return [round_float(k * step) for k in range(first, last + 1)]
    raise AssertionError  # a step of the whole range has two ticks at most


def step_of(length: float, parts: int) -> float:
    """Return the smallest round step of which at most so many parts make up a length."""
    return _steps(length / parts)[0]


def _steps(least: float) -> list[float]:
    exponent = math.floor(math.log10(least))
    return [
        round_float(mantissa * 10.0**power)
        for power in range(exponent, exponent + 4)
        for mantissa in _STEPS
        if mantissa * 10.0**power >= least * (1 - 1e-9)
    ]


def tick_text(value: float) -> str:
    """Return the label of a tick."""
    return format_value(value, None, Context.TEXT)
