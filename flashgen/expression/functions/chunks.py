"""Comparisons of all pairs of entries, some of the draws at a time, so that memory is bounded."""

from collections.abc import Callable

import numpy as np

from flashgen.expression.functions.arguments import Array

MAX_PAIRS = 1_000_000
"""The most entries that a function may make of a draw on its way: a thousand by a thousand."""


def in_chunks(operation: Callable[..., Array], entries: int, *arrays: Array) -> Array:
    """Apply a function that makes so many entries of each draw, to some of the draws at a time.

    Raises ValueError where they are too many.
    """
    if entries > MAX_PAIRS:
        raise ValueError("the arrays are too large")
    count = max(len(array) for array in arrays)
    step = max(1, 4 * MAX_PAIRS // max(entries, 1))
    if count <= step:
        return operation(*arrays)
    parts = [
        operation(*(array[at : at + step] for array in arrays)) for at in range(0, count, step)
    ]
    return np.concatenate(parts)
