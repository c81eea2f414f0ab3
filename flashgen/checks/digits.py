"""Which draws show how many digits, each distinct number looked at once."""

from collections.abc import Callable

import numpy as np

from flashgen.values.batch import Batch, Dense, Texts
from flashgen.values.formatting import needs_more_than, shows_fewer_digits
from flashgen.values.numerals import Format
from flashgen.values.parts import split
from flashgen.values.values import Array


def need_more_than(batch: Batch, count: int, decimals: int) -> Array:
    """Tell in which of `count` draws a value without a format takes more decimals than these."""

    def of_part(part: Dense) -> Array:
        if isinstance(part, Texts) or part.dtype.kind != "f":
            return np.zeros(1, dtype=np.bool_)
        with np.errstate(all="ignore"):
            suspects = np.isfinite(part) & (np.round(part, decimals) != part)
        return _each(part, suspects, lambda number: needs_more_than(number, decimals))

    return _of_parts(batch, count, of_part)


def hide_digits(batch: Batch, count: int, fmt: Format | None) -> Array:
    """Tell in which of `count` draws the format hides digits that the value has."""

    def of_part(part: Dense) -> Array:
        if isinstance(part, Texts) or part.dtype.kind not in "ifO":
            return np.zeros(1, dtype=np.bool_)
        everything = np.ones(part.shape, dtype=np.bool_)
        return _each(part, everything, lambda number: shows_fewer_digits(number, fmt))

    return _of_parts(batch, count, of_part)


def are_numbers(batch: Batch, count: int) -> Array:
    """Tell in which of `count` draws a value is a single number."""

    def of_part(part: Dense) -> Array:
        is_number = not isinstance(part, Texts) and part.ndim == 1 and part.dtype.kind != "c"
        return np.full(1, is_number)

    return _of_parts(batch, count, of_part)


def _of_parts(batch: Batch, count: int, function: Callable[[Dense], Array]) -> Array:
    told = np.zeros(count, dtype=np.bool_)
    for places, (part,) in split([batch], count):
        told[places] = function(part)
    return told


def _each(part: Array, suspects: Array, test: Callable[[float], bool]) -> Array:
    """Tell of each draw whether the test holds for any of its suspect entries."""
    found = part[suspects].tolist()
    known = {entry: test(entry) for entry in dict.fromkeys(found)}
    holds = np.zeros(part.shape, dtype=np.bool_)
    holds[suspects] = [known[entry] for entry in found]
    return np.asarray(holds.reshape(part.shape[0], -1).any(axis=-1))
