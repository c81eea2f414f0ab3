"""An Anki package -> deck files: what flashgen made under its old identity, the rest under new ids.

Every deck becomes a file of its own, for a deck file holds one deck.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flashgen.anki.package.reading import PackageNote
from flashgen.deck.identity import slug
from flashgen.importers.checking import ImportedDecks
from flashgen.importers.conversion import convert
from flashgen.importers.draft import DraftDeck, Text
from flashgen.importers.language import language_of
from flashgen.importers.names import deck_name, file_stem, ids, letters, short_slug
from flashgen.importers.package.admission import is_asked
from flashgen.importers.package.foreign import ConvertedCard, ForeignNotes, tags_of_all
from flashgen.importers.package.images import Images, MediaSource
from flashgen.importers.package.own import own_decks, own_note
from flashgen.importers.package.own_fields import OwnNote
from flashgen.importers.package.reasons import kind_of_loss
from flashgen.importers.remarks import Remarks
from flashgen.importers.result import Imported, ImportOptions, NothingToImportError

_MOST_LISTED: Final = 20


def import_package(
    opened: MediaSource, options: ImportOptions, images: Images, others: Iterable[str] = ()
) -> Imported:
    """Return the deck files of a package; `images` finds its images.

    `others` are decks of it whose notes were not read.

    Raises NothingToImportError where the package, or the deck that is asked for, has no notes, or
    none that can become a card.
    """
    package = opened.package
    remarks = Remarks()
    own: list[OwnNote] = []
    foreign: dict[str, list[PackageNote]] = {}
    decks: dict[str, None] = dict.fromkeys(others)
    for note in package.notes:
        deck = package.deck_name(note)
        decks[deck] = None
        if options.deck is not None and not is_asked(deck, options.deck):
            continue
        if made := own_note(package, note):
            own.append(made)
        elif note.cards:
            foreign.setdefault(deck, []).append(note)
        else:
            remarks.add("the note has no card: left out")
    if not own and not foreign:
        listed = ", ".join(f"`{deck}`" for deck in sorted(decks)[:_MOST_LISTED] if deck)
        raise NothingToImportError(
            f"no deck of the package is called `{options.deck}`; there are {listed}"
            if options.deck is not None and listed
            else "the package has no notes"
        )
    descriptions = {deck.name: deck.description for deck in package.decks.values()}
    drafts = [
        _Drafted(draft) for draft in own_decks(own, descriptions, images, remarks) if draft.cards
    ]
    maker = ForeignNotes(package, images)
    files = ImportedDecks(images.folder, remarks)
    for deck, notes in sorted(foreign.items()):
        drafted = _foreign_deck(deck, notes, descriptions.get(deck, ""), maker, options, remarks)
        if drafted.draft.cards:
            drafts.append(drafted)
        else:
            files.notes.append(f"the deck `{deck}` is not written: {drafted.why_empty}")
    stems = _stems([drafted.draft.deck for drafted in drafts])
    for stem, drafted in zip(stems, drafts, strict=True):
        draft = drafted.draft
        name = draft.deck if isinstance(draft.deck, str) else next(iter(draft.deck.values()))
        files.add(draft, stem, name, drafted.keys, drafted.left_out)
    return files.imported(images.files, images.content)


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A deck file in the making, what is not in it, and where its cards come from."""

    draft: DraftDeck
    left_out: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    why_empty: str = ""


_NEW_NOTES: Final = (
    "new to Anki, which cannot change the type of a note by an import: reviews stay with the old "
    "notes"
)


def _foreign_deck(
    deck: str,
    notes: Sequence[PackageNote],
    description: str,
    maker: ForeignNotes,
    options: ImportOptions,
    remarks: Remarks,
) -> _Drafted:
    """Return the deck file of notes that flashgen did not make, and what was left out of it."""
    tags = tags_of_all(notes)
    found: list[ConvertedCard] = []
    for note in notes:
        found += maker.convert(note, tags)
    made: list[ConvertedCard] = []
    left_out: list[str] = []
    reasons: dict[str, None] = {}
    for card in found:
        if card.reason:
            remarks.add(f"{card.reason}: left out")
            reasons[card.reason] = None
            left_out.append(f"Left out, for {card.reason}: {card.wish[:80] or card.note.guid}")
            continue
        made.append(card)
        remarks.add_all(map(kind_of_loss, card.lost))
        if card.hidden:
            remarks.add("fields that Anki does not show are in comments")
        remarks.add(_NEW_NOTES)
    names = ids([(short_slug(card.wish), card.key) for card in made])
    language = options.language or language_of(" ".join(card.wish for card in made))
    described = convert(description) if description else None
    draft = DraftDeck(
        options.namespace or f"{slug(deck)}-{letters(chr(10).join(n.guid for n in notes))}",
        deck_name(deck),
        (language,),
        tuple(card.draft(id) for card, id in zip(made, names, strict=True)),
        description=described.markdown if described else "",
        tags=tags,
    )
    keys = {id: card.key for card, id in zip(made, names, strict=True)}
    return _Drafted(draft, tuple(left_out), keys, "; ".join(reasons))


def _stems(decks: Sequence[Text]) -> list[str]:
    """Return a name of a file for each deck, all different."""
    names = [deck if isinstance(deck, str) else next(iter(deck.values())) for deck in decks]
    made: list[str] = []
    for name in names:
        stem = unique = file_stem(name)
        number = 2
        while unique in made:
            unique, number = f"{stem}-{number}", number + 1
        made.append(unique)
    return made
