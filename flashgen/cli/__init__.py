"""The command line: the group of the commands.

Nothing is imported before a command needs it, so that ``--help`` answers at once: the modules of
all the commands take as long to import as click itself.
"""

import contextlib
import gc
import io
import os
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, TextIO, cast

import click

from flashgen import __version__
from flashgen.cli.arguments import SuggestingGroup

COMMANDS = {
    "build": "Check, draw and write an Anki package.",
    "check": "Try every card, numeric ones on many draws.",
    "diff": "Show what a build would change, and write nothing.",
    "export": "Write the cards for other programs.",
    "functions": "Show the functions, draws and figures that a card may use.",
    "guide": "Read the documentation in the terminal.",
    "import": "Make deck files of Anki packages, study notes and other tools' texts.",
    "new": "Write a first deck, or a card to go on from.",
    "preview": "Show the cards in a browser as Anki shows them, live as files change.",
    "push": "Build, and bring the notes into Anki.",
    "schema": "Write the JSON Schema of deck files.",
    "show": "Show a card in the terminal.",
}
"""Each command with its line in ``--help``: the first sentence of its own help."""

EXIT_SURROUNDINGS = 3
EXIT_STATUS = (
    "Exit status: 0 success, 1 an error in the cards, 2 in the command line, 3 in the system "
    "(disk, Anki)."
)
"""The end of every command's ``--help`` that has no exit status of its own."""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Messages:
    """Standard error; where it is closed or full, messages are lost and the work goes on."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream or io.StringIO()

    def write(self, text: str) -> int:
        """Write a message, if that is possible."""
        with contextlib.suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
        return len(text)

    def flush(self) -> None:
        """Flush what was written, if that is possible."""
        with contextlib.suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _check_working_folder() -> None:
    try:
        Path.cwd()
    except FileNotFoundError:
        click.echo("flashgen: the working folder was deleted; change to another one", err=True)
        sys.exit(EXIT_SURROUNDINGS)


class _Commands(SuggestingGroup):
    """The commands, each imported from the module of its name when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"flashgen.cli.{name}"), name)
        if "Exit status" not in (command.help or ""):
            command.epilog = command.epilog or EXIT_STATUS
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; report the errors of the disk that no command has reported."""
        gc.set_threshold(50_000)  # what is imported, read and rendered is kept
        # No result comes from BLAS (its sums differ between processors), whose threads take time.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # Pydantic plugins could change how cards are read, and looking for them takes time.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        before = sys.stderr
        sys.stderr = cast(TextIO, _Messages(before))
        try:
            _check_working_folder()
            return super().main(*args, **kwargs)
        except UnicodeEncodeError as problem:
            if problem.encoding != sys.getfilesystemencoding():
                raise
            name = f"`{problem.object!s}`"
            click.echo(
                f"flashgen: no file can be called {name} in this locale: set PYTHONUTF8=1",
                err=True,
            )
            sys.exit(EXIT_SURROUNDINGS)
        except OSError as problem:
            place = problem.filename or "the output"
            click.echo(f"flashgen: {place}: {problem.strerror or problem}", err=True)
            sys.exit(EXIT_SURROUNDINGS)
        finally:
            sys.stderr = before

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=_Commands, context_settings=_CONTEXT, invoke_without_command=True)
@click.version_option(__version__, prog_name="flashgen")
@click.pass_context
def main(context: click.Context) -> None:
    """Anki flashcards with fresh numbers at every review, from plain YAML files.

    PATHs are deck files or folders of them; without one, the folder cards/ is taken.

    \b
    Example:
      flashgen build                 # cards/ -> cards.apkg, to be imported into Anki
      flashgen new deck "My Course"  # a first deck, to go on from
      flashgen check                 # try every card on a thousand draws
      flashgen guide                 # the documentation

    \b
    Completion of commands and options, in ~/.bashrc (zsh_source for zsh, fish_source for fish):
      eval "$(_FLASHGEN_COMPLETE=bash_source flashgen)"

    Exit status: 0 success, 1 an error in the cards, 2 in the command line, 3 in the system
    (disk, Anki).
    """
    if context.invoked_subcommand is None:
        from flashgen.cli.greeting import greeting

        click.echo(greeting(), nl=False)
