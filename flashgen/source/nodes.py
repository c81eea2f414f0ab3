"""What YAML becomes: texts, lists and mappings that know their places in the file.

No scalar is resolved to another type: ``NO``, ``1:30`` and ``0.50`` remain what the author typed.
"""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from flashgen.source.text import Source, Span
from flashgen.source.yaml_flow import items
from flashgen.source.yaml_places import offsets


# Not frozen: frozen nodes take three times as long to create, which was a third of the time of
# reading a file. Nothing modifies a node after `parse` has returned it.
class Scalar(Struct, eq=False):
    """A text. ``style`` is empty for a plain scalar, else ``'``, ``"``, ``|`` or ``>``."""

    source: Source
    start: int
    end: int
    value: str
    style: str
    in_flow: bool = False

    @property
    def span(self) -> Span:
        """With the quotes; a block without the line breaks after it."""
        end = self.end
        if self.style in ("|", ">"):
            text = self.source.text
            while end > self.start and text[end - 1] in " \t\r\n":
                end -= 1
        return Span(self.source, self.start, end)

    @property
    def raw(self) -> str:
        """The text as typed in the file."""
        return self.source.text[self.start : self.end]

    def span_at(self, start: int, end: int) -> Span:
        """Return the place of the characters ``value[start:end]`` in the file."""
        places = self.places()
        last = len(places) - 1
        first = places[min(max(start, 0), last)]
        behind = places[min(max(end - 1, start, 0), last)] + 1 if end > start else first
        return Span(self.source, first, max(first, behind))

    def places(self) -> Sequence[int]:
        """Return the offset in the file of each character of the value, and of its end."""
        return _offsets(self.source.text, self.start, self.end, self.style, self.value)


@lru_cache(maxsize=4)
def _offsets(text: str, start: int, end: int, style: str, value: str) -> Sequence[int]:
    # A text may have thousands of places that are reported.
    return offsets(text, start, end, style, value)


class ComposedScalar(Scalar, eq=False):
    """A text put together from parts of the file."""

    of: Sequence[int] = ()

    def places(self) -> Sequence[int]:
        """Return the offset in the file of each character of the value, and of its end."""
        return self.of


class SequenceNode(Struct, eq=False):
    """A list of nodes."""

    source: Source
    start: int
    end: int
    items: "list[Node]"
    in_flow: bool = False

    @property
    def span(self) -> Span:
        return _trimmed(self.source, self.start, self.end)


class MappingNode(Struct, eq=False):
    """Keys and values in the order of the file, each key once."""

    source: Source
    start: int
    end: int
    entries: "dict[str, tuple[Scalar, Node]]"
    in_flow: bool = False

    @property
    def span(self) -> Span:
        return _trimmed(self.source, self.start, self.end)

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | SequenceNode | MappingNode


def _trimmed(source: Source, start: int, end: int) -> Span:
    # For libyaml, a block collection ends where the next node begins.
    while end > start and source.text[end - 1] in " \t\r\n":
        end -= 1
    return Span(source, start, end)


def typed_items(source: Source, start: int, end: int) -> list[Node]:
    """Return the entries of the list in brackets from `start` to `end` as texts, as typed."""
    nodes: list[Node] = []
    for begin, behind in items(source.text, start, end):
        raw = source.text[begin:behind]
        style = raw[0] if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\"" else ""
        value = raw[1:-1].replace("''", "'") if style else raw
        nodes.append(Scalar(source, begin, behind, value, style, True))
    return nodes
