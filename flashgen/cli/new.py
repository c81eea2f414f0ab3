"""`flashgen new`."""

import secrets
from pathlib import Path

import click

from flashgen.cli.arguments import SuggestingGroup, TextType
from flashgen.cli.output import fail, write_text
from flashgen.deck import starters


@click.group(cls=SuggestingGroup)
def new() -> None:
    """Write a first deck, or a card to go on from.

    What is written is commented and valid: `flashgen check` passes at once. No file is ever
    overwritten.

    \b
    Example:
      flashgen new deck "My Course"
      flashgen new card numeric >> cards/my-course.yaml
    """


class _Subject(TextType):
    """The name of a subject that there are cards of."""

    name = "subject"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from flashgen.source.diagnostics import did_you_mean

        wanted = "-".join(value.casefold().split())
        known = starters.subjects()
        if wanted not in known:
            hint = did_you_mean(wanted, known)
            self.fail(hint or f"there are {', '.join(known)}", param, ctx)
        return wanted


@new.command()
@click.argument("name", required=False)
@click.option(
    "--subject",
    type=_Subject(),
    metavar="SUBJECT",
    help="Begin with five numeric cards of a subject, such as statistics, in place of the three.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, which must not exist. Default: cards/ and the name, with .yaml.",
)
def deck(name: str | None, subject: str | None, output: Path | None) -> None:
    """Write a deck file with a card of each kind, or with cards of a subject.

    The deck of a subject is called like the subject where it is given no name. There are
    calculus, chemistry, circuits, computer-science, finance, languages, linear-algebra,
    mechanics, probability and statistics.

    \b
    Example:
      flashgen new deck "My Course"             # writes cards/my-course.yaml
      flashgen new deck "My Course::Losses" -o cards/losses.yaml
      flashgen new deck --subject statistics    # writes cards/statistics.yaml
    """
    from flashgen.cli.greeting import next_steps

    if name is None:
        if subject is None:
            raise click.UsageError('a deck has a name, as in `flashgen new deck "My Course"`')
        name = subject.replace("-", " ").title()
    path = output or _free_path(name)
    try:
        if subject is not None:
            text = starters.subject_deck(subject, name, _ending())
        else:
            text = starters.deck(name, _ending(), beside_others=_has_deck_files(path.parent))
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="NAME") from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(f"{path} exists already, and is left as it is") from None
    except OSError as problem:
        fail(f"{path} cannot be written: {problem.strerror or problem}")
    click.echo(f"wrote {path.as_posix()}; next:\n\n{next_steps(path, _first_id(text))}", err=True)


@new.command()
@click.argument("kind", type=click.Choice(starters.CARDS))
@click.argument("id", required=False)
def card(kind: str, id: str | None) -> None:
    """Print a card, to be put at the end of a deck file.

    \b
    Example:
      flashgen new card numeric                 # to read, or to paste
      flashgen new card formula                 # an answer that is a formula
      flashgen new card cloze chain-rule >> cards/my-course.yaml
      flashgen new card statements              # true or false; `order`: items to put in order
    """
    from flashgen.deck.identity import ID

    if id is not None and not ID.fullmatch(id):
        raise click.BadParameter(
            "an id is of small letters, digits and single hyphens between them", param_hint="ID"
        )
    write_text(starters.card(kind, id or f"new-{kind}-{_ending()}"), None)


def _first_id(text: str) -> str:
    """Return the id of the first card of a deck file."""
    return text.partition("\n- id: ")[2].split(maxsplit=1)[0]


def _ending() -> str:
    from flashgen.importers.names import LETTERS

    return "".join(secrets.choice(LETTERS) for _ in range(4))


def _free_path(name: str) -> Path:
    """Return the file of a deck; of those whose names have no letters, the next that is free."""
    from flashgen.importers.names import file_stem

    path = Path("cards") / f"{file_stem(name)}.yaml"
    number = 2
    while path.exists() and not any(map(str.isalnum, name)):
        path, number = path.with_name(f"{file_stem(name)}-{number}.yaml"), number + 1
    return path


def _has_deck_files(folder: Path) -> bool:
    from flashgen.deck.folder import is_deck_name

    try:
        return any(map(is_deck_name, folder.iterdir()))
    except OSError:  # reported when it is written to
        return False
