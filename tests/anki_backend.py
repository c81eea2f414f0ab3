"""Anki's own backend for the tests: a real collection, imports, answers, and what a card shows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Card and Note from here as well: anki.cards cannot be the first module of anki to be imported.
from anki.collection import (
    Card,
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    Note,
)
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition, ImportResponse


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """A collection of its own in the folder, new or as it was left there."""
    col = Collection(str(folder / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


@dataclass(frozen=True)
class Imported:
    """How many notes the importer added, updated and so on."""

    new: int
    updated: int
    duplicate: int
    conflicting: int
    empty: int


def import_package(col: Collection, path: Path) -> Imported:
    """Import with the options that Anki's window has at first."""
    newer = ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER
    log = col.import_anki_package(
        ImportAnkiPackageRequest(
            package_path=str(path),
            options=ImportAnkiPackageOptions(
                merge_notetypes=False,
                update_notes=newer,
                update_notetypes=newer,
                with_scheduling=False,
                with_deck_configs=False,
            ),
        )
    ).log
    return counted(log)


def counted(log: ImportResponse.Log) -> Imported:
    return Imported(
        new=len(log.new),
        updated=len(log.updated),
        duplicate=len(log.duplicate),
        conflicting=len(log.conflicting),
        empty=len(log.missing_notetype) + len(log.missing_deck) + len(log.empty_first_field),
    )


def note_of(col: Collection, guid: str) -> Note:
    """The one note with this GUID."""
    ids = col.db.list("SELECT id FROM notes WHERE guid = ?", guid)
    assert len(ids) == 1, f"{len(ids)} notes with the GUID {guid}"
    return col.get_note(ids[0])


def guids(col: Collection) -> list[str]:
    """All GUIDs, sorted, duplicates too."""
    return sorted(col.db.list("SELECT guid FROM notes"))


def sort_field(col: Collection, guid: str) -> str:
    """What Anki's list of notes shows and sorts by."""
    return col.db.scalar("SELECT sfld FROM notes WHERE guid = ?", guid)


def fields_of(col: Collection, guid: str) -> Mapping[str, str]:
    return dict(note_of(col, guid).items())


def cards_of(col: Collection, guid: str) -> list[Card]:
    """The cards of a note, by template or cloze number."""
    return sorted(note_of(col, guid).cards(), key=lambda card: card.ord)


def deck_of(col: Collection, card: Card) -> str:
    return col.decks.name(card.did)


def deck_names(col: Collection) -> list[str]:
    return sorted(deck.name for deck in col.decks.all_names_and_ids())


def question(card: Card) -> str:
    """The front as the reviewer gets it, without the style."""
    return card.render_output(reload=True).question_text


def answer(card: Card) -> str:
    return card.render_output(reload=True).answer_text


def new_card_order(col: Collection) -> list[str]:
    """GUIDs of the new cards in the order in which they will come."""
    return col.db.list(
        "SELECT n.guid FROM cards c JOIN notes n ON n.id = c.nid WHERE c.queue = 0"
        " ORDER BY c.due, c.ord"
    )


def review(col: Collection, card: Card, rating: int = 3) -> None:
    """Answer a card through the scheduler, as if it had come up: 1 again … 4 easy."""
    states = col._backend.get_scheduling_states(card.id)
    card.start_timer()
    col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=rating - 1))


@dataclass(frozen=True)
class Schedule:
    """All that a review leaves behind."""

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    repetitions: int
    lapses: int
    deck: str
    flag: int
    memory: tuple[float, float] | None
    log: tuple[tuple[int, ...], ...]


def schedule(col: Collection, card: Card) -> Schedule:
    """Read a card's schedule anew from the database."""
    now = col.get_card(card.id)
    rows = col.db.all(
        "SELECT id, ease, ivl, lastIvl, factor, time, type FROM revlog WHERE cid = ? ORDER BY id",
        card.id,
    )
    memory = now.memory_state
    return Schedule(
        type=now.type,
        queue=now.queue,
        due=now.due,
        interval=now.ivl,
        factor=now.factor,
        repetitions=now.reps,
        lapses=now.lapses,
        deck=deck_of(col, now),
        flag=now.user_flag(),
        memory=(memory.stability, memory.difficulty) if memory else None,
        log=tuple(tuple(row) for row in rows),
    )
