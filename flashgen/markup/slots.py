"""Values in the slots of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flashgen.markup.compiled import Slot
from flashgen.markup.escape import escape_html, escape_text, escape_value
from flashgen.values.formatting import SCALARS, Context, format_answer, format_value, format_values
from flashgen.values.numerals import Format

if TYPE_CHECKING:
    from flashgen.values.values import Value

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
    if isinstance(value, (int, float)) or _is_numbers(value):
        return _placed_number(format_value(value, fmt, slot.context), slot)
    if _is_table(value, slot):
        return _table(value, slot, lambda entry: format_value(entry, fmt, Context.TEXT))
    return place(format_value(value, fmt, slot.context), slot)


def html_values(values: Sequence[Value], fmt: Format | None, slot: Slot) -> list[str]:
    """Return each value as `html_value` does; numbers in less time."""
    if not set(map(type, values)) <= {int, float}:
        return [html_value(value, fmt, slot) for value in values]
    texts = format_values(values, fmt, slot.context)
    if slot.context is not Context.MATH or not (slot.parenthesise or slot.powered):
        return texts
    return [_parenthesised(text, slot) for text in texts]


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
    if slot.powered and (r"\times" in formatted or r"\frac" in formatted):
        return f"({formatted})"
    return formatted


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
