"""A running Anki as a place to push to: what AnkiConnect tells of its notes, imports, deletes.

AnkiConnect imports in a way of its own: up to Anki 26.5 by an importer in Python that the window
no longer uses, later with note types merged, learning progress and deck presets taken over. Our
package has no progress and no presets, so both keep every schedule and every option. But where a
note type has other fields or templates in Anki than here, the one gives our notes another note
type's id, the other empties the fields that were added: so then nothing is imported.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import count
from pathlib import Path
from typing import Any

from flashgen.anki.note_types import NOTE_TYPES, NoteType
from flashgen.build.lock.entries import Entry
from flashgen.sync.ankiconnect import AnkiConnect, ConnectError, batches
from flashgen.sync.compare import ImportComparison, NoteUpdate
from flashgen.sync.existing import (
    Existing,
    ExistingError,
    ExistingNote,
    ExistingNoteType,
    NoteTypePart,
    read_package,
)

_CARDS = 2000  # in one question about decks
_CLOZE = re.compile(r"\{\{c(\d+)::")
_OURS = {note_type.id: note_type for note_type in NOTE_TYPES.values()}


class RunningAnki:
    """An Anki that runs, with its collection open."""

    def __init__(self, connect: AnkiConnect) -> None:
        """Greet it; ConnectError where it cannot be spoken to."""
        self._connect = connect
        connect.greet()
        self._copied: frozenset[str] = frozenset()
        self._untold = 0
        """How many notes of the last reading may have another GUID than they were taken for."""

    def __str__(self) -> str:
        return f"Anki at {self._connect.where}"

    def read(self, entries: Mapping[str, Entry], unknown: Set[str]) -> Existing:
        """Return the notes that the lock's entries (by GUID) are about, as far as there are any.

        AnkiConnect tells no GUIDs: a note is recognized by its ID field, under its present name
        or a former one. Of two with one ID the older counts, as the copy of it that it is. Where
        notes are there that are `unknown` to the locks, their decks are exported for their GUIDs.
        """
        types = self._note_types()
        guids = _names(entries)
        ids: list[int] = []
        for namespace in sorted({entry.namespace for entry in entries.values()}):
            ids += self._connect.find_notes(f'"ID:{namespace}/*"')
        notes: dict[str, ExistingNote] = {}
        twins: set[str] = set()
        infos = [
            info for info in self._connect.notes_info(sorted(set(ids))) if _id_field(info) in guids
        ]
        mods = self._mods(infos)
        decks = self._decks(infos)
        doubted = [info for info in infos if guids[_id_field(info)] in unknown]
        told = self._guids(doubted, decks)
        self._untold = sum(int(info["noteId"]) not in told for info in doubted)
        for info in infos:
            guid = told.get(int(info["noteId"])) or guids[_id_field(info)]
            if guid in notes:
                twins.add(guid)
                continue
            note_type = types.get(str(info.get("modelName")))
            if note_type is None:
                continue
            id = int(info["noteId"])
            notes[guid] = ExistingNote(
                id,
                guid,
                note_type,
                mods.get(id, 0),
                _fields(info),
                tuple(map(str, info.get("tags", ()))),
                _by_ordinal(_fields(info), [decks.get(card, "") for card in info.get("cards", ())]),
            )
        self._copied = frozenset(twins)
        return Existing(notes, {note_type.id: note_type for note_type in types.values()})

    def obstacle(self, existing: Existing) -> str:
        """Say why AnkiConnect's import would lose something; empty where it would not."""
        for id, ours in sorted(_OURS.items()):
            there = existing.note_types.get(id)
            if there is None:
                continue
            for what, names, others in (
                ("fields", ours.field_names, there.field_names),
                (
                    "card templates",
                    tuple(template.name for template in ours.templates),
                    tuple(part.name for part in there.templates),
                ),
            ):
                if names != others:
                    more = ", ".join(name for name in others if name not in names)
                    return (
                        f"the note type `{there.name}` has other {what} in Anki"
                        + (f" (`{more}`)" if more else "")
                        + ", and AnkiConnect's import would damage its notes; "
                        "close Anki and push with --collection, or make the note type as it was"
                    )
        return ""

    def notice(self, comparison: ImportComparison) -> str:
        """Say what could not be told, and whose descriptions an older Anki replaces."""
        return "\n".join(filter(None, (self._doubt(), self._described(comparison))))

    def _doubt(self) -> str:
        if not self._untold:
            return ""
        notes = "1 note that is" if self._untold == 1 else f"{self._untold:,} notes that are"
        return (
            f"no flashgen.lock knows {notes} in Anki, and whether their identity there is another "
            "cannot be told by AnkiConnect: if a lock is lost, take it from version control again, "
            "or close Anki and look with flashgen diff --collection"
        )

    def _described(self, comparison: ImportComparison) -> str:
        """Name the decks of which an older Anki takes the description from the package.

        They are those that get cards, and those above; AnkiConnect does not tell which Anki it is.
        """
        decks = {outcome.deck for outcome in comparison.outcomes if outcome.new_cards}
        above = decks.union(*map(_above, decks))
        there = sorted(above & set(self._connect.ask("deckNames"))) if above else []
        if not there:
            return ""
        named = ", ".join(f"`{deck}`" for deck in there)
        return (
            "Anki before 26.9 takes a deck's description from the deck files when cards come by "
            f"AnkiConnect, an empty one too; this is about {named}"
        )

    def outdated(self, existing: Existing, kinds: Iterable[NoteType]) -> bool:
        """Tell whether a note type is missing or shows its cards otherwise than ours."""
        for ours in kinds:
            there = existing.note_types.get(ours.id)
            if there is None:
                return True
            css = self._connect.ask("modelStyling", modelName=there.name)
            sides = self._connect.ask("modelTemplates", modelName=there.name)
            wanted = {t.name: {"Front": t.front, "Back": t.back} for t in ours.templates}
            if css != {"css": ours.css} or sides != wanted:
                return True
        return False

    def copies(self, guid: str) -> bool:
        """Tell whether more than one note with this note's ID was found at the last reading."""
        return guid in self._copied

    def back_up(self, stamp: str) -> Path | None:
        """Return None: a running Anki makes its own backups."""
        return None

    def change(
        self, package: Path | None, updates: Sequence[NoteUpdate], delete: Sequence[int]
    ) -> None:
        """Import a package, and delete notes by their ids; ConnectError where that fails.

        The importer that AnkiConnect takes leaves a note all the tags and the time that the
        package gives it, so nothing has to be done about updates.
        """
        if package is not None:
            self._connect.import_package(str(package))
        try:
            for batch in batches(delete, 500):
                self._connect.ask("deleteNotes", notes=list(batch))
        except ConnectError as problem:
            done = "the import was made, but notes were not deleted" if package else "deleting"
            raise ConnectError(f"{done}: {problem}") from None

    def _note_types(self) -> dict[str, ExistingNoteType]:
        """Return the note types by name; fields and templates of our own only."""
        found: dict[str, ExistingNoteType] = {}
        named = self._connect.ask("modelNamesAndIds")
        if not isinstance(named, dict):
            raise ConnectError("AnkiConnect gives no list of note types")
        for name, id in named.items():
            fields: Sequence[str] = ()
            templates: Iterable[str] = ()
            if id in _OURS:
                fields = self._connect.ask("modelFieldNames", modelName=name)
                templates = self._connect.ask("modelTemplates", modelName=name)
            found[name] = ExistingNoteType(int(id), name, 0, _parts(fields), _parts(templates))
        return found

    def _mods(self, infos: Sequence[Mapping[str, Any]]) -> dict[int, int]:
        known = {int(info["noteId"]): info["mod"] for info in infos if "mod" in info}
        rest = [int(info["noteId"]) for info in infos if int(info["noteId"]) not in known]
        for batch in batches(rest, 500):
            for answer in self._connect.ask("notesModTime", notes=list(batch)):
                if answer:
                    known[int(answer["noteId"])] = answer["mod"]
        return {id: int(mod) for id, mod in known.items()}

    def _guids(
        self, infos: Sequence[Mapping[str, Any]], decks: Mapping[int, str]
    ) -> dict[int, str]:
        """Return the GUIDs of notes by id, as far as they can be learned, from exported decks."""
        names = {decks[card] for info in infos for card in info.get("cards", ()) if card in decks}
        found: dict[int, str] = {}
        # A deck comes with those below it.
        for name in sorted(name for name in names if not names & set(_above(name))):
            with tempfile.TemporaryDirectory(
                prefix="flashgen-", ignore_cleanup_errors=True
            ) as folder:
                path = Path(folder) / "deck.apkg"
                try:
                    if not self._connect.export_package(name, str(path)):
                        continue
                    package = read_package(path, frozenset(), _namespaces(infos))
                except (ConnectError, ExistingError, OSError):
                    continue  # an old add-on, or one that cannot write there
                found.update({note.id: guid for guid, note in package.notes.items()})
        return found

    def _decks(self, infos: Sequence[Mapping[str, Any]]) -> dict[int, str]:
        cards = [card for info in infos for card in info.get("cards", ())]
        found: dict[int, str] = {}
        for batch in batches(cards, _CARDS):
            for deck, those in self._connect.ask("getDecks", cards=list(batch)).items():
                found.update(dict.fromkeys(those, deck))
        return found


