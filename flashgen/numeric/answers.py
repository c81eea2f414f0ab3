"""What an answer is asked for as, and when two formulas or values count as the same."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from flashgen.deck.answer_keys import AnswerFields
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.judging import agree
from flashgen.deck.answers.kind import AnswerKind, Typed
from flashgen.deck.key_types.scalars import EXACT
from flashgen.markup import Slot, html_answer
from flashgen.numeric.formulas.display import formula_display, formula_html
from flashgen.numeric.program import Column
from flashgen.numeric.variants import MistakeColumn
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import Batch, Dense, Ragged, Texts, kind_of, row
from flashgen.values.formatting import Context, format_answer, format_value
from flashgen.values.judging import AnswerFormat, last_place
from flashgen.values.parts import concatenate, select, split
from flashgen.values.tables import Table
from flashgen.values.values import Array, Value, round_significant

SAME: Final = 1e-9
"""How far apart `check` and the answer may be, relative to the answer's largest entry."""
OF_LAST_PLACE: Final = 1e-3
"""How far apart they may be, in units of the last place that is asked for."""


def slot_value(column: Column, values: Mapping[str, Value]) -> Value:
    """Return the value of a column for a variant's values, rounded to 12 significant digits.

    To be called inside ``evaluation()``.

    Raises ExpressionError.
    """
    return round_significant(column.expression.evaluate(values))


def answer_text(value: Value, fmt: AnswerFormat, context: Context = Context.TEXT) -> str:
    """Return an answer as it is asked for, without its unit."""
    if fmt.kind == "formula":
        return formula_display(str(value), fmt, context)
    return format_answer(
        value, decimals=fmt.decimals, figures=fmt.figures, context=context, compare=fmt.compare
    )


IN_TEXT = Slot("", None, 0, 0, 0, 0, Context.TEXT)
"""The slot of an answer that stands alone in running text."""


def answer_in_text(value: Value, fmt: AnswerFormat) -> str:
    """Return an answer as it is asked for, without its unit, as HTML for running text."""
    if fmt.kind == "formula":
        return formula_html(str(value), fmt, IN_TEXT)
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
    of_draws = {
        place: fmt
        for (places, _), fmt in zip(parts, known, strict=True)
        for place in places.tolist()
    }
    return tuple(of_draws[draw] for draw in range(count))


def answer_format(fields: AnswerFields, value: Dense) -> AnswerFormat | None:
    """Return how an answer of this kind and shape is asked for; None if nothing says it."""
    compare = fields.compare.value if fields.compare else None
    if fields.options is not None:
        is_one = len(value.shape) == 1 and kind_of(value) != "c"
        return AnswerFormat("menu") if is_one else None
    if fields.decimals == EXACT and not _is_whole(value):
        return None
    kind = kind_of_answer(value, compare, is_precise(fields))
    if kind is None:
        return None
    imprecise = kind.is_rounded and not is_precise(fields)
    if imprecise and kind_of(value) == "f" and fields.decimals != EXACT:
        return None
    tolerance = fields.tolerance
    return AnswerFormat(
        kind.name,
        decimals=None if fields.decimals == EXACT else fields.decimals,
        figures=fields.figures,
        tolerance=tolerance.absolute if tolerance else None,
        relative=tolerance.relative if tolerance else None,
        compare=compare,  # type: ignore[arg-type]  # one of the two words, by the model
        case=fields.case.value if fields.case else None,  # type: ignore[arg-type]  # its one word
    )


