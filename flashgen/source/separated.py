"""Text with separated values to cells that know where they stand."""

import re
from collections.abc import Iterator

from msgspec import Struct

from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source, Span

_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
_LINE_END = re.compile(r"\r\n?|\n")


class Cell(Struct, frozen=True):
    """A cell: `quoted` if it stands in double quotes."""

    value: str
    span: Span
    quoted: bool = False


def read_rows(
    source: Source, separator: str, code: str, diagnostics: list[Diagnostic]
) -> Iterator[list[Cell]]:
    """Yield the rows of a text (RFC 4180, with any line ends); lines without values are none.

    Spaces around a cell that is not quoted are no part of it. Errors, under `code`, end the rows.
    """
    text, at = source.text, 0
    spaces = re.compile(r"[ \t]*" if separator != "\t" else r" *")
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    cells: list[Cell] = []
    while at < len(text):
        at = spaces.match(text, at).end()  # type: ignore[union-attr]  # it matches anything
        if text.startswith('"', at):
            found = _QUOTED.match(text, at)
            if found is None:
                span = Span(source, at, at + 1)
                hint = 'inside quotes, a quote is written `""`'
                diagnostics.append(Diagnostic(code, "this quote is never closed", span, hint=hint))
                return
            cells.append(Cell(found[1].replace('""', '"'), Span(source, *found.span()), True))
            at = spaces.match(text, found.end()).end()  # type: ignore[union-attr]  # likewise
            if at < len(text) and not text.startswith((separator, "\r", "\n"), at):
                rest = plain.match(text, at)
                assert rest is not None
                message = "text stands behind a quoted cell"
                hint = 'inside quotes, a quote is written `""`'
                span = Span(source, at, max(rest.end(), at + 1))
                diagnostics.append(Diagnostic(code, message, span, hint=hint))
                return
        else:
            found = plain.match(text, at)
            assert found is not None
            value = found[0].rstrip()
            cells.append(Cell(value, Span(source, at, at + max(len(value), 1))))
            at = found.end()
        if text.startswith(separator, at):
            at += 1
            if at < len(text) and not _LINE_END.match(text, at):
                continue
            cells.append(Cell("", Span(source, at - 1, at)))
        if end := _LINE_END.match(text, at):
            at = end.end()
        if any(cell.value or cell.quoted for cell in cells):
            yield cells
        cells = []
