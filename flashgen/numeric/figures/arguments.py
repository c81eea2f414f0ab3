"""The arguments of a figure as lists of numbers and labels, and numbers as a figure shows them."""

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.numeric.figures.canvas import CHARACTER, Canvas, cost, escape, text_length, text_width
from flashgen.values.formatting import Context, format_value, needs_more_than
from flashgen.values.numerals import parse_format
from flashgen.values.values import Array, Value, describe

MAX_DECIMALS: Final = 4
_DEFAULT_DECIMALS: Final = 2


class Argument(Struct, frozen=True):
    """The value of an argument, and whether it can change from variant to variant."""

    value: Value
    varies: bool


class Labels(Struct, frozen=True):
    """The markup of labels, and the width in units that the drawing keeps for the widest."""

    texts: tuple[str, ...]
    width: int


def drawn_title(x: int, title: Labels | None) -> list[str]:
    """Return the text above a figure, if there is one."""
    return [f'<text x="{x}" y="16" text-anchor="start">{title.texts[0]}</text>'] if title else []


def vector(value: Value, what: str, most: int) -> list[float]:
    """Return the entries of a vector of at most so many finite numbers."""
    array = _numbers(value, what)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{what} takes a vector, but here is {describe(value)}")
    if array.size > most:
        raise ValueError(f"{what} takes at most {most} entries, but here are {array.size}")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} cannot show an infinite entry")
    entries: list[float] = array.tolist()
    return entries


def matrix(value: Value, what: str, most: int) -> list[list[float]]:
    """Return the rows of a matrix of at most so many rows and columns."""
    array = _numbers(value, what)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{what} takes a matrix, but here is {describe(value)}")
    if max(array.shape) > most:
        shape = " x ".join(map(str, array.shape))
        raise ValueError(f"{what} takes at most {most} rows and columns, but here are {shape}")
    rows: list[list[float]] = array.tolist()
    return rows


def _numbers(value: Value, what: str) -> Array:
    array = np.asarray(value)
    if array.dtype.kind == "b":
        return array.astype(np.int64)
    if array.dtype.kind not in "if":
        raise ValueError(f"{what} takes numbers, but here is {describe(value)}")
    return array


def read_labels(
    argument: Argument | None, what: str, count: int, canvas: Canvas, *, most: int, varying: int
) -> Labels | None:
    """Return `count` labels, each of at most `most` characters; None where none are given.

    Those that vary have at most `varying` characters: the drawing keeps room for all of them.
    """
    if argument is None:
        return None
    array = np.asarray(argument.value)
    if array.ndim != 1 or len(array) != count:
        needed = "1 label is" if count == 1 else f"{count} labels are"
        raise ValueError(f"`{what}`: {needed} wanted, but here is {describe(argument.value)}")
    made = [
        _label(Argument(entry, argument.varies), what, canvas, most, varying)
        for entry in array.tolist()
    ]
    return Labels(
        tuple(text for part in made for text in part.texts), max(part.width for part in made)
    )


def indices(count: int) -> Labels:
    """Return the labels of entries that have none of their own: their indices, from 0."""
    return Labels(tuple(map(str, range(count))), 0)


def read_label(
    argument: Argument | None, what: str, canvas: Canvas, *, most: int, varying: int
) -> Labels | None:
    """Return one label, as `read_labels` does."""
    return None if argument is None else _label(argument, what, canvas, most, varying)


def _label(argument: Argument, what: str, canvas: Canvas, most: int, varying: int) -> Labels:
    if isinstance(argument.value, np.ndarray):
        raise ValueError(f"`{what}` takes one text, but here is {describe(argument.value)}")
    text = format_value(argument.value, None, Context.TEXT)
    room = varying if argument.varies else most
    if text_length(text) > room:
        raise ValueError(f"`{what}`: “{text}” is too long; there is room for {room} characters")
    if argument.varies:
        return Labels((canvas.slot(text),), room * (CHARACTER + 1))
    return Labels((escape(text),), text_width(text))


def option_decimals(argument: Argument | None) -> int | None:
    """Return the option `decimals`."""
    if argument is None:
        return None
    value = argument.value
    if type(value) is not int or not 0 <= value <= MAX_DECIMALS:
        raise ValueError(f"`decimals` is a whole number from 0 to {MAX_DECIMALS}")
    return value


def option_flag(argument: Argument | None) -> bool:
    """Return an option that is True or False, False where it is not given."""
    return argument is not None and argument.value is True


def shown_numbers(
    values: Sequence[float],
    *,
    decimals: int | None = None,
    length: int,
    room: int,
    short: bool = False,
) -> list[str]:
    """Return numbers as they stand in a figure, all with the same decimals.

    As many decimals as the values have, at most 2 unless `decimals` says otherwise; fewer where a
    number would be longer than `length` characters, or all of them longer than `room` bytes.
    `short` leaves out the zero before the point, as tables of correlations do.

    Raises ValueError where no number of decimals fits.
    """
    choices = [decimals] if decimals is not None else range(_decimals_of(values), -1, -1)
    texts: list[str] = []
    for count in choices:
        texts = [_fixed(value, count, short) for value in values]
        fits = all(len(text) <= length for text in texts)
        if fits and sum(cost(text) for text in texts) <= room:
            return texts
    longest = max(texts, key=len)
    if len(longest) > length:
        shown = longest if len(longest) < 20 else longest[:20] + "…"
        raise ValueError(
            f"{shown} is too long for this figure, in which a number has room for "
            f"{length} characters; scale the values or show fewer decimals"
        )
    raise ValueError(
        "this figure has too many or too long numbers to be drawn anew for every variant; "
        "draw a smaller array or show fewer decimals"
    )


def _decimals_of(values: Sequence[float]) -> int:
    array = np.asarray(values)
    fewer = (d for d in range(_DEFAULT_DECIMALS) if not needs_more_than(array, d))
    return next(fewer, _DEFAULT_DECIMALS)


def _fixed(value: float, decimals: int, short: bool) -> str:
    fmt = parse_format(f".{decimals}f") if math.isfinite(value) else None
    text = format_value(value, fmt, Context.TEXT)
    if not short or "." not in text:
        return text
    return re.sub(r"^(-?)0(?=\.)", r"\1", text) if text.strip("0.") else "0"
