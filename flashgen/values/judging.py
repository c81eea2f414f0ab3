"""When entries of an answer count as right: the twin of the card's judging.js.

Both read the constants in judging.json, whose cases the tests run on both sides. The kinds of
answers, in `deck.answers`, say which of the comparisons here is theirs.

The rule: an answer may be off by the tolerance or by half a unit in the last place that is asked
for, whichever is larger, plus slack for floats. So the answer as displayed is always right.
"""

from typing import Any, Final, Literal

import numpy as np
from msgspec import Struct

from flashgen.values.batch import Dense, Texts, flat
from flashgen.values.kinds import Case, Compare, Kind
from flashgen.values.rules import RULES
from flashgen.values.values import Array, round_array
from flashgen.values.words import same_text

# What floating-point arithmetic may be off by, relative to the value.
SLACK: Final[float] = RULES["slack"]
# Slack must never let a large integer pass for its neighbor.
LARGEST_INTEGER_SLACK: Final[float] = RULES["largest_integer_slack"]
# Integers beyond have no float to be compared as.
LARGEST: Final[float] = RULES["largest"]


class _OfKind(Struct, frozen=True):
    """What may be given without its name; the rest of a format is taken by name alone."""

    kind: Kind


class AnswerFormat(_OfKind, frozen=True, kw_only=True):
    """How an answer is asked for and judged.

    `decimals` or `figures` is what is asked for; with neither, integers are. `tolerance` is
    absolute, `relative` a fraction of the value's size. `case` "exact": that of letters counts.
    """

    decimals: int | None = None
    figures: int | None = None
    tolerance: float | None = None
    relative: float | None = None
    compare: Compare | None = None
    variables: tuple[str, ...] = ()
    """Of a formula."""
    up_to: Literal["constant", "factor"] | None = None
    """Of a formula."""
    case: Case | None = None


def allowed_error(value: Any, fmt: AnswerFormat, scale: Any = None) -> Any:
    """Return how far off from the unrounded value, or values, an answer may be.

    Left out, the tolerance is one unit in the last place; an integer is exact then. `scale` is the
    size of the answer's largest entry, to which the slack is relative: left out, the value's own.
    """
    size = np.abs(value)
    unit = last_place(value, fmt)
    if fmt.tolerance is not None:
        tolerance = fmt.tolerance
    elif fmt.relative is not None:
        tolerance = fmt.relative * size
    else:
        tolerance = unit
    slack = SLACK * (size if scale is None else scale)
    if fmt.decimals is None and fmt.figures is None:
        slack = np.minimum(slack, LARGEST_INTEGER_SLACK)
    return np.maximum(tolerance, unit / 2) + slack


def last_place(value: Any, fmt: AnswerFormat) -> Any:
    """Return one unit in the last place that is asked for; 0 of an integer."""
    if fmt.decimals is not None:
        return 10.0**-fmt.decimals
    if fmt.figures is None:
        return 0.0
    # The exponent of the decimal form: a logarithm may lie on the wrong side of a power of ten.
    rounded = np.abs(round_array(np.asarray(value, dtype=np.float64)))
    exponents = _POWERS.searchsorted(rounded, side="right") - 1 + _LEAST_EXPONENT
    exponents = np.where(rounded > 0, exponents, 0)
    return 10.0 ** (exponents - fmt.figures + 1.0)


_LEAST_EXPONENT: Final = -323
_POWERS: Final = np.array([float(f"1e{exponent}") for exponent in range(_LEAST_EXPONENT, 309)])


def agree_in_place(given: Dense, value: Dense, fmt: AnswerFormat) -> Array:
    """Tell in which draws entries are the value's, each in its place; both have one shape."""
    draws = max(given.shape[0], value.shape[0])
    if given.shape[1:] != value.shape[1:]:
        return np.zeros(draws, dtype=np.bool_)
    ours, right = flat(given), flat(value)
    scale = _scale(right)
    same = _near(ours, right, fmt, scale).all(axis=-1)
    if fmt.compare == "up_to_sign" and isinstance(ours, np.ndarray):
        same = same | _near(-ours, right, fmt, scale).all(axis=-1)
    return np.array(np.broadcast_to(same, draws))


def agree_in_any_order(given: Dense, value: Dense, fmt: AnswerFormat) -> Array:
    """Tell in which draws each has the entries of the other, in any order."""
    ours, right = flat(given), flat(value)
    scale = _scale(right)
    of_pairs = None if scale is None else scale[:, np.newaxis]
    near = _near(_axis(ours, -1), _axis(right, -2), fmt, of_pairs)  # (draws, given, value)
    same = near.any(axis=-1).all(axis=-1) & near.any(axis=-2).all(axis=-1)
    return np.array(np.broadcast_to(same, max(given.shape[0], value.shape[0])))


def _axis(batch: Dense, axis: int) -> Dense:
    if isinstance(batch, Texts):
        return Texts(np.expand_dims(batch.codes, axis), batch.table)
    return np.expand_dims(batch, axis)


def _scale(value: Dense) -> Array | None:
    """Return the size of each draw's largest entry, (draws, 1).

    None of texts, and of integers beyond int64, which may have no float.
    """
    if isinstance(value, Texts) or value.dtype.kind == "O":
        return None
    sizes = np.abs(value.astype(np.float64))
    return np.asarray(np.max(sizes, axis=-1, keepdims=True, initial=0.0))


def _near(given: Dense, value: Dense, fmt: AnswerFormat, scale: Array | None) -> Array:
    """Tell of each entry whether it is near enough; the shapes broadcast."""
    if isinstance(given, Texts) or isinstance(value, Texts):
        if isinstance(given, Texts) and isinstance(value, Texts):
            return _same_texts(given, value, exact=fmt.case == "exact")
        shape = np.broadcast_shapes(given.shape, value.shape)
        return np.zeros(shape, dtype=np.bool_)
    if "c" in (given.dtype.kind, value.dtype.kind):
        raise TypeError("a complex number is no answer")
    if "O" in (given.dtype.kind, value.dtype.kind):
        return _near_integers(given, value, fmt)
    ours, right = given.astype(np.float64), value.astype(np.float64)
    with np.errstate(all="ignore"):  # beyond the largest, and infinity
        near = np.abs(ours - right) <= allowed_error(right, fmt, scale)
        huge = np.maximum(np.abs(ours), np.abs(right)) > LARGEST
        return np.asarray(np.where(huge, (given == value) & np.isfinite(right), near))


def _same_texts(given: Texts, value: Texts, *, exact: bool) -> Array:
    """Tell of each entry whether it is the answer's text; each pair of texts is compared once."""
    ours, right = np.broadcast_arrays(given.codes, value.codes)
    pairs = ours.astype(np.int64) * len(value.table) + right
    distinct, places = np.unique(pairs, return_inverse=True)
    same = [
        same_text(
            given.table[pair // len(value.table)], value.table[pair % len(value.table)], exact=exact
        )
        for pair in distinct.tolist()
    ]
    return np.array(same, dtype=np.bool_)[places].reshape(pairs.shape)


def _near_integers(given: Array, value: Array, fmt: AnswerFormat) -> Array:
    """Compare integers beyond int64, of which some have no float."""

    def near(a: Any, b: Any) -> bool:
        if max(abs(a), abs(b)) > LARGEST:
            return bool(a == b)
        return bool(abs(a - b) <= allowed_error(float(b), fmt))

    return np.asarray(np.frompyfunc(near, 2, 1)(given, value), dtype=np.bool_)
