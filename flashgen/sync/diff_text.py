"""The output of `diff`: the three comparisons as lines, texts shortened, in color on a terminal."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from flashgen.build.lock.changes import Change, ChangeStatus
from flashgen.markup import plain_text
from flashgen.sync import since_package as since
from flashgen.sync.compare import ImportComparison, ImportStatus, LocalEdit, NoteOutcome
from flashgen.sync.data_changes import data_changes
from flashgen.sync.differences import FieldDifference

_WIDTH = 88
_BEFORE = 24  # so much of a long text is shown before the first difference
_COLOURS = {
    "head": "1",
    "added": "32",
    "new": "32",
    "removed": "31",
    "changed": "33",
    "renamed": "33",
    "returned": "32",
    "updated": "33",
    "overwritten": "31",
    "kept": "35",
    "skipped": "35",
    "conflicting": "31",
    "-": "31",
    "+": "32",
}
_ORDER = (
    ChangeStatus.ADDED,
    ChangeStatus.CHANGED,
    ChangeStatus.RENAMED,
    ChangeStatus.RETURNED,
    ChangeStatus.REMOVED,
)
_EXPLAINED = {
    ImportStatus.OVERWRITTEN: (
        "changed in Anki after the last build that changed them, and the import replaces that:",
        "- is lost, + comes (an older package imported by Anki 2.1.54 to 24.11 looks the same)",
    ),
    ImportStatus.KEPT: (
        "changed in Anki later than here; the import leaves them as they are, until they change",
        "here again: - is what stays, + what the deck files say",
    ),
    ImportStatus.SKIPPED: (
        "as an earlier build made them, but with a later time, as Anki 2.1.54 to 24.11 stamp what",
        "they import: what changed here before that time does not arrive, what changes after it",
        "will; or, in the import window, `Update notes: Always`, which replaces local edits too",
    ),
    ImportStatus.CONFLICTING: ("Anki updates none of these:",),
}
_PERHAPS = (
    "whether these were edited in Anki, or come from an older build, cannot be told from their",
    "times; the import replaces what is marked -",
)


class Paint(Struct, frozen=True):
    """Colors on a terminal, plain text elsewhere; long texts are cut unless `complete` is set."""

    color: bool = False
    complete: bool = False

    def __call__(self, text: str, name: str) -> str:
        """Return the text in the color of a status or a mark."""
        code = _COLOURS.get(name)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code else text


# --- Against the lock ---------------------------------------------------------------------------


_Change = TypeVar("_Change", Change, since.NoteChange)


def _by_status(changes: Sequence[_Change]) -> Iterator[tuple[ChangeStatus, list[_Change], int]]:
    """Yield the changes of each status that there is, and how wide their names are."""
    for status in _ORDER:
        found = [change for change in changes if change.status is status]
        if found:
            yield status, found, _widest(change.name for change in found)


def lock_text(
    changes: Sequence[Change], earlier: Sequence[str], search: str, paint: Paint
) -> Iterator[str]:
    """Yield the lines on what changed since the last build.

    `earlier` are the names of the notes that builds before it removed; `search` selects them and
    those that are removed now.
    """
    statuses = [change.status for change in changes]
    yield _head("since the last build", _counts((s, statuses.count(s)) for s in ChangeStatus))
    for status, of_status, width in _by_status(changes):
        yield ""
        yield paint(status.value, status.value)
        for change in of_status:
            was = f"was {change.old_name}" if change.old_name else ""
            from_deck = f"deck (was {change.old_deck})" if change.old_deck else "deck"
            what = ", ".join(from_deck if w == "deck" else w for w in change.what)
            yield _row(change.name, width, "; ".join(filter(None, (was, what))))
    if earlier:
        yield ""
        yield f"{_notes(len(earlier))} removed by earlier builds"
    yield from _removed(search, paint)


# --- Against a package --------------------------------------------------------------------------


def package_text(
    changes: Sequence[since.NoteChange], file: str, search: str, paint: Paint
) -> Iterator[str]:
    """Yield the lines on what changed since a package was built."""
    statuses = [change.status for change in changes]
    yield _head(f"since {file}", _counts((s, statuses.count(s)) for s in ChangeStatus))
    for status, of_status, width in _by_status(changes):
        yield ""
        yield paint(status.value, status.value)
        for change in of_status:
            was = f"was {change.old_name}" if change.old_name else ""
            what = ", ".join(change.what)
            yield _row(change.name, width, "; ".join(filter(None, (was, what))))
            shown = [field for field in change.fields if field.name != "ID"]
            yield from _fields(shown, paint)
            gone = [tag.tag for tag in change.tags if tag.existing]
            come = [tag.tag for tag in change.tags if not tag.existing]
            yield from _pair("tags", " ".join(gone), " ".join(come), paint)
            if change.old_decks:
                yield f"    deck: was {', '.join(change.old_decks)}"
    yield from _removed(search, paint)


# --- Against a collection -----------------------------------------------------------------------


def collection_text(comparison: ImportComparison, file: str, paint: Paint) -> Iterator[str]:
    """Yield the lines on what an import does to a collection."""
    yield _head(f"importing into {file}", _counts(comparison.counts.items()))
    updated = comparison.of(ImportStatus.UPDATED)
    perhaps = [o for o in updated if o.local_edit is LocalEdit.UNKNOWN]
    plain = [o for o in updated if o.local_edit is not LocalEdit.UNKNOWN]
    yield from _brief(ImportStatus.NEW, comparison.of(ImportStatus.NEW), paint)
    yield from _brief(ImportStatus.UPDATED, plain, paint)
    yield from _full("updated, perhaps edited in Anki", "overwritten", _PERHAPS, perhaps, paint)
    for status in (
        ImportStatus.OVERWRITTEN,
        ImportStatus.KEPT,
        ImportStatus.SKIPPED,
    ):
        yield from _full(
            status.value, status.value, _EXPLAINED[status], comparison.of(status), paint
        )
    yield from _conflicts(comparison.of(ImportStatus.CONFLICTING), paint)
    yield from _cards(comparison.outcomes)
    yield from _brief(ImportStatus.REMOVED, comparison.of(ImportStatus.REMOVED), paint)
    yield from _removed(comparison.search, paint)


def _brief(status: ImportStatus, outcomes: Sequence[NoteOutcome], paint: Paint) -> Iterator[str]:
    if not outcomes:
        return
    yield ""
    yield paint(status.value, status.value)
    width = _widest(outcome.name for outcome in outcomes)
    for outcome in outcomes:
        parts = [f"was {outcome.old_name}"] if outcome.old_name else []
        parts += [field.name for field in outcome.fields if field.name != "ID"]
        parts += ["tags"] if outcome.tags else []
        if not outcome.known and status is ImportStatus.REMOVED:
            parts.append("not in flashgen.lock either")
        if outcome.local_edit is LocalEdit.LIKELY:
            parts.append(f"changed there {_time(outcome.existing_mod)}")
        yield _row(outcome.name, width, ", ".join(parts))


def _full(
    title: str, color: str, explained: Sequence[str], outcomes: Sequence[NoteOutcome], paint: Paint
) -> Iterator[str]:
    if not outcomes:
        return
    yield ""
    yield paint(title, color)
    for line in explained:
        yield f"  {line}"
    if color != "overwritten":  # those texts stay where they are
        paint = replace(paint, complete=False)
    for outcome in outcomes:
        was = f"; was {outcome.old_name}" if outcome.old_name else ""
        yield f"  {outcome.name}  (changed there {_time(outcome.existing_mod)}{was})"
        # Of what is known to be the author's own change only the name is of interest.
        theirs = outcome.local_edit is not LocalEdit.NO
        shown = [
            f for f in outcome.fields if f.name != "ID" and (f.edited is not False or not theirs)
        ]
        yield from _fields(shown, paint)
        tags = [t for t in outcome.tags if t.edited is not False or not theirs]
        gone = " ".join(tag.tag for tag in tags if tag.existing)
        come = " ".join(tag.tag for tag in tags if not tag.existing)
        yield from _pair("tags", gone, come, paint)
        others = [f.name for f in outcome.fields if f.name != "ID" and f not in shown]
        if others:
            yield f"    changed here: {', '.join(others)}"


def _conflicts(outcomes: Sequence[NoteOutcome], paint: Paint) -> Iterator[str]:
    if not outcomes:
        return
    yield ""
    yield paint("conflicting", "conflicting")
    for line in _EXPLAINED[ImportStatus.CONFLICTING]:
        yield f"  {line}"
    whys: dict[str, list[str]] = {}
    for outcome in outcomes:
        whys.setdefault(outcome.why, []).append(outcome.name)
    for why, names in whys.items():
        yield f"  {_printable(why)}"
        for name in names:
            yield f"    {name}"


def _cards(outcomes: Sequence[NoteOutcome]) -> Iterator[str]:
    moved: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        if outcome.status is not ImportStatus.REMOVED:
            for _, deck in outcome.elsewhere:
                moved[deck, outcome.deck] = moved.get((deck, outcome.deck), 0) + 1
    added = sum(len(o.new_cards) for o in outcomes if o.status is not ImportStatus.NEW)
    empty = sum(len(o.empty_cards) for o in outcomes)
    lines = [
        f"{_cards_stay(number)} in `{_printable(there)}`, not in `{_printable(here)}` as built"
        for (there, here), number in sorted(moved.items())
    ]
    if added:
        lines.append(f"{_number(added, 'card')} more of notes that are there")
    if empty:
        verb = "becomes" if empty == 1 else "become"
        lines.append(f"{_number(empty, 'card')} {verb} empty: Tools > Empty Cards deletes them")
    if lines:
        yield ""
        yield "cards"
        for line in lines:
            yield f"  {line}"


def _removed(search: str, paint: Paint) -> Iterator[str]:
    if search:
        yield ""
        yield "an import deletes nothing; in Anki's browser this search selects what was removed:"
        yield f"  {search}"


# --- Lines ----------------------------------------------------------------------------------------


def _fields(fields: Iterable[FieldDifference], paint: Paint) -> Iterator[str]:
    fields = list(fields)
    for field in fields:
        if field.name == "Data":
            changes = data_changes(field.existing, field.built)
            for text in changes.besides({field.name for field in fields}):
                old, new = _readable(text.existing, text.built)
                yield from _pair(text.name, old, new, paint)
            if changes.numbers:
                yield "    Data: the variants differ"
            continue
        yield from _pair(field.name, *_readable(field.existing, field.built), paint)


def _readable(existing: str, built: str) -> tuple[str, str]:
    """Return both as plain texts, and as HTML where only that differs."""
    old, new = plain_text(existing), plain_text(built)
    if old == new:
        old, new = " ".join(existing.split()), " ".join(built.split())
    return old, new


def _pair(name: str, old: str, new: str, paint: Paint) -> Iterator[str]:
    if old == new:
        return
    yield f"    {name}"
    at = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    for mark, text in (("-", old), ("+", new)):
        if text:
            shown = _printable(text)
            yield paint(f"      {mark} {shown if paint.complete else _cut(shown, at)}", mark)


def _cut(text: str, at: int) -> str:
    """Shorten a text to what stands around a place."""
    start = max(0, at - _BEFORE) if len(text) > _WIDTH else 0
    shown = text[start : start + _WIDTH]
    return ("…" if start else "") + shown + ("…" if start + _WIDTH < len(text) else "")


def _head(title: str, counts: str) -> str:
    return f"{title}: {counts or 'nothing'}"


def _counts(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number:,} {status}" for status, number in counts if number)


def _widest(names: Iterable[str]) -> int:
    return min(60, max(map(len, names)))


def _row(name: str, width: int, rest: str) -> str:
    return f"  {name:<{width}}  {_printable(rest)}".rstrip()


def _time(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return f"at second {seconds}"


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _notes(number: int) -> str:
    return f"{_number(number, 'note')} {'was' if number == 1 else 'were'}"


def _cards_stay(number: int) -> str:
    return f"{_number(number, 'card')} {'stays' if number == 1 else 'stay'}"


def _printable(text: str) -> str:
    # Nothing from a deck or a collection may drive the terminal.
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in text)
