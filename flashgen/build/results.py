"""What came of one definition, and how that travels: between processes and to the cache."""

from __future__ import annotations

import io
import pickle
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.note import Note, packed
from flashgen.deck.definition import LoadedDefinition
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span

if TYPE_CHECKING:
    from flashgen.numeric.sampling import Sample


class DefinitionResult(Struct, frozen=True):
    """What came of one definition."""

    notes: tuple[Note, ...] = ()
    """One a language."""
    variants: int = 0
    """How many each of the notes carries."""
    diagnostics: tuple[Diagnostic, ...] = ()
    reads_files: bool = False
    """Whether it depends on images, which may change while the text stays."""
    drawing: int = 0
    """Units of work for the notes, as `expression.budget` counts them."""
    trying: int = 0
    """Units of work for the draws of a check."""
    draws: int = 0
    """How many of them were made."""
    sample: Sample | None = None
    """The variants themselves; lost on the way from another process and from the cache."""


def encode(result: DefinitionResult, definition: LoadedDefinition) -> bytes | None:
    """Return the result as bytes, without the sample; places count from where its text begins.

    So they hold for the same text at another place of another file. None where a diagnostic is
    about another place.
    """
    whole = definition.span
    spans = [diagnostic.span for diagnostic in result.diagnostics]
    if not all(s and whole.start <= s.start <= s.end <= whole.end for s in spans):
        return None
    notes = tuple(map(packed, result.notes))
    output = io.BytesIO()
    _Pickler(output, whole).dump(replace(result, notes=notes, sample=None))
    return output.getvalue()


def decode(data: bytes, definition: LoadedDefinition) -> DefinitionResult:
    """Decode a result, with the places of the definition."""
    result: DefinitionResult = _Unpickler(io.BytesIO(data), definition.span).load()
    return result


_ENCODED = {
    "flashgen.anki.note": {"MediaFile", "Note", "PackedFields"},
    "flashgen.build.results": {"DefinitionResult"},
    "flashgen.source.diagnostics": {"Diagnostic"},
    "pathlib": {"PosixPath", "WindowsPath"},
    "pathlib._local": {"PosixPath", "WindowsPath"},
}
"""All classes that a result is made of."""


class _Pickler(pickle.Pickler):
    def __init__(self, output: io.BytesIO, whole: Span) -> None:
        super().__init__(output, pickle.HIGHEST_PROTOCOL)
        self._start = whole.start

    def persistent_id(self, obj: object) -> tuple[int, int] | None:
        if isinstance(obj, Span):
            return obj.start - self._start, obj.end - self._start
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, whole: Span) -> None:
        super().__init__(data)
        self._whole = whole

    def persistent_load(self, place: tuple[int, int]) -> Span:
        start = self._whole.start
        return Span(self._whole.source, start + place[0], start + place[1])

    def find_class(self, module: str, name: str) -> Any:
        if name not in _ENCODED.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a result")
        return getattr(import_module(module), name)
