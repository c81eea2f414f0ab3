"""An Anki package -> deck files: what flashgen made under its old identity, the rest under new ids.

Every deck becomes a file of its own, for a deck file holds one deck.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from flashgen.anki.package.reading import PackageNote
from flashgen.deck.identity import slug
from flashgen.deck.selection import fits
from flashgen.importers.checking import ImportedDecks
from flashgen.importers.conversion import convert
from flashgen.importers.draft import DraftDeck
from flashgen.importers.language import LONGEST, language_of
from flashgen.importers.names import UniqueIds, deck_name, letters_of_all, short_slug
from flashgen.importers.package.foreign import ConvertedCard, ForeignNotes, tags_of_all
from flashgen.importers.package.images import Images, MediaSource
from flashgen.importers.package.own import own_decks, own_note
from flashgen.importers.package.own_fields import OwnNote
from flashgen.importers.package.parts import DeckCards, Stems
from flashgen.importers.package.reasons import kind_of_loss
from flashgen.importers.remarks import Remarks
from flashgen.importers.result import (
    Imported,
    ImportedFile,
    ImportOptions,
    NothingToImportError,
)
from flashgen.importers.spool import Spool

_MOST_LISTED: Final = 20


def import_package(opened: MediaSource, options: ImportOptions, images: Images) -> Imported:
    """Return the deck files of a package; `images` finds its images.

    The files are made while they are asked for: the notes are read once, and what is made of them
    waits on the disk, so that memory holds no more than one file. Asking raises
    NothingToImportError where the package, or the deck that is asked for, has no notes, or none
    that can become a card.
    """
    making = _Making(opened, options, images)
    return making.decks.imported(making.files(), lambda: images.files, images.content)


class _Making:
    """The deck files of a package in the making."""

    def __init__(self, opened: MediaSource, options: ImportOptions, images: Images) -> None:
        self.remarks = Remarks()
        self.decks = ImportedDecks(images.folder, self.remarks)
        self._package = opened.package
        self._options = options
        self._images = images
        self._stems = Stems()

    def files(self) -> Iterator[ImportedFile]:
        """Yield the files: flashgen's own, and then those of other notes."""
        descriptions = {deck.name: deck.description for deck in self._package.decks.values()}
        with Spool[OwnNote]() as own, Spool[PackageNote]() as foreign:
            self._read(own, foreign)
            for header, cards in own_decks(own, descriptions, self._images, self.remarks):
                if cards.count:
                    yield from cards.files(header, self.decks, self._stems)
            maker = ForeignNotes(self._package, self._images)
            with ExitStack() as stack:
                # Cards of one namespace have different ids, whatever decks they are in.
                shared = stack.enter_context(UniqueIds()) if self._options.namespace else None
                for deck in foreign.sorted_keys():
                    described = descriptions.get(deck, "")
                    yield from self._foreign_files(deck, foreign, described, maker, shared)

    def _read(self, own: Spool[OwnNote], foreign: Spool[PackageNote]) -> None:
        """Read all notes of the deck that is asked for."""
        wanted = self._options.deck
        decks: dict[str, None] = {}
        for note in self._package.notes:
            deck = self._package.deck_name(note)
            decks[deck] = None
            if wanted is not None and not _is_asked(deck, wanted):
                continue
            if made := own_note(self._package, note):
                own.put(made, place=made.place[0])
            elif note.cards:
                foreign.put(note, deck)
            else:
                self.remarks.add("the note has no card: left out")
        if not len(own) and not len(foreign):
            listed = ", ".join(f"`{deck}`" for deck in sorted(decks)[:_MOST_LISTED] if deck)
            raise NothingToImportError(
                f"no deck of the package is called `{wanted}`; there are {listed}"
                if wanted is not None and listed
                else "the package has no notes"
            )

    def _foreign_files(
        self,
        deck: str,
        foreign: Spool[PackageNote],
        description: str,
        maker: ForeignNotes,
        shared: UniqueIds | None,
    ) -> Iterator[ImportedFile]:
        """Yield the files of a deck's notes that flashgen did not make."""
        tags = tags_of_all(foreign.take(deck))
        reasons: dict[str, None] = {}
        words = _FirstWords()
        with ExitStack() as stack:
            ids = shared or stack.enter_context(UniqueIds())
            cards = stack.enter_context(DeckCards(ids))
            for note in foreign.take(deck):
                for card in maker.convert(note, tags):
                    self._take(card, cards, reasons, words)
            if not cards.count:
                why = "; ".join(list(reasons)[:_MOST_LISTED])
                self.decks.notes.append(f"the deck `{deck}` is not written: {why}")
                return
            described = convert(description) if description else None
            namespace = self._options.namespace
            if not namespace:
                guids = (note.guid for note in foreign.take(deck))
                namespace = f"{slug(deck)}-{letters_of_all(guids, chr(10))}"
            header = DraftDeck(
                namespace,
                deck_name(deck),
                (self._options.language or language_of(words.text),),
                (),
                description=described.markdown if described else "",
                tags=tags,
            )
            yield from cards.files(header, self.decks, self._stems)

    def _take(
        self, card: ConvertedCard, cards: DeckCards, reasons: dict[str, None], words: "_FirstWords"
    ) -> None:
        if card.reason:
            self.remarks.add(f"{card.reason}: left out")
            if len(reasons) < _MOST_LISTED:
                reasons[card.reason] = None
            cards.leave_out(f"Left out, for {card.reason}: {card.wish[:80] or card.note.guid}")
            return
        words.add(card.wish)
        self.remarks.add_all(map(kind_of_loss, card.lost))
        if card.hidden:
            self.remarks.add("fields that Anki does not show are in comments")
        self.remarks.add(_NEW_NOTES)
        cards.add(card.draft(""), card.key, short_slug(card.wish))


_NEW_NOTES: Final = (
    "new to Anki, which cannot change the type of a note by an import: reviews stay with the old "
    "notes"
)


class _FirstWords:
    """The words of a deck's first cards, by which its language is told."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._size = 0

    def add(self, words: str) -> None:
        """Take the words of one more card, where they are wanted."""
        if self._size < LONGEST:
            self._words.append(words)
            self._size += len(words) + 1

    @property
    def text(self) -> str:
        """All words that were taken."""
        return " ".join(self._words)


def _is_asked(deck: str, wanted: str) -> bool:
    """Tell whether a deck is the wanted one, or below it; `*` stands for anything."""
    return fits(deck, wanted) or fits(deck, f"{wanted}::*")
