"""What a call of a function costs the draws: the sizes of its arguments and of its result."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from flashgen.expression.budget import ARGUMENT, TEXT
from flashgen.expression.errors import EvaluationError
from flashgen.expression.frame import Frame
from flashgen.values.batch import Batch, Dense, Ragged, Texts
from flashgen.values.values import MAX_COMBINED, Array


def charge_arguments(frame: Frame, arguments: Sequence[Any]) -> int:
    """Check and charge for the sizes of a call's arguments; return the units of the dearest draw.

    Raises ValueError when the arrays are too large together, or the budget is used up.
    """
    elements: Any = 0
    combined: Any = 1
    for value in arguments:
        if isinstance(value, Ragged):
            elements = elements + _sizes(value, frame.count, of_scalar=0)
            combined = combined * _sizes(value, frame.count, of_scalar=1)
            for places, part in value.parts:
                frame.meter.apart += _letters(part) * len(places) // TEXT
        elif isinstance(value, (np.ndarray, Texts)):
            if len(value.shape) > 1:
                size = math.prod(value.shape[1:])
                elements = elements + size
                combined = combined * size
            frame.meter.apart += _letters(value) * frame.count // TEXT
    if type(elements) is int and not elements:
        return 0
    if np.max(combined, initial=0) > MAX_COMBINED:
        raise EvaluationError("the arrays of this call are too large together")
    units = ARGUMENT * elements + combined // 50
    if type(units) is int:
        frame.spend(units)
        return units
    frame.spend_each(np.where(elements > 0, units, 0))
    return int(units.max(initial=0))


def _sizes(batch: Ragged, count: int, *, of_scalar: int) -> Array:
    """Return how many entries each draw has."""
    sizes = np.full(count, of_scalar, dtype=np.int64)
    for places, part in batch.parts:
        if len(part.shape) > 1:
            sizes[places] = math.prod(part.shape[1:])
    return sizes


def _letters(value: Dense) -> int:
    """Return how many characters the texts of a draw have at most."""
    return _longest(value) * math.prod(value.shape[1:])


def _longest(value: Any) -> int:
    """Return how many characters the longest text of an argument has."""
    if isinstance(value, Texts):
        return max(map(len, value.table), default=0)
    is_text = isinstance(value, np.ndarray) and value.dtype.kind == "U"
    return value.dtype.itemsize // 4 if is_text else 0


def charge_result(frame: Frame, result: Batch) -> Batch:
    """Charge for the arrays that a function makes."""
    if isinstance(result, Ragged):
        frame.spend_each(_sizes(result, frame.count, of_scalar=0))
    elif len(result.shape) > 1:
        frame.spend(math.prod(result.shape[1:]))
    return result
