"""Tables of data: read from the header or from files below the deck file's folder, and checked."""

import hashlib
import os
import re
import stat
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct, field

from flashgen.deck.identity import LANGUAGE
from flashgen.deck.key_types.tables import TableFile, TableSource
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import MappingNode, Node, Scalar
from flashgen.source.separated import Cell, read_rows
from flashgen.source.text import Source, Span, undecodable
from flashgen.values.tables import MAX_CELL, MAX_CELLS, Column, Table, read_number

MAX_BYTES: Final = 20_000_000
"""The largest file with a table."""

MAX_COLUMNS: Final = 1000

SUFFIXES: Final = (".csv", ".tsv", ".tab", ".txt")
"""The ends of the names of files with tables."""

# Control characters but tabs and line ends, surrogates, those for private use.
_REFUSED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\U000f0000-\U0010ffff]"
)
_MOST_ERRORS: Final = 20
_MANY: Final = 0.75
"""A column in which so many cells are numbers is likely to be meant as one of numbers."""


class Data(Struct, frozen=True):
    """The tables of a deck file, and the contents of the files that they were read from."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By the name that the deck file gives."""


def read_data(
    sources: Mapping[str, TableSource],
    deck_path: Path,
    shown: str,
    languages: Sequence[str],
    diagnostics: list[Diagnostic],
    files: Mapping[str, bytes] | None = None,
) -> Data | None:
    """Read the tables that a header names; None after reporting errors.

    `files` are the contents of the files if they were read before: then none is opened.
    """
    reader = _Reader(deck_path.parent, PurePosixPath(shown).parent, languages, files)
    tables = {}
    for name, source in sources.items():
        table = reader.table(name, source)
        if table is not None:
            tables[name] = table
    diagnostics += reader.diagnostics
    if len(tables) < len(sources):
        return None
    return Data(tables, reader.files)


