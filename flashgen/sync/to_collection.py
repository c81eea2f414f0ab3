"""A closed collection: backed up, and imported into by Anki's own backend.

Needs the `anki` package. All that a push changes is one SQLite transaction, so a process that dies
in the middle leaves the collection as it was before or after it.
"""

import contextlib
import importlib.util
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashgen.anki.note_types import NoteType
from flashgen.anki.package import database
from flashgen.build.lock.entries import Entry
from flashgen.sync.compare import ImportComparison, NoteUpdate
from flashgen.sync.existing import CollectionOpenError, Existing, check_file, read_collection

if TYPE_CHECKING:
    from anki.collection import Collection

_SCHEMA = 18  # since Anki 2.1.50; the backend would turn an older one into it for good
_PRESETS = ("mergeNotetypes", "updateNotes", "updateNotetypes", "withDeckConfigs", "withScheduling")
"""Keys of the collection's settings in which Anki keeps the options of the last import."""


class CollectionError(Exception):
    """What keeps a collection from being imported into; the message says what to do."""


class ClosedCollection:
    """A collection file that a push imports into."""

    def __init__(self, path: Path) -> None:
        """Take a collection file.

        Raises CollectionError where it cannot be written to, or `anki` is missing, and OSError or
        ExistingError where it cannot be read or is no database.
        """
        if importlib.util.find_spec("anki") is None:
            raise CollectionError(
                "a collection file needs Anki's own backend: pip install 'flashgen[anki]'"
            )
        check_file(path)
        if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
            raise CollectionError(f"{path} cannot be written to: it or its folder is read-only")
        self.path = path
        self._backup: Path | None = None

    def __str__(self) -> str:
        return self.path.as_posix()

    def read(self, entries: Mapping[str, Entry], unknown: Set[str]) -> Existing:
        """Return the notes that are there, of those that the lock's entries (by GUID) are about.

        All have the GUIDs that they have in the file, `unknown` or not.

        Raises CollectionError where they are of an Anki too old to import for, and as
        `read_collection` does.
        """
        namespaces = {entry.namespace for entry in entries.values()}
        existing = read_collection(self.path, entries.keys(), namespaces)
        if (existing.schema or 0) < _SCHEMA:
            raise CollectionError(
                f"{self.path} was last closed by an Anki before 2.1.50, which could not read it "
                "after an import; open it once in a newer Anki, close that, and push again"
            )
        return existing

    def obstacle(self, existing: Existing) -> str:
        """Return nothing: what cannot be updated is conflicting, and stays as it is."""
        return ""

    def notice(self, comparison: ImportComparison) -> str:
        """Return nothing: the import does no more than Anki's window does."""
        return ""

    def outdated(self, existing: Existing, kinds: Iterable[NoteType]) -> bool:
        """Return whether one of these note types is missing or older than ours."""
        there = existing.note_types
        return any(kind.id not in there or there[kind.id].mod < kind.mod for kind in kinds)

    def copies(self, guid: str) -> bool:
        """Return False: notes are told apart by their GUIDs."""
        return False

    def back_up(self, stamp: str) -> Path:
        """Copy the complete collection to a new file beside it, with the stamp in its name.

        Raises CollectionError where that fails, or the backend cannot open the collection, and
        CollectionOpenError where Anki has it open; then no file is left.
        """
        # To learn whether the backend can open it, and to end what a crash left unfinished.
        with ThreadPoolExecutor(1) as worker:
            worker.submit(self._change, None, (), ()).result()
        name = f"{self.path.stem}.flashgen-backup-{stamp}"
        suffix = self.path.suffix
        target = self.path.with_name(f"{name}{suffix}")
        number = 1
        while target.exists():
            number += 1
            target = self.path.with_name(f"{name}-{number}{suffix}")
        temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with (
                database.collection(self.path) as source,
                closing(sqlite3.connect(temporary, isolation_level=None)) as copy,
            ):
                source.backup(copy)
                # One file that needs nothing beside it, whatever the collection keeps.
                copy.execute("PRAGMA journal_mode = DELETE")
            temporary.chmod(self.path.stat().st_mode & 0o777)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.rename(target)
        except (OSError, sqlite3.Error) as problem:
            raise CollectionError(
                f"no backup can be written beside {self.path}: {problem}; nothing was imported"
            ) from None
        finally:
            for suffix in ("", "-journal", "-wal", "-shm"):  # of SQLite, where it could not end
                temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)
        self._backup = target
        return target

    def change(
        self, package: Path | None, updates: Sequence[NoteUpdate], delete: Sequence[int]
    ) -> None:
        """Import a package with the options of Anki's window, and delete notes by their ids; all
        of it, or nothing.

        Notes that are updated get their marks back, and the time of their content where an Anki
        up to 24.11 stamps them with that of the import, before which it would then take no
        change. The import options that the collection remembers stay as they were.
        Raises CollectionError, and CollectionOpenError where Anki has the file open.
        """
        # Older backends write to standard output when they keep the main thread waiting.
        with ThreadPoolExecutor(1) as worker:
            worker.submit(self._change, package, updates, delete).result()

    def _change(
        self, package: Path | None, updates: Sequence[NoteUpdate], delete: Sequence[int]
    ) -> None:
        from anki.errors import AnkiException

        made = False
        try:
            with self._opened() as collection:

                def work() -> None:
                    if package is not None:
                        with _presets_kept(collection):
                            updated = _import(collection, package)
                        _settle(collection, updates, updated)
                    if delete:
                        collection.remove_notes(list(delete))  # type: ignore[arg-type]  # plain ids

                if (package is not None or delete) and collection.db is not None:
                    collection.db.transact(work)
                    made = True
        except AnkiException as problem:
            saved = f"; the backup {self._backup} is complete" if self._backup else ""
            what = (
                "the import was made" if made else f"nothing was imported, {self.path} is as it was"
            )
            raise CollectionError(
                f"Anki's backend could not do it: {_explained(str(problem))}; {what}{saved}"
            ) from None

    @contextlib.contextmanager
    def _opened(self) -> Iterator["Collection"]:
        from anki.collection import Collection
        from anki.errors import DBError

        try:
            collection = Collection(str(self.path.resolve()))
        except DBError as problem:
            raise _not_opened(self.path, str(problem)) from None
        try:
            yield collection
        finally:
            collection.close()


