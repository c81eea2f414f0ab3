"""`flashgen import`."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from flashgen.cli.options import must_exist
from flashgen.cli.output import EXIT_CARDS, EXIT_SURROUNDINGS, count

if TYPE_CHECKING:
    from flashgen.importers.result import Imported, ImportOptions


def _must_all_exist(
    context: click.Context, parameter: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    for path in paths:
        must_exist(context, parameter, path)
    return paths


_MOST_LISTED = 20
_FORMATS = (
    "apkg", "notes", "hashcards", "obsidian", "logseq", "mdanki", "markdown-anki-decks", "ankdown",
    "anki-text", "csv", "json",
)  # fmt: skip


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path),
    callback=_must_all_exist,
)  # fmt: skip
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The deck file to write, which must not exist, or a folder. Default: cards/.",
)
@click.option(
    "--update",
    type=click.Path(path_type=Path),
    callback=must_exist,
    help="A deck file, or the folder of deck files, of an earlier import of the same source.",
)
@click.option(
    "--from",
    "format_name",
    type=click.Choice(_FORMATS),
    help="The format of FILE, where it cannot be told.",
)
@click.option("--deck", help="The deck's name. A package: only this deck and those below.")
@click.option("--namespace", help="The namespace of new cards. Default: the deck's name and more.")
@click.option("--lang", "language", help="The language of new cards. Default: by their letters.")
@click.option(
    "--media",
    type=click.Path(path_type=Path, file_okay=False),
    callback=must_exist,
    help="A folder in which images are looked for, too.",
)
def import_(
    files: tuple[Path, ...],
    output: Path | None,
    update: Path | None,
    format_name: str | None,
    deck: str | None,
    namespace: str | None,
    language: str | None,
    media: Path | None,
) -> None:
    """Make deck files of Anki packages, study notes and other tools' texts.

    \b
    Example:
      flashgen import deck.apkg                       # each deck a file in cards/
      flashgen import deck.apkg --deck Geography -o cards/geography.yaml
      flashgen import NOTES.md -o cards/notes.yaml --deck "My Course"
      flashgen import vault/ -o cards                 # all notes of a folder
      flashgen import deck.apkg --update cards        # a later version: adds and updates

    Of a package, basic and cloze notes become cards, with their images beside the file in media/;
    what flashgen made comes back under its identity, all other notes become new ones. Of study
    notes each heading becomes a card: a draft, to be gone over. Texts of hashcards,
    Obsidian_to_Anki, Logseq, mdanki, markdown-anki-decks and ankdown, Anki's text export, CSV, TSV
    and CrowdAnki's JSON are told by what is in them; --from names the format where they cannot be.

    In a package, a deck of more than 25,000 cards becomes several files. What could not be kept is
    reported, and stands in the file as a comment. No file is ever overwritten, and after an error
    none is written. To import a later version of the same source, name the deck file or folder by
    --update: new cards are added and changed ones updated, under the same namespace and ids, and
    what was edited in the file stays.

    Exit status: 0 fine, 1 FILE is at fault, 2 the command line is (a file that exists, say), 3 the
    surroundings.
    """
    from flashgen.deck.identity import ID, LANGUAGE
    from flashgen.importers.names import LETTERS
    from flashgen.importers.result import ImportOptions

    if namespace is not None and not ID.fullmatch(namespace):
        raise click.BadParameter(
            "a namespace is of small letters, digits and single hyphens between them",
            param_hint="--namespace",
        )
    if language is not None and not LANGUAGE.fullmatch(language):
        raise click.BadParameter("a language is like en, zh or pt-BR", param_hint="--lang")
    if update is not None and output is not None:
        raise click.UsageError("--update names what is written; -o goes without it")
    ending = "".join(secrets.choice(LETTERS) for _ in range(4))
    options = ImportOptions(namespace, deck, language, ending, media)
    found = list(_found(files))
    if not found:
        raise click.UsageError(f"there is no file to import in {files[0].as_posix()}")
    statuses = [
        _import(file, output, update, options, format_name or "", many=len(found) > 1)
        for file in found
    ]
    if all(statuses) or EXIT_SURROUNDINGS in statuses:
        sys.exit(max(statuses))


def _found(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files, those of a folder sorted."""
    from flashgen.importers.folders import importable_files

    for path in paths:
        if path.is_dir():
            yield from importable_files(path)
        else:
            yield path


