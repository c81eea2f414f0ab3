"""`flashgen diff`."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flashgen.cli.loading import deck_places, load, opened_cache, select
from flashgen.cli.options import AS_JSON, LANGUAGES, NO_CACHE, ONLY, PATHS, must_exist, now
from flashgen.cli.output import (
    EXIT_CARDS,
    fail,
    has_errors,
    print_diagnostics,
    with_progress,
    write_text,
)

if TYPE_CHECKING:
    from flashgen.build.package import BuildResult
    from flashgen.sync.existing import Existing

_FILE = click.Path(path_type=Path, dir_okay=False)


Found = tuple[Iterable[str], dict[str, Any], str]
"""What a comparison says: its lines, its JSON, and a warning; empty for none."""


@click.command()
@PATHS
@click.option(
    "--against",
    "package",
    type=_FILE,
    callback=must_exist,
    metavar="FILE",
    help="Compare with a package (.apkg).",
)
@click.option(
    "--collection",
    type=click.Path(path_type=Path),
    callback=must_exist,
    metavar="FILE",
    help="Show what importing does to a collection.anki2.",
)
@LANGUAGES
@ONLY
@NO_CACHE
@AS_JSON
def diff(
    paths: tuple[Path, ...],
    package: Path | None,
    collection: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    no_cache: bool,
    as_json: bool,
) -> None:
    """Show what a build would change, and write nothing.

    \b
    Example:
      flashgen diff                             # since the last build, by flashgen.lock
      flashgen diff --against cards.apkg        # since that package, old and new texts
      flashgen diff --collection ~/.local/share/Anki2/User\\ 1/collection.anki2
      flashgen diff --json | jq '.notes[] | select(.status == "changed").name'

    With --collection it shows what an import does to every note: new, updated, unchanged; kept,
    if it was edited in Anki after the change; overwritten, with the edits that would be lost, so
    that you can carry them into the deck files; skipped, if an older Anki stamped it with a later
    time; conflicting, if its note type was changed.
    Close Anki first; the file is only read. Names of fields stand above what is there (-) and what
    the build has (+).

    A diff of a complete folder also lists what was removed, with the search that selects it in
    Anki's browser. Differences are not an error: the exit status is 0.
    """
    if package and collection:
        raise click.UsageError("--against and --collection exclude each other")
    places = deck_places(paths)
    loaded = load(places)
    from flashgen.build import package as building

    request = building.Request(
        output=Path(),
        now=now(),
        selection=select(loaded, only, languages, None),
        dry_run=True,
        clock_given="SOURCE_DATE_EPOCH" in os.environ,
    )
    try:
        with opened_cache(loaded, no_cache) as cache:
            result = with_progress(
                "drawing", lambda step: building.build(loaded, places, request, step, cache)
            )
    except OSError as problem:
        fail(f"{problem.filename or 'a file'} cannot be read: {problem.strerror or problem}")
    failed = has_errors(result.diagnostics)
    if not as_json:
        print_diagnostics(result.diagnostics)
    if failed:
        if as_json:
            _print_document(result, None)
        else:
            click.echo("nothing was compared: the cards are at fault", err=True)
        sys.exit(EXIT_CARDS)
    found: Found
    if collection:
        found = _with_collection(result, collection)
    elif package:
        found = _with_package(result, package)
    else:
        found = _with_lock(result)
    lines, document, lost = found
    if as_json:
        _print_document(result, document)
        return
    write_text("".join(f"{line}\n" for line in lines), None)
    if lost:
        click.echo(lost, err=True)
    if not result.whole:
        click.echo("only a part was built: what was removed is not looked for", err=True)


def _with_lock(result: "BuildResult") -> Found:
    from flashgen.sync import diff_json, diff_text

    earlier, search = result.removed_earlier, result.search
    return (
        diff_text.lock_text(result.changes, earlier, search, _paint()),
        diff_json.lock_json(result.changes, earlier, search),
        "",
    )


def _with_package(result: "BuildResult", path: Path) -> Found:
    from flashgen.anki.note_types import NOTE_TYPES
    from flashgen.sync import diff_json, diff_text
    from flashgen.sync.existing import read_package
    from flashgen.sync.lost_identity import lost_identities, lost_text
    from flashgen.sync.since_package import changes_since, search_for_removed

    names = {kind: note_type.name for kind, note_type in NOTE_TYPES.items()}
    there = _existing(result, path, read_package)
    changes = changes_since(result.built.notes, names, there, result.whole)
    search = search_for_removed(changes)
    lost = lost_identities(result.built.notes, there)
    return (
        diff_text.package_text(changes, str(path), search, _paint()),
        diff_json.package_json(changes, str(path), search) | {"lost_identities": list(lost)},
        lost_text(lost, str(path)),
    )


def _with_collection(result: "BuildResult", path: Path) -> Found:
    from flashgen.anki.note_types import NOTE_TYPES
    from flashgen.sync import diff_json, diff_text
    from flashgen.sync.compare import compare
    from flashgen.sync.existing import read_collection
    from flashgen.sync.lost_identity import lost_identities, lost_text

    there = _existing(result, path, read_collection)
    notes, mods, entries = result.built.notes, result.mods, result.entries
    comparison = compare(notes, NOTE_TYPES, mods, entries, there, result.whole, result.times)
    lost = lost_identities(notes, there)
    return (
        diff_text.collection_text(comparison, str(path), _paint()),
        diff_json.collection_json(comparison, str(path)) | {"lost_identities": list(lost)},
        lost_text(lost, str(path)),
    )


def _existing(result: "BuildResult", path: Path, read: Any) -> "Existing":
    from flashgen.build import package as building
    from flashgen.sync.existing import ExistingError
    from flashgen.sync.push import FORMER_TYPE

    guids = {note.guid for note in result.built.notes}
    try:
        existing: Existing = read(path, guids, result.whole)
    except ExistingError as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{path} cannot be read: {problem.strerror or problem}")
    if existing.former_type:
        fail(FORMER_TYPE.format(existing.former_type, path))
    if existing.notes.keys() <= guids:
        return existing
    existing = existing.without(building.elsewhere(result))
    names = {guid: note.name for guid, note in existing.notes.items() if guid not in guids}
    return existing.without(building.living_nearby(result, names, []))


def _paint() -> Any:
    from flashgen.sync.diff_text import Paint

    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return Paint(on_terminal and not os.environ.get("NO_COLOR"))


def _print_document(result: "BuildResult", found: dict[str, Any] | None) -> None:
    document: dict[str, Any] = {"diagnostics": [d.as_json() for d in result.diagnostics]}
    if found is not None:
        document |= found | {"whole": bool(result.whole)}
    write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", None)
