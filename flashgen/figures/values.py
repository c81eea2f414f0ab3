"""The arguments of a figure as lists of numbers and labels, and numbers as a figure shows them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from flashgen.figures.canvas import CHARACTER, Canvas, cost, escape, text_width
from flashgen.formatting import Context, format_value, needs_more_than, parse_format
from flashgen.values import Value, describe

MAX_DECIMALS: Final = 4
_DEFAULT_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Argument:
    """The value of an argument, and whether it can change from variant to variant."""

    value: Value
    varies: bool


def vector(value: Value, what: str, most: int) -> list[float]:
    """Return the entries of a vector of at most so many finite numbers."""
    array = _numbers(value, what)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{what} is a vector, but here is {describe(value)}")
    if array.size > most:
        raise ValueError(f"{what} has at most {most} entries, but here are {array.size}")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} has an infinite entry, which cannot be drawn")
    entries: list[float] = array.tolist()
    return entries


def matrix(value: Value, what: str, most: int) -> list[list[float]]:
    """Return the rows of a matrix of at most so many rows and columns."""
    array = _numbers(value, what)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{what} is a matrix, but here is {describe(value)}")
    if max(array.shape) > most:
        shape = " x ".join(map(str, array.shape))
        raise ValueError(f"{what} has at most {most} rows and columns, but here are {shape}")
    rows: list[list[float]] = array.tolist()
    return rows


def _numbers(value: Value, what: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    array = np.asarray(value)
    if array.dtype.kind == "b":
        return array.astype(np.int64)
    if array.dtype.kind not in "if":
        raise ValueError(f"{what} consists of numbers, but here is {describe(value)}")
    return array


def labels(
    argument: Argument | None, what: str, count: int, width: int, canvas: Canvas
) -> list[str] | None:
    """Return the markup of `count` labels, each at most `width` units wide."""
    if argument is None:
        return None
    array = np.asarray(argument.value)
    if array.ndim != 1 or len(array) != count:
        raise ValueError(
            f"`{what}` gives {count} label{'' if count == 1 else 's'} here, "
            f"not {describe(argument.value)}"
        )
    return [
        label(Argument(entry, argument.varies), what, width, canvas) for entry in array.tolist()
    ]


def label(argument: Argument, what: str, width: int, canvas: Canvas) -> str:
    """Return the markup of a label: a slot only where it can change."""
    text = label_text(argument.value, what)
    if text_width(text) > width:
        raise ValueError(
            f"the label “{text}” is too long: `{what}` has room for {width // CHARACTER} characters"
        )
    return canvas.slot(text) if argument.varies else escape(text)


def label_text(value: Value, what: str) -> str:
    """Return a label as plain text."""
    if isinstance(value, np.ndarray):
        raise ValueError(f"`{what}` is a text, but here is {describe(value)}")
    return format_value(value, None, Context.TEXT)


def decimals_option(argument: Argument | None) -> int | None:
    """Return the option `decimals`."""
    if argument is None:
        return None
    value = argument.value
    if type(value) is not int or not 0 <= value <= MAX_DECIMALS:
        raise ValueError(f"`decimals` is a whole number from 0 to {MAX_DECIMALS}")
    return value


def shown_numbers(
    values: Sequence[float],
    *,
    decimals: int | None,
    width: int,
    room: int,
    short: bool = False,
) -> list[str]:
    """Return numbers as they stand in a figure, all with the same decimals.

    As many decimals as the values have, at most 2 unless `decimals` says otherwise; fewer where a
    number would be wider than `width` units or all of them would take more than `room` bytes.
    `short` leaves out the zero before the point, as tables of correlations do.

    Raises ValueError where even the integers are too long.
    """
    if decimals is None:
        array = np.asarray(values)
        most = next(
            (d for d in range(_DEFAULT_DECIMALS) if not needs_more_than(array, d)),
            _DEFAULT_DECIMALS,
        )
        choices = range(most, -1, -1)
    else:
        choices = range(decimals, decimals - 1, -1)
    texts: list[str] = []
    for count in choices:
        texts = [_fixed(value, count, short) for value in values]
        fits = all(text_width(text) <= width for text in texts)
        if fits and sum(cost(text) for text in texts) <= room:
            return texts
    longest = max(texts, key=len)
    if text_width(longest) > width:
        raise ValueError(
            f"{longest} is too long: a number has room for {width // CHARACTER} characters in "
            "this figure; scale the values, or show fewer `decimals`"
        )
    raise ValueError("the numbers of this figure are too many or too long; draw a smaller array")


def _fixed(value: float, decimals: int, short: bool) -> str:
    fmt = parse_format(f".{decimals}f") if math.isfinite(value) else None
    text = format_value(value, fmt, Context.TEXT)
    if short and decimals and abs(value) < 1:
        return text.replace("0.", ".", 1)
    return text


def flag(argument: Argument | None) -> bool:
    """Return an option that is True or False, False where it is not given."""
    return argument is not None and argument.value is True

