"""Markdown as lines for a terminal: wrapped, tables in columns, formulas in Unicode."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import pyromark
from msgspec import Struct

from flashgen.markup.unicode_formulas import unicode_math
from flashgen.source.text import display_width

WIDTH: Final = 88
_OPTIONS: Final = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH
_NARROWEST: Final = 12
"""Columns that every cell of a table and every paragraph gets, however narrow the terminal."""
_BETWEEN: Final = "  "
_UNBROKEN: Final = 40
"""Code of so many characters stays on one line."""
_JOINT: Final = "\ue000"
"""Stands for a space at which no line breaks; no page has the character."""

_BOLD: Final = "1"
_ITALIC: Final = "3"
_CODE: Final = "36"
_FAINT: Final = "2"
_LOOKS: Final = {"Strong": _BOLD, "Emphasis": _ITALIC, "Link": "4", "Image": _FAINT}

# Where a line may break: at a space, and beside a character of a script that has none.
_WORD: Final = re.compile(r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff]+")
_NOT_FIRST: Final = frozenset("，。、；：？！）》」』”’,.;:?!)]")

Run = tuple[str, str]
"""Characters with one look: the text, and the numbers of ANSI's sequence for it."""


class Look(Struct, frozen=True):
    """How pages look: columns, colors, and what is printed for a link behind its text."""

    width: int = WIDTH
    color: bool = False
    link: Callable[[str], str] = lambda target: f" ({target})" if ":" in target else ""

    def paint(self, run: Run) -> str:
        """Return the characters of a run, in color if the terminal shows colors."""
        text, codes = run
        text = text.replace(_JOINT, " ")
        return f"\x1b[{codes}m{text}\x1b[0m" if codes and self.color else text


def terminal_text(markdown: str, look: Look | None = None) -> str:
    """Return a Markdown text for a terminal; comments in HTML are left out."""
    return "\n".join(_Page(markdown, look or Look()).lines()) + "\n"


class _Page:
    """The events of a page, read once from first to last."""

    def __init__(self, markdown: str, look: Look) -> None:
        self._events: Iterator[Any] = iter(pyromark.events(markdown, options=_OPTIONS))
        self._look = look

    def lines(self) -> list[str]:
        """Return the lines of the page."""
        lines = list(self._blocks(None, self._look.width))
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def _blocks(self, end: str | None, width: int, *, tight: bool = False) -> Iterator[str]:
        """Yield the lines of blocks up to the end of what they stand in, an empty one between."""
        loose: list[Run] = []  # the text of a list item without paragraphs
        first = True

        def apart() -> Iterator[str]:
            nonlocal first
            if not first and not tight:
                yield ""
            first = False

        for event in self._events:
            name, value = _named(event)
            if name == "End" and _named(value)[0] == end:
                break
            block = self._block(name, value, width)
            if block is None:
                loose += self._inline(event)
                continue
            if loose:
                yield from apart()
                yield from self._wrapped(loose, width)
                loose = []
            if block:
                yield from apart()
                yield from block
        if loose:
            yield from apart()
            yield from self._wrapped(loose, width)

    def _block(self, name: str, value: Any, width: int) -> list[str] | None:
        """Return the lines of a block that begins here; None where none does."""
        if name == "Rule":
            return [self._look.paint(("─" * min(width, 20), _FAINT))]
        if name != "Start":
            return None
        kind, detail = _named(value)
        if kind == "Heading":
            return self._heading(int(detail["level"][1]), width)
        if kind == "Paragraph":
            return self._wrapped(self._runs("Paragraph"), width)
        if kind == "CodeBlock":
            return self._code()
        if kind == "List":
            return list(self._list(detail, width))
        if kind == "BlockQuote":
            inner = self._blocks("BlockQuote", max(width - 2, _NARROWEST))
            return [f"│ {line}".rstrip() for line in inner]
        if kind == "Table":
            return self._table(width)
        if kind == "HtmlBlock":
            self._runs("HtmlBlock")
            return []
        return None

    def _heading(self, level: int, width: int) -> list[str]:
        runs = [(text, codes or _BOLD) for text, codes in self._runs("Heading")]
        lines = self._wrapped(runs, width)
        if level == 1:
            longest = max(sum(display_width(text) for text, _ in runs), 1)
            lines.append(self._look.paint(("═" * min(longest, width), _FAINT)))
        elif not self._look.color:
            lines = ["#" * level + f" {line}" for line in lines]
        return lines

    def _code(self) -> list[str]:
        text = "".join(text for text, _ in self._runs("CodeBlock"))
        return [
            f"    {self._look.paint((line, _CODE))}" if line else ""
            for line in text.rstrip("\n").split("\n")
        ]

    def _list(self, start: int | None, width: int) -> Iterator[str]:
        number = start
        for event in self._events:
            name, value = _named(event)
            if name == "End" and _named(value)[0] == "List":
                return
            mark = "• " if number is None else f"{number}. "
            inner = self._blocks("Item", max(width - len(mark), _NARROWEST), tight=True)
            for place, line in enumerate(inner):
                yield (mark if place == 0 else " " * len(mark) if line else "") + line
            number = None if number is None else number + 1

    def _table(self, width: int) -> list[str]:
        rows: list[list[list[Run]]] = []
        for event in self._events:
            name, value = _named(event)
            kind = _named(value)[0]
            if name == "End" and kind == "Table":
                break
            if name == "Start" and kind in ("TableHead", "TableRow"):
                rows.append([])
            elif name == "Start" and kind == "TableCell":
                rows[-1].append(self._runs("TableCell"))
        widths = _column_widths(rows, width)
        lines: list[str] = []
        for place, row in enumerate(rows):
            if place == 0:
                row = [[(text, codes or _BOLD) for text, codes in cell] for cell in row]
            lines += self._row(row, widths)
            if place == 0:
                lines.append(self._look.paint((_BETWEEN.join("─" * w for w in widths), _FAINT)))
        return lines

    def _row(self, row: Sequence[list[Run]], widths: Sequence[int]) -> Iterator[str]:
        cells = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            line = ""
            for cell, width in zip(cells, widths, strict=True):
                runs = cell[number] if number < len(cell) else []
                taken = sum(display_width(text) for text, _ in runs)
                line += self._painted(runs) + " " * (width - taken) + _BETWEEN
            yield line.rstrip()

    def _wrapped(self, runs: Iterable[Run], width: int) -> list[str]:
        return [self._painted(line) for line in _wrap(runs, width)]

    def _painted(self, runs: Iterable[Run]) -> str:
        alike = groupby(runs, key=itemgetter(1))
        return "".join(
            self._look.paint(("".join(text for text, _ in same), codes)) for codes, same in alike
        )

    def _runs(self, end: str, codes: str = "") -> list[Run]:
        """Return the runs up to the end of what they stand in."""
        runs: list[Run] = []
        for event in self._events:
            name, value = _named(event)
            if name == "End" and _named(value)[0] == end:
                break
            runs += self._inline(event, codes)
        return runs

    def _inline(self, event: Any, codes: str = "") -> list[Run]:
        name, value = _named(event)
        if name == "Text":
            return [(value, codes)]
        if name == "Code":
            whole = value.replace(" ", _JOINT) if len(value) <= _UNBROKEN else value
            return [(whole if self._look.color else f"`{whole}`", codes or _CODE)]
        if name in ("InlineMath", "DisplayMath"):
            return [(unicode_math(value), codes or _ITALIC)]
        if name == "SoftBreak":
            return [(" ", codes)]
        if name == "HardBreak":
            return [("\n", codes)]
        if name == "Start":
            kind, detail = _named(value)
            inner = self._runs(kind, codes or _LOOKS.get(kind, ""))
            if kind == "Link":
                return [*inner, (self._look.link(detail["dest_url"]), _FAINT)]
            return [("[picture: ", _FAINT), *inner, ("]", _FAINT)] if kind == "Image" else inner
        return []  # HTML, which pages have as comments only


