"""An Anki package -> deck files: what flashgen made under its old identity, the rest under new ids.

Every deck becomes a file of its own, for a deck file holds one deck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flashgen.anki.package.reading import OpenPackage, PackageNote
from flashgen.deck.identity import slug
from flashgen.deck.selection import fits
from flashgen.importers.checking import Checked, checked
from flashgen.importers.draft import DraftDeck, Text
from flashgen.importers.html.blocks import to_markdown
from flashgen.importers.mending import mended
from flashgen.importers.names import deck_name, file_stem, ids, letters, short_slug
from flashgen.importers.package.foreign import ForeignNotes, tags_of_all
from flashgen.importers.package.images import Images
from flashgen.importers.package.own import Said, own_decks, own_note
from flashgen.importers.package.own_card import OwnNote
from flashgen.importers.study_notes.language import language_of

_MOST_SAID: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of an import; None or empty where it is to be found out."""

    namespace: str | None = None
    deck: str | None = None
    language: str | None = None
    ending: str = ""
    """The random end of a new namespace; empty for one that follows from the notes."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A deck file to be written: a name for it, its deck, its text, how many cards it has."""

    stem: str
    deck: str
    text: str
    cards: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import yields: deck files, images by their paths beside them, what is to be told."""

    files: tuple[ImportedFile, ...]
    images: tuple[str, ...]
    remarks: tuple[str, ...]


class NothingToImportError(Exception):
    """Nothing of what was given can become a card: why, in a sentence."""


def import_package(opened: OpenPackage, asked: Asked, images: Images) -> Imported:
    """Return the deck files of a package; `images` finds its images.

    Raises NothingToImportError where the package, or the deck that is asked for, has no notes.
    """
    package = opened.package
    said = Said()
    own: list[OwnNote] = []
    foreign: dict[str, list[PackageNote]] = {}
    decks: dict[str, None] = {}
    for note in package.notes:
        deck = package.deck_name(note)
        decks[deck] = None
        if asked.deck is not None and not _is_asked(deck, asked.deck):
            continue
        if made := own_note(package, note):
            own.append(made)
        elif note.cards:
            foreign.setdefault(deck, []).append(note)
        else:
            said.add("the note has no card")
    if not own and not foreign:
        listed = ", ".join(f"`{deck}`" for deck in sorted(decks)[:_MOST_SAID] if deck)
        raise NothingToImportError(
            f"no deck of the package is called `{asked.deck}`; there are {listed}"
            if asked.deck is not None and listed
            else "the package has no notes"
        )
    descriptions = {deck.name: deck.description for deck in package.decks.values()}
    drafts: list[tuple[DraftDeck, Sequence[str]]] = [
        (draft, ()) for draft in own_decks(own, descriptions, images, said)
    ]
    maker = ForeignNotes(package, images)
    for deck, notes in sorted(foreign.items()):
        drafts.append(_foreign_deck(deck, notes, descriptions.get(deck, ""), maker, asked, said))
    files = []
    for stem, (draft, left_out) in zip(_stems([d.deck for d, _ in drafts]), drafts, strict=True):
        made_file: Checked = checked(draft, images.folder, left_out)
        for reason in made_file.refused:
            said.add(f"{reason}: left as a comment")
        name = draft.deck if isinstance(draft.deck, str) else next(iter(draft.deck.values()))
        files.append(ImportedFile(stem, name, made_file.text, made_file.cards))
    return Imported(tuple(files), tuple(images.files), _remarks(said))


_NEW_NOTES: Final = (
    "new to Anki, which cannot change the type of a note by an import: reviews stay with the old "
    "notes"
)


def _is_asked(deck: str, wanted: str) -> bool:
    """Tell whether a deck is the wanted one, or below it; `*` stands for anything."""
    return fits(deck, wanted) or fits(deck, f"{wanted}::*")


def _foreign_deck(
    deck: str,
    notes: Sequence[PackageNote],
    description: str,
    maker: ForeignNotes,
    asked: Asked,
    said: Said,
) -> tuple[DraftDeck, list[str]]:
    """Return the deck file of notes that flashgen did not make, and what was left out of it."""
    tags = tags_of_all(notes)
    wanted = [(short_slug(maker.first_words(note)), note.guid) for note in notes]
    cards = []
    left_out = []
    texts = []
    for note, id in zip(notes, ids(wanted), strict=True):
        taken = maker.take(note, id, tags)
        first = maker.first_words(note)
        if taken.card is None:
            said.add(f"{taken.reason}: left out")
            left_out.append(f"Left out, for {taken.reason}: {first[:80] or note.guid}")
            continue
        for what in taken.lost:
            said.add(_kind_of_loss(what))
        said.add(_NEW_NOTES)
        cards.append(taken.card)
        texts.append(first)
    language = asked.language or language_of(" ".join(texts))
    whole = mended(to_markdown(description).text) if description else None
    draft = DraftDeck(
        asked.namespace or f"{slug(deck)}-{letters(chr(10).join(n.guid for n in notes))}",
        deck_name(deck),
        (language,),
        tuple(cards),
        description=whole.text if whole else "",
        tags=tags,
    )
    return draft, left_out


def _kind_of_loss(what: str) -> str:
    for word, kind in (("[sound", "a sound"), ("[anki", "speech"), ("the image", "an image")):
        if what.startswith(word):
            return f"{kind} is not kept"
    return "not all could be kept; comments in the file say what"


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


def _remarks(said: Said) -> tuple[str, ...]:
    return tuple(
        f"{count:,} {'card' if count == 1 else 'cards'}: {what}"
        for what, count in said.counts.items()
    )
