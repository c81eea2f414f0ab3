"""`flashgen guide`."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashgen.cli.output import terminal_width, write_text

if TYPE_CHECKING:
    from flashgen.cli.guide_pages import Section

_MOST_LINES = 2
"""Lines that are printed of a section in which a word is found."""
_MOST_SECTIONS = 40
_WIDTH = 96
"""Columns where there is no terminal."""


def _topics(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
    from flashgen.cli import guide_pages as pages

    return [topic for topic in pages.topics() if topic.startswith(typed)]


@click.command()
@click.argument("words", nargs=-1, metavar="[TOPIC] [WORD]...", shell_complete=_topics)
@click.option(
    "--for-llm",
    is_flag=True,
    help="Print one compact text about writing cards, to be handed to a language model.",
)
def guide(words: tuple[str, ...], for_llm: bool) -> None:
    """Read the documentation in the terminal.

    Without a word, the contents; with a topic, its page; with a topic and words, its sections that
    contain them; with other words, the places where they stand. On a terminal the pages are
    rendered, one screen at a time (PAGER names the program); elsewhere they are Markdown.

    \b
    Example:
      flashgen guide                            # the contents
      flashgen guide numbers                    # a page
      flashgen guide numbers tolerance          # what it says about that
      flashgen guide tolerance                  # where the guide speaks of it
      flashgen guide --for-llm > flashgen.md    # for an assistant that writes cards for you
    """
    from flashgen.cli import guide_pages as pages

    if for_llm:
        if words:
            raise click.UsageError("--for-llm is one text; it goes without a topic")
        write_text(pages.text_of(pages.FOR_LLM), None)
        return
    if not words:
        _show(pages.text_of(pages.CONTENTS), _topic)
        return
    topic, rest = words[0].casefold().removesuffix(".md"), words[1:]
    if topic not in pages.topics():
        _search(words)
    elif not rest:
        _show(pages.text_of(topic))
    else:
        found = pages.find(rest, [topic])
        if not found:
            raise click.UsageError(f"the page {topic!r} has nothing about {' '.join(rest)!r}")
        _show("\n".join(section.text for section in found))


def _search(words: Sequence[str]) -> None:
    from flashgen.cli import guide_pages as pages
    from flashgen.source.diagnostics import did_you_mean

    found = pages.find(words)
    if not found:
        hint = did_you_mean(words[0], pages.topics()) or "`flashgen guide` lists the topics"
        raise click.UsageError(f"the guide has nothing about {' '.join(words)!r}; {hint}")
    if len(found) == 1:
        _show(found[0].text)
        return
    lines = [line for section in found[:_MOST_SECTIONS] for line in _listed(section, words)]
    if len(found) > _MOST_SECTIONS:
        lines.append(f"and {len(found) - _MOST_SECTIONS} more sections; add a word")
    lines += ["", f"read one: flashgen guide {found[0].topic} {' '.join(words)}"]
    _page("\n".join(lines) + "\n")


def _listed(section: "Section", words: Sequence[str]) -> list[str]:
    width = ((terminal_width(sys.stdout) if _on_terminal() else None) or _WIDTH) - 4
    lines = [line for line in section.lines_with(words) if line.strip("# ") != section.title]
    title = f"{section.topic}: {section.title}"
    return [title, *(f"    {_cut(line, words[0], width)}" for line in lines[:_MOST_LINES])]


def _cut(line: str, word: str, width: int) -> str:
    """Return as much of a line as fits, with the word in it."""
    if len(line) <= width:
        return line
    start = max(0, min(line.casefold().find(word.casefold()) - width // 3, len(line) - width + 2))
    before, after = "…" if start else "", "…"
    return before + line[start : start + width - 2].strip() + after


def _topic(target: str) -> str:
    """Return the topic of a link in the contents, as it is typed."""
    return f" ({target.removesuffix('.md')})"


def _link(target: str) -> str:
    """Return the command that shows a linked page, or the address of another link."""
    page, _, _ = target.partition("#")
    if ":" in target:
        return f" ({target})"
    is_page = page.endswith(".md") and "/" not in page
    return f" (flashgen guide {page.removesuffix('.md')})" if is_page else ""


def _show(markdown: str, link: Callable[[str], str] = _link) -> None:
    """Show a page: rendered on a terminal, else as it is."""
    if not _on_terminal():
        write_text(markdown, None)
        return
    from flashgen.markup.terminal import WIDTH, Look, terminal_text

    width = min(terminal_width(sys.stdout) or WIDTH, WIDTH)
    color = _is_colored()
    if color:
        os.environ["LESS"] = f"{os.environ.get('LESS', '')} -R".strip()
    click.echo_via_pager(terminal_text(markdown, Look(width, color, link)), color=color)


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _is_colored() -> bool:
    """Tell whether the pager can show colors, as `less` does, and colors are wanted."""
    named = shlex.split(os.environ.get("PAGER", "")) or ["less"]
    program = shutil.which(named[0])
    return program is not None and Path(program).stem == "less" and not os.environ.get("NO_COLOR")


def _page(text: str) -> None:
    if _on_terminal():
        click.echo_via_pager(text)
    else:
        write_text(text, None)