def unanswerable(fields: AnswerFields, value: Batch, draw: str, span: Span) -> Diagnostic:
    """Return the error of an answer that a card cannot ask for."""
    part = next(part for part in _parts(value) if answer_format(fields, part) is None)
    compare = fields.compare.value if fields.compare else None
    if fields.options is not None:
        message = "an answer with `options` is one text, number or truth value"
        return Diagnostic("bad-answer", message, span)
    if kind_of_answer(part, compare, is_precise(fields)) is None:
        letter = kind_of(part) if len(part.shape) <= 3 else "n"
        message, hint = _UNANSWERABLE.get(letter or "n", _UNANSWERABLE["n"])
        return Diagnostic("bad-answer", message, span, hint=hint)
    if fields.decimals == EXACT:
        return Diagnostic(
            "missing-precision",
            f"the answer is no integer ({plain(row(part, 0))} with {draw}), and `decimals: exact` "
            "asks for one",
            span,
            hint="say how precise it is wanted, as by `decimals: 2`",
        )
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
        "give it two `options`, the first for true: [yes, no]",
    ),
    "c": (
        "a complex number cannot be typed as an answer",
        "ask for `real(…)` and `imag(…)` as two `answers`",
    ),
    "n": ("an answer is a number, a vector, a matrix or a text", None),
}


def _parts(value: Batch) -> Sequence[Dense]:
    return [part for _, part in value.parts] if isinstance(value, Ragged) else [value]


def unusable(value: Batch, what: str) -> str | None:
    """Return why a value can be no mistake or option of what is typed; None if it can."""
    for part in _parts(value):
        letter = kind_of(part)
        if letter == "b":
            return f"a truth value is no {what}: choose a text or a number by it"
        if letter == "c":
            return f"a complex number is no {what}: take its `real(…)` or `imag(…)`"
        if len(part.shape) > 3:
            return f"an array of more than two axes is no {what}"
    return None


def is_precise(fields: AnswerFields) -> bool:
    """Tell whether a definition says how many digits of an answer are wanted."""
    return fields.decimals not in (None, EXACT) or fields.figures is not None


def _is_whole(value: Dense) -> bool:
    if isinstance(value, Texts) or value.dtype.kind not in "fi":
        return not isinstance(value, Texts) and value.dtype.kind == "O"
    return bool((value == np.round(value)).all())


def kind_of_answer(value: Dense, compare: str | None, precise: bool) -> AnswerKind | None:
    """Return the kind of answer that a value is; None for what cannot be typed."""
    letter, axes = kind_of(value), len(value.shape) - 1
    if letter in ("b", "c") or axes > 2:
        return None
    typed = Typed(letter, axes, compare, precise)
    return next(kind for kind in KINDS.values() if kind.is_value(typed))


