"""Parse YAML into nodes with their places; the only module that imports ``yaml``.

Nodes are built from libyaml's events and not by ``yaml.compose``, whose recursion crashes the
process on 50 kB of ``[``. YAML beyond mappings, lists and texts (anchors, merge keys, tags, several
documents) is rejected.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct

from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode, typed_items
from flashgen.source.text import Source, Span
from flashgen.source.yaml_errors import LibyamlError, character_error, explain, merge_conflict
from flashgen.source.yaml_recovery import blanked, entries_of, masked_lists

MAX_DEPTH = 32
MAX_CHARACTERS = 16_000_000
MAX_NODES = 500_000
MAX_SCALAR = 1_000_000
"""Characters of one text, as typed in the file."""
MAX_KEYS = 1000
"""Keys of one mapping."""
MAX_KEY = 200
"""Characters of a key."""
MAX_DUPLICATES = 100
"""Duplicate keys after which the rest of the file is not read."""
MAX_SYNTAX_ERRORS = 50
"""Errors of syntax, and lists with brackets in them, after which the rest is not read."""
MAX_REPARSED = 64_000_000
"""Characters that are read again, at most, to find what else is wrong."""
# YAML ends a line at the first three, but no editor does; the others are not allowed in YAML.
_NO_YAML = re.compile("[\x85\u2028\u2029]|[\ud800-\udfff]")
_BEYOND_RECOVERY = ("file-too-large", "yaml-documents")

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


EntryHandler = Callable[[MappingNode], Callable[[Node], None]]
"""Called with the mapping around a list, as far as it is read; returns what takes each entry."""


class _RejectedError(Exception):
    def __init__(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        self.diagnostic = Diagnostic(code, message, span, hint=hint)


def parse(
    source: Source, diagnostics: list[Diagnostic], entries: tuple[str, EntryHandler] | None = None
) -> Node | None:
    """Parse one document; None if it is empty, or after reporting errors.

    `entries` names a key of the document and a handler: the entries of the list at that key are
    passed to the handler one after another and not kept, since together they can be many.

    Never raises: errors are appended to ``diagnostics``. After an error of syntax, the file is
    read again without the entry that holds it, so the handler may be called anew.
    """
    if len(source.text) > MAX_CHARACTERS:
        diagnostics.append(
            Diagnostic(
                "file-too-large",
                f"the file has {len(source.text):,} characters; "
                f"at most {MAX_CHARACTERS:,} are read",
                Span(source, 0, 0),
                hint="split it into several deck files",
            )
        )
        return None
    if not source.text.isascii() and _NO_YAML.search(source.text):
        diagnostics.append(character_error(source, 0))
        return None
    text, lists = source.text, dict[int, int]()
    for attempt in range(max(2, min(MAX_SYNTAX_ERRORS, MAX_REPARSED // (len(text) + 1)))):
        found: list[Diagnostic] = []
        try:
            root = _Builder(source, found, entries, lists).build(text)
        except _RejectedError as rejected:
            diagnostics.append(rejected.diagnostic)
            text, before = _without(text, rejected.diagnostic, entries), text
        except yaml.YAMLError as failure:
            text, before = text, text
            if attempt == 0 and not merge_conflict(source):
                text = _recovered(source, text, entries, lists, diagnostics)
            if text == before:
                problem = _syntax_error(source, failure)
                diagnostics.append(problem)
                text = _without(text, problem, entries)
        else:
            diagnostics += found
            return root
        if text == before:
            break
    diagnostics += found
    return None


def _without(text: str, problem: Diagnostic, entries: tuple[str, EntryHandler] | None) -> str:
    """Return the text without the entry of the list that a problem is in; as it is without one."""
    at = problem.span.start if problem.span else 0
    if entries is not None and problem.code not in _BEYOND_RECOVERY:
        for start, end, listed in entries_of(text, entries[0]):
            if listed and start <= at < end:
                return blanked(text, start, end)
    return text


def _recovered(
    source: Source,
    text: str,
    entries: tuple[str, EntryHandler] | None,
    lists: dict[int, int],
    diagnostics: list[Diagnostic],
) -> str:
    """Return the text with lists masked that YAML fails on, and without what it fails on then."""
    bounds = list(entries_of(text, entries[0])) if entries else [(0, len(text), False)]
    parts = []
    last = 0
    before = len(diagnostics)
    for start, end, _ in bounds:
        part, found, failure = masked_lists(text[start:end], _failure)
        lists.update((start + begin, start + behind) for begin, behind in found.items())
        if failure is not None and entries is not None:
            if len(diagnostics) - before == MAX_SYNTAX_ERRORS:
                break
            diagnostics.append(_syntax_error(source, failure.error, start))
            part = blanked(part, 0, len(part))
        parts += [text[last:start], part]
        last = end
    return "".join([*parts, text[last:]])


class _Failure(Struct, frozen=True):
    at: int
    begun: int | None
    error: yaml.YAMLError


def _failure(text: str) -> _Failure | None:
    """Return where libyaml fails on a text; None if nowhere."""
    try:
        for _ in yaml.parse(text, _LOADER):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        begun = getattr(error, "context_mark", None)
        return _Failure(mark.index if mark else 0, begun.index if begun else None, error)
    return None


class _ForwardingList(list[Node]):
    """A list that passes on what is appended to it and remains empty."""

    def __init__(self, take: Callable[[Node], None]) -> None:
        self.take = take

    def append(self, node: Node) -> None:
        self.take(node)


class _Builder:
    def __init__(
        self,
        source: Source,
        diagnostics: list[Diagnostic],
        entries: tuple[str, EntryHandler] | None,
        lists: Mapping[int, int],
    ) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.entries = entries
        self.text = source.text
        self.lists = lists
        """Where the lists begin and end that are read as typed."""
        self.duplicates = 0

    def build(self, text: str) -> Node | None:
        """Return the root of a text with the offsets of the source's."""
        self.text = text
        loader = _LOADER(text)
        try:
            # Unlike yaml.parse, without asking before each event whether there is one.
            return self._built(iter(loader.get_event, None))
        finally:
            loader.dispose()

    def _built(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        # The innermost open collection with the key that awaits its value, and those around it.
        opened: SequenceNode | MappingNode | None = None
        key: Scalar | None = None
        stack: list[tuple[SequenceNode | MappingNode | None, Scalar | None]] = []
        flow = 0
        documents = 0
        nodes = 0
        source, lists = self.source, self.lists
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor or event.tag:
                    self._reject_decoration(event)
                start, end = event.start_mark.index, event.end_mark.index
                if end - start > MAX_SCALAR:
                    raise self._too_long(event.start_mark, end - start)
                node: Node = Scalar(
                    source,
                    start,
                    end,
                    event.value,
                    event.style or "",
                    flow > 0,
                )
                if start in lists:
                    node = SequenceNode(source, start, end, typed_items(source, start, end), True)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor or event.tag:
                    self._reject_decoration(event)
                if len(stack) >= MAX_DEPTH:
                    raise _too_deep(self._mark(event.start_mark, 1))
                if isinstance(opened, MappingNode) and key is None:
                    raise self._complex_key(event.start_mark)
                flow += bool(event.flow_style)
                at = event.start_mark.index
                stack.append((opened, key))
                if kind is yaml.MappingStartEvent:
                    opened = MappingNode(source, at, at, {}, flow > 0)
                else:
                    opened = SequenceNode(source, at, at, self._items(stack), flow > 0)
                key = None
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                assert opened is not None  # every end has a start
                flow -= opened.in_flow
                opened.end = event.end_mark.index
                node = opened
                opened, key = stack.pop()
                if len(stack) == 2 and self.text is not source.text:
                    node.end = self._end(node)
            elif kind is yaml.AliasEvent:
                raise _RejectedError(
                    "yaml-anchor",
                    "`*` at the beginning of a value is an alias in YAML, "
                    "and aliases are not supported",
                    self._mark(event.start_mark, event.end_mark.index - event.start_mark.index),
                    hint="quote the text, or write it as a block with `|`",
                )
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _RejectedError(
                        "yaml-documents",
                        "a second YAML document begins here; a deck file holds one",
                        self._mark(event.start_mark, 3),
                        hint="move it to a file of its own",
                    )
                continue
            else:
                continue

            nodes += 1
            if nodes > MAX_NODES:
                raise _RejectedError(
                    "file-too-large",
                    f"the file has more than {MAX_NODES:,} entries",
                    self._mark(event.start_mark, 1),
                    hint="split it into several deck files",
                )
            if opened is None:
                root = node
            elif isinstance(opened, SequenceNode):
                opened.items.append(node)
            elif key is None:
                if not isinstance(node, Scalar):
                    raise self._complex_key(event.start_mark)
                key = node
            else:
                self._add(opened, key, node)
                key = None
        if isinstance(root, Scalar) and not root.value and not root.style:
            return None
        return root

    def _end(self, node: SequenceNode | MappingNode) -> int:
        """Return where an entry ends: in front of a following one that is blanked out."""
        end = node.end
        while end > node.start and self.text[end - 1].isspace():
            end -= 1
        while end < node.end and self.source.text[end].isspace():
            end += 1
        return end

    def _items(
        self, stack: list[tuple["SequenceNode | MappingNode | None", Scalar | None]]
    ) -> list[Node]:
        """Return the empty list for the entries of the list that begins."""
        around, key = stack[-1]
        if (
            self.entries is None
            or len(stack) != 2
            or not isinstance(around, MappingNode)
            or key is None
        ):
            return []
        name, begin = self.entries
        # A second list at the same key is an error; its entries are ignored.
        return _ForwardingList(begin(around)) if key.value == name not in around.entries else []

    def _add(self, mapping: MappingNode, key: Scalar, value: Node) -> None:
        name = key.value
        if name == "<<" and not key.style:
            raise _RejectedError(
                "yaml-merge-key",
                "merge keys (`<<`) are not supported",
                key.span,
                hint="write the entries out",
            )
        if len(name) > MAX_KEY:
            message = f"this key has more than {MAX_KEY} characters"
            raise _RejectedError("text-too-long", message, key.span)
        if name in mapping.entries:
            if mapping.in_flow and isinstance(value, Scalar) and not (value.value or value.style):
                return  # the rest of a text that a comma has cut, which is reported by itself
            first = mapping.entries[name][0].span
            found = _RejectedError(
                "duplicate-key",
                f"`{name}` occurs twice here, first on line {first.line}",
                key.span,
                hint="remove one of them",
            )
            self.duplicates += 1
            if self.duplicates > MAX_DUPLICATES:
                raise found
            self.diagnostics.append(found.diagnostic)
            return
        if len(mapping.entries) == MAX_KEYS:
            message = f"more than {MAX_KEYS:,} keys in one mapping"
            raise _RejectedError("too-many", message, key.span)
        mapping.entries[name] = (key, value)

    def _mark(self, mark: Any, length: int) -> Span:
        return Span(self.source, mark.index, mark.index + length)

    def _too_long(self, mark: Any, length: int) -> _RejectedError:
        return _RejectedError(
            "text-too-long",
            f"this text has {length:,} characters; at most {MAX_SCALAR:,} are read",
            self._mark(mark, 1),
        )

    def _complex_key(self, mark: Any) -> _RejectedError:
        return _RejectedError(
            "yaml-complex-key",
            "a list or mapping where a key is expected",
            self._mark(mark, 1),
            hint="a text that begins with `{` or `[` must be quoted or written as a block with `|`",
        )

    def _reject_decoration(self, event: Any) -> None:
        # libyaml's start mark of a decorated node is that of the anchor or tag itself.
        span = self._mark(event.start_mark, 1)
        hint = "quote the text, or write it as a block with `|`"
        if event.anchor:
            message = "`&` at the beginning of a value is an anchor in YAML, "
            message += "and anchors are not supported"
            raise _RejectedError("yaml-anchor", message, span, hint)
        message = "`!` at the beginning of a value is a tag in YAML, and tags are not supported"
        raise _RejectedError("yaml-tag", message, span, hint)


def _too_deep(span: Span) -> _RejectedError:
    return _RejectedError("yaml-depth", f"nested deeper than {MAX_DEPTH} levels", span)


def _syntax_error(source: Source, problem: yaml.YAMLError, offset: int = 0) -> Diagnostic:
    """Return the diagnostic for what libyaml reports of a text that begins at an offset."""
    if not isinstance(problem, yaml.MarkedYAMLError):
        return _reader_error(source, problem)
    text = problem.problem or "this is not valid YAML"
    begun = problem.context_mark
    mark = problem.problem_mark or begun
    at = min(mark.index + offset, len(source.text)) if mark else 0
    if "nesting depth" in text:  # libyaml's own limit, in newer releases
        return _too_deep(Span(source, at, min(at + 1, len(source.text)))).diagnostic
    error = LibyamlError(text, problem.context or "", at, begun.index + offset if begun else None)
    return explain(source, error)


def _reader_error(source: Source, problem: yaml.YAMLError) -> Diagnostic:
    position = getattr(problem, "position", None)
    return character_error(source, position if isinstance(position, int) else 0)
