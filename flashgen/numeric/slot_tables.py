"""Tables in texts, with headings: `<<table(M, rows=["x", "y"], columns=names)>>`."""

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct

from flashgen.expression import Expression, ExpressionError, Frame
from flashgen.expression.functions import Function
from flashgen.expression.parsing import SourceText, parse
from flashgen.expression.records import written
from flashgen.expression.scope import is_call
from flashgen.expression.signatures import bind_call
from flashgen.markup import (
    CompiledText,
    MarkupError,
    Slot,
    compile_inline,
    html_value,
    markdown_value,
)
from flashgen.values.batch import Batch, rounded, rows
from flashgen.values.formatting import SCALARS, Context, format_value
from flashgen.values.numerals import Format
from flashgen.values.tables import Table
from flashgen.values.values import Value, describe

MAX_CELLS: Final = 400


class Headings(Struct, frozen=True):
    """The headings of the rows or of the columns: an expression, or texts with markup."""

    name: str
    expression: Expression | None = None
    texts: tuple[CompiledText, ...] = ()

    def html(self, frame: Frame, slot: Slot, count: int) -> list[list[str]]:
        """Return them as HTML in each draw.

        Raises ExpressionError and ValueError.
        """
        if self.expression is None:
            return [["".join(text.pieces) for text in self.texts]] * count
        found = rows(rounded(self.expression.evaluate_batch(frame)), count)
        return [[html_value(cell, None, slot) for cell in _cells(v, self.name)] for v in found]

    def markdown(self, evaluate: Callable[[Expression], Value], slot: Slot) -> list[str]:
        """Return them as Markdown in one draw."""
        if self.expression is None:
            return [text.source for text in self.texts]
        return [
            _markdown(cell, None, slot) for cell in _cells(evaluate(self.expression), self.name)
        ]