def _not_opened(path: Path, problem: str) -> Exception:
    if "FileTooNew" in problem:
        return CollectionError(
            f"{path} is from a newer Anki than the installed `anki` package: "
            "pip install --upgrade anki"
        )
    if "DbError" in problem:
        return CollectionError(f"Anki's backend cannot open {path}: {problem}")
    return CollectionOpenError(path)


def _explained(problem: str) -> str:
    """Return the backend's message, in plain words if it is about the disk."""
    if "DiskFull" in problem:
        return "the disk is full"
    if "SystemIoFailure" in problem:
        return "the disk cannot be written to"
    return problem


def _import(collection: "Collection", package: Path) -> set[int]:
    """Import, and return the ids of the notes that were updated."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition

    if_newer = ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER
    options = ImportAnkiPackageOptions(
        merge_notetypes=False,
        update_notes=if_newer,
        update_notetypes=if_newer,
        with_scheduling=False,
        with_deck_configs=False,
    )
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    return {note.id.nid for note in collection.import_anki_package(request).log.updated}


@contextlib.contextmanager
def _presets_kept(collection: "Collection") -> Iterator[None]:
    """Leave the remembered import options as they are when the block ends."""
    missing = object()
    before: dict[str, Any] = {key: collection.get_config(key, missing) for key in _PRESETS}
    try:
        yield
    finally:
        for key, value in before.items():
            if collection.get_config(key, missing) == value:
                continue
            if value is missing:
                collection.remove_config(key)
            else:
                collection.set_config(key, value)


def _settle(collection: "Collection", updates: Sequence[NoteUpdate], updated: Set[int]) -> None:
    from anki.notes import NoteId

    database = collection.db
    for note in updates:
        if note.id not in updated or database is None:
            continue
        if note.marks:
            collection.tags.bulk_add([NoteId(note.id)], " ".join(note.marks))
        database.execute(
            "UPDATE notes SET mod = ? WHERE id = ? AND mod != ?", note.mod, note.id, note.mod
        )
