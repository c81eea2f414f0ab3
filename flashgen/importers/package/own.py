"""Notes that flashgen made -> deck files under the same identity, the languages one card again."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from flashgen.anki.note_types import CLOZE, CONCEPT, NUMERIC
from flashgen.anki.package.reading import Package, PackageError, PackageNote
from flashgen.deck.identity import ID, LANGUAGE, note_guid
from flashgen.importers.draft import DraftCard, DraftDeck
from flashgen.importers.html.blocks import to_markdown
from flashgen.importers.names import deck_name
from flashgen.importers.package.images import Images
from flashgen.importers.package.own_card import ONE_VARIANT, draft
from flashgen.importers.package.own_fields import OwnFields, OwnNote, one
from flashgen.importers.package.parts import DeckCards
from flashgen.importers.remarks import Remarks
from flashgen.importers.spool import Spool

_MOST_LANGUAGES: Final = 100
_LONGEST: Final = 16_000_000  # characters of the notes of a card, in all languages
_KINDS: Final = {
    kind.field_names: name
    for kind, name in ((CONCEPT, "concept"), (CLOZE, "cloze"), (NUMERIC, "numeric"))
}


def own_note(package: Package, note: PackageNote) -> OwnNote | None:
    """Return the note as one that flashgen made; None where it did not."""
    kind = _KINDS.get(package.note_type(note).fields)
    if kind is None or not note.cards:
        return None
    fields = dict(package.fields(note))
    namespace, _, rest = fields["ID"].partition("/")
    id, _, language = rest.partition("/")
    if not (ID.fullmatch(namespace) and ID.fullmatch(id) and LANGUAGE.fullmatch(language)):
        return None
    place = (min(card.due for card in note.cards), note.id)
    deck = package.deck_name(note)
    return OwnNote(kind, namespace, id, language, note.guid, deck, note.tags, fields, place)


def own_decks(
    notes: Spool[OwnNote], descriptions: Mapping[str, str], images: Images, remarks: Remarks
) -> Iterator[tuple[DraftDeck, DeckCards]]:
    """Yield the deck files of these notes, one for each namespace and deck: header and cards.

    `descriptions` are those of the decks, in HTML; what all cards have lost goes to `remarks`.
    """
    with Spool[_Definition]() as definitions:
        for definition in _definitions(notes):
            first = next(iter(definition.values()))
            decks = sorted((language, note.deck) for language, note in definition.items())
            definitions.put(definition, json.dumps([first.namespace, decks]))
        for key in definitions.keys_by_place():
            namespace, decks = json.loads(key)
            header = _header(namespace, dict(decks), partial(definitions.take, key), descriptions)
            with DeckCards() as cards:
                for definition in definitions.take(key):
                    card = _card(definition, header, images, remarks)
                    if card is not None:
                        cards.add(card)
                yield header, cards


_Definition = Mapping[str, OwnNote]
"""The notes of a definition, one a language, in the order in which they are studied."""


def _definitions(notes: Spool[OwnNote]) -> Iterator[_Definition]:
    """Yield the notes of each definition, in the order of the first of them."""
    with Spool[OwnNote]() as by_definition:
        for note in notes.all():
            by_definition.put(note, f"{note.namespace}/{note.id}/{note.kind}")
        for key in by_definition.keys_by_place():
            definition: dict[str, OwnNote] = {}
            size = 0
            for note in by_definition.take(key):
                size += sum(map(len, note.fields.values()))
                if len(definition) == _MOST_LANGUAGES or size > _LONGEST:
                    raise PackageError(f"the notes of `{note.id}` are more than a card can have")
                definition.setdefault(note.language, note)
            yield definition


def _header(
    namespace: str,
    decks: Mapping[str, str],
    members: Callable[[], Iterator[_Definition]],
    descriptions: Mapping[str, str],
) -> DraftDeck:
    places: dict[str, tuple[int, int]] = {}
    for member in members():
        for language, note in member.items():
            places[language] = min(note.place, places.get(language, note.place))
    # In a package the notes of a definition stand in the order of the deck's languages.
    languages = sorted(decks, key=places.__getitem__)
    described = {
        language: to_markdown(descriptions.get(deck, ""), own=True).text
        for language, deck in decks.items()
    }
    return DraftDeck(
        namespace,
        one({language: deck_name(deck) for language, deck in decks.items()}, languages),
        tuple(languages),
        (),
        description=one(described, languages) if all(described.values()) else "",
        tags=_common(note.tags for member in members() for note in member.values()),
    )


def _card(
    definition: _Definition, header: DraftDeck, images: Images, remarks: Remarks
) -> DraftCard | None:
    """Return the card of a definition; None where its notes are damaged, which is reported."""
    try:
        fields = OwnFields(definition, header.languages, images)
        card = draft(fields, len(header.tags))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        remarks.add("the data of the card are damaged: left out")
        return None
    if not any(
        note_guid(header.namespace, card.id, language) == note.guid
        for language, note in definition.items()
    ):
        remarks.add(_RENAMED)
    for comment in card.comments:
        remarks.add(_NUMERIC if comment == ONE_VARIANT else _SEE_COMMENTS)
    return card


_NUMERIC: Final = (
    "numeric, with the numbers of one variant now: a card's program is in no package, and building "
    "the deck again would replace all variants by this one"
)
_SEE_COMMENTS: Final = "not all could be kept; comments in the file say what"
_RENAMED: Final = (
    "the GUID is not that of the card's id (it was renamed): it becomes a new note, unless the "
    "flashgen.lock of the deck is beside it"
)


def _common(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the tags with which all lists of more than one note begin."""
    found: tuple[str, ...] = ()
    count = 0
    for count, tags in enumerate(lists, start=1):
        if count == 1:
            found = tags
        while tags[: len(found)] != found:
            found = found[:-1]
    return found if count > 1 else ()
