"""A deck file read: YAML text to definitions, with every error that its shape can have."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct
from pydantic_core import PydanticCustomError

from flashgen.deck.definition import LoadedDefinition, read_definition
from flashgen.deck.key_errors import meant, validated
from flashgen.deck.key_types.texts import read_languages
from flashgen.deck.keys import Header
from flashgen.deck.tables import Data, read_data
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.internal_errors import reporting_internal_errors
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.text import Source, Span, undecodable
from flashgen.source.yaml import parse


class Head(Struct, frozen=True):
    """Where a deck file is, and what it says of itself: little, to be kept for many files."""

    path: Path
    namespace: str
    languages: tuple[str, ...]


class DeckFile(Struct, frozen=True):
    """A deck file whose shape is right."""

    source: Source
    path: Path
    header: Header
    definitions: tuple[LoadedDefinition, ...]
    data: Data = Data()

    @property
    def namespace(self) -> str:
        """The namespace of its ids."""
        return self.header.namespace.value

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages; the first is the deck's own."""
        return self.header.languages

    @property
    def was_languages(self) -> tuple[tuple[str, str], ...]:
        """The first language with the one as which it was stated before, if it was."""
        was = self.header.was_language
        return ((self.languages[0], was.value),) if was else ()

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that every note of the file gets."""
        return tuple(tag.value for tag in self.header.tags)

    @property
    def head(self) -> Head:
        """What there is to know of the file without its cards."""
        return Head(self.path, self.namespace, self.languages)

    @property
    def setting(self) -> tuple[object, ...]:
        """What a definition's notes take from the file, beside the definition itself."""
        decks = tuple(scalar.value for scalar in self.header.deck.scalars)
        return self.namespace, self.languages, tuple(self.header.deck.by_language), decks, self.tags

    def data_of(self, definition: LoadedDefinition) -> tuple[tuple[str, str], ...]:
        """Return the part of the tables that a definition names."""
        tables = self.data.tables
        named = set(_WORDS.findall(definition.text)) if tables else set()
        return tuple((name, tables[name].digest) for name in tables if name in named)


_WORDS = re.compile(r"\w+")

MAX_BYTES = 32_000_000
MAX_ERRORS = 1000
"""After so many errors of one file, the rest of its cards are not looked at."""
MAX_REPEATED = 4_000_000
"""Characters of cards that the forms of a file repeat: each form is read with all of its card."""


def read_source(path: Path, shown: str, diagnostics: list[Diagnostic]) -> Source | None:
    """Read a file as UTF-8, whatever the locale; a byte order mark is dropped."""
    try:
        if path.stat().st_size > MAX_BYTES:
            diagnostics.append(
                Diagnostic(
                    "file-too-large",
                    f"the file is larger than {MAX_BYTES // 1_000_000} MB",
                    path=shown,
                    hint="split it into several deck files",
                )
            )
            return None
        data = path.read_bytes().removeprefix(BOM_UTF8)
    except OSError as problem:
        diagnostics.append(
            Diagnostic("unreadable-file", f"cannot be read: {problem.strerror}", path=shown)
        )
        return None
    try:
        return Source(shown, data.decode())
    except UnicodeDecodeError as problem:
        message, span = undecodable(shown, data, problem.start)
        diagnostics.append(Diagnostic("not-utf8", message, span, hint="save the file as UTF-8"))
        return None