def _named(event: Any) -> tuple[str, Any]:
    """Return the name of an event, or of what one is about, and what else it tells."""
    if isinstance(event, dict):
        ((name, value),) = event.items()
        return name, value
    return event, None


def _wrap(runs: Iterable[Run], width: int) -> list[list[Run]]:
    """Break runs into lines; a word that is wider than a line has one of its own."""
    lines: list[list[Run]] = [[]]
    taken = 0
    space: Run | None = None
    for word in _words(runs):
        if word == [("\n", "")]:
            lines.append([])
            taken, space = 0, None
            continue
        if word[0][0].isspace():
            space = (" ", word[0][1])
            continue
        wide = sum(display_width(text) for text, _ in word)
        beside = space is not None and bool(taken)
        if taken and taken + beside + wide > width and word[0][0][0] not in _NOT_FIRST:
            lines.append([])
            taken, beside = 0, False
        if beside and space is not None:
            lines[-1].append(space)
        lines[-1] += word
        taken += beside + wide
        space = None
    return lines


def _words(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield spaces, and words, each of which may have several looks."""
    word: list[Run] = []
    for text, codes in runs:
        for line_number, line in enumerate(text.split("\n")):
            if line_number:
                if word:
                    yield word
                    word = []
                yield [("\n", "")]
            for piece in _WORD.findall(line):
                apart = piece.isspace() or display_width(piece[0]) == 2
                if apart and word:
                    yield word
                    word = []
                if apart:
                    yield [(piece, codes)]
                else:
                    word.append((piece, codes))
    if word:
        yield word


def _column_widths(rows: Sequence[Sequence[Sequence[Run]]], width: int) -> list[int]:
    """Return the columns' widths: as wide as their cells, the widest ones cut until all fit."""
    columns = list(zip(*rows, strict=True))
    widths = [
        max(max(sum(display_width(text) for text, _ in cell) for cell in column), 1)
        for column in columns
    ]
    room = width - len(_BETWEEN) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths
