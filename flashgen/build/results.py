"""What comes of a definition, as a value that another process can send and a file can keep."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from flashgen.deck.file import LoadedDefinition
from flashgen.source.diagnostics import Diagnostic, Severity
from flashgen.anki.note import MediaFile, Note, PackedFields, packed
from flashgen.source.records import record
from flashgen.source.text import Span


@record
class Outcome:
    """The notes of a definition, one a language, how many variants each carries, what was said."""

    notes: tuple[Note, ...] = ()
    variants: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    reads_files: bool = False
    """Whether images have been looked at, which may change while the text stays."""


def with_packed_notes(outcome: Outcome) -> Outcome:
    """Return the outcome with its numeric notes' fields compressed, as `encode` takes them."""
    return replace(outcome, notes=tuple(map(packed, outcome.notes)))


def encode(outcome: Outcome, definition: LoadedDefinition) -> bytes:
    """Return the outcome as bytes, places counted from where the definition begins.

    So they hold for the same text at another place of another file, too. They are a line of JSON,
    and behind it the compressed fields of one note after the other.
    """
    compressed: list[bytes] = []
    document = {
        "notes": [_note(packed(note), compressed) for note in outcome.notes],
        "variants": outcome.variants,
        "diagnostics": [_diagnostic(d, definition) for d in outcome.diagnostics],
        "reads_files": outcome.reads_files,
    }
    return b"".join([_dump(document).encode(), b"\n", *compressed])


def decode(data: bytes, definition: LoadedDefinition) -> Outcome:
    """Return what `encode` was given, places counted in the definition's file."""
    line, _, compressed = data.partition(b"\n")
    document = json.loads(line)
    read = []
    for stored in document["notes"]:
        size = stored.pop("size", 0)
        read.append(_read_note(stored, compressed[:size]))
        compressed = compressed[size:]
    return Outcome(
        tuple(read),
        document["variants"],
        tuple(_read_diagnostic(d, definition) for d in document["diagnostics"]),
        document["reads_files"],
    )


def depends_on_text_alone(outcome: Outcome, definition: LoadedDefinition) -> bool:
    """Tell whether the same text would always yield this: no error, no file, no other place."""
    return (
        not outcome.reads_files
        and all(d.severity is Severity.WARNING for d in outcome.diagnostics)
        and speaks_of_itself(outcome, definition)
    )


def speaks_of_itself(outcome: Outcome, definition: LoadedDefinition) -> bool:
    """Tell whether all that is said is said at places of the definition."""
    whole = definition.span
    return all(
        d.span is not None
        and d.span.source is whole.source
        and whole.start <= d.span.start <= d.span.end <= whole.end
        for d in outcome.diagnostics
    )


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _note(note: Note, compressed: list[bytes]) -> dict[str, Any]:
    """Return a note for JSON; fields that are compressed go into `compressed`."""
    stored: dict[str, Any] = {
        "kind": note.kind,
        "namespace": note.namespace,
        "id": note.id,
        "language": note.language,
        "guid": note.guid,
        "deck": note.deck,
        "tags": note.tags,
        "media": [(image.name, str(image.path)) for image in note.media],
        "first_id": note.first_id,
        "seed": note.seed,
        "text": note.text,
        "numbers": note.numbers,
    }
    if isinstance(note.fields, PackedFields):
        compressed.append(note.fields.data)
        return stored | {"fields": note.fields.names, "size": len(note.fields.data)}
    return stored | {"fields": dict(note.fields)}


def _read_note(stored: dict[str, Any], compressed: bytes) -> Note:
    if compressed:
        stored["fields"] = PackedFields(tuple(stored["fields"]), compressed)
    stored["tags"] = tuple(stored["tags"])
    stored["media"] = tuple(MediaFile(name, Path(path)) for name, path in stored["media"])
    return Note(**stored)


def _diagnostic(diagnostic: Diagnostic, definition: LoadedDefinition) -> list[Any]:
    span = diagnostic.span
    start = definition.span.start
    return [
        diagnostic.code,
        diagnostic.severity,
        diagnostic.message,
        [span.start - start, span.end - start] if span else None,
        diagnostic.hint,
        diagnostic.path,
        diagnostic.subject,
    ]


def _read_diagnostic(stored: list[Any], definition: LoadedDefinition) -> Diagnostic:
    code, severity, message, place, hint, path, subject = stored
    span = None
    if place is not None:
        start = definition.span.start
        span = Span(definition.span.source, start + place[0], start + place[1])
    return Diagnostic(code, Severity(severity), message, span, hint, path, subject)
