"""Values in the slots of a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from flashgen.markup.compiled import Slot
from flashgen.markup.escape import escape_html, escape_text, escape_value
from flashgen.markup.text_values import check_text
from flashgen.values.formatting import (
    SCALARS,
    Context,
    format_answer,
    format_value,
    join_matrix,
    join_set,
    join_vector,
)
from flashgen.values.numerals import DEFAULT_FORMAT, Format, parse_format, quick_texts

if TYPE_CHECKING:
    from flashgen.values.batch import Batch
    from flashgen.values.values import Array, Value

# Most values; none of them can begin anything that Anki or MathJax acts on.
_NUMBERS = re.compile(r"[-+0-9., %/\[\];×⁻⁰¹²³⁴-⁹]*[0-9\]%⁰¹²³⁴-⁹]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>$|])")


def place(formatted: str, slot: Slot) -> str:
    """Return a formatted value as HTML that may stand in the slot, in parentheses if need be."""
    if slot.context is not Context.MATH:
        return formatted if _NUMBERS.fullmatch(formatted) else escape_value(escape_text(formatted))
    return escape_value(escape_html(_parenthesised(formatted, slot)))


def html_value(value: Value, fmt: Format | None, slot: Slot) -> str:
    """Return a value as HTML for a slot; outside formulas and code a matrix is a table.

    Raises ValueError for a value that cannot be shown.
    """
    _check_texts(value, slot)
    if fmt is not None and (fmt.words or fmt.variable):
        return place(format_value(value, fmt, slot.context), slot)
    if isinstance(value, (int, float)) or _is_numbers(value):
        return _placed_number(format_value(value, fmt, slot.context), slot)
    if _is_table(value, slot):
        return _table(value, slot, lambda entry: format_value(entry, fmt, Context.TEXT))
    return place(format_value(value, fmt, slot.context), slot)


def html_column(batch: Batch, count: int, fmt: Format | None, slot: Slot) -> list[str]:
    """Return the value of each of `count` draws as `html_value` does.

    Each distinct number is formatted once.

    Raises ValueError for a value that cannot be shown.
    """
    return _column(
        batch,
        count,
        slot,
        lambda value: html_value(value, fmt, slot),
        lambda entry: format_value(entry, fmt, slot.context),
        lambda numbers: quick_texts(numbers, fmt or DEFAULT_FORMAT),
        None,
    )


def answer_column(
    batch: Batch,
    count: int,
    slot: Slot,
    *,
    decimals: int | None = None,
    figures: int | None = None,
    compare: str | None = None,
) -> list[str]:
    """Return the answer of each of `count` draws as `html_answer` does."""
    fmt = DEFAULT_FORMAT
    if decimals is not None or figures is not None:
        fmt = parse_format(f".{figures}g" if decimals is None else f".{decimals}f")
    return _column(
        batch,
        count,
        slot,
        lambda value: html_answer(value, slot, decimals=decimals, figures=figures, compare=compare),
        lambda entry: format_answer(
            entry, decimals=decimals, figures=figures, context=slot.context
        ),
        lambda numbers: quick_texts(numbers, fmt, strip=False),
        compare,
    )


def _column(
    batch: Batch,
    count: int,
    slot: Slot,
    whole: Callable[[Value], str],
    entry: Callable[[Value], str],
    quick: Callable[[list[float]], list[str | None]],
    compare: str | None,
) -> list[str]:
    from flashgen.values.batch import Ragged, Texts, row, rows

    if isinstance(batch, Ragged):
        texts = [""] * count
        for places, part in batch.parts:
            made = _column(part, len(places), slot, whole, entry, quick, compare)
            for draw, text in zip(places.tolist(), made, strict=True):
                texts[draw] = text
        return texts
    if batch.shape[0] != count:
        return [whole(row(batch, 0))] * count
    dimensions = len(batch.shape) - 1
    if dimensions and slot.format is not None and ("|" in slot.format or "poly" in slot.format):
        return list(map(whole, rows(batch, count)))
    if isinstance(batch, Texts) or (not dimensions and batch.dtype.kind in "bcO"):
        values = rows(batch, count)
        if dimensions:
            return list(map(whole, values))
        known = {value: whole(value) for value in dict.fromkeys(values)}
        return [known[value] for value in values]
    if not dimensions:
        if slot.context is Context.MATH and slot.parenthesise:
            known = _known(batch, whole, lambda numbers: _all_parenthesised(quick(numbers), slot))
        else:
            known = _known(batch, whole, quick)
        return [known[number] for number in batch.tolist()]
    plain = batch.dtype.kind in "if" and batch.size and slot.context is not Context.CODE
    if plain and dimensions == 1:
        join = join_set if compare == "set" else join_vector
        text_of = _known(batch, entry, quick)
        # The brackets around it leave nothing to put in parentheses but powers of ten.
        placed = slot.context is Context.MATH and slot.powered
        vectors = [join([text_of[e] for e in entries], slot.context) for entries in batch.tolist()]
        return [_parenthesised(vector, slot) for vector in vectors] if placed else vectors
    if plain and dimensions == 2 and slot.context is Context.MATH:
        known = _known(batch, entry, quick)
        return [
            place(join_matrix([[known[e] for e in line] for line in lines]), slot)
            for lines in batch.tolist()
        ]
    return list(map(whole, rows(batch, count)))


def _all_parenthesised(texts: list[str | None], slot: Slot) -> list[str | None]:
    return [text if text is None else _parenthesised(text, slot) for text in texts]


def _known(
    batch: Array,
    one: Callable[[Value], str],
    quick: Callable[[list[float]], list[str | None]],
) -> dict[float, str]:
    """Return the text of each distinct number: nearly all are formatted at once."""
    distinct = list(dict.fromkeys(batch.ravel().tolist()))
    return {
        number: one(number) if text is None else text
        for number, text in zip(distinct, quick(distinct) if distinct else (), strict=True)
    }


def _placed_number(formatted: str, slot: Slot) -> str:
    # Nothing in a number has to be escaped.
    return _parenthesised(formatted, slot) if slot.context is Context.MATH else formatted


def html_answer(
    value: Value,
    slot: Slot,
    *,
    decimals: int | None = None,
    figures: int | None = None,
    compare: str | None = None,
) -> str:
    """Return an answer, as it is asked for, as HTML for a slot."""
    if isinstance(value, (int, float)):
        text = format_answer(value, decimals=decimals, figures=figures, context=slot.context)
        return _placed_number(text, slot)

    _check_texts(value, slot)

    def formatted(entry: Value, context: Context = Context.TEXT) -> str:
        return format_answer(
            entry, decimals=decimals, figures=figures, context=context, compare=compare
        )

    if _is_table(value, slot):
        return _table(value, slot, formatted)
    return place(formatted(value, slot.context), slot)


def markdown_value(formatted: str, slot: Slot) -> str:
    """Return a formatted value for the slot of a text that stays Markdown."""
    if slot.context is Context.MATH:
        return _parenthesised(formatted, slot)
    if slot.context is Context.CODE:
        return formatted
    return _MARKDOWN.sub(r"\\\1", formatted)


def _parenthesised(formatted: str, slot: Slot) -> str:
    # With a format such as `+d` the sign is the operator.
    signed = slot.format is not None and slot.format.startswith("+")
    if slot.parenthesise and formatted[:1] == "-" and not signed:
        return f"({formatted})"
    if slot.parenthesise and slot.format and slot.format.startswith("poly") and " " in formatted:
        return f"({formatted})"
    if slot.powered and (r"\times" in formatted or r"\frac" in formatted):
        return f"({formatted})"
    return formatted


def _check_texts(value: Value, slot: Slot) -> None:
    """Check the texts in a value.

    Raises ValueError for those that would not show as they are meant.
    """
    if isinstance(value, str):
        check_text(value, slot.context)
    elif not isinstance(value, SCALARS) and value.dtype.kind == "U":
        for text in dict.fromkeys(value.ravel().tolist()):
            check_text(text, slot.context)


def _is_numbers(value: Value) -> bool:
    """Tell whether a value is a vector of numbers, in which nothing has to be escaped."""
    return not isinstance(value, SCALARS) and value.ndim == 1 and value.dtype.kind in "if"


def _is_table(value: Value, slot: Slot) -> bool:
    if isinstance(value, SCALARS):
        return False
    return value.ndim == 2 and slot.context is Context.TEXT


def _table(value: Value, slot: Slot, entry: Callable[[Value], str]) -> str:
    assert not isinstance(value, SCALARS)
    format_value(value, None, Context.TEXT)  # refuses what cannot be shown
    rows = [[escape_value(escape_text(entry(cell))) for cell in row] for row in value.tolist()]
    if slot.is_block:
        body = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
        )
        return f'<table class="matrix">{body}</table>'
    # A table cannot stand in a paragraph; the style sheet makes one of these.
    body = "\n".join(
        "<span>" + " ".join(f"<span>{cell}</span>" for cell in row) + "</span>" for row in rows
    )
    return f'<span class="matrix">{body}</span>'
