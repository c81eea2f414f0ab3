"""`flashgen push`."""

import os
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from flashgen.cli.loading import deck_places, load, opened_cache, select
from flashgen.cli.options import AS_JSON, LANGUAGES, NO_CACHE, ONLY, PATHS, must_exist, now
from flashgen.cli.output import (
    EXIT_CARDS,
    EXIT_SURROUNDINGS,
    MOST_LISTED,
    count,
    fail,
    has_errors,
    print_diagnostics,
    print_failure,
    print_json,
    with_progress,
)

if TYPE_CHECKING:
    from flashgen.sync.existing import ExistingNote
    from flashgen.sync.push import PushResult, Target


@click.command()
@PATHS
@LANGUAGES
@ONLY
@click.option(
    "--collection",
    type=click.Path(path_type=Path),
    callback=must_exist,
    help="A collection file (collection.anki2), with Anki closed; needs the extra `anki`.",
)
@click.option("--url", help="Where AnkiConnect listens. Default: http://127.0.0.1:8765.")
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Let --url name another machine, which must find the package at the same path.",
)
@click.option("--key", envvar="ANKICONNECT_KEY", help="AnkiConnect's API key; or ANKICONNECT_KEY.")
@click.option("--fresh", is_flag=True, help="New numbers: a new seed for all, or for --only.")
@click.option("--prune", is_flag=True, help="Delete the notes that were removed from the cards.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and change nothing.")
@NO_CACHE
@AS_JSON
def push(
    paths: tuple[Path, ...],
    languages: tuple[str, ...],
    only: tuple[str, ...],
    collection: Path | None,
    url: str | None,
    allow_remote: bool,
    key: str | None,
    fresh: bool,
    prune: bool,
    yes: bool,
    dry_run: bool,
    no_cache: bool,
    as_json: bool,
) -> None:
    """Build, and bring the notes into Anki.

    \b
    Example:
      flashgen push --dry-run        # what would change, and which edits of yours it would replace
      flashgen push                  # into the Anki that is running, by its add-on AnkiConnect
      flashgen push --fresh          # with new numbers under the same reviews
      flashgen push --prune          # and delete, after a question, what you removed from cards/
      flashgen push --collection ~/.local/share/Anki2/me/collection.anki2    # Anki is closed

    Reviews, intervals, flags, suspension, decks that you moved cards to, deck options and your own
    tags stay. A note that you edited in Anki after its card last changed is left alone. Before
    --collection changes anything, a backup is written beside the file.

    Exit status: 0 done, 1 the cards are at fault, 2 the command line is, 3 Anki or the collection.
    """
    if collection is not None and (url is not None or allow_remote):
        raise click.UsageError("--collection and --url exclude each other")
    if prune and (languages or only):
        raise click.UsageError("--prune needs a build of everything: no --lang and no --only")
    asked = sys.stdin is not None and sys.stdin.isatty()
    if prune and not yes and not dry_run and not asked:
        raise click.UsageError("--prune asks before it deletes, and nobody is here: add --yes")
    places = deck_places(paths)
    loaded = load(places)
    selection = select(loaded, only, languages, None)
    from flashgen.anki.images import MediaError
    from flashgen.build import package as building
    from flashgen.source.files import FolderBusyError
    from flashgen.sync import push as pushing
    from flashgen.sync.ankiconnect import ConnectError
    from flashgen.sync.existing import ExistingError
    from flashgen.sync.to_collection import CollectionError

    request = pushing.PushRequest(
        building.Request(
            Path(),
            now(),
            selection,
            seed=secrets.randbelow(2**63) if fresh else None,
            dry_run=dry_run,
            clock_given="SOURCE_DATE_EPOCH" in os.environ,
        ),
        time.strftime("%Y-%m-%d-%H.%M.%S"),
        prune,
    )

    def agree(notes: Sequence["ExistingNote"], reasons: Mapping[str, str]) -> bool:
        return yes or _confirmed(notes, reasons)

    try:
        target = _target(collection, url, allow_remote, key)
        with opened_cache(loaded, no_cache) as cache:
            result = with_progress(
                "drawing",
                lambda step: pushing.push(loaded, places, request, target, agree, step, cache),
            )
    except (
        ConnectError,
        CollectionError,
        ExistingError,
        pushing.ObstacleError,
        pushing.HaltedError,
    ) as problem:
        fail(str(problem))
    except pushing.PartialError:
        raise click.UsageError(
            "--prune needs a build of everything that its flashgen.lock is for: name that folder"
        ) from None
    except (FolderBusyError, MediaError) as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.filename or 'a file'} cannot be used: {problem.strerror or problem}")
    failed = has_errors(result.build.diagnostics)
    if as_json:
        print_json(result.build.diagnostics, {} if failed else _summary(result, target, dry_run))
    else:
        print_diagnostics(result.build.diagnostics)
        if failed:
            print_failure(result.build.diagnostics)
        else:
            _print(result, target, dry_run, prune)
    if failed:
        sys.exit(EXIT_CARDS)
    if result.missed:
        sys.exit(EXIT_SURROUNDINGS)


