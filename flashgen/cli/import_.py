"""`flashgen import`."""

import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from flashgen.cli.options import must_exist
from flashgen.cli.output import EXIT_CARDS, EXIT_SURROUNDINGS, count, fail, print_diagnostics

if TYPE_CHECKING:
    from flashgen.importers.package.decks import Asked, Imported


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), callback=must_exist)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The deck file to write, which must not exist, or a folder. Default: cards/.",
)
@click.option("--deck", help="Notes: the deck's name. A package: only this deck and those below.")
@click.option("--namespace", help="The namespace of new cards. Default: the deck's name and more.")
@click.option("--lang", "language", help="The language of new cards. Default: by their letters.")
def import_(
    file: Path,
    output: Path | None,
    deck: str | None,
    namespace: str | None,
    language: str | None,
) -> None:
    """Make a deck file of study notes in Markdown, or of an Anki package.

    \b
    Example:
      flashgen import NOTES.md -o cards/notes.yaml --deck "My Course"
      flashgen import deck.apkg                       # each deck a file in cards/
      flashgen import deck.apkg --deck Geography -o cards/geography.yaml

    Of notes, each heading becomes a concept card: a draft, to be gone over. Of a package, basic and
    cloze notes become cards, with their images beside the file in media/; what flashgen made comes
    back under its identity, and all other notes become new ones. What cannot be kept is reported
    and stands in the file as a comment. No file is ever overwritten.

    Exit status: 0 fine, 1 FILE is at fault, 2 the command line is (a file that exists, say), 3 the
    surroundings.
    """
    from flashgen.deck.identity import ID, LANGUAGE
    from flashgen.importers.package.decks import Asked

    if namespace is not None and not ID.fullmatch(namespace):
        raise click.BadParameter(
            "a namespace is of small letters, digits and single hyphens between them",
            param_hint="--namespace",
        )
    if language is not None and not LANGUAGE.fullmatch(language):
        raise click.BadParameter("a language is like en, zh or pt-BR", param_hint="--lang")
    if file.suffix.lower() in (".yaml", ".yml"):
        click.echo(
            f"flashgen: {file} is a deck file already; `flashgen build {file}` makes a package of "
            "it, and `flashgen check` tries its cards",
            err=True,
        )
        sys.exit(EXIT_CARDS)
    asked = Asked(namespace, deck, language)
    try:
        if _is_package(file):
            _import_package(file, output, asked)
        else:
            _import_notes(file, output, asked)
    except FileExistsError as problem:
        name = problem.filename or problem
        raise click.UsageError(f"{name} exists already, and is left as it is") from None
    except OSError as problem:
        fail(f"{problem.filename or file}: {problem.strerror or problem}")


def _is_package(file: Path) -> bool:
    if file.suffix.lower() in (".apkg", ".colpkg") or not file.is_file():
        return file.suffix.lower() not in (".md", ".markdown", ".txt")
    with file.open("rb") as opened:
        return opened.read(4) == b"PK\x03\x04"


def _import_package(file: Path, output: Path | None, asked: "Asked") -> None:
    from flashgen.anki.package.reading import PackageError, open_package
    from flashgen.importers.checking import UncheckableError
    from flashgen.importers.package.decks import NothingToImportError, import_package
    from flashgen.importers.package.images import Images

    folder = _folder(output)
    try:
        with open_package(file) as opened:
            images = Images(opened, folder)
            imported = import_package(opened, asked, images)
            _write(imported, output, folder, images.content)
    except (PackageError, NothingToImportError, UncheckableError) as problem:
        _refuse(file, problem)


def _import_notes(file: Path, output: Path | None, asked: "Asked") -> None:
    from dataclasses import replace

    from flashgen.deck.file import read_source
    from flashgen.importers.checking import UncheckableError
    from flashgen.importers.names import LETTERS
    from flashgen.importers.package.decks import NothingToImportError
    from flashgen.importers.study_notes.cards import NoteImages, import_notes
    from flashgen.source.diagnostics import Diagnostic

    found: list[Diagnostic] = []
    source = read_source(file, file.as_posix(), found)
    if source is None:
        print_diagnostics(found)
        sys.exit(EXIT_SURROUNDINGS if found[0].code == "unreadable-file" else EXIT_CARDS)
    folder = _folder(output)
    ending = "".join(secrets.choice(LETTERS) for _ in range(4))
    images = NoteImages(file.parent, folder)
    try:
        imported = import_notes(source.text, file.name, replace(asked, ending=ending), images)
    except (NothingToImportError, UncheckableError) as problem:
        _refuse(file, problem)
    _write(imported, output, folder, images.content)


def _refuse(file: Path, problem: Exception) -> NoReturn:
    click.echo(f"flashgen: {file}: {problem}; nothing was written", err=True)
    sys.exit(EXIT_CARDS)


def _folder(output: Path | None) -> Path:
    if output is None:
        return Path("cards")
    from flashgen.deck.folder import is_deck_name

    return output.parent if is_deck_name(output) else output


def _write(
    imported: "Imported", output: Path | None, folder: Path, content: Callable[[str], bytes]
) -> None:
    from flashgen.deck.folder import is_deck_name
    from flashgen.importers.writing import refuse_existing, write_all

    files = imported.files
    if output is not None and is_deck_name(output):
        if len(files) > 1:
            decks = ", ".join(f"`{made.deck}`" for made in files)
            raise click.UsageError(
                f"there are {len(files)} decks, and one file holds one: {decks}. Name a folder by "
                "-o, or one of them by --deck"
            )
        paths = [output]
    else:
        paths = [folder / f"{made.stem}.yaml" for made in files]
    refuse_existing(paths)
    texts = [(path, made.text) for path, made in zip(paths, files, strict=True)]
    write_all(texts, imported.images, folder, content)
    for remark in imported.remarks:
        click.echo(remark, err=True)
    for path, made in zip(paths, files, strict=True):
        click.echo(f"wrote {path.as_posix()}: {count(made.cards, 'card')}", err=True)
    if imported.images:
        where = (folder / "media").as_posix()
        click.echo(f"wrote {count(len(imported.images), 'image')} to {where}/", err=True)