def _import(
    file: Path,
    output: Path | None,
    update: Path | None,
    options: "ImportOptions",
    format_name: str,
    *,
    many: bool,
) -> int:
    """Import a file and return the exit status; where there are many, one stops no other."""
    from flashgen.anki.package.reading import PackageError
    from flashgen.importers.checking import UncheckableError
    from flashgen.importers.formats import UnknownFormatError, import_file, is_package
    from flashgen.importers.result import NothingToImportError
    from flashgen.importers.text_files import UnreadableTextError

    if file.suffix.lower() in (".yaml", ".yml"):
        click.echo(
            f"flashgen: {file} is a deck file already; `flashgen build {file}` makes a package of "
            "it, and `flashgen check` tries its cards",
            err=True,
        )
        return EXIT_CARDS
    if format_name in ("", "apkg") and is_package(file):
        options = replace(options, ending="")  # its namespace follows from its notes
    folder = _folder(update or output)
    try:
        with import_file(file, folder, options, format_name) as imported:
            if update is not None:
                _update(imported, update, folder)
            else:
                _write(imported, output, folder)
    except (
        PackageError,
        NothingToImportError,
        UncheckableError,
        UnknownFormatError,
        UnreadableTextError,
    ) as problem:
        click.echo(f"flashgen: {file}: {problem}; nothing was written", err=True)
        return EXIT_CARDS
    except FileExistsError as problem:
        name = problem.filename or problem
        message = f"{name} exists already, and is left as it is"
        hint = "; --update adds to it what is new"
        if not many:
            raise click.UsageError(message + hint) from None
        click.echo(f"flashgen: {message}{hint}", err=True)
        return 2
    except OSError as problem:
        reason = f"{problem.filename or file}: {problem.strerror or problem}"
        click.echo(f"flashgen: {reason}", err=True)
        return EXIT_SURROUNDINGS
    return 0


def _folder(output: Path | None) -> Path:
    if output is None:
        return Path("cards")
    from flashgen.deck.folder import is_deck_name

    return output.parent if is_deck_name(output) else output


def _write(imported: "Imported", output: Path | None, folder: Path) -> None:
    from flashgen.deck.folder import is_deck_name
    from flashgen.importers.deck_text import with_records
    from flashgen.importers.writing import staging

    is_file = output is not None and is_deck_name(output)
    written: dict[Path, int] = {}
    decks: list[str] = []
    with staging(folder) as staged:
        for made in imported.files:
            decks.append(made.deck)
            path = output if output is not None and is_file else folder / f"{made.stem}.yaml"
            if path not in written:
                staged.add(path, with_records(made))
                written[path] = made.cards
        if is_file and len(decks) > 1:
            raise click.UsageError(_too_many_for_a_file(decks))
        images = imported.images()
        staged.add_images(images, imported.content)
        staged.move()
    for remark in imported.remarks():
        click.echo(remark, err=True)
    for path, cards in written.items():
        click.echo(f"wrote {path.as_posix()}: {count(cards, 'card')}", err=True)
    _report_images(len(images), folder)


def _too_many_for_a_file(decks: Sequence[str]) -> str:
    names = [f"`{deck}`" for deck in dict.fromkeys(decks)]
    if len(names) == 1:
        return (
            f"the deck {names[0]} is too large for one file: it needs {len(decks)}. Name a folder "
            "by -o"
        )
    listed = ", ".join(names[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED:,} more" if len(names) > _MOST_LISTED else ""
    return (
        f"there are {len(names):,} decks, and one file holds one: {listed}{more}. Name a folder by "
        "-o, or one of them by --deck"
    )


def _update(imported: "Imported", update: Path, folder: Path) -> None:
    from flashgen.importers.update import Update
    from flashgen.importers.writing import staging

    with staging(folder) as staged, Update(update, staged) as updating:
        for made in imported.files:
            updating.take(made)
        updates = updating.finished()
        images = imported.images()
        staged.add_images(images, imported.content)
        staged.move()
    for remark in imported.remarks():
        click.echo(remark, err=True)
    for updated in updates:
        for line in updated.remarks:
            click.echo(line, err=True)
        click.echo(f"{updated.path.as_posix()}: {updated.summary}", err=True)
    _report_images(len(images), folder)


def _report_images(images: int, folder: Path) -> None:
    if images:
        where = (folder / "media").as_posix()
        click.echo(f"wrote {count(images, 'image')} to {where}/", err=True)
