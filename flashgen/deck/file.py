"""A deck file read: YAML text to definitions, with every error that its shape can have."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from flashgen.deck.answer_keys import UNFIT as UNFIT_KEYS
from flashgen.deck.asking import CONCEPT_ASKED, UNFIT, form_problems
from flashgen.deck.key_errors import meant, validated
from flashgen.deck.key_types.texts import read_languages
from flashgen.deck.keys import (
    EXCLUSIVE,
    FORM_OF,
    KINDS,
    NUMERIC_ONLY,
    AnyDefinition,
    ClozeDefinition,
    ConceptDefinition,
    Header,
    Kind,
    NumericDefinition,
)
from flashgen.deck.tables import Data, read_data
from flashgen.source.diagnostics import Diagnostic, nearest
from flashgen.source.internal_errors import reporting_internal_errors
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.records import record
from flashgen.source.text import Source, Span
from flashgen.source.yaml import parse


@record
class LoadedDefinition:
    """A definition with its place in the file."""

    model: AnyDefinition
    span: Span

    @property
    def head(self) -> Span:
        """The definition's first line."""
        return self.span.first_line

    @property
    def kind(self) -> Kind:
        """The kind of the definition."""
        return self.model.kind

    @property
    def id(self) -> str:
        """The id as written."""
        return self.model.id.value

    @property
    def text(self) -> str:
        """The definition as typed, down to where the next one begins.

        The column of its first line stands in front, since YAML reads the others against it.
        """
        span = self.span
        return f"{span.column} {span.source.text[span.start : span.end]}"

    def key_span(self, key: str, form: int = 0) -> Span:
        """Return where a key stands: in the form with this number, else in the definition.

        Where it stands in neither, that is the first line of the form, or of the definition.
        """
        # Read anew where it is asked for, which is rare: kept, the places of all keys of all
        # definitions take as much memory as their texts.
        indent = self.span.column - 1
        source = self.span.source
        text = " " * indent + source.text[self.span.start : self.span.end]
        node = parse(Source(source.path, text), [])
        if not isinstance(node, MappingNode):
            return self.head
        forms = node.get("forms")
        own = forms.items[form] if isinstance(forms, SequenceNode) and forms.items else None
        if isinstance(own, MappingNode) and key in own.entries:
            place = own.entries[key][0].span
        elif key in node.entries:
            place = node.entries[key][0].span
        elif own is not None:
            place = own.span.first_line
        else:
            return self.head
        before = self.span.start - indent
        return Span(source, before + place.start, before + place.end)


@record
class Head:
    """Where a deck file is, and what it says of itself: little, to be kept for many files."""

    path: Path
    namespace: str
    languages: tuple[str, ...]


@record
class DeckFile:
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
        before = data[: problem.start].decode(errors="replace")
        source = Source(shown, data.decode(errors="replace"))
        diagnostics.append(
            Diagnostic(
                "not-utf8",
                f"the byte 0x{data[problem.start]:02X} is not UTF-8",
                Span(source, len(before), len(before) + 1),
                hint="save the file as UTF-8",
            )
        )
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
            loaded = _definition(node, self.languages, self.diagnostics)
            if loaded is not None:
                self.definitions.append(loaded)


_LANGUAGES = re.compile(r"^languages:", re.MULTILINE)


def _languages(root: MappingNode, source: Source) -> tuple[str, ...]:
    """Return the languages, needed before the rest; empty after errors in the list."""
    node = root.get("languages")
    if node is None:
        # A line of them that is no YAML was reported; they may also stand below the cards.
        return () if _LANGUAGES.search(source.text) else ("en",)
    try:
        return read_languages(node)
    except PydanticCustomError:  # reported when the header is validated
        return ()


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.value


_ALL_KEYS = frozenset(key for model in KINDS for key in model.model_fields)


