"""`flashgen preview`."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from flashgen.cli.arguments import WholeNumber
from flashgen.cli.loading import deck_places, load, select
from flashgen.cli.options import LANGUAGES, ONLY, PATHS, SEED, VARIANTS
from flashgen.cli.output import count, fail, print_fewer_variants

if TYPE_CHECKING:
    from flashgen.preview.workspace import Snapshot, Workspace


@click.command()
@PATHS
@click.option(
    "--port",
    type=WholeNumber(0, 65535),
    default=8642,
    show_default=True,
    help="Where the server listens; 0 for any free port.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address it listens at. Another than this one opens the cards to your network.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option(
    "--static",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write plain files instead, to be opened from disk: into a folder that is new, empty, or "
    "has an earlier preview in it.",
)
@LANGUAGES
@ONLY
@SEED
@VARIANTS
def preview(
    paths: tuple[Path, ...],
    port: int,
    host: str,
    no_open: bool,
    folder: Path | None,
    languages: tuple[str, ...],
    only: tuple[str, ...],
    seed: int | None,
    variants: int | None,
) -> None:
    """Show the cards in a browser as Anki shows them, live as files change.

    Front and back stand side by side, with the template, style and script that Anki gets; answers
    that are typed are judged. What is wrong stands beside the card that it belongs to. Nothing is
    loaded from the network. `?` lists the keys.

    \b
    Example:
      flashgen preview
      flashgen preview cards/attention.yaml --lang zh
      flashgen preview --static preview         # plain files; open preview/index.html
    """
    places = deck_places(paths)
    if folder is not None:
        _refuse_taken(folder)
    selection = select(load(places), only, languages, variants)
    try:
        from flashgen.preview import server, site
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.startswith("flashgen"):
            raise
        _say_what_is_missing(problem.name)
    from flashgen.preview.workspace import Workspace

    workspace = Workspace(places, selection, seed)
    try:
        site.frame()
    except site.MissingMathError:
        _say_what_is_missing("sphinx-mathjax-offline")
    if folder is not None:
        _write(workspace, folder, variants)
        return
    try:
        listener = server.listen(host, port)
    except server.AddressError as problem:
        fail(str(problem))
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    name = f"[{here}]" if ":" in here else here
    address = f"http://{name}:{listener.getsockname()[1]}/"
    click.echo(f"preview at {address} (Ctrl+C ends it)", err=True)
    if warning := server.who_can_read(listener):
        click.echo(f"warning: {warning}", err=True)
    if not no_open:
        webbrowser.open(address)
    server.run(workspace, listener, host)


def _say_what_is_missing(package: str) -> NoReturn:
    fail(
        f"the preview needs {package}, which is not installed; "
        "`pip install 'flashgen[preview]'` installs all that it needs"
    )


def _refuse_taken(folder: Path) -> None:
    from flashgen.preview.static import is_free

    try:
        free = is_free(folder)
    except OSError as problem:
        fail(f"{problem.filename or folder} cannot be read: {problem.strerror or problem}")
    if not free:
        raise click.UsageError(
            f"{folder} holds files that are no preview's, and stays as it is; "
            "name a new or an empty folder by --static"
        )


def _write(workspace: "Workspace", folder: Path, variants: int | None) -> None:
    from flashgen.preview.static import write_site

    snapshots: list[Snapshot] = []
    workspace.refresh(snapshots.append)
    snapshot = snapshots[-1]
    problems = len(snapshot.diagnostics) + sum(len(item.diagnostics) for item in snapshot.items)
    try:
        cards = write_site(snapshot, folder)
    except OSError as problem:
        fail(f"{problem.filename or folder} cannot be written: {problem.strerror or problem}")
    click.echo(
        f"wrote {folder / 'index.html'}: {count(cards, 'card')}, {count(problems, 'problem')}",
        err=True,
    )
    print_fewer_variants(((item.id, item.variants) for item in snapshot.items), variants)