def passes(
    value: Batch, others: Sequence[MistakeColumn], formats: tuple[AnswerFormat, ...], count: int
) -> Array:
    """Tell in which of `count` draws a mistake passes for one of the other values that stand.

    `formats` are those of the answer that the mistake belongs to.
    """
    found = np.zeros(count, dtype=np.bool_)
    for alike in _by_layout(others):
        most = max(1, _COMPARED_AT_ONCE // count)
        for start in range(0, len(alike), most):
            part = alike[start : start + most]
            # One comparison of all of them: each stands for so many more draws.
            ours = select(value, np.tile(np.arange(count), len(part)))
            theirs = concatenate([(other.values, count) for other in part])
            near = _agree(ours, theirs, formats * len(part), count * len(part))
            stands = np.stack([other.stands for other in part])
            found |= (near.reshape(len(part), count) & stands).any(axis=0)
    return found


_COMPARED_AT_ONCE: Final = 100_000
"""Values that a mistake is compared with at once, which bounds the memory."""


def _by_layout(others: Sequence[MistakeColumn]) -> Iterator[list[MistakeColumn]]:
    """Yield the columns in groups whose values can stand in one column."""
    groups: dict[object, list[MistakeColumn]] = {}
    for number, other in enumerate(others):
        values = other.values
        layout: object = number  # ragged: a group of its own
        if not isinstance(values, Ragged):
            letter = "U" if isinstance(values, Texts) else values.dtype.kind
            layout = (letter, values.shape[1:])
        groups.setdefault(layout, []).append(other)
    yield from groups.values()


def _agree(value: Batch, other: Batch, formats: tuple[AnswerFormat, ...], count: int) -> Array:
    """Tell in which draws a value is what another answer asks for; one format, or one a draw."""
    kinds = set(formats)
    if len(kinds) == 1:
        return agree(value, other, formats[0], count)
    result = np.zeros(count, dtype=np.bool_)
    for fmt in kinds:
        places = np.array([draw for draw, of_draw in enumerate(formats) if of_draw == fmt])
        ours, theirs = select(value, places), select(other, places)
        result[places] = agree(ours, theirs, fmt, len(places))
    return result


def same(a: Batch, b: Batch, formats: tuple[AnswerFormat, ...], count: int) -> Array:
    """Tell in which draws a second formula gives what the first does, of the same shape.

    They may differ by 1e-9 of the largest entry, or by a thousandth of the last place that is
    asked for.
    """
    if len(formats) > 1:
        each = [np.array([draw]) for draw in range(count)]
        return np.array(
            [
                same(select(a, one), select(b, one), (fmt,), 1)[0]
                for one, fmt in zip(each, formats, strict=True)
            ],
            dtype=np.bool_,
        )
    result = np.zeros(count, dtype=np.bool_)
    for places, (left, right) in split([a, b], count):
        result[places] = _same(left, right, formats[0])
    return result


def _same(left: Dense, right: Dense, fmt: AnswerFormat) -> Array:
    draws = max(left.shape[0], right.shape[0])
    different = np.zeros(draws, dtype=np.bool_)
    if isinstance(left, Texts) or isinstance(right, Texts):
        if not (isinstance(left, Texts) and isinstance(right, Texts)):
            return different
        x, y = left.texts(), right.texts()
    else:
        if "c" in (left.dtype.kind, right.dtype.kind):
            return different
        if "O" in (left.dtype.kind, right.dtype.kind) and _are_whole(left, right):
            x, y = left, right  # integers that may be too large for floats
        else:
            x, y = as_floats(left), as_floats(right)
    x, y = x.reshape(x.shape[0], -1), y.reshape(y.shape[0], -1)
    if KINDS[fmt.kind].any_order:
        if x.shape[1] != y.shape[1]:
            return different
        x, y = np.sort(x, axis=-1), np.sort(y, axis=-1)
    elif left.shape[1:] != right.shape[1:]:
        return different
    equal = np.asarray(x == y, dtype=np.bool_)
    if isinstance(left, Texts) or "O" in (x.dtype.kind, y.dtype.kind):
        return np.array(np.broadcast_to(equal.all(axis=-1), draws))
    with np.errstate(all="ignore"):  # beyond the largest
        # Where the others are larger by more, they are not the same.
        scale = np.max(np.abs(x), axis=-1, keepdims=True, initial=0.0)
        if fmt.decimals is None and fmt.figures is None and left.dtype.kind in "iO":
            scale = np.maximum(scale, 1.0)
        allowed = np.maximum(SAME * scale, OF_LAST_PLACE * last_place(x, fmt))
        allowed = np.where(np.isfinite(allowed), allowed, 0.0)
        close: Array = (equal | (np.abs(x - y) <= allowed)).all(axis=-1)
        if fmt.compare == "up_to_sign":
            close = close | (np.abs(x + y) <= allowed).all(axis=-1)
    return np.array(np.broadcast_to(close, draws))


def _are_whole(*batches: Array) -> bool:
    return all(batch.dtype.kind in "iOb" for batch in batches)


def as_floats(batch: Array) -> Array:
    """Return numbers as floats; integers that are too large are infinite."""
    if batch.dtype.kind != "O":
        return batch.astype(np.float64)
    return np.asarray(np.frompyfunc(_as_float, 1, 1)(batch), dtype=np.float64)


def _as_float(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def hashable(value: Value) -> object:
    """Return a hashable key that is equal for equal values."""
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


def with_labels(values: dict[str, Value], rows: Mapping[str, Table]) -> dict[str, Value]:
    """Return the values of a draw with rows of tables as messages name them."""
    made = dict(values)
    for name, table in rows.items():
        if name in values:
            places = np.asarray(values[name]).ravel().tolist()
            made[name] = ", ".join(table.label(place) for place in places[:4])
    return made


def shown(values: Mapping[str, Value]) -> str:
    """Return ``z = [1, 2], y = 0``: the draw that a message speaks of."""
    parts = [f"{name} = {plain(value)}" for name, value in values.items()]
    return ", ".join(parts[:8]) + (", …" if len(parts) > 8 else "")
