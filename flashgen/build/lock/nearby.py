"""What stands near a deck folder and is not built: other locks, and deck files without one.

A namespace may be spread over folders. They are looked for below the top of the checkout; without
one, below the folder above the lock's.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from flashgen.build.lock.file import FILE_NAME
from flashgen.deck.file import MAX_BYTES, DeckFile, read_deck_file
from flashgen.deck.folder import is_deck_name
from flashgen.source.diagnostics import Diagnostic, has_errors
from flashgen.source.text import Source

_FARTHEST = 3
"""Levels below the top of the checkout at which the locks of other folders are looked for."""
_SIBLINGS = 2
"""Levels below the folder above, where there is no checkout, to which deck files are read."""


def shown(path: Path) -> Path:
    """Return the path as messages show it: from here on, where it is below this folder."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def checkout_of(folder: Path) -> Path | None:
    """Return the top of the git checkout that a folder is in."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def locks_near(folder: Path) -> Iterator[Path]:
    """Yield the locks near a folder, its own among them."""
    checkout = checkout_of(folder)
    top, farthest = (checkout, _FARTHEST) if checkout else (folder.parent, 1)
    for place, names in _folders(top, farthest):
        if FILE_NAME in names:
            yield (place / FILE_NAME).resolve()


def cards_near(
    folders: Iterable[Path],
    built: Collection[Path],
    notes: Mapping[str, Collection[str]],
    diagnostics: list[Diagnostic],
) -> dict[str, str]:
    """Return where notes stand in deck files near the folders of locks, by GUID: file and line.

    `notes` are the names that each had, by GUID; `built` are files that need no look. Where a deck
    file of one of their namespaces has errors and one of their ids in its text, whether the card
    stands in it cannot be known: its errors are appended to `diagnostics`.
    """
    guids: dict[str, list[str]] = {}
    for guid, names in notes.items():
        for name in names:
            guids.setdefault(name, []).append(guid)
    namespaces: dict[str, set[str]] = {}
    for namespace, id, _ in (name.split("/") for name in guids if name.count("/") == 2):
        namespaces.setdefault(namespace, set()).add(id)
    found: dict[str, str] = {}
    for path in sorted(_deck_files_near(folders) - set(built)) if namespaces else ():
        text = _text(path, namespaces, diagnostics)
        if text is None:
            continue
        place = shown(path).as_posix()
        problems: list[Diagnostic] = []
        deck_file = read_deck_file(Source(place, text), path, problems)
        if has_errors(problems) and _may_hold(text, namespaces):
            diagnostics += problems
        for standing, line in _names(deck_file):
            for guid in guids.get(standing, ()):
                found.setdefault(guid, f"in {place}, line {line}")
    return found


def _names(deck_file: DeckFile | None) -> Iterator[tuple[str, int]]:
    """Yield each name that a note of the file has or had, with the line of its card."""
    if deck_file is None:
        return
    languages = {*deck_file.languages, *(was for _, was in deck_file.was_languages)}
    for definition in deck_file.definitions:
        was = definition.model.was
        for id in {definition.id, was.value if was else definition.id}:
            for language in languages:
                yield f"{deck_file.namespace}/{id}/{language}", definition.head.line


def _text(
    path: Path, namespaces: Mapping[str, object], diagnostics: list[Diagnostic]
) -> str | None:
    """Return the text of a file in which one of the namespaces stands, else None."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None  # no deck file is that large
        text = path.read_bytes().decode(errors="replace").removeprefix("\ufeff")
    except FileNotFoundError:
        return None
    except OSError as problem:
        message = f"cannot be read: {problem.strerror}"
        diagnostics.append(Diagnostic("unreadable-file", message, path=shown(path).as_posix()))
        return None
    return text if any(namespace in text for namespace in namespaces) else None


def _may_hold(text: str, namespaces: Mapping[str, Collection[str]]) -> bool:
    """Tell whether a text is a deck file's of one of the namespaces, and has one of its ids."""
    words = set(re.findall(r"[\w-]+", text))
    return any(
        re.search(rf"^namespace\s*:\s*[\"']?{re.escape(namespace)}\b", text, re.MULTILINE)
        and not words.isdisjoint(ids)
        for namespace, ids in namespaces.items()
    )


def _deck_files_near(folders: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for folder in folders:
        checkout = checkout_of(folder)
        top, farthest = (checkout, None) if checkout else (folder.parent, _SIBLINGS)
        for place, names in _folders(top, farthest):
            for name in names:
                if not name.startswith(".") and is_deck_name(path := place / name):
                    found.add(path.resolve())
    return found


def _folders(top: Path, farthest: int | None) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folders down to so many levels below, with the names of their files."""
    for place, folders, names in os.walk(top):
        depth = len(Path(place).relative_to(top).parts)
        down = farthest is None or depth < farthest
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if down else []
        yield Path(place), names