def _definition(
    node: Node, languages: tuple[str, ...], diagnostics: list[Diagnostic]
) -> LoadedDefinition | None:
    if not isinstance(node, MappingNode):
        message = "a card is a mapping that begins with `- id: …`"
        diagnostics.append(Diagnostic("wrong-type", message, node.span.first_line))
        return None
    entries = {name: value for name, (_, value) in node.entries.items()}
    if {"parameters", "front"} <= set(entries):
        message = "a card with `parameters` is numeric, and has no `front`"
        hint = "write `question` and `answer` in place of `front` and `back`"
        if "back" not in entries:
            hint = "write `question` in place of `front`"
        diagnostics.append(
            Diagnostic("unknown-key", message, node.entries["front"][0].span, hint=hint)
        )
        return None
    keys = {_key(name) for name in (*entries, *_keys_of_forms(node))}
    kind: type[AnyDefinition] = ConceptDefinition
    if "cloze" in keys:
        kind = ClozeDefinition
    elif "front" not in keys and NUMERIC_ONLY & keys:
        kind = NumericDefinition
    elif not set(CONCEPT_ASKED) & keys and not any(
        meant(key, node, ConceptDefinition) for key in CONCEPT_ASKED
    ):
        validated(kind, entries, node, languages, diagnostics, node)
        head = node.span.first_line
        diagnostics.append(Diagnostic("missing-key", "`back` is missing", head))
        return None
    model = _with_forms(kind, node, languages, diagnostics)
    if model is None:
        return None
    loaded = LoadedDefinition(model, Span(node.source, node.start, node.end))
    if isinstance(model, ConceptDefinition):
        problems = list(form_problems(model, loaded.key_span))
        diagnostics += problems
        if problems:
            return None
    return loaded


def _keys_of_forms(node: MappingNode) -> Iterator[str]:
    forms = node.get("forms")
    for form in forms.items if isinstance(forms, SequenceNode) else ():
        if isinstance(form, MappingNode):
            yield from form.entries


def _key(name: str) -> str:
    """Return a key, or the one that a misspelt one is most like."""
    return name if name in _ALL_KEYS else nearest(name, _ALL_KEYS) or name


def _with_forms(
    kind: type[AnyDefinition],
    node: MappingNode,
    languages: tuple[str, ...],
    diagnostics: list[Diagnostic],
) -> AnyDefinition | None:
    """Validate a definition; its ``forms`` come out complete."""
    base = {name: value for name, (_, value) in node.entries.items() if name != "forms"}
    forms_node = node.get("forms")
    if forms_node is None:
        return validated(kind, base, node, languages, diagnostics, node)
    if not isinstance(forms_node, SequenceNode) or not forms_node.items:
        diagnostics.append(
            Diagnostic("wrong-type", "`forms` is a list of forms, at least one", forms_node.span)
        )
        return None
    form_of = FORM_OF[kind]
    forms: list[BaseModel | None] = []
    for item in forms_node.items:
        if not isinstance(item, MappingNode):
            diagnostics.append(
                Diagnostic(
                    "wrong-type", "a form is a mapping of the keys that it overrides", item.span
                )
            )
            forms.append(None)
            continue
        merged = _merged(node, item)
        keys = form_of.model_fields
        data = {name: value for name, (_, value) in merged.entries.items() if name in keys}
        data |= {name: value for name, (_, value) in item.entries.items()}
        forms.append(validated(form_of, data, merged, languages, diagnostics, item))
    first = forms_node.items[0]
    if None in forms or not isinstance(first, MappingNode):
        return None
    data = {n: v for n, (_, v) in _merged(node, first).entries.items() if n != "forms"}
    model = validated(kind, data, _merged(node, first), languages, diagnostics, node)
    return model and model.model_copy(update={"forms": tuple(forms)})


def _merged(base: MappingNode, form: MappingNode) -> MappingNode:
    entries = dict(base.entries)
    for group in EXCLUSIVE:
        if set(group) & set(form.entries):
            entries = {name: entry for name, entry in entries.items() if name not in group}
    for key in set(UNFIT) & set(form.entries):
        entries = {name: entry for name, entry in entries.items() if name not in UNFIT[key][0]}
    if "options" in form.entries:  # its answer is a menu, whatever the card's is
        menu = UNFIT_KEYS["menu"][0]
        entries = {name: entry for name, entry in entries.items() if name not in menu}
    decimals = form.get("decimals")
    if isinstance(decimals, Scalar) and decimals.value == "exact":
        entries.pop("tolerance", None)
    entries |= form.entries
    return MappingNode(base.source, base.start, base.end, entries)
