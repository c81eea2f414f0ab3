"""Notes as rendering yields them and exporters take them."""

import hashlib
import re
import zlib
from collections.abc import ItemsView, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

_CLOZE = re.compile(r"\{\{c(\d+)::")


class MediaFile(Struct, frozen=True):
    """An image: its name in the fields, made from a hash of its content, and where it is."""

    name: str
    path: Path


class Note(Struct, frozen=True):
    """One definition in one language, rendered."""

    kind: str
    """``concept``, ``numeric`` or ``cloze``."""
    namespace: str
    id: str
    language: str
    guid: str
    deck: str
    """The name of the Anki deck, ``::`` between parent and child."""
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    """All fields of the note type, by name."""
    media: tuple[MediaFile, ...] = ()
    first_id: str = ""
    """The id that the definition had first; empty where that is `id`."""
    was_language: str = ""
    """The language that the GUID holds, where it is not `language`."""
    seed: int | None = None
    """The definition's own seed, where it does not draw from the root seed."""
    text: str = ""
    """Digest of the texts, slots unfilled; only where a note has numbers as well."""
    numbers: str = ""
    """Digest of what differs from variant to variant; empty where there is nothing."""

    @property
    def name(self) -> str:
        """``namespace/id/language``, as in the note's ID field."""
        return f"{self.namespace}/{self.id}/{self.language}"

    @property
    def ordinals(self) -> tuple[int, ...]:
        """The cards that Anki makes of the note: by template, or by cloze number, from 0."""
        if self.kind == "cloze":
            numbers = {int(number) for number in _CLOZE.findall(self.fields["Text"])}
            return tuple(sorted(number - 1 for number in numbers if number))
        return (0, 1) if self.fields.get("Reverse") else (0,)


class PackedFields(Mapping[str, str]):
    """Fields that are kept compressed until they are asked for."""

    __slots__ = ("data", "names")

    def __init__(self, names: tuple[str, ...], data: bytes) -> None:
        self.names = _shared(names)
        self.data = data

    def __getitem__(self, name: str) -> str:
        if name not in self.names:
            raise KeyError(name)
        return _unpacked(self.data)[self.names.index(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[str, ...], bytes]]:
        return type(self), (self.names, self.data)

    def items(self) -> ItemsView[str, str]:
        """Return all, as a dict does."""
        return dict(zip(self.names, _unpacked(self.data), strict=True)).items()


def packed(note: Note) -> Note:
    """Return a numeric note with its fields compressed; others, which are small, as they are."""
    if note.kind != "numeric" or isinstance(note.fields, PackedFields):
        return note
    text = _SEPARATOR.join(note.fields.values())
    if text.count(_SEPARATOR) != len(note.fields) - 1:
        return note
    # To four tenths of the size; other levels take as long or longer, and save little more.
    data = zlib.compress(text.encode(errors="surrogatepass"), 1)
    return replace(note, fields=PackedFields(tuple(note.fields), data))


_SEPARATOR = "\x1f"  # stands in no field, since Anki separates fields by it


@lru_cache(maxsize=2)  # one field after the other is asked for
def _unpacked(data: bytes) -> list[str]:
    return zlib.decompress(data).decode(errors="surrogatepass").split(_SEPARATOR)


@lru_cache(maxsize=16)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    return names


class Deck(Struct, frozen=True):
    """An Anki deck: its name, and the HTML that Anki shows when it is opened."""

    name: str
    description: str = ""


def digest(parts: Iterable[str]) -> str:
    """Return 16 hexadecimal digits that stand for the texts and for where each of them ends."""
    # The lengths keep ("ab", "c") and ("a", "bc") apart.
    text = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
