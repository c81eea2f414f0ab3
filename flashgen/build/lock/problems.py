"""Conflicts of ids in deck files with the locks, found without drawing or rendering a card."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from flashgen.build.lock.changes import CLOCK_SLACK, refusals
from flashgen.build.lock.entries import Entry
from flashgen.build.lock.file import FILE_NAME, line_of
from flashgen.build.lock.open import OpenLock, OpenLocks, seeds
from flashgen.build.notes import SeedOf
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.folder import Loaded
from flashgen.deck.selection import Selection
from flashgen.source.diagnostics import Diagnostic, did_you_mean
from flashgen.source.nodes import Scalar


def refused(loaded: Loaded, locks: OpenLocks, selection: Selection) -> Iterator[Diagnostic]:
    """Yield the errors that keep a build of the selected definitions from writing the locks."""
    seed_of = seeds(locks, selection, None)
    by_lock: dict[int, list[tuple[DeckFile, LoadedDefinition]]] = {}
    for pair in _wanted(loaded, selection):
        by_lock.setdefault(id(locks[pair[0].path]), []).append(pair)
    for wanted in by_lock.values():
        opened = locks[wanted[0][0].path]
        places = {f"{d.namespace}/{definition.id}": definition.head for d, definition in wanted}
        notes = _unrendered(wanted, seed_of)
        yield from refusals(
            opened.lock,
            notes,
            whole=opened.whole,
            span_of=places.get,
            elsewhere=locks.entries_elsewhere(opened),
        )


def _wanted(loaded: Loaded, selection: Selection) -> Iterator[tuple[DeckFile, LoadedDefinition]]:
    for deck_file in loaded.deck_files:
        for definition in deck_file.definitions:
            if selection.takes(deck_file, definition):
                yield deck_file, definition


class _Unrendered(Struct, frozen=True):
    """What is known about a note before it is rendered."""

    kind: str
    namespace: str
    id: str
    guid: str
    first_id: str


def _unrendered(
    wanted: Iterable[tuple[DeckFile, LoadedDefinition]], seed_of: SeedOf
) -> Iterator[_Unrendered]:
    for deck_file, definition in wanted:
        seed = seed_of(deck_file, definition)
        for language in deck_file.languages:
            yield _Unrendered(
                definition.kind,
                deck_file.namespace,
                definition.id,
                seed.guid(deck_file.namespace, language),
                "" if seed.first_id == definition.id else seed.first_id,
            )


def identity_problems(
    loaded: Loaded, locks: OpenLocks, selection: Selection
) -> Iterator[Diagnostic]:
    """Yield the errors where deck files contradict the locks about identities.

    That is a `was` that names another card, two locks that contradict each other, and a language
    whose notes are lost.
    """
    yield from _former_ids(loaded, locks, selection)
    yield from _lost_languages(loaded, locks, selection)
    for deck_file, definition in _wanted(loaded, selection):
        namespace = deck_file.namespace
        own = locks[deck_file.path]
        entry = own.lock.of_id(namespace, definition.id)
        present = [] if entry is None or entry.removed else [(own, entry)]
        if present and len(locks.opened) == 1:
            continue
        others = locks.known_elsewhere(deck_file, definition)
        if not present or any(opened in locks.opened for opened, _ in others):
            present += [(opened, entry) for opened, entry in others if not entry.removed]
        for other in present[1:]:
            if other[1].first_id != present[0][1].first_id:
                yield _disagreement(definition, present[0], other)
                break


def _disagreement(
    definition: LoadedDefinition, one: tuple[OpenLock, Entry], other: tuple[OpenLock, Entry]
) -> Diagnostic:
    told = []
    for opened, entry in (one, other):
        began = f"began as `{entry.first_id}`" if entry.was else "is a note of its own"
        told.append(f"{began} ({opened.shown}, line {line_of(opened.path, entry)})")
    return Diagnostic(
        "locks-disagree",
        f"two locks know `{definition.id}` as different notes: it {told[0]}, and it {told[1]}",
        definition.model.id.span,
        hint="delete the line of the note that has no reviews",
    )


def _lost_languages(loaded: Loaded, locks: OpenLocks, selection: Selection) -> Iterator[Diagnostic]:
    """Yield a warning for each language that a deck no longer has, if its notes are lost."""
    seed_of = seeds(locks, selection, None)
    # Once for all files: there may be as many of them as entries.
    stated: dict[tuple[Path, str], set[str]] = {}
    of_card: dict[tuple[Path, str, str], list[tuple[str, Entry]]] = {}
    for opened in locks.opened:
        for guid, entry in opened.lock.entries.items():
            stated.setdefault((opened.path, entry.namespace), set()).add(entry.language)
            card = opened.path, entry.namespace, entry.first_id
            of_card.setdefault(card, []).append((guid, entry))
    for number, head in enumerate(loaded.heads):
        opened = locks[head.path]
        if stated.get((opened.path, head.namespace), set()) <= set(head.languages):
            continue
        deck_file = loaded.deck_files[number]
        kept = set()
        first_ids = set()
        for definition in deck_file.definitions:
            seed = seed_of(deck_file, definition)
            first_ids.add(seed.first_id)
            kept |= {seed.guid(deck_file.namespace, name) for name in deck_file.languages}
        lost = Counter(
            entry.language
            for first_id in first_ids
            for guid, entry in of_card.get((opened.path, head.namespace, first_id), ())
            if guid not in kept and not entry.removed and entry.language not in head.languages
        )
        for language, count in sorted(lost.items()):
            notes = "1 note" if count == 1 else f"{count} notes"
            yield Diagnostic(
                "lost-language",
                f"`{language}` is no language of this deck any more: its {notes} will be removed",
                deck_file.header.namespace.span,
                hint=f"if `{deck_file.languages[0]}` was stated as `{language}` by mistake, "
                f"`was_language: {language}` below `languages` keeps the reviews",
            )


def _former_ids(loaded: Loaded, locks: OpenLocks, selection: Selection) -> Iterator[Diagnostic]:
    """Yield the error of each `was` that contradicts the locks."""
    renamed = [pair for pair in _wanted(loaded, selection) if pair[1].model.was is not None]
    if not renamed:
        return
    present: set[tuple[str, str]] = set()
    claimed: set[tuple[str, str]] = set()
    for deck_file, definition in _wanted(loaded, Selection()):
        present.add((deck_file.namespace, definition.id))
        if definition.model.was is not None:
            claimed.add((deck_file.namespace, definition.model.was.value))
    for deck_file, definition in renamed:
        namespace = deck_file.namespace
        was = definition.model.was
        assert was is not None
        lock = locks[deck_file.path].lock
        entry = lock.of_id(namespace, definition.id)
        if was.value == definition.id or (entry is not None and was.value in entry.was):
            continue
        known = lock.named(namespace, was.value)
        if known is None:
            every = [e for o in locks.values() for e in o.lock.entries.values()]
            of_namespace = [e for e in every if e.namespace == namespace]
            if of_namespace and not any(was.value in (e.id, *e.was) for e in of_namespace):
                gone = {e.id for e in of_namespace if (namespace, e.id) not in present}
                message = f"`{was.value}` is no card of the last build"
                yield Diagnostic(
                    "unknown-former-id", message, was.span, hint=_gone(was.value, gone)
                )
        elif (
            entry is not None
            and not entry.removed
            and entry.first_id != known.first_id
            # Else another card claims the note, which is reported as such.
            and (known.id == definition.id or (namespace, known.id) not in present)
            # In a chain of renamings the note that had the id belongs to the next card.
            and (namespace, definition.id) not in claimed
        ):
            yield _contradiction(definition.id, was, entry, known)


def _gone(was: str, gone: set[str]) -> str:
    listed = ", ".join(f"`{id}`" for id in sorted(gone)[:5])
    return did_you_mean(was, gone) or (
        f"cards of the last build that are gone: {listed}"
        if gone
        else "remove `was`, if the card never had another id"
    )


def _contradiction(id: str, was: Scalar, entry: Entry, known: Entry) -> Diagnostic:
    """Describe a card that was built under a first id other than the one its `was` names."""
    # A note that came to be when the other one went is the same card, built under a wrong name.
    # One that is older lived beside it, and has reviews of its own.
    older = entry.mod + CLOCK_SLACK < known.at
    if known.id != id and (older or not known.removed):
        return Diagnostic(
            "two-identities",
            f"`{id}` and `{was.value}` were two cards of a build, with reviews of their own",
            was.span,
            hint=f"remove `was`; or, if `{id}` never was another card than `{was.value}`, delete "
            f"the lines of `{entry.namespace}/{id}` from {FILE_NAME}",
        )
    first = f", as a note that began as `{entry.first_id}`" if entry.was else ", as a new note"
    return Diagnostic(
        "identity-changed",
        f"`{id}` was built before{first}; it becomes the note of `{was.value}` again",
        was.span,
        hint="the other note stays in Anki, with what was reviewed there since: delete it there",
    )
