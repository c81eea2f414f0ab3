"""A deck file in the making is read and rendered before it is written: it must pass `check`."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.card.rendering import Renderer
from flashgen.build import notes as pipeline
from flashgen.deck.file import DeckFile, read_deck_file
from flashgen.deck.unique_ids import Ids
from flashgen.importers.draft import DraftCard, DraftDeck, as_yaml, comment_lines, commented
from flashgen.importers.remarks import Remarks
from flashgen.importers.result import Imported, ImportedFile, NothingToImportError
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source

_NOT_YET: Final = "bad-image"  # the images are written after the check, and checked before it
_ROUNDS: Final = 4


class CheckedDeck(Struct, frozen=True):
    """The text of a deck file that passes, and by id why cards stand in it as comments only."""

    text: str
    rejected: Mapping[str, str]


class UncheckableError(Exception):
    """A whole file that `check` would reject: why, in a sentence."""


class ImportedDecks:
    """Makes the deck files of an import of those that pass, and says what became of the others."""

    def __init__(self, folder: Path, remarks: Remarks) -> None:
        self.notes: list[str] = []
        self._folder = folder
        self._remarks = remarks
        self._rejected = Remarks()
        self._unwritten: list[str] = []
        self._has_files = False

    def __bool__(self) -> bool:
        return self._has_files

    def made(
        self,
        draft: DraftDeck,
        stem: str,
        deck: str,
        keys: Mapping[str, str],
        left_out: Sequence[str] = (),
    ) -> Iterator[ImportedFile]:
        """Yield the deck file under a name, with the cards' keys in the source by their ids.

        Nothing is yielded where it does not pass.
        """
        try:
            made = checked(draft, self._folder, left_out)
        except UncheckableError as problem:
            self._unwritten.append(f"the deck `{deck}` is not written: {problem}")
            return
        for reason in made.rejected.values():
            self._rejected.add(f"{reason}: left as a comment")
        passed = tuple(card for card in draft.cards if card.id not in made.rejected)
        self._has_files = True
        yield ImportedFile(stem, deck, made.text, len(passed), replace(draft, cards=passed), keys)

    def imported(
        self,
        files: Iterable[ImportedFile],
        images: Callable[[], Collection[str]],
        content: Callable[[str], bytes],
    ) -> Imported:
        """Return an import whose files, made here, come one after the other."""
        return Imported(self._some(files), images, self._lines, content)

    def _some(self, files: Iterable[ImportedFile]) -> Iterator[ImportedFile]:
        yield from files
        if not self:
            lines = ("nothing in it can become a card:", *self._lines())
            raise NothingToImportError("\n  ".join(lines))

    def _lines(self) -> tuple[str, ...]:
        counted = (*self._remarks.lines(), *self._rejected.lines())
        return (*counted, *self.notes, *self._unwritten)


def checked(draft: DraftDeck, folder: Path, left_out: Sequence[str] = ()) -> CheckedDeck:
    """Return the text of a deck file, in which every card that `check` would reject is a comment.

    `left_out` are lines about what is not in it. Raises UncheckableError where the file as a whole
    `check` would reject.
    """
    path = folder / "import.yaml"
    rejected: dict[str, str] = {}  # by id
    cards = draft.cards
    for _ in range(_ROUNDS):
        text = as_yaml(replace(draft, cards=cards))
        wrong = _wrong(text, path, [card.id for card in cards])
        if not wrong:
            break
        rejected |= wrong
        cards = tuple(card for card in cards if card.id not in wrong)
    else:
        raise UncheckableError("the cards contradict each other")
    if not cards:
        raise UncheckableError("nothing in it can become a card")
    return CheckedDeck(_with_comments(text, draft.cards, rejected, left_out), rejected)


def _wrong(text: str, path: Path, ids: Sequence[str]) -> dict[str, str]:
    """Return by id what is wrong with cards of a deck file."""
    found: list[Diagnostic] = []
    deck_file = read_deck_file(Source(path.name, text), path, found)
    if deck_file is None:
        raise UncheckableError(found[0].message if found else "it holds no cards")
    found += Ids([deck_file]).problems([deck_file])
    Renderer(deck_file, found).decks(deck_file.languages)
    for definition in deck_file.definitions:
        seed = pipeline.default_seed(deck_file, definition)
        found += pipeline.render(deck_file, definition, deck_file.languages, seed).diagnostics
    starts = _starts(text)
    wrong: dict[str, str] = {}
    for diagnostic in found:
        if diagnostic.severity == "error" and diagnostic.code != _NOT_YET:
            line = diagnostic.span.line if diagnostic.span else 0
            number = bisect_right(starts, line) - 1
            if number < 0:
                raise UncheckableError(diagnostic.message)
            wrong.setdefault(ids[number], diagnostic.message)
    return wrong if wrong else _missing(deck_file, ids)


def _starts(text: str) -> list[int]:
    """Return the lines at which cards begin."""
    return [n for n, line in enumerate(text.split("\n"), start=1) if line.startswith("- id: ")]


def _missing(deck_file: DeckFile, ids: Sequence[str]) -> dict[str, str]:
    there = {definition.id for definition in deck_file.definitions}
    return {id: "it cannot be read back" for id in ids if id not in there}


def _with_comments(
    text: str, cards: Sequence[DraftCard], rejected: Mapping[str, str], left_out: Sequence[str]
) -> str:
    lines = []
    for card in cards:
        if card.id in rejected:
            lines += ["", *commented(card, f"Left out: {rejected[card.id]}")]
    if left_out:
        lines += ["", *comment_lines(left_out)]
    return text + "\n".join(lines) + "\n" if lines else text
