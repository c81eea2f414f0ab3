"""The formats: what each of them keeps and drops, and what writes it.

A text format yields its text in pieces. What writes a format is imported when it is asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flashgen.build.notes import Built


@dataclass(frozen=True, slots=True)
class Options:
    """What the formats let one choose; each takes what it knows."""

    variants: int | None = None
    bom: bool = False
    style: str = "list"


Writer = Callable[["Built", Options], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format. ``text`` writes it where it is a text made of a build's notes."""

    name: str
    keeps: str
    drops: str
    text: Writer | None = None


def _tsv(built: "Built", options: Options) -> Iterator[str]:
    from flashgen.exporters import tsv

    return tsv.lines(built.notes)


def _csv(built: "Built", options: Options) -> Iterator[str]:
    from flashgen.exporters import csv

    return csv.lines(built.definitions, variants=options.variants, bom=options.bom)


def _json(built: "Built", options: Options) -> Iterator[str]:
    from flashgen.exporters import json

    yield json.document(built)


def _markdown(built: "Built", options: Options) -> Iterator[str]:
    from flashgen.exporters import markdown

    return markdown.pieces(built.definitions, style=options.style, variants=options.variants)


def _moodle(built: "Built", options: Options) -> Iterator[str]:
    from flashgen.exporters import moodle

    return moodle.pieces(built.notes)


STYLES = ("list", "qa")

FORMATS = {
    made.name: made
    for made in (
        Format(
            "tsv",
            "every field of every note with all its variants, identity, note type, deck, tags",
            "images and note types themselves: the package brings them first",
            _tsv,
        ),
        Format(
            "csv",
            "question and answer as typed (Markdown), with a variant's numbers; tags, deck",
            "images, figures, what a mistake is told, tolerances; cells that a spreadsheet would "
            "run get an apostrophe in front",
            _csv,
        ),
        Format(
            "json",
            "fields, and each variant's values, answers and texts at full precision",
            "images and figures, of which the fields have the names",
            _json,
        ),
        Format("jsonl", "the same, one note a line, with no note kept in memory", "the same"),
        Format(
            "markdown",
            "question, options, answer, solution as typed, with a variant's numbers",
            "tags, figures, tolerances, what a mistake is told; with `--style qa` deck, id and the "
            "hints of a cloze too",
            _markdown,
        ),
        Format(
            "moodle",
            "numeric cards as numerical questions with tolerance and unit, choices as multichoice, "
            "one question a variant; a category a deck, and one a card of several variants; "
            "feedback, solution, images, tags",
            "several answers, vectors, texts, concept and cloze cards are shown but not asked "
            "(description)",
            _moodle,
        ),
        Format(
            "html",
            "a worksheet: questions, options, figures, images and math in one file, then answers "
            "with worked solutions; a heading a deck; `--variants N` sheets, each with its seed",
            "tags, tolerances, what a mistake is told; of several languages all but the first, "
            "unless `--lang` names them",
        ),
        Format("pdf", "the worksheet, printed by an installed Chromium", "the same"),
        Format(
            "apkg",
            "everything, as `flashgen build`",
            "nothing; with `--seed` or `--variants` it leaves flashgen.lock as it is",
        ),
    )
}


def table() -> str:
    """Return what each format keeps and drops, as a table in Markdown."""
    rows = [f"| `{f.name}` | {f.keeps} | {f.drops} |" for f in FORMATS.values()]
    return "\n".join(["| format | keeps | drops |", "| --- | --- | --- |", *rows]) + "\n"
