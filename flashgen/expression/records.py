"""Tables in expressions: which names stand for rows, and the functions that evaluate columns.

The value of a row, or of several, is its number in the table, from 0: an array of integers like any
other, which the compiler lets through only where a column is taken of it. The table itself is all
of its rows.
"""

import functools
from typing import Any, Final

import numpy as np
from msgspec import Struct

from flashgen.expression.errors import FAULTS, EvaluationError, ExpressionError
from flashgen.expression.frame import Frame
from flashgen.expression.nodes import Locate, Run, on_parts
from flashgen.source.diagnostics import nearest
from flashgen.values.batch import Batch, Texts
from flashgen.values.tables import Column, Table, is_attribute
from flashgen.values.values import MAX_ELEMENTS, Array


class Records(Struct, frozen=True):
    """Which names are tables, and which are rows of one: pairs of a name and its table.

    `language` is that of the text in which an expression stands; "" outside of texts, where a
    column in several languages has no value.
    """

    tables: tuple[tuple[str, Table], ...] = ()
    rows: tuple[tuple[str, Table], ...] = ()
    language: str = ""

    def table(self, name: str) -> Table | None:
        """Return the table of this name."""
        return dict(self.tables).get(name)

    def table_of(self, name: str) -> Table | None:
        """Return the table of which this name is a row, or several."""
        return dict(self.rows).get(name)


NO_RECORDS: Final = Records()


@functools.lru_cache(maxsize=256)
def _dense(column: Column) -> Array | Texts:
    if not column.is_text:
        return np.array(column.values)
    table = tuple(sorted(set(map(str, column.values))))
    number = {text: place for place, text in enumerate(table)}
    return Texts(np.array([number[str(text)] for text in column.values], dtype=np.int64), table)


def every_row(table: Table) -> Run:
    """Evaluate to the numbers of all rows."""
    numbers = np.arange(table.count)[np.newaxis]
    numbers.setflags(write=False)
    return lambda frame: numbers


def not_a_value(name: str, table: Table, *, whole: bool) -> tuple[str, str]:
    """Return message and hint for a row or a table where a value is wanted."""
    listed = ", ".join(
        f"`{written(name, each)}`" for each in (*table.attributes, *table.columns)[:3]
    )
    if whole:
        message = f"`{name}` is a table, not a value"
        return message, f"its columns are {listed}; `pick({name})` draws a row under `parameters`"
    return f"`{name}` is a row of `{table.name}`, not a value", f"its columns are {listed}"


def column(rows: Run, column: Column, located: Locate) -> Run:
    """Take a column of rows: an entry for one row, a vector for several."""

    def taken(numbers: Any) -> Array | Texts:
        if numbers.size > MAX_ELEMENTS and numbers.shape[0] == 1:
            raise EvaluationError(
                f"this column has {numbers.size:,} entries; {MAX_ELEMENTS:,} is the limit",
                "take a part of the rows, as in beams[:100]",
            )
        values = _dense(column)
        if not isinstance(values, Texts):
            entries: Array = values[numbers]
            return entries
        distinct, codes = np.unique(values.codes[numbers], return_inverse=True)
        table = tuple([values.table[code] for code in distinct.tolist()])
        return Texts(codes.reshape(numbers.shape).astype(np.int64), table)

    def run(frame: Frame) -> Batch:
        try:
            return on_parts(frame, taken, (rows(frame),))
        except FAULTS as error:
            raise located(error) from None

    return run


def column_named(
    table: Table, name: str, language: str, owner: str, place: tuple[int, int]
) -> Column:
    """Return the column that `owner.name` at `place` stands for.

    `language` is that of the text around; "" outside of texts. Raises ExpressionError.
    """
    languages = table.localized.get(name)
    if languages is None:
        if name in table.columns and is_attribute(name):
            return table.columns[name]
        known = name in table.columns
        message = f"the column `{name}` is written in brackets" if known else _unknown(table, name)
        raise ExpressionError(message, *place, hint_for_column(table, name, owner))
    if len(languages) == 1:
        return table.columns[next(iter(languages.values()))]
    if not language:
        one = next(iter(languages.values()))
        raise ExpressionError(
            f"`{owner}.{name}` has a text for each language",
            *place,
            f'show it in a text: <<{owner}.{name}>>; or name one: {owner}["{one}"]',
        )
    return table.columns[languages[language]]


def column_in_brackets(table: Table, name: str, owner: str, place: tuple[int, int]) -> Column:
    """Return the column that `owner["name"]` at `place` stands for.

    Raises ExpressionError.
    """
    if name in table.columns:
        return table.columns[name]
    raise ExpressionError(_unknown(table, name), *place, hint_for_column(table, name, owner))


def _unknown(table: Table, name: str) -> str:
    return f"`{table.name}` has no column `{name}`"


def hint_for_column(table: Table, name: str, owner: str) -> str:
    """Return a hint for a column that does not exist, or is written in another way."""
    if name in table.columns:
        return f'write `{owner}["{name}"]`'
    known = list(dict.fromkeys((*table.attributes, *table.columns)))
    if close := nearest(name, known):
        return f"did you mean `{written(owner, close)}`?"
    return "its columns are " + ", ".join(f"`{written(owner, each)}`" for each in known[:8])


def written(owner: str, name: str) -> str:
    """Return how a column is written."""
    return f"{owner}.{name}" if is_attribute(name) else f'{owner}["{name}"]'
