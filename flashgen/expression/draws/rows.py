"""The draw of rows from a table of data."""

from flashgen.expression.draws.arguments import whole
from flashgen.expression.draws.stream import ParameterStream
from flashgen.values.values import Array


def pick(stream: ParameterStream, table: int, count: int | None = None) -> Array:
    """Rows of a table of `data`, each of them equally often.

    Draws: one row, or `count` different ones; `row.name` is then an entry of the column `name`,
    `rows.name` a vector. The rows come evenly: none again before all have come.
    Raises: ValueError where the table has fewer rows.
    Example: pick(beams, 2)
    """
    if count is None:
        return stream.evenly(table, 1)[:, 0]
    count = whole(count, "count", least=1)
    if count > table:
        raise ValueError(f"{count} different rows cannot come from a table of {table}")
    return stream.evenly(table, count)
