"""Notes that flashgen made -> deck files under the same identity, the languages one card again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from flashgen.anki.note_types import CLOZE, CONCEPT, NUMERIC
from flashgen.anki.package.reading import Package, PackageNote
from flashgen.deck.identity import ID, LANGUAGE, note_guid
from flashgen.importers.draft import DraftDeck
from flashgen.importers.html.blocks import to_markdown
from flashgen.importers.names import deck_name
from flashgen.importers.package.images import Images
from flashgen.importers.package.own_card import ONE_VARIANT, draft
from flashgen.importers.package.own_fields import OwnFields, OwnNote, one
from flashgen.importers.remarks import Remarks

_KINDS: Final = {
    kind.field_names: name
    for kind, name in ((CONCEPT, "concept"), (CLOZE, "cloze"), (NUMERIC, "numeric"))
}


def own_note(package: Package, note: PackageNote) -> OwnNote | None:
    """Return the note as one that flashgen made; None where it did not."""
    kind = _KINDS.get(package.note_type(note).fields)
    if kind is None or not note.cards:
        return None
    fields = package.fields(note)
    namespace, _, rest = fields["ID"].partition("/")
    id, _, language = rest.partition("/")
    if not (ID.fullmatch(namespace) and ID.fullmatch(id) and LANGUAGE.fullmatch(language)):
        return None
    place = (min(card.due for card in note.cards), note.id)
    deck = package.deck_name(note)
    return OwnNote(kind, namespace, id, language, note.guid, deck, note.tags, fields, place)


def own_decks(
    notes: Sequence[OwnNote], descriptions: Mapping[str, str], images: Images, remarks: Remarks
) -> list[DraftDeck]:
    """Return the deck files of these notes: one for each namespace and deck.

    `descriptions` are those of the decks, in HTML; what all cards have lost goes to `remarks`.
    """
    definitions: dict[tuple[str, str, str], dict[str, OwnNote]] = {}
    for note in sorted(notes, key=lambda note: note.place):
        definitions.setdefault((note.namespace, note.id, note.kind), {}).setdefault(
            note.language, note
        )
    files: dict[tuple[str, frozenset[tuple[str, str]]], list[dict[str, OwnNote]]] = {}
    for by_language in definitions.values():
        first = next(iter(by_language.values()))
        decks = frozenset((language, note.deck) for language, note in by_language.items())
        files.setdefault((first.namespace, decks), []).append(by_language)
    drafts = []
    for (namespace, decks), members in files.items():
        # In a package the notes of a definition stand in the order of the deck's languages.
        places = {note.language: note.place for note in reversed([*_notes_of(members)])}
        languages = sorted((language for language, _ in decks), key=places.__getitem__)
        header = one({language: deck_name(deck) for language, deck in decks}, languages)
        described = {
            language: to_markdown(descriptions.get(deck, ""), own=True).text
            for language, deck in decks
        }
        tags = _common([note.tags for member in members for note in member.values()])
        cards = []
        for member in members:
            try:
                card = draft(OwnFields(member, languages, images), len(tags))
            except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
                remarks.add("the data of the card are damaged: left out")
                continue
            if not any(
                note_guid(namespace, card.id, language) == note.guid
                for language, note in member.items()
            ):
                remarks.add(_RENAMED)
            for comment in card.comments:
                remarks.add(_NUMERIC if comment == ONE_VARIANT else _SEE_COMMENTS)
            cards.append(card)
        drafts.append(
            DraftDeck(
                namespace,
                header,
                tuple(languages),
                tuple(cards),
                description=one(described, languages) if all(described.values()) else "",
                tags=tags,
            )
        )
    return drafts


_NUMERIC: Final = (
    "numeric, with the numbers of one variant now: a card's program is in no package, and building "
    "the deck again would replace all variants by this one"
)
_SEE_COMMENTS: Final = "not all could be kept; comments in the file say what"
_RENAMED: Final = (
    "the GUID is not that of the card's id (it was renamed): it becomes a new note, unless the "
    "flashgen.lock of the deck is beside it"
)


def _notes_of(members: Sequence[Mapping[str, OwnNote]]) -> Iterator[OwnNote]:
    """Yield the notes in the order in which they are studied."""
    yield from sorted((n for of in members for n in of.values()), key=lambda note: note.place)


def _common(tags: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the tags with which all lists of more than one card begin."""
    if len(tags) < 2:
        return ()
    count = 0
    while all(len(of) > count and of[count] == tags[0][count] for of in tags):
        count += 1
    return tags[0][:count]
