"""`flashgen check`."""

import re
import sys
import time
from pathlib import Path

import click

from flashgen.cli.arguments import WholeNumber
from flashgen.cli.loading import deck_places, load, opened_cache, select
from flashgen.cli.options import AS_JSON, NO_CACHE, ONLY, PATHS
from flashgen.cli.output import (
    EXIT_CARDS,
    count,
    has_errors,
    print_diagnostics,
    print_json,
    with_progress,
    write_text,
)


@click.command()
@PATHS
@click.option(
    "--draws",
    type=WholeNumber(1, 1_000_000),
    default=1000,
    show_default=True,
    help="Draws of each numeric card, at most 1,000,000.",
)
@ONLY
@NO_CACHE
@AS_JSON
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text; json, as --json; github, annotations of a pull request.",
)
@click.option(
    "--explain",
    metavar="CODE",
    help="Explain a code, with a bad and a good example, and check nothing.",
)
def check(
    paths: tuple[Path, ...],
    draws: int,
    only: tuple[str, ...],
    no_cache: bool,
    as_json: bool,
    form: str,
    explain: str | None,
) -> None:
    """Try every card, numeric ones on many draws.

    That covers its form, its texts and, for a numeric card, the answers, conditions and mistakes.
    All problems of all files are reported at once, each with its place. A warning does not change
    the exit status.

    \b
    Example:
      flashgen check
      flashgen check cards/attention.yaml --draws 5000
      flashgen check --json | jq '.diagnostics[].message'
      flashgen check --format github            # in a workflow of GitHub Actions
      flashgen check --explain yaml-cut
    """
    if explain is not None:
        _explain(explain)
        return
    started = time.monotonic()
    places = deck_places(paths)
    from flashgen.build import check as checking
    from flashgen.build.lock import open as locks
    from flashgen.build.lock import problems
    from flashgen.build.lock.tracked import not_in_git
    from flashgen.source.diagnostics import Diagnostic, in_order

    loaded = load(places)
    selection = select(loaded, only, (), None)
    found: list[Diagnostic] = []
    opened = locks.open_locks(loaded, places, selection, found)
    if not has_errors(found):  # of a lock that cannot be read nothing is known
        found += problems.refused(loaded, opened, selection)
        found += problems.identity_problems(loaded, opened, selection)
        found += not_in_git(loaded.heads, opened)
    seed_of = locks.seeds(opened, selection, None)
    with opened_cache(loaded, no_cache) as cache:
        checked = with_progress(
            "checking", lambda step: checking.check(loaded, selection, draws, seed_of, step, cache)
        )
    diagnostics = in_order([*checked.diagnostics, *found])
    if as_json or form == "json":
        print_json(diagnostics, {})
    else:
        from flashgen.source.diagnostics import as_github, summary

        if form == "github":
            write_text("".join(f"{as_github(d)}\n" for d in diagnostics), None)
        else:
            print_diagnostics(diagnostics)

        verdict = summary(diagnostics) or "no errors, no warnings"
        click.echo(
            f"{count(checked.definitions, 'definition')}, {checked.draws:,} draws, "
            f"{time.monotonic() - started:.1f} s: {verdict}",
            err=True,
        )
        if diagnostics and form == "text" and sys.stderr.isatty():
            code = diagnostics[0].code
            click.echo(f"`flashgen check --explain {code}` says more about {code}", err=True)
    if has_errors(diagnostics):
        sys.exit(EXIT_CARDS)


def _explain(code: str) -> None:
    from flashgen.checks.pages import explanations
    from flashgen.source.diagnostics import did_you_mean

    pages = explanations()
    typed = re.fullmatch(r"(?:error|warning)\[(.*)\]", code)
    code = typed[1] if typed else code
    if code not in pages:
        hint = did_you_mean(code, pages) or "the code is what stands in `error[…]`"
        raise click.BadParameter(f"there is no code {code!r}; {hint}", param_hint="--explain")
    write_text(pages[code].page(), None)
