"""What an answer is asked for as, and when two formulas or values count as the same."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from flashgen.deck.keys import AnswerFields
from flashgen.markup import Slot, answer_column, html_answer
from flashgen.numeric.program import Column
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import Batch, Dense, Ragged, Texts, kind_of, row, select, split
from flashgen.values.formatting import Context, format_answer, format_value
from flashgen.values.judging import AnswerFormat, Kind, agree
from flashgen.values.values import Array, Value, round_significant

SAME = 1e-9
"""How far apart `check` and the answer may be, relative to the answer."""


def slot_value(column: Column, values: Mapping[str, Value]) -> Value:
    """Return the value of a column for a variant's values, rounded to 12 significant digits.

    To be called inside ``evaluation()``.

    Raises ExpressionError.
    """
    return round_significant(column.expression.evaluate(values))


def answer_text(value: Value, fmt: AnswerFormat, context: Context = Context.TEXT) -> str:
    """Return an answer as it is asked for, without its unit."""
    return format_answer(
        value, decimals=fmt.decimals, figures=fmt.figures, context=context, compare=fmt.compare
    )


IN_TEXT = Slot("", None, 0, 0, 0, 0, Context.TEXT)
"""The slot of an answer that stands alone in running text."""


def answer_in_text(value: Value, fmt: AnswerFormat) -> str:
    """Return an answer as it is asked for, without its unit, as HTML for running text."""
    return html_answer(
        value, IN_TEXT, decimals=fmt.decimals, figures=fmt.figures, compare=fmt.compare
    )


def answer_formats(
    fields: AnswerFields, value: Batch, count: int
) -> tuple[AnswerFormat, ...] | None:
    """Return how the answers of `count` draws are asked for: one for all, or one for each.

    None if the definition does not say it for one of them.
    """
    parts = value.parts if isinstance(value, Ragged) else ((np.arange(count), value),)
    formats = [answer_format(fields, part) for _, part in parts]
    known = [fmt for fmt in formats if fmt is not None]
    if len(known) < len(formats):
        return None
    if all(fmt == known[0] for fmt in known):
        return (known[0],)
    of_draws = [known[0]] * count
    for (places, _), fmt in zip(parts, known, strict=True):
        for place in places.tolist():
            of_draws[place] = fmt
    return tuple(of_draws)


def answer_format(fields: AnswerFields, value: Dense) -> AnswerFormat | None:
    """Return how an answer of this kind and shape is asked for; None if nothing says it."""
    compare = fields.compare.value if fields.compare else None
    kind = kind_of_answer(value, compare, is_precise(fields))
    imprecise = kind != "text" and not is_precise(fields) and compare != "set"
    if kind is None or (imprecise and kind_of(value) == "f"):
        return None
    tolerance = fields.tolerance
    return AnswerFormat(
        kind,
        fields.decimals,
        fields.figures,
        tolerance.absolute if tolerance else None,
        tolerance.relative if tolerance else None,
        compare,  # type: ignore[arg-type]  # one of the two words, by the model
    )


def unanswerable(fields: AnswerFields, value: Batch, draw: str, span: Span) -> Diagnostic:
    """Return the error of an answer that a card cannot ask for."""
    parts = value.parts if isinstance(value, Ragged) else ((np.arange(1), value),)
    part = next(part for _, part in parts if answer_format(fields, part) is None)
    compare = fields.compare.value if fields.compare else None
    if kind_of_answer(part, compare, is_precise(fields)) is None:
        letter = kind_of(part) if len(part.shape) <= 3 else "n"
        message, hint = _UNANSWERABLE.get(letter or "n", _UNANSWERABLE["n"])
        return Diagnostic("bad-answer", message, span, hint=hint)
    return Diagnostic(
        "missing-precision",
        f"the answer is no integer ({plain(row(part, 0))} with {draw}), "
        "so the card must say how precise it is wanted",
        span,
        hint="add `decimals: 2` or `figures: 3`; for an integer use `//` or `round(…)`",
    )


_UNANSWERABLE: Final[Mapping[str, tuple[str, str | None]]] = {
    "b": (
        "a truth value cannot be typed as an answer",
        "ask for 1 or 0 by `int(…)`, or make it a choice between texts",
    ),
    "c": (
        "a complex number cannot be typed as an answer",
        "ask for `real(…)` and `imag(…)` as two `answers`",
    ),
    "n": ("an answer is a number, a vector, a matrix or a text", None),
}


def is_precise(fields: AnswerFields) -> bool:
    """Tell whether a definition says how many digits of an answer are wanted."""
    return fields.decimals is not None or fields.figures is not None


def kind_of_answer(value: Dense, compare: str | None, precise: bool) -> Kind | None:
    """Return the kind of answer that a value is; None for what cannot be typed."""
    letter, axes = kind_of(value), len(value.shape) - 1
    if letter in ("b", "c") or axes > 2:
        return None
    if compare == "set":
        return "set"
    if axes:
        return "vector" if axes == 1 else "matrix"
    if letter == "U":
        return "text"
    return "integer" if letter == "i" and not precise else "number"


def passes(
    value: Batch, other: Batch, formats: tuple[AnswerFormat, ...], choices: bool, count: int
) -> Array:
    """Tell in which draws a mistake passes for another value; as an option, if it looks alike."""
    if len(formats) > 1:
        result = np.zeros(count, dtype=np.bool_)
        for draw, of_draw in enumerate(formats):
            one = np.array([draw])
            ours, theirs = select(value, one), select(other, one)
            result[draw] = passes(ours, theirs, (of_draw,), choices, 1)[0]
        return result
    (fmt,) = formats
    near = agree(value, other, fmt, count)
    if choices and not near.all():
        texts = [
            answer_column(
                batch,
                count,
                IN_TEXT,
                decimals=fmt.decimals,
                figures=fmt.figures,
                compare=fmt.compare,
            )
            for batch in (value, other)
        ]
        near = near | np.array([a == b for a, b in zip(*texts, strict=True)], dtype=np.bool_)
    return near


def same(a: Batch, b: Batch, compare: str | None, count: int) -> Array:
    """Tell in which draws two formulas give the same: to 9 digits, of the same shape."""
    result = np.zeros(count, dtype=np.bool_)
    for places, (left, right) in split([a, b], count):
        result[places] = _same(left, right, compare)
    return result


def _same(left: Dense, right: Dense, compare: str | None) -> Array:
    draws = max(left.shape[0], right.shape[0])
    if isinstance(left, Texts) or isinstance(right, Texts):
        if not (isinstance(left, Texts) and isinstance(right, Texts)):
            return np.zeros(draws, dtype=np.bool_)
        x, y = left.texts(), right.texts()
    else:
        x, y = left.astype(np.float64), right.astype(np.float64)
    x, y = x.reshape(x.shape[0], -1), y.reshape(y.shape[0], -1)
    if compare == "set":
        if x.shape[1] != y.shape[1]:
            return np.zeros(draws, dtype=np.bool_)
        return np.asarray((np.sort(x, axis=-1) == np.sort(y, axis=-1)).all(axis=-1))
    if left.shape[1:] != right.shape[1:]:
        return np.zeros(draws, dtype=np.bool_)
    if isinstance(left, Texts):
        return np.asarray((x == y).all(axis=-1), dtype=np.bool_)
    allowed = SAME * np.maximum(1.0, np.max(np.abs(x), axis=-1, keepdims=True, initial=0.0))
    close: Array = (np.abs(x - y) <= allowed).all(axis=-1)
    if compare == "up_to_sign":
        close = close | (np.abs(x + y) <= allowed).all(axis=-1)
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
