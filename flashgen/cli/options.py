"""The options that several commands have."""

import os
import re
import time
from pathlib import Path

import click

from flashgen.cli.arguments import WholeNumber

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
LANGUAGES = click.option(
    "--lang", "languages", multiple=True, metavar="LANGUAGE", help="Only this language. Repeatable."
)
ONLY = click.option(
    "--only",
    multiple=True,
    metavar="PATTERN",
    help="Only these cards: an id, or tag:…, deck:…, kind:…, each with *. Repeatable.",
)
LARGEST_SEED = 2**63 - 1
SEED = click.option("--seed", type=WholeNumber(0, LARGEST_SEED), help="Another root seed.")
VARIANTS = click.option(
    "--variants",
    type=WholeNumber(1, 1000),
    help="Number of variants of each numeric card, at most 1000.",
)
NO_CACHE = click.option(
    "--no-cache", is_flag=True, help="Draw every card anew, also those that have not changed."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def must_exist(
    context: click.Context, parameter: click.Parameter, path: Path | None
) -> Path | None:
    """Return a path of the command line; a missing file is a usage error."""
    if path is not None:
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise click.BadParameter(f"there is no such file: {path}", context, parameter) from None
        except OSError:  # reported when it is read
            pass
    return path


def now() -> int:
    """Return the time that a change gets, in seconds since 1970: SOURCE_DATE_EPOCH, or the clock's.

    One that is no number is a usage error.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    # Eleven digits last beyond the year 5000, and milliseconds have more.
    if not re.fullmatch("[0-9]{1,11}", given):
        raise click.UsageError("SOURCE_DATE_EPOCH is not a number of seconds since 1970")
    return int(given)