class _Reader(Struct):
    folder: Path
    shown: PurePosixPath
    languages: Sequence[str]
    known: Mapping[str, bytes] | None
    files: dict[str, bytes] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    cells: int = 0

    def table(self, name: str, source: TableSource) -> Table | None:
        before = len(self.diagnostics)
        decimal = "."
        if source.file is None:
            header, rows = self._typed_rows(source.rows)
        else:
            header, rows = self._file_rows(source.file)
            decimal = source.file.decimal
        if len(self.diagnostics) > before:
            return None
        localized = self._localized(header)
        columns = {
            cell.value: self._column(cell, [row[place] for row in rows], decimal)
            for place, cell in enumerate(header)
        }
        if any(d.severity == "error" for d in self.diagnostics[before:]):
            return None
        listed = repr([(key, column.values) for key, column in columns.items()])
        digest = hashlib.sha256(listed.encode()).hexdigest()
        return Table(name, columns, digest, localized)

    def _say(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        self.diagnostics.append(Diagnostic(code, message, span, hint=hint))

    # Rows in YAML

    def _typed_rows(self, rows: Sequence[MappingNode]) -> tuple[list[Cell], list[list[Cell]]]:
        header: list[Cell] = []
        made: list[list[Cell]] = []
        for row in rows:
            entries = {key.value: (key, value) for key, value in _entries(row)}
            if not header:
                header = [Cell(name, key.span) for name, (key, _) in entries.items()]
                self._check_header(header)
            names = [cell.value for cell in header]
            for name, (key, _) in entries.items():
                if name not in names:
                    hint = f"the first row has {', '.join(f'`{each}`' for each in names[:12])}"
                    self._say("unknown-key", f"`{name}` is no column", key.span, hint)
            missing = [f"`{name}`" for name in names if name not in entries]
            if missing:
                message = f"this row has no {', '.join(missing)}"
                self._say("missing-key", message, row.span.first_line)
            else:
                made.append([self._typed(entries[name][1]) for name in names])
            if len(self.diagnostics) >= _MOST_ERRORS or not self._count(len(names), row.span):
                break
        return header, made

    def _typed(self, node: Node) -> Cell:
        if not isinstance(node, Scalar):
            self._say("wrong-type", "a cell is a number or a text", node.span)
            return Cell("", node.span)
        cell = Cell(node.value.strip(), node.span, bool(node.style))
        self._check_cell(cell)
        return cell

    # Rows in a file

    def _file_rows(self, file: TableFile) -> tuple[list[Cell], list[list[Cell]]]:
        source = self._source(file.file)
        if source is None:
            return [], []
        is_tabs = file.file.value.lower().endswith((".tsv", ".tab"))
        separator = file.separator or ("\t" if is_tabs else ",")
        rows = read_rows(source, separator, "bad-data", self.diagnostics)
        header = next(rows, None)
        if header is None:
            if not self.diagnostics:
                self._say("bad-data", "the file is empty", Span(source, 0, 0))
            return [], []
        if not self._check_separator(header, separator):
            return [], []
        self._check_header(header)
        made: list[list[Cell]] = []
        for row in rows:
            if len(self.diagnostics) >= _MOST_ERRORS:
                break
            if len(row) != len(header):
                span = Span(source, row[0].span.start, row[-1].span.end)
                cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                message = f"this row has {cells}, the first one has {len(header)}"
                hint = "a cell that holds the separator stands in double quotes"
                self._say("bad-data", message, span, hint)
                continue
            for cell in row:
                self._check_cell(cell)
            made.append(row)
            if not self._count(len(row), row[0].span):
                break
        if not made and not self.diagnostics:
            message = "the file has no rows below its first line, which names the columns"
            self._say("bad-data", message, header[0].span)
        return header, made

    def _source(self, name: Scalar) -> Source | None:
        """Return the text of a file."""
        path = self._path(name)
        if path is None:
            return None
        shown = (self.shown / name.value).as_posix()
        if self.known is not None:
            data = self.known.get(name.value, b"")
        else:
            read = self._bytes(path, name)
            if read is None:
                return None
            data = read
        self.files[name.value] = data
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            hint = "save it as “CSV UTF-8”"
            self._say("not-utf8", f"`{name.value}` is UTF-16, not UTF-8", name.span, hint)
            return None
        data = data.removeprefix(BOM_UTF8)
        try:
            return Source(shown, data.decode())
        except UnicodeDecodeError as problem:
            message, span = undecodable(shown, data, problem.start)
            self._say("not-utf8", message, span, "save the file as “CSV UTF-8”")
            return None

    def _path(self, name: Scalar) -> Path | None:
        """Return the path of a file below the deck file's folder; None after reporting errors."""
        text = name.value
        relative = PurePosixPath(text)
        hint = "the path counts from the deck file's folder"
        if any(unicodedata.category(c).startswith("C") for c in text):
            message = "the name of a file holds a control character"
        elif relative.is_absolute() or "\\" in text or ":" in text:
            message = f"`{text}` must be given by a relative path with `/`"
        elif ".." in relative.parts:
            message = f"`{text}` is outside the deck file's folder"
            hint = "put the file into that folder, or below it"
        elif relative.suffix.lower() not in SUFFIXES:
            message = f"`{text}` is not a text file with a table"
            hint = f"save it as “CSV UTF-8”; the name ends with {', '.join(SUFFIXES)}"
        else:
            return self.folder / relative
        self._say("bad-data", message, name.span, hint)
        return None

    def _bytes(self, path: Path, name: Scalar) -> bytes | None:
        """Return the content of a file; None after reporting errors."""
        shown = f"`{name.value}`"
        try:
            real = Path(os.path.realpath(path))
            if not real.is_relative_to(os.path.realpath(self.folder)):
                message = f"{shown} is a link to a file outside the deck file's folder"
                self._say("bad-data", message, name.span)
                return None
            # A device or a pipe could block for ever, so it is looked at before it is opened.
            status = real.stat()
            if not stat.S_ISREG(status.st_mode):
                self._say("bad-data", f"{shown} is not a file", name.span)
                return None
            if status.st_size <= MAX_BYTES:
                with real.open("rb") as opened:
                    return opened.read(MAX_BYTES)
            message = f"{shown} is larger than {MAX_BYTES // 1_000_000} MB"
            self._say("file-too-large", message, name.span)
        except FileNotFoundError:
            hint = "the path counts from the deck file's folder"
            self._say("no-such-file", f"there is no file {shown}", name.span, hint)
        except (OSError, ValueError) as failure:
            reason = getattr(failure, "strerror", None) or "the path is not valid"
            self._say("unreadable-file", f"{shown} cannot be read: {reason}", name.span)
        return None

    # Cells

    def _count(self, cells: int, span: Span) -> bool:
        """Count the cells of a row; False after reporting that there are too many."""
        self.cells += cells
        if self.cells <= MAX_CELLS:
            return True
        message = f"the tables of a deck file have at most {MAX_CELLS:,} cells together"
        self._say("too-many", message, span.first_line)
        return False

    def _check_header(self, header: Sequence[Cell]) -> None:
        if len(header) > MAX_COLUMNS:
            message = f"a table has at most {MAX_COLUMNS:,} columns"
            self._say("too-many", message, header[MAX_COLUMNS].span)
            return
        names: set[str] = set()
        for cell in header:
            self._check_cell(cell, "the name of a column")
            if cell.value and cell.value in names:
                self._say("bad-data", f"two columns are called `{cell.value}`", cell.span)
            names.add(cell.value)

    def _check_separator(self, header: Sequence[Cell], separator: str) -> bool:
        """Check that the cells are separated; False after reporting that they are not."""
        if len(header) != 1 or header[0].quoted:
            return True
        for other, written in ((";", '";"'), ("\t", "tab"), ("|", '"|"'), (",", '","')):
            if other != separator and other in header[0].value:
                message = "the cells seem to be separated by another sign"
                hint = f"write `separator: {written}`"
                self._say("bad-data", message, header[0].span, hint)
                return False
        return True

    def _check_cell(self, cell: Cell, what: str = "a cell") -> None:
        if not cell.value.strip():
            hint = None if what != "a cell" else "write a value, or leave the row out"
            self._say("empty-value", f"{what} is empty", cell.span, hint)
        elif len(cell.value) > MAX_CELL:
            self._say("bad-data", f"{what} has at most {MAX_CELL:,} characters", cell.span)
        else:
            refused = _REFUSED.search(cell.value)
            if refused is not None:
                message = f"{what} holds the character U+{ord(refused[0]):04X}"
                self._say("bad-data", message, cell.span)

    def _column(self, name: Cell, cells: Sequence[Cell], decimal: str) -> Column:
        numbers: list[int | float] = []
        texts: list[Cell] = []
        for cell in cells:
            try:
                number = None if cell.quoted else read_number(cell.value, decimal)
            except ValueError as problem:
                self._say("bad-data", str(problem), cell.span, "quote it to have a text")
                continue
            if number is None:
                texts.append(cell)
            else:
                numbers.append(number)
        if texts or not numbers:
            self._doubt(name, cells, numbers, texts)
            return Column(tuple(cell.value for cell in cells))
        if all(isinstance(number, int) for number in numbers):
            return Column(tuple(map(int, numbers)))
        return Column(tuple(map(float, numbers)))

    def _doubt(
        self,
        name: Cell,
        cells: Sequence[Cell],
        numbers: Sequence[int | float],
        texts: Sequence[Cell],
    ) -> None:
        """Warn of a column that a few cells keep from being one of numbers."""
        if len(cells) < 4 or len(numbers) < _MANY * len(cells) or texts[0].quoted:
            return
        if texts[0].value.lstrip("-").isdigit():
            return  # it is a code, with leading zeros
        self._say(
            "mixed-column",
            f"`{name.value}` is a column of texts, because this cell is no plain number",
            texts[0].span,
            "write a number; if texts are meant, quote the cells",
        )

    def _localized(self, header: Sequence[Cell]) -> Mapping[str, Mapping[str, str]]:
        """Return the columns in several languages; what is missing is reported."""
        found: dict[str, dict[str, str]] = {}
        names = {cell.value for cell in header}
        for cell in header:
            stem, point, language = cell.value.rpartition(".")
            if not point or not LANGUAGE.fullmatch(language) or language not in self.languages:
                continue
            found.setdefault(stem, {})[language] = cell.value
        for stem, languages in list(found.items()):
            missing = [f"`{stem}.{each}`" for each in self.languages if each not in languages]
            place = next(cell for cell in header if cell.value in languages.values())
            if missing:
                message = f"the table has no column {', '.join(missing)}"
                self._say("missing-language", message, place.span)
            elif stem in names:
                message = f"there is a column `{stem}`, and one for each language"
                self._say("bad-data", message, place.span, "rename one")
        return found


def _entries(row: MappingNode) -> Iterator[tuple[Scalar, Node]]:
    """Yield the cells of a row; texts by language as cells of columns such as `name.en`."""
    for key, value in row.entries.values():
        if not isinstance(value, MappingNode):
            yield key, value
            continue
        for inner, cell in value.entries.values():
            name = f"{key.value}.{inner.value}"
            yield Scalar(key.source, inner.start, inner.end, name, "", inner.in_flow), cell