def read_deck_file(
    source: Source,
    path: Path,
    diagnostics: list[Diagnostic],
    files: Mapping[str, bytes] | None = None,
) -> DeckFile | None:
    """Read a deck file; None after reporting that its header or one of its tables is unusable.

    A definition with errors is reported and left out; the others are returned. `files` are the
    contents of the files with tables, if they were read before.
    """
    before = len(diagnostics)
    cards = _Cards(source)
    root = parse(source, diagnostics, ("cards", cards.begin))
    if isinstance(root, MappingNode) and cards.languages not in (None, _languages(root, source)):
        cards = _Cards(source, _languages(root, source))  # they stand below the cards
        root = parse(source, [], ("cards", cards.begin))
    broken = diagnostics[before:]
    if root is None:
        if not broken:
            diagnostics.append(
                Diagnostic(
                    "empty-file",
                    "the file holds no cards",
                    Span(source, 0, 0),
                    hint="`flashgen new deck NAME` writes a first one",
                )
            )
        diagnostics += cards.diagnostics
        return None
    if not isinstance(root, MappingNode):
        diagnostics.append(
            Diagnostic(
                "wrong-type",
                "a deck file is a mapping with `namespace`, `deck` and `cards`",
                root.span.first_line,
                hint="`flashgen new deck NAME` writes one; its cards stand below `cards:`",
            )
        )
        return None
    header_entries = {name: value for name, (_, value) in root.entries.items() if name != "cards"}
    listed = root.get("cards")
    found: list[Diagnostic] = []
    languages = _languages(root, source)
    header = validated(Header, header_entries, root, languages, found, root, {"cards"})
    if listed is None and not meant("cards", root, Header):
        found.append(Diagnostic("missing-key", "`cards` is missing", root.span.first_line))
    elif listed and not isinstance(listed, SequenceNode) and not _is_empty(listed):
        found.append(
            Diagnostic("wrong-type", "`cards` is a list; each entry begins with `- `", listed.span)
        )
    if any(d.code == "yaml-syntax" and _is_outside(d, listed) for d in broken):
        header = None  # what is missing in it was read as no YAML
    else:
        diagnostics += found
    diagnostics += cards.diagnostics
    if header is None:
        return None
    data = read_data(header.data, path, source.path, languages, diagnostics, files)
    if data is None:
        return None
    return DeckFile(source, path, header, tuple(cards.definitions), data)


def _is_outside(diagnostic: Diagnostic, listed: Node | None) -> bool:
    """Tell whether an error is in the header, not in the list of cards."""
    span = diagnostic.span
    return listed is None or span is None or not listed.start <= span.start <= listed.end


class _Cards:
    """Makes the definitions of a file while it is read, so that their nodes need not be kept."""

    def __init__(self, source: Source, languages: tuple[str, ...] | None = None) -> None:
        self.source = source
        self.languages = languages
        """Of the file; None until its cards begin."""
        self.definitions: list[LoadedDefinition] = []
        self.diagnostics: list[Diagnostic] = []
        self._ended = False
        self._repeated = 0
        """Characters of cards that their forms have repeated."""

    def begin(self, root: MappingNode) -> Callable[[Node], None]:
        """Begin with the file's header as far as it stands above; return what takes the cards."""
        if self.languages is None:
            self.languages = _languages(root, self.source)
        self.definitions.clear()  # the file is read again after an error of syntax
        self.diagnostics.clear()
        self._ended = False
        self._repeated = 0
        return self._take

    def _take(self, node: Node) -> None:
        assert self.languages is not None
        if len(self.diagnostics) > MAX_ERRORS:
            if not self._ended:
                message = (
                    f"more than {MAX_ERRORS:,} errors above; the cards from here on are not read"
                )
                self.diagnostics.append(Diagnostic("too-many", message, node.span.first_line))
                self._ended = True
            return
        forms = node.get("forms") if isinstance(node, MappingNode) else None
        if isinstance(forms, SequenceNode):
            own = (node.end - node.start) - (forms.end - forms.start)
            self._repeated += len(forms.items) * own
            if self._repeated > MAX_REPEATED:
                message = "the forms of this file repeat more of their cards than is read"
                hint = "write fewer forms, or make several files"
                place = forms.span.first_line
                self.diagnostics.append(Diagnostic("too-many", message, place, hint=hint))
                return
        with reporting_internal_errors(node.span.first_line, self.diagnostics):
            loaded = read_definition(node, self.languages, self.diagnostics)
            if loaded is not None:
                self.definitions.append(loaded)


def _languages(root: MappingNode, source: Source) -> tuple[str, ...]:
    """Return the languages, needed before the rest; empty after errors in the list."""
    node = root.get("languages")
    if node is None:
        # A line of them that is no YAML was reported; they may also stand below the cards.
        text = source.text
        return () if text.startswith("languages:") or "\nlanguages:" in text else ("en",)
    try:
        return read_languages(node)
    except PydanticCustomError:  # reported when the header is validated
        return ()


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.value
