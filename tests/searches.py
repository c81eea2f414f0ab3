"""What to type into Anki's search field for the notes that a build removed."""

from collections.abc import Iterable

from flashgen.build.lock.changes import Change, ChangeStatus, search_for_names
from flashgen.build.lock.entries import LockFile


def search_for(changes: Iterable[Change], lock: LockFile) -> str:
    """Return the search for the removed notes among `changes`; names in use are left out."""
    present = {entry.name for entry in lock.entries.values() if not entry.removed}
    return search_for_names({c.name for c in changes if c.status is ChangeStatus.REMOVED} - present)
