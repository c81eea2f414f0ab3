"""Sheets: the same cards drawn from one seed after another, or some of them picked for each."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from flashgen.anki.card.html import shuffled
from flashgen.anki.card.rendering import Renderer
from flashgen.anki.card.shown import Shown, shown
from flashgen.anki.note import Note
from flashgen.build.notes import SeedOf
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.folder import Loaded
from flashgen.deck.selection import Selection
from flashgen.exporters.formats import ExportError
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.program import Program
from flashgen.numeric.sampling import sample
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.internal_errors import reporting_internal_errors

_NAMES = ("name", "student", "姓名", "学生")
_SEEDS = ("seed", "种子")
_LARGEST_ROSTER = 1_000_000  # bytes


class Sheet(Struct, frozen=True):
    """The notes of a sheet, drawn with the root seed that is its number, and whose it is."""

    seed: int
    notes: tuple[Note, ...]
    name: str = ""


class SheetSet(Struct, frozen=True):
    """Sheets, drawn one by one, and the decks that all their cards are from."""

    decks: tuple[str, ...]
    language: str
    sheets: Iterable[Sheet]


class Student(Struct, frozen=True):
    """A row of a roster."""

    name: str
    seed: int | None = None


class Pick(Struct, frozen=True):
    """So many of the cards that fit a pattern are picked for each sheet."""

    count: int
    pattern: str = ""
    """Empty: of all."""


class _Card(Struct):
    """A definition, compiled once for all sheets."""

    deck_file: DeckFile
    definition: LoadedDefinition
    languages: Sequence[str]
    renderer: Renderer
    program: Program | None = None
    notes: tuple[Note, ...] = ()
    """Of a card without numbers, which are the same on every sheet."""

    def drawn(self, seed_of: SeedOf) -> tuple[Note, ...]:
        """Return the notes, those of a numeric card with one variant."""
        span = self.definition.model.id.span
        with reporting_internal_errors(span, self.renderer.diagnostics):
            return self._drawn(seed_of)
        return ()

    def _drawn(self, seed_of: SeedOf) -> tuple[Note, ...]:
        seed = seed_of(self.deck_file, self.definition)
        if self.definition.kind != "numeric":
            if not self.notes:
                of_kind = {"concept": self.renderer.concept, "cloze": self.renderer.cloze}
                make = of_kind[self.definition.kind]
                made = (make(self.definition, language, seed) for language in self.languages)
                self.notes = tuple(note for note in made if note is not None)
            return self.notes
        if self.program is None:
            return ()
        one = sample(self.program, seed, 1, self.renderer.diagnostics)
        if one is None:
            return ()
        made = (self.renderer.numeric(one, language, seed) for language in self.languages)
        return tuple(note for note in made if note is not None)


class Sheets(Struct):
    """What sheets are drawn from. `diagnostics` takes what is wrong, warnings included."""

    diagnostics: list[Diagnostic]
    _cards: list[_Card] = field(default_factory=list)
    _picks: list[tuple[int, list[int]]] = field(default_factory=list)
    _always: list[int] = field(default_factory=list)

    @property
    def decks(self) -> tuple[str, ...]:
        """The decks of the cards, in their order."""
        names = (c.renderer.deck_name(language) for c in self._cards for language in c.languages)
        return tuple(dict.fromkeys(names))

    @property
    def language(self) -> str:
        """The language of the first card."""
        return self._cards[0].languages[0] if self._cards else "en"

    def draw(self, seed: int, seed_of: SeedOf, name: str = "") -> Sheet:
        """Draw the sheet of a root seed, which `seed_of` gives to the definitions."""
        numbers = sorted([*self._always, *self._picked(seed)])
        notes = (note for number in numbers for note in self._cards[number].drawn(seed_of))
        return Sheet(seed, tuple(notes), name)

    def _picked(self, seed: int) -> Iterator[int]:
        for place, (count, pool) in enumerate(self._picks):
            # Sheets of consecutive seeds take consecutive parts of the shuffled pool, around and
            # around, until each card was on equally many; then the pool is shuffled anew.
            round_, number = divmod(seed, len(pool))
            order = shuffled(len(pool), f"pick {place} {round_}")
            yield from (pool[order[(number * count + n) % len(pool)]] for n in range(count))


def sheets(
    loaded: Loaded,
    selection: Selection,
    picks: Sequence[Pick],
    diagnostics: list[Diagnostic],
) -> Sheets:
    """Compile the wanted cards.

    Of a card in several languages the first is taken, unless the selection names languages. With
    `picks` that have patterns, a card that fits none of them is on every sheet if `selection` names
    it. Raises ExportError where a pool has fewer cards than are picked of it.
    """
    wanted = Selection((*selection.only, *(p.pattern for p in picks if p.pattern)))
    if any(not pick.pattern for pick in picks):
        wanted = Selection(selection.only)
    made = Sheets(diagnostics)
    free: dict[int, None] = {}
    for deck_file in loaded.deck_files:
        languages = selection.languages_of(deck_file)
        for definition in deck_file.definitions:
            if not languages or not wanted.takes(deck_file, definition):
                continue
            of_card = languages if selection.languages else languages[:1]
            card = _Card(deck_file, definition, of_card, Renderer(deck_file, diagnostics))
            if definition.kind == "numeric":
                with reporting_internal_errors(definition.model.id.span, diagnostics):
                    card.program = compile_numeric(deck_file, definition, diagnostics)
            free[len(made._cards)] = None
            made._cards.append(card)
    for pick in picks:
        pattern = Selection((pick.pattern,) if pick.pattern else ())
        cards = made._cards
        pool = [n for n in free if pattern.takes(cards[n].deck_file, cards[n].definition)]
        if len(pool) < pick.count:
            of = f" fit {pick.pattern!r}" if pick.pattern else " are there"
            raise ExportError(f"{pick.count} cards cannot be picked: {len(pool)}{of}")
        made._picks.append((pick.count, pool))
        for number in pool:
            del free[number]
    made._always = list(free) if not picks or selection.only else []
    return made


def on_sheet(note: Note, seed: int) -> Shown:
    """Return a card as the sheet of a seed has it.

    Of a card without numbers that has several forms, sheets of consecutive seeds have each in turn.
    """
    forms = list(shown(note))
    return forms[shuffled(len(forms), f"form {note.name}")[seed % len(forms)]]


def read_roster(path: Path) -> list[Student]:
    """Read a roster: a CSV file with a column of names, and perhaps one of seeds.

    The first row may name the columns; else the first column has the names. Raises ExportError
    where there is no name or a seed is not a number, and OSError.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            text = file.read(_LARGEST_ROSTER)
            delimiter = max(",;\t", key=text.partition("\n")[0].count)
            read = csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
            rows = [row for row in read if any(map(str.strip, row))]
        except (csv.Error, UnicodeDecodeError) as problem:
            raise ExportError(f"{path} is not a CSV file in UTF-8: {problem}") from None
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    name = next((n for n, cell in enumerate(head) if cell in _NAMES), None)
    seed = next((n for n, cell in enumerate(head) if cell in _SEEDS), None)
    students = []
    for number, row in islice(enumerate(rows, start=1), 0 if name is None else 1, None):
        text = row[name or 0].strip() if len(row) > (name or 0) else ""
        given = row[seed].strip() if seed is not None and len(row) > seed else ""
        if given and not (given.isascii() and given.isdecimal()):
            raise ExportError(f"{path}, row {number}: {given!r} is not a seed (a whole number)")
        if text:
            students.append(Student(text, int(given) if given else None))
    if not students:
        raise ExportError(f"{path} names nobody; it needs a column `name`")
    return students
