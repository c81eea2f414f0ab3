"""`flashgen functions`."""

import sys

import click

from flashgen.cli.output import terminal_width, write_text


@click.command()
@click.argument("words", nargs=-1, metavar="[NAME|WORD…]")
@click.option("--typed", is_flag=True, help="Show what may be typed as a formula, as a table.")
def functions(words: tuple[str, ...], typed: bool) -> None:
    """Show the functions, draws and figures that a card may use.

    Without a word, all of them, by subject; with a name, all about that one, also where it is
    what other languages call it; with any other words, those in whose name, subject, summary or
    formula they stand.

    \b
    Example:
      flashgen functions                        # everything, subject by subject
      flashgen functions softmax                # signature, formula, units, source, examples
      flashgen functions loss                   # what has to do with losses
      flashgen functions --typed                # what learners may type in a formula answer
      flashgen functions linear algebra         # a subject
      flashgen functions lstsq                  # what numpy calls so: least_squares
    """
    if typed:
        from flashgen.values.formulas.table import grammar_table

        write_text(grammar_table(), None)
        return
    from flashgen.cli import reference

    width = min(terminal_width(sys.stdout) or reference.WIDTH, reference.WIDTH)
    word = " ".join(words)
    if not word:
        write_text(reference.index(reference.entries(), width) + "\n", None)
        return
    answer = reference.find(word)
    if answer.named:
        like = ", ".join(dict.fromkeys(entry.name for entry in answer.others))
        also = f"\nSee also: {like}\n" if like else ""
        pages = "\n\n".join(reference.page(entry, width) for entry in answer.named)
        write_text(f"{pages}\n{also}", None)
    elif len(answer.others) == 1:
        write_text(reference.page(answer.others[0], width) + "\n", None)
    elif answer.others:
        write_text(reference.index(answer.others, width) + "\n", None)
    else:
        message = f"no function, draw or figure has to do with {word!r}"
        raise click.UsageError(f"{message}; {answer.hint}" if answer.hint else message)
