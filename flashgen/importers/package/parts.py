"""The cards of a deck, as many as there may be, in files that are each read at once."""

from collections.abc import Iterator
from typing import Any, Final, Self

from msgspec import Struct
from msgspec.structs import replace

from flashgen.importers.checking import ImportedDecks
from flashgen.importers.draft import DraftCard, DraftDeck
from flashgen.importers.names import UniqueIds, file_stem
from flashgen.importers.result import ImportedFile
from flashgen.importers.spool import Spool

MOST_CARDS: Final = 25_000
"""Of a file: with all that is made of it to check it, some 200 MB."""
MOST_CHARACTERS: Final = 7_500_000
"""Of a file, which may have 32 MB."""
_MOST_LEFT_OUT: Final = 10_000


class Stems:
    """Gives names to files, all different."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def unique(self, stem: str) -> str:
        """Return the name, with a number where another file has it."""
        made, number = stem, self._numbers.get(stem, 2)
        while made in self._numbers:
            made, number = f"{stem}-{number}", number + 1
        self._numbers[stem] = number
        self._numbers.setdefault(made, 2)
        return made


class _Made(Struct, frozen=True):
    """A card, and what tells it from others in its source; `wish` is for one without an id."""

    card: DraftCard
    key: str
    wish: str


class _Part(Struct):
    """What goes into one file."""

    cards: list[DraftCard]
    keys: dict[str, str]
    left_out: list[str]
    size: int = 0
    unnamed: int = 0

    @property
    def lines(self) -> list[str]:
        """What was left out, a line each."""
        more = [f"Left out: {self.unnamed:,} more"] if self.unnamed else []
        return self.left_out + more


class DeckCards:
    """The cards of a deck, kept on the disk until all are made. Use it in a `with` statement."""

    def __init__(self, ids: UniqueIds | None = None) -> None:
        """`ids` gives them to the cards that have none."""
        self.count = 0
        self._size = 0
        self._ids = ids
        self._spool: Spool[_Made | str] = Spool()

    def __enter__(self) -> Self:
        self._spool.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._spool.__exit__(*raised)

    def add(self, card: DraftCard, key: str = "", wish: str = "") -> None:
        """Add a card; one without an id gets it when all are there."""
        self.count += 1
        self._size += card.size
        if not card.id:
            assert self._ids is not None
            self._ids.wish(wish)
        self._spool.put(_Made(card, key, wish))

    def leave_out(self, line: str) -> None:
        """Add a line about a card that is none of the deck."""
        self._spool.put(line)

    def files(
        self, header: DraftDeck, decks: ImportedDecks, stems: Stems
    ) -> Iterator[ImportedFile]:
        """Yield the deck's file, or its files with numbers where one cannot hold all cards."""
        name = header.deck if isinstance(header.deck, str) else next(iter(header.deck.values()))
        is_parted = self.count > MOST_CARDS or self._size > MOST_CHARACTERS
        most = 1 + self.count // MOST_CARDS + 2 * (self._size // MOST_CHARACTERS)
        for number, part in enumerate(self._parts(), start=1):
            # All of one width, so that the files sort as the cards do.
            ending = f"-{number:0{len(str(most))}}" if is_parted else ""
            stem = stems.unique(f"{file_stem(name)}{ending}")
            draft = replace(header, cards=tuple(part.cards))
            yield from decks.made(draft, stem, name, part.keys, part.lines)

    def _parts(self) -> Iterator[_Part]:
        part = _Part([], {}, [])
        for made in self._spool.take():
            if isinstance(made, str):
                if len(part.left_out) < _MOST_LEFT_OUT:
                    part.left_out.append(made)
                else:
                    part.unnamed += 1
                continue
            size = part.size + made.card.size
            if part.cards and (len(part.cards) == MOST_CARDS or size > MOST_CHARACTERS):
                yield part
                part = _Part([], {}, [])
            card = made.card
            if not card.id:
                assert self._ids is not None
                card = replace(card, id=self._ids.give(made.wish, made.key))
            part.cards.append(card)
            part.size += made.card.size
            if made.key:
                part.keys[card.id] = made.key
        yield part
