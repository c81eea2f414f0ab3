"""A table of a field -> a table of lines, or blocks where the table is there for their place."""

from collections.abc import Sequence
from typing import Final, Protocol

from flashgen.importers.html.formats import is_hidden
from flashgen.importers.html.nodes import Element, Node, walk
from flashgen.importers.html.runs import Format, Key
from flashgen.markup.marks import words

_ALIGNMENTS: Final = ("left", "center", "right")
_WIDE: Final = words("ul ol pre table blockquote h1 h2 h3 h4 h5 h6 hr")
_MOST_CELLS: Final = 20_000


class Maker(Protocol):
    """What makes the inside of cells."""

    lost: dict[str, None]

    def blocks(self, nodes: Sequence[Node], keys: tuple[Key, ...]) -> list[Node]:
        """Return blocks."""

    def lines(self, nodes: Sequence[Node], keys: tuple[Key, ...]) -> list[Node]:
        """Return one paragraph."""


def canonical_table(maker: Maker, table: Element, keys: tuple[Key, ...]) -> list[Node]:
    """Return the blocks that a table becomes: one with a head, cells of lines, none merged.

    A table of one column that holds lists or other blocks is there for their place alone, and
    gives way to them.
    """
    made: list[Node] = []
    for child in table.children:
        if isinstance(child, Element) and child.name == "caption":
            made += maker.blocks(child.children, keys)
    rows = [row for row in _rows(table) if row]
    if not rows:
        return made
    wide = {
        node.name
        for row in rows
        for cell in row
        for inner in cell.children
        for node in walk(inner)
        if isinstance(node, Element) and node.name in _WIDE
    }
    if wide and max(len(row) for row in rows) == 1:
        for row in rows:
            made += maker.blocks(row[0].children, keys)
        return made
    for name, what in (
        ("ul", "a list in a table"),
        ("ol", "a list in a table"),
        ("pre", "code in lines in a table"),
        ("table", "a table in a table"),
    ):
        if name in wide:
            maker.lost[what] = None
    if any(_span(c, "colspan") > 1 or _span(c, "rowspan") > 1 for row in rows for c in row):
        maker.lost["merged cells of a table"] = None
    made.append(_table(maker, _grid(rows), keys))
    return made


def _rows(table: Element) -> list[list[Element]]:
    rows: list[list[Element]] = []
    for part in table.children:
        if not isinstance(part, Element):
            continue
        if part.name == "tr":
            rows.append(_cells(part))
        elif part.name in ("thead", "tbody", "tfoot"):
            rows += [
                _cells(row)
                for row in part.children
                if isinstance(row, Element) and row.name == "tr"
            ]
    return rows


def _cells(row: Element) -> list[Element]:
    return [
        cell
        for cell in row.children
        if isinstance(cell, Element) and cell.name in ("td", "th") and not is_hidden(cell)
    ]


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "1").strip()
    return min(int(value), 100) if value.isdecimal() and len(value) < 6 and int(value) else 1


def _grid(rows: list[list[Element]]) -> list[list[Element | None]]:
    """Return the rows with merged cells parted: the first has the text, the others nothing."""
    made: list[list[Element | None]] = []
    below: dict[int, int] = {}  # for how many more rows a column is covered
    count = 0
    for row in rows:
        cells: list[Element | None] = []
        for cell in row:
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append(None)
            down = _span(cell, "rowspan") - 1
            for extra in range(_span(cell, "colspan")):
                below[len(cells)] = down
                cells.append(None if extra else cell)
        while below.get(len(cells), 0):
            below[len(cells)] -= 1
            cells.append(None)
        made.append(cells)
        count += len(cells)
        if count > _MOST_CELLS:
            return [[*row] for row in rows]
    return made


def _table(maker: Maker, grid: list[list[Element | None]], keys: tuple[Key, ...]) -> Element:
    width = max(len(row) for row in grid)
    has_head = all(cell is None or cell.name == "th" for cell in grid[0])
    head = grid[0] if has_head else [None] * width
    body = grid[1:] if has_head else grid
    aligned = [_alignment([row[n] for row in grid if n < len(row)]) for n in range(width)]

    def made(row: Sequence[Element | None], *, is_head: bool) -> Element:
        cells: list[Node] = []
        for number in range(width):
            cell = row[number] if number < len(row) else None
            inside: list[Node] = []
            if cell is not None:
                strong = cell.name == "th" and not is_head
                inside = maker.lines(cell.children, (*keys, Format("strong")) if strong else keys)
            attributes = {"align": aligned[number]} if aligned[number] else {}
            cells.append(Element("th" if is_head else "td", attributes, inside))
        return Element("tr", {}, cells)

    rows: list[Node] = [made(head, is_head=True)]
    rows += [made(row, is_head=False) for row in body]
    return Element("table", {}, rows)


def _alignment(column: list[Element | None]) -> str:
    found = {_align(cell) for cell in column if cell is not None}
    return found.pop() if len(found) == 1 else ""


def _align(cell: Element) -> str:
    style = cell.attributes.get("style", "").lower().replace(" ", "")
    for alignment in _ALIGNMENTS:
        if f"text-align:{alignment}" in style:
            return alignment
    alignment = cell.attributes.get("align", "").lower()
    return alignment if alignment in _ALIGNMENTS else ""
