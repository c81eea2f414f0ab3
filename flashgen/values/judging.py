"""Whether a given answer is right: the twin of the card's judging.js.

Both read the constants in judging.json, whose cases the tests run on both sides.

The rule: an answer may be off by the tolerance or by half a unit in the last place that is asked
for, whichever is larger, plus slack for floats. So the answer as displayed is always right.
"""

import re
import unicodedata
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from flashgen.values.rules import RULES
from flashgen.values.values import Value

Kind: TypeAlias = Literal["integer", "number", "vector", "matrix", "set", "text"]
Compare: TypeAlias = Literal["set", "up_to_sign"]

# What floating-point arithmetic may be off by, relative to the value.
SLACK: Final[float] = RULES["slack"]
# Slack must never let a large integer pass for its neighbor.
LARGEST_INTEGER_SLACK: Final[float] = RULES["largest_integer_slack"]
# Integers beyond have no float to be compared as.
LARGEST: Final[float] = RULES["largest"]

_REAL: Final = frozenset((int, float))

_SAME_SIGNS = str.maketrans(
    {
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **{other: sign for sign, others in RULES["signs"].items() for other in others},
    }
)
_POWER = re.compile("[⁺⁻]?[⁰¹²³⁴-⁹]+")
_POWER_SIGNS = str.maketrans(RULES["superscripts"] + "⁻", "0123456789-", "⁺")
_AROUND = re.compile("^[{0}]+|[{0}.]+$".format(RULES["quotes"]))


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """How an answer is asked for and judged.

    `decimals` or `figures` is what is asked for; with neither, integers are. `tolerance` is
    absolute, `relative` a fraction of the value's size.
    """

    kind: Kind
    decimals: int | None = None
    figures: int | None = None
    tolerance: float | None = None
    relative: float | None = None
    compare: Compare | None = None


def allowed_error(value: float, fmt: AnswerFormat, scale: float | None = None) -> float:
    """Return how far off from the unrounded value an answer may be.

    Left out, the tolerance is one unit in the last place; an integer is exact then. `scale` is the
    size of the answer's largest entry, to which the slack is relative: left out, the value's own.
    """
    unit = _last_place(value, fmt)
    if fmt.tolerance is not None:
        tolerance = fmt.tolerance
    elif fmt.relative is not None:
        tolerance = fmt.relative * abs(value)
    else:
        tolerance = unit
    slack = SLACK * (abs(value) if scale is None else scale)
    if unit == 0.0:
        slack = min(slack, LARGEST_INTEGER_SLACK)
    return max(tolerance, unit / 2) + slack


def _last_place(value: float, fmt: AnswerFormat) -> float:
    """Return one unit in the last place that is asked for; 0 of an integer."""
    if fmt.decimals is not None:
        return float(10.0**-fmt.decimals)
    if fmt.figures is None:
        return 0.0
    # The exponent of the decimal form: a logarithm may lie on the wrong side of a power of ten.
    exponent = int(f"{value:.11e}".partition("e")[2]) if value else 0
    return float(10.0 ** (exponent - fmt.figures + 1))


def agrees(given: Value, value: Value, fmt: AnswerFormat) -> bool:
    """Tell whether what was given is the value, as the answer wants it judged.

    Shapes come first; then entry by entry, as sets, or up to the sign of the whole.
    """
    if type(given) in _REAL and type(value) in _REAL and fmt.compare is None:
        return _near(given, value, fmt)  # type: ignore[arg-type]  # two numbers
    ours, right = _entries(given), _entries(value)
    if fmt.compare == "set":
        return _same_set(ours, right, fmt)
    if np.shape(given) != np.shape(value):
        return False
    scale = _scale(right)
    if all(map(_near, ours, right, [fmt] * len(right), [scale] * len(right))):
        return True
    if fmt.compare != "up_to_sign":
        return False
    return all(
        not isinstance(entry, str) and _near(-entry, expected, fmt, scale)
        for entry, expected in zip(ours, right, strict=True)
    )


def agree(given: Any, value: Any, fmt: AnswerFormat) -> list[bool] | None:
    """Tell in which of many draws the number that was given is the value, as `agrees` does.

    Each of the two is a number or a vector with a number a draw, one of them a vector. None where
    the draws have to be looked at one by one.
    """
    if fmt.kind not in ("number", "integer") or fmt.compare is not None or fmt.figures is not None:
        return None
    if given is None or value is None or not (np.ndim(given) or np.ndim(value)):
        return None
    sizes = np.abs(value)
    difference = np.abs(given - value)
    if np.maximum.reduce(np.maximum(sizes, difference)) > LARGEST:
        return None
    unit = _last_place(0.0, fmt)
    if fmt.tolerance is not None:
        tolerance = fmt.tolerance
    else:
        tolerance = unit if fmt.relative is None else fmt.relative * sizes
    slack = SLACK * sizes
    if unit == 0.0:
        slack = np.minimum(slack, LARGEST_INTEGER_SLACK)
    near: list[bool] = (difference <= np.maximum(tolerance, unit / 2) + slack).tolist()
    return near


def _entries(value: Value) -> list[float | str]:
    if isinstance(value, np.ndarray):
        entries: list[float | str] = value.ravel().tolist()
        return entries
    if isinstance(value, complex):
        raise TypeError("a complex number is no answer")
    return [value]


def _scale(entries: list[float | str]) -> float:
    """Return the size of the largest entry; 0 of texts."""
    return max((abs(e) for e in entries if not isinstance(e, str)), default=0.0)


def _near(
    given: float | str, value: float | str, fmt: AnswerFormat, scale: float | None = None
) -> bool:
    if isinstance(given, str) or isinstance(value, str):
        if isinstance(given, str) and isinstance(value, str):
            return plain_answer(given) == plain_answer(value)
        return False
    if isinstance(value, float) and not isfinite(value):
        return False
    if abs(given) > LARGEST or abs(value) > LARGEST:
        return given == value
    return abs(given - value) <= allowed_error(value, fmt, scale)


def _same_set(given: list[float | str], value: list[float | str], fmt: AnswerFormat) -> bool:
    scale = _scale(value)
    return all(any(_near(x, y, fmt, scale) for y in value) for x in given) and all(
        any(_near(x, y, fmt, scale) for x in given) for y in value
    )


def plain_answer(text: str) -> str:
    """Return a text with what does not matter in an answer taken out: case, blanks, quotes."""
    text = _POWER.sub(lambda power: "^" + power[0].translate(_POWER_SIGNS), text)
    text = unicodedata.normalize("NFC", text).translate(_SAME_SIGNS)
    text = _AROUND.sub("", " ".join(text.split()))
    return " ".join(text.split()).lower()
