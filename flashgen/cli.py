"""The command line: the group of the commands.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

import click

from flashgen import __version__
from flashgen.commands.build import build
from flashgen.commands.check import check
from flashgen.commands.export import export
from flashgen.commands.functions import functions
from flashgen.commands.new import new
from flashgen.commands.preview import preview
from flashgen.commands.schema import schema
from flashgen.commands.show import show

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="flashgen")
def main() -> None:
    """Anki flashcards with fresh numbers at every review, from plain YAML files.

    PATHs are deck files or folders of them; without one, the folder cards/ is taken.

    \b
    Example:
      flashgen build                 # cards/ -> cards.apkg, to be imported into Anki
      flashgen new deck "My Course"  # a first deck, to go on from
      flashgen check                 # try every card on a thousand draws

    \b
    Completion of commands and options, in ~/.bashrc (zsh_source for zsh, fish_source for fish):
      eval "$(_FLASHGEN_COMPLETE=bash_source flashgen)"

    Exit status: 0 fine, 1 the cards are at fault, 2 the command line is, 3 the surroundings
    (disk, Anki).
    """


COMMANDS = (build, check, export, functions, new, preview, schema, show)

for command in COMMANDS:
    main.add_command(command)
