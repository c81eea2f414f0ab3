"""What `diff --json` prints: the three comparisons with every note, texts in full."""

from collections.abc import Iterable, Sequence
from typing import Any

from flashgen.build.lock.changes import Change, ChangeStatus
from flashgen.sync.compare import ImportComparison, NoteOutcome
from flashgen.sync.since_package import NoteChange


def lock_json(changes: Sequence[Change], earlier: Sequence[str], search: str) -> dict[str, Any]:
    """Return the changes since the last build.

    `earlier` are the names of the notes that builds before it removed; `search` selects them and
    those that are removed now.
    """
    return {
        "against": "lock",
        "counts": _counts(change.status for change in changes),
        "notes": [
            {
                "name": change.name,
                "guid": change.guid,
                "status": change.status.value,
                "what": list(change.what),
                "old_name": change.old_name or None,
                "old_deck": change.old_deck or None,
            }
            for change in changes
        ],
        "removed_earlier": list(earlier),
        "search_for_removed": search or None,
    }


def package_json(changes: Sequence[NoteChange], file: str, search: str) -> dict[str, Any]:
    """Return the changes since a package was built."""
    return {
        "against": "package",
        "file": file,
        "counts": _counts(change.status for change in changes),
        "notes": [
            {
                "name": change.name,
                "guid": change.guid,
                "status": change.status.value,
                "what": list(change.what),
                "fields": {f.name: {"old": f.existing, "new": f.built} for f in change.fields},
                "tags": {
                    "old": [tag.tag for tag in change.tags if tag.existing],
                    "new": [tag.tag for tag in change.tags if not tag.existing],
                },
                "old_name": change.old_name or None,
                "old_decks": list(change.old_decks),
            }
            for change in changes
        ],
        "search_for_removed": search or None,
    }


def collection_json(comparison: ImportComparison, file: str) -> dict[str, Any]:
    """Return the effect of an import on a collection."""
    return {
        "against": "collection",
        "file": file,
        "counts": {status.value: n for status, n in comparison.counts.items()},
        "notes": [_outcome_json(outcome) for outcome in comparison.outcomes],
        "search_for_removed": comparison.search or None,
    }


def _outcome_json(outcome: NoteOutcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "guid": outcome.guid,
        "status": outcome.status.value,
        "edited": outcome.local_edit.value,
        "mod": outcome.mod or None,
        "collection_mod": outcome.existing_mod or None,
        "fields": {
            field.name: {
                "collection": field.existing,
                "build": field.built,
                "edited": field.edited,
            }
            for field in outcome.fields
        },
        "tags": [
            {
                "tag": tag.tag,
                "in": "collection" if tag.existing else "build",
                "edited": tag.edited,
            }
            for tag in outcome.tags
        ],
        "lost_fields": [field.name for field in outcome.lost_fields],
        "lost_tags": list(outcome.lost_tags),
        "deck": outcome.deck or None,
        "cards_elsewhere": [{"card": n, "deck": deck} for n, deck in outcome.elsewhere],
        "new_cards": list(outcome.new_cards),
        "empty_cards": list(outcome.empty_cards),
        "old_name": outcome.old_name or None,
        "conflict": outcome.why or None,
        "in_lock": outcome.known,
    }


def _counts(statuses: Iterable[ChangeStatus]) -> dict[str, int]:
    found = list(statuses)
    return {status.value: found.count(status) for status in ChangeStatus if status in found}