def _above(deck: str) -> Iterator[str]:
    """Yield the names of the decks that a deck is in."""
    while "::" in deck:
        deck = deck.rpartition("::")[0]
        yield deck


def _namespaces(infos: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(_id_field(info).partition("/")[0] for info in infos)


def _names(entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the GUID of each name that a note has or had."""
    names: dict[str, str] = {}
    for guid, entry in sorted(entries.items(), key=lambda item: item[1].removed):
        for id in (entry.id, *entry.was):
            names.setdefault(f"{entry.namespace}/{id}/{entry.language}", guid)
    return names


def _fields(info: Mapping[str, Any]) -> dict[str, str]:
    by_name: Mapping[str, Any] = info.get("fields", {})
    ordered = sorted(by_name.items(), key=lambda item: int(item[1]["order"]))
    return {name: str(field["value"]) for name, field in ordered}


def _id_field(info: Mapping[str, Any]) -> str:
    return _fields(info).get("ID", "")


def _parts(names: Iterable[str]) -> tuple[NoteTypePart, ...]:
    return tuple(NoteTypePart(name, None) for name in names)


def _by_ordinal(fields: Mapping[str, str], decks: Sequence[str]) -> dict[int, str]:
    # AnkiConnect gives a note's cards in order, but not which they are.
    gaps = sorted({int(number) for number in _CLOZE.findall(fields.get("Text", ""))} - {0})
    ordinals = [number - 1 for number in gaps]
    return dict(zip(ordinals if len(ordinals) == len(decks) else count(), decks, strict=False))
