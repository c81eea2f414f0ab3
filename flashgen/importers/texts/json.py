"""Notes in JSON: flashgen's own export, and decks of CrowdAnki."""

import json
from collections.abc import Mapping
from typing import Any

from flashgen.anki.note_types import NOTE_TYPES
from flashgen.importers.texts.collection import Collection, FieldNote


class UnknownJsonError(Exception):
    """JSON that holds no notes of a known kind."""


def read_json(text: str, collection: Collection) -> None:
    """Add the notes of a JSON document, or of one a line, to a collection.

    Raises UnknownJsonError where it is neither flashgen's export nor a deck of CrowdAnki.
    """
    data = _parsed(text)
    if isinstance(data, dict) and "note_models" in data:
        _crowdanki(data, collection)
        return
    notes = data.get("notes") if isinstance(data, dict) else data
    if not isinstance(notes, list) or not notes or not all(map(_is_own, notes)):
        raise UnknownJsonError
    for note in notes:
        kind = NOTE_TYPES[note["kind"]]
        fields = tuple(str(note["fields"].get(name, "")) for name in kind.field_names)
        tags = tuple(str(tag) for tag in note.get("tags", ()))
        guid = str(note.get("guid", ""))
        collection.add(FieldNote(fields, kind.name, str(note["deck"]), tags, guid))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        raise UnknownJsonError from None


def _is_own(note: Any) -> bool:
    return (
        isinstance(note, dict)
        and isinstance(note.get("fields"), dict)
        and note.get("kind") in NOTE_TYPES
        and "deck" in note
    )


def _crowdanki(deck: Mapping[str, Any], collection: Collection, parent: str = "") -> None:
    """Add a deck of CrowdAnki and those below it."""
    for model in _list(deck, "note_models"):
        collection.add_type(
            str(model.get("crowdanki_uuid")),
            str(model.get("name", "")),
            [str(field.get("name", "")) for field in _sorted(model, "flds")],
            [
                (str(t.get("name", "")), str(t.get("qfmt", "")), str(t.get("afmt", "")))
                for t in _sorted(model, "tmpls")
            ],
            cloze=model.get("type") == 1,
        )
    name = str(deck.get("name", "Imported"))
    name = f"{parent}::{name}" if parent and not name.startswith(f"{parent}::") else name
    collection.add_deck(name, str(deck.get("desc") or ""))
    for note in _list(deck, "notes"):
        fields = tuple(str(text) for text in note.get("fields", ()))
        tags = tuple(str(tag) for tag in note.get("tags", ()))
        key = str(note.get("note_model_uuid"))
        collection.add(FieldNote(fields, key, name, tags, str(note.get("guid", ""))))
    for child in _list(deck, "children"):
        _crowdanki(child, collection, name)


def _list(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = item.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _sorted(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    def place(entry: Mapping[str, Any]) -> int:
        ordinal = entry.get("ord", 0)
        return ordinal if isinstance(ordinal, int) else 0

    return sorted(_list(item, key), key=place)