def _target(
    collection: Path | None, url: str | None, allow_remote: bool, key: str | None
) -> "Target":
    from flashgen.sync.ankiconnect import DEFAULT_URL, AnkiConnect, RemoteError, address
    from flashgen.sync.to_collection import ClosedCollection
    from flashgen.sync.to_running_anki import RunningAnki

    if collection is not None:
        return ClosedCollection(collection)
    try:
        return RunningAnki(AnkiConnect(address(url or DEFAULT_URL), key, remote=allow_remote))
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--url") from None
    except RemoteError as problem:
        raise click.BadParameter(
            f"{problem}: whoever listens there gets your key and may answer anything; "
            "if you mean it, add --allow-remote",
            param_hint="--url",
        ) from None


def _confirmed(notes: Sequence["ExistingNote"], reasons: Mapping[str, str]) -> bool:
    if sys.stderr.isatty():
        click.echo(err=True)  # below the progress bar
    click.echo("removed from the cards, and still in Anki:", err=True)
    _list(_with_reasons(notes, reasons))
    question = f"Delete {count(len(notes), 'note')}, reviews and all?"
    return click.confirm(question, default=False, err=True)


def _with_reasons(notes: Sequence["ExistingNote"], reasons: Mapping[str, str]) -> list[str]:
    return [f"{note.name}: {reasons[note.guid]}" for note in notes]


def _summary(result: "PushResult", target: "Target", dry_run: bool) -> dict[str, Any]:
    from flashgen.sync.diff_json import collection_json

    compared = collection_json(result.comparison, str(target))
    return {
        "target": str(target),
        "dry_run": dry_run,
        "imported": result.imported,
        "counts": compared["counts"],
        "notes": [note for note in compared["notes"] if note["status"] != "unchanged"],
        "own_tags_kept": result.kept_tags,
        "removed": [note.name for note in result.prunable],
        "reasons": {note.name: result.reasons[note.guid] for note in result.prunable}
        | dict(result.living),
        "lost_identities": list(result.lost),
        "doubtful": [note.name for note in result.doubtful],
        "moved": list(result.moved),
        "deleted": [note.name for note in result.pruned],
        "missed": [outcome.name for outcome in result.missed],
        "notice": result.notice or None,
        "backup": result.backup.as_posix() if result.backup else None,
    }


def _print(result: "PushResult", target: "Target", dry_run: bool, prune: bool) -> None:
    from flashgen.sync.compare import ImportComparison, ImportStatus
    from flashgen.sync.diff_text import Paint, collection_text
    from flashgen.sync.lost_identity import lost_text

    comparison = result.comparison
    counts = {
        status: n for status, n in comparison.counts.items() if status is not ImportStatus.REMOVED
    }
    told = ", ".join(f"{n:,} {status.value}" for status, n in counts.items())
    click.echo(f"{target}: {told or 'no notes'}", err=True)
    # What arrives as it should needs no words; `flashgen diff --collection` has them.
    plain = (ImportStatus.NEW, ImportStatus.UNCHANGED, ImportStatus.REMOVED)
    special = [
        replace(outcome, elsewhere=(), new_cards=())
        for outcome in comparison.outcomes
        if outcome.lost_fields
        or outcome.empty_cards
        or outcome.status not in (*plain, ImportStatus.UPDATED)
    ]
    if special:
        # After a push nothing else has the texts that it replaced: they are printed in full.
        color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        paint = Paint(color, complete=not dry_run)
        for line in list(collection_text(ImportComparison(tuple(special)), "", paint))[1:]:
            click.echo(line, err=True)
        click.echo(err=True)
    _section("sent, and not found in Anki afterwards:", [o.name for o in result.missed])
    if result.kept_tags:
        click.echo(f"your own tags stay on {count(result.kept_tags, 'note')}", err=True)
    if lost := lost_text(result.lost, str(target)):
        click.echo(lost, err=True)
    if result.notice:
        click.echo(result.notice, err=True)
    _print_removed(result, dry_run, prune)
    if result.backup is not None:
        click.echo(
            f"backup: {result.backup}; to go back, close Anki and copy it over {target}", err=True
        )
    if dry_run:
        click.echo("nothing was changed", err=True)
    elif not (result.imported or result.pruned):
        click.echo("nothing to do", err=True)


def _print_removed(result: "PushResult", dry_run: bool, prune: bool) -> None:
    doubtful = [note.name for note in result.doubtful]
    if result.pruned:
        _section(
            f"deleted {count(len(result.pruned), 'removed note')}:", [n.name for n in result.pruned]
        )
    elif result.prunable and prune and dry_run:
        _section("would be deleted:", _with_reasons(result.prunable, result.reasons))
    elif result.prunable:
        _section(
            "removed from the cards, and still in Anki"
            + (":" if prune else " (--prune deletes them):"),
            _with_reasons(result.prunable, result.reasons),
        )
    _section(
        "removed, but copied, of another note type, or named like a card that exists; they stay:",
        doubtful,
    )
    if prune:
        _section(
            "removed here, but another folder's flashgen.lock has them; they stay:",
            [name for name in result.moved if name not in result.living],
        )
        _section(
            "removed here, but in a deck file nearby; they stay:",
            [f"{name}: {place}" for name, place in sorted(result.living.items())],
        )


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(title, err=True)
        _list(lines)


def _list(lines: Sequence[str]) -> None:
    for line in lines[:MOST_LISTED]:
        click.echo(f"  {line}", err=True)
    if len(lines) > MOST_LISTED:
        click.echo(f"  and {len(lines) - MOST_LISTED:,} more; --json lists all", err=True)
