"""What an answer is asked for as, and when two formulas or values count as the same."""

from collections.abc import Mapping

import numpy as np

from flashgen.deck.keys import AnswerFields
from flashgen.expression import Budget
from flashgen.markup import Slot, html_answer
from flashgen.numeric.program import Column
from flashgen.values.formatting import Context, format_answer, format_value
from flashgen.values.judging import AnswerFormat, Kind, agrees
from flashgen.values.values import Value, round_significant

SAME = 1e-9
"""How far apart `check` and the answer may be, relative to the answer."""


def slot_value(column: Column, values: Mapping[str, Value], budget: Budget | None = None) -> Value:
    """Return the value of a column for a variant's values, rounded to 12 significant digits.

    Raises ExpressionError. To be called inside ``evaluation()``.
    """
    return round_significant(column.expression.evaluate(values, None, budget))


def answer_text(value: Value, fmt: AnswerFormat, context: Context = Context.TEXT) -> str:
    """Return an answer as it is asked for, without its unit."""
    return format_answer(
        value, decimals=fmt.decimals, figures=fmt.figures, context=context, compare=fmt.compare
    )


_IN_TEXT = Slot("", None, 0, 0, 0, 0, Context.TEXT)


def answer_in_text(value: Value, fmt: AnswerFormat) -> str:
    """Return an answer as it is asked for, without its unit, as HTML for running text."""
    return html_answer(
        value, _IN_TEXT, decimals=fmt.decimals, figures=fmt.figures, compare=fmt.compare
    )


def answer_format(
    fields: AnswerFields, value: Value, known: dict[tuple[int, Kind], AnswerFormat]
) -> AnswerFormat | None:
    """Return how an answer of this value is asked for; None where the definition does not say.

    Those made before are in `known`.
    """
    compare = fields.compare.value if fields.compare else None
    kind = kind_of(value, compare, is_precise(fields))
    if kind is None or (
        kind != "text" and not is_precise(fields) and dtype_kind(value) == "f" and compare != "set"
    ):
        return None
    made = known.get((id(fields), kind))
    if made is None:
        tolerance = fields.tolerance
        made = known[id(fields), kind] = AnswerFormat(
            kind,
            fields.decimals,
            fields.figures,
            tolerance.absolute if tolerance else None,
            tolerance.relative if tolerance else None,
            compare,  # type: ignore[arg-type]  # one of the two words, by the model
        )
    return made


def is_precise(fields: AnswerFields) -> bool:
    """Tell whether a definition says how many digits of an answer are wanted."""
    return fields.decimals is not None or fields.figures is not None


def dtype_kind(value: Value) -> str:
    """Return numpy's letter for the kind of a value; n for what has more than two axes."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind if value.ndim in (1, 2) else "n"
    kinds = {bool: "b", int: "i", float: "f", complex: "c", str: "U"}
    return kinds[type(value)]


def kind_of(value: Value, compare: str | None, precise: bool) -> Kind | None:
    """Return the kind of answer that a value is; None for what cannot be typed."""
    dtype = dtype_kind(value)
    if dtype in "bcn":
        return None
    if compare == "set":
        return "set"
    if isinstance(value, np.ndarray):
        return "vector" if value.ndim == 1 else "matrix"
    if dtype == "U":
        return "text"
    return "integer" if dtype == "i" and not precise else "number"


def passes(value: Value, other: Value, fmt: AnswerFormat, choices: bool) -> bool:
    """Tell whether a mistake passes for another value; as an option, whether it looks the same."""
    if agrees(value, other, fmt):
        return True
    return choices and answer_text(value, fmt) == answer_text(other, fmt)


def same(a: Value, b: Value, compare: str | None) -> bool:
    """Tell whether two formulas give the same: to 9 digits, of the same shape."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= SAME * max(1.0, abs(a))
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    if compare == "set":
        return sorted(np.ravel(np.asarray(a)).tolist()) == sorted(np.ravel(np.asarray(b)).tolist())
    left, right = np.asarray(a), np.asarray(b)
    if left.shape != right.shape:
        return False
    if left.dtype.kind == "U" or right.dtype.kind == "U":
        return bool(np.all(left == right))
    size = max(1.0, float(np.max(np.abs(left), initial=0.0)))
    close = bool(np.all(np.abs(left - right) <= SAME * size))
    if not close and compare == "up_to_sign":
        return bool(np.all(np.abs(left + right) <= SAME * size))
    return close


def hashable(value: Value) -> object:
    """Return what is equal for equal values, and can be kept in a set."""
    if isinstance(value, np.ndarray):
        return (value.shape, value.tobytes() if value.dtype.kind != "U" else tuple(value.flat))
    return value


def plain(value: Value) -> str:
    """Return a value on one line, for messages."""
    if isinstance(value, (bool, complex)):
        return str(value)
    try:
        text = format_value(value, None, Context.CODE)
    except ValueError:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def shown(values: Mapping[str, Value]) -> str:
    """Return ``z = [1, 2], y = 0``: the draw that a message speaks of."""
    parts = [f"{name} = {plain(value)}" for name, value in values.items()]
    return ", ".join(parts[:8]) + (", …" if len(parts) > 8 else "")