class SlotTable(Struct, frozen=True):
    """A table that a slot shows: its cells are the column's expression.

    Of rows of a table of data, `fields` are the expressions of the columns that are shown.
    """

    rows: Headings | None
    columns: Headings | None
    fields: tuple[Expression, ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions of the headings and the fields."""
        headings = [h.expression for h in (self.rows, self.columns) if h is not None]
        return (*[expression for expression in headings if expression is not None], *self.fields)

    def html(self, cells: Batch, frame: Frame, fmt: Format | None, slot: Slot) -> list[str]:
        """Return the table as HTML in each draw of a frame.

        Raises ExpressionError and ValueError.
        """
        count = frame.count
        beside = self.rows.html(frame, slot, count) if self.rows else [None] * count
        above = self.columns.html(frame, slot, count) if self.columns else [None] * count
        made = []
        values = rows(cells, count)
        if self.fields:
            fields = [rows(rounded(each.evaluate_batch(frame)), count) for each in self.fields]
            values = list(map(_by_rows, zip(*fields, strict=True)))
        for value, left, top in zip(values, beside, above, strict=True):
            lines = _lines(value, left, top)
            made.append(
                _html(lines, left, top, lambda cell: html_value(cell, _format_of(cell, fmt), slot))
            )
        return made

    def markdown(
        self, value: Value, evaluate: Callable[[Expression], Value], fmt: Format | None, slot: Slot
    ) -> str:
        """Return the table as Markdown in one draw."""
        if self.fields:
            value = _by_rows([evaluate(each) for each in self.fields])
        left = self.rows.markdown(evaluate, slot) if self.rows else None
        top = self.columns.markdown(evaluate, slot) if self.columns else None
        lines = [[_markdown(cell, fmt, slot) for cell in line] for line in _lines(value, left, top)]
        if left is not None:
            lines = [[f"**{name}**", *line] for name, line in zip(left, lines, strict=True)]
        head = top if top is not None else [""] * len(lines[0])
        head = ["", *head] if left is not None and top is not None else head
        written = [head, ["---"] * len(head), *lines]
        return "\n".join(f"| {' | '.join(line)} |" for line in written)


def table(matrix: Any, rows: Any = None, columns: Any = None) -> Any:
    """Table with headings, in a slot that stands alone in its paragraph.

    Shapes: matrix (m, n), or (n,) for a single row; rows (m,) and columns (n,), their headings;
    or rows of a table of `data`, of which columns names those to show.
    Convention: headings that are written out, as in rows=["$x$", "$y$"], are Markdown.
    Example: <<table([x, y], rows=["x", "y"], columns=names)>>
    """
    raise NotImplementedError  # it is compiled by `compile_table`


class TableCall(Struct, frozen=True):
    """The parts of a call of `table`: text and offset of each."""

    cells: tuple[str, int]
    headings: tuple[tuple[str, str, int, tuple[str, ...] | None], ...]
    """Name, text, offset, and the texts themselves where they are written out."""


def function() -> Function:
    """Return `table` as it is documented."""
    return Function("table", "slots", table, table)


def table_call(text: str) -> TableCall | None:
    """Return the parts of a slot's expression that is a table; None for any other.

    Raises ExpressionError where its arguments do not fit.
    """
    if not text.lstrip().startswith("table"):
        return None
    node, source = parse(text)
    if not is_call(node, "table"):
        return None
    bind_call(function(), node, source)
    names = ("matrix", "rows", "columns")
    given = dict(zip(names, node.args, strict=False))
    given |= {str(word.arg): word.value for word in node.keywords}
    headings = [(name, *_part(given[name], source)) for name in names[1:] if name in given]
    cells, start, _ = _part(given["matrix"], source)
    return TableCall((cells, start), tuple(headings))


def _part(node: ast.expr, source: SourceText) -> tuple[str, int, tuple[str, ...] | None]:
    start, end = source.span(node)
    texts: tuple[str, ...] | None = None
    if isinstance(node, ast.List):
        entries = [entry.value for entry in node.elts if isinstance(entry, ast.Constant)]
        written = [entry for entry in entries if isinstance(entry, str)]
        texts = tuple(written) if len(written) == len(node.elts) else None
    return source.text[start:end], start, texts


def compile_table(
    call: TableCall,
    slot: Slot,
    compiled: Callable[[str], Expression],
    table_of: Callable[[str], Table | None],
) -> tuple[Expression, SlotTable]:
    """Return the expression of the cells of a table, and the table.

    `table_of` tells of which table of data a name is rows.

    Raises ExpressionError with offsets into the slot's expression.
    """
    if not slot.is_block:
        hint = "write it between two empty lines"
        whole = (0, len(slot.expression))
        raise ExpressionError("a table stands alone in its paragraph", *whole, hint)

    def part(text: str, start: int) -> Expression:
        try:
            return compiled(text)
        except ExpressionError as problem:
            raise problem.shifted(start) from None

    headings = {
        name: Headings(name, part(text, start))
        if texts is None
        else _written(name, texts, start, start + len(text))
        for name, text, start, texts in call.headings
    }
    of_data = table_of(call.cells[0])
    if of_data is None:
        return part(*call.cells), SlotTable(headings.get("rows"), headings.get("columns"))
    given = {name: (texts, start, len(text)) for name, text, start, texts in call.headings}
    names, start, length = given.get("columns", (of_data.shown, *call.cells[1:], 1))
    if names is None:
        hint = f'as in ["{of_data.shown[0]}"]'
        message = "`columns` are the names of columns of the table, in quotes"
        raise ExpressionError(message, start, start + length, hint)
    try:
        fields = tuple([compiled(written(call.cells[0], name)) for name in names])
    except ExpressionError as problem:
        raise ExpressionError(
            problem.message, start, start + length, problem.hint, problem.code
        ) from None
    above = _written("columns", names, start, start + length)
    return fields[0], SlotTable(headings.get("rows"), above, fields)


def _by_rows(columns: Sequence[Value]) -> Any:
    """Return the rows of a table with these columns, of any kinds."""
    entries = [np.atleast_1d(np.asarray(column)).tolist() for column in columns]
    return np.array([*zip(*entries, strict=True)], dtype=object)


def _written(name: str, texts: Sequence[str], start: int, end: int) -> Headings:
    """Return headings that are written out.

    Raises ExpressionError for markup that cannot be compiled.
    """
    try:
        return Headings(name, None, tuple(compile_inline(text, slots=False) for text in texts))
    except MarkupError as problem:
        raise ExpressionError(problem.message, start, end, problem.hint) from None


def _cells(value: Value, what: str) -> list[Any]:
    if isinstance(value, SCALARS) or value.ndim != 1:
        raise ValueError(f"`{what}` are the headings of a table, a list, not {describe(value)}")
    cells: list[Any] = value.tolist()
    return cells


def _lines(value: Value, left: Sequence[str] | None, top: Sequence[str] | None) -> list[list[Any]]:
    """Return the cells line by line, checked against the headings."""
    if isinstance(value, SCALARS) or value.ndim not in (1, 2) or not value.size:
        raise ValueError(f"a table takes a matrix, but here is {describe(value)}")
    if value.size > MAX_CELLS:
        raise ValueError(f"a table has at most {MAX_CELLS} cells, but here are {value.size}")
    lines: list[list[Any]] = (value if value.ndim == 2 else value[None]).tolist()
    for what, names, wanted in (("rows", left, len(lines)), ("columns", top, len(lines[0]))):
        if names is not None and len(names) != wanted:
            raise ValueError(f"the table has {wanted} {what}, but {len(names)} headings for them")
    return lines


def _html(
    lines: Sequence[Sequence[Any]],
    left: Sequence[str] | None,
    top: Sequence[str] | None,
    shown: Callable[[Any], str],
) -> str:
    head = ""
    if top is not None:
        names = "".join(f'<th scope="col">{name}</th>' for name in top)
        head = f"<thead><tr>{'<td></td>' if left is not None else ''}{names}</tr></thead>"
    body = ""
    for number, line in enumerate(lines):
        name = f'<th scope="row">{left[number]}</th>' if left is not None else ""
        body += f"<tr>{name}{''.join(f'<td>{shown(cell)}</td>' for cell in line)}</tr>"
    return f'<table class="values">{head}<tbody>{body}</tbody></table>'


def _format_of(cell: Any, fmt: Format | None) -> Format | None:
    """Return the format of a cell: a text among numbers has none."""
    return None if isinstance(cell, str) else fmt


def _markdown(cell: Any, fmt: Format | None, slot: Slot) -> str:
    return markdown_value(format_value(cell, _format_of(cell, fmt), Context.TEXT), slot).replace(
        "\n", " "
    )
