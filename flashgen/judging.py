"""Is a given value the answer? The twin of the judge in the card's script.

The rule: a value agrees when it is off by at most the tolerance or half a unit in the last place
that is asked for, whichever is larger, plus a slack for floating point. So the answer as displayed
is always right.
"""

from dataclasses import dataclass
from math import floor, log10
from typing import Literal

import numpy as np

from flashgen.values import Value

Kind = Literal["integer", "number", "vector", "matrix", "set", "text"]
Compare = Literal["set", "up_to_sign"]

_SLACK = 1e-9
_LARGEST_INTEGER_SLACK = 0.25  # or one large integer would pass for the next


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """How an answer is asked for and judged.

    `decimals` or `figures` is what is asked for; `tolerance` is absolute, `relative` a fraction of
    the answer's size. With neither of these, one unit in the last place is allowed.
    """

    kind: Kind
    decimals: int | None = None
    figures: int | None = None
    tolerance: float | None = None
    relative: float | None = None
    compare: Compare | None = None


def allowed_error(value: float, fmt: AnswerFormat) -> float:
    """Return how far a given number may be off this value of the answer."""
    unit = _last_place(value, fmt)
    if fmt.tolerance is not None:
        stated = fmt.tolerance
    elif fmt.relative is not None:
        stated = fmt.relative * abs(value)
    else:
        stated = unit
    slack = _SLACK * max(1.0, abs(value))
    if fmt.decimals is None and fmt.figures is None:
        slack = min(slack, _LARGEST_INTEGER_SLACK)
    return max(stated, unit / 2) + slack


def _last_place(value: float, fmt: AnswerFormat) -> float:
    """Return one unit in the last place that is asked for; 0 for an exact integer."""
    if fmt.decimals is not None:
        return float(10.0**-fmt.decimals)
    if fmt.figures is not None:
        magnitude = floor(log10(abs(value))) if value else 0
        return float(10.0 ** (magnitude - fmt.figures + 1))
    return 0.0


def agrees(given: Value, value: Value, fmt: AnswerFormat) -> bool:
    """Tell whether `given` passes for the answer `value`; shapes are compared first."""
    if fmt.compare == "set":
        return _same_set(_members(given), _members(value), fmt)
    if isinstance(given, str) or isinstance(value, str):
        return _member(_folded(given), _folded(value), fmt)
    if np.shape(given) != np.shape(value):
        return False
    theirs, ours = _entries(given), _entries(value)
    if _all_close(theirs, ours, fmt):
        return True
    return fmt.compare == "up_to_sign" and _all_close(theirs, [-x for x in ours], fmt)


def _entries(value: Value) -> list[float]:
    entries: list[float] = np.ravel(np.asarray(value)).tolist()
    return entries


def _all_close(given: list[float], value: list[float], fmt: AnswerFormat) -> bool:
    return all(_member(a, b, fmt) for a, b in zip(given, value, strict=True))


def _members(value: Value) -> list[object]:
    return list(dict.fromkeys(_folded(item) for item in np.ravel(np.asarray(value)).tolist()))


def _same_set(given: list[object], value: list[object], fmt: AnswerFormat) -> bool:
    return (
        len(given) == len(value)
        and all(any(_member(a, b, fmt) for b in value) for a in given)
        and all(any(_member(a, b, fmt) for a in given) for b in value)
    )


def _member(given: object, value: object, fmt: AnswerFormat) -> bool:
    if isinstance(given, (int, float)) and isinstance(value, (int, float)):
        return abs(given - value) <= allowed_error(float(value), fmt)
    return type(given) is type(value) and given == value


def _folded(item: object) -> object:
    """Return a text as it is compared: without quotes and a final stop, in small letters."""
    if not isinstance(item, str):
        return item
    return " ".join(item.strip(" \"'“”‘’.。").split()).casefold()
