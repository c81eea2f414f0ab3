"""The formats of `flashgen export`, all in one table.

The table imports no writer: a format's module is imported when the format is asked for.
"""

from collections.abc import Callable, Generator
from enum import Enum, auto
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct

Pieces = Generator[str | bytes, None, str | None]
"""What a writer yields; it may return a summary, which is printed."""


class ExportError(Exception):
    """The surroundings keep a format from being written; the message says why."""


class Input(Enum):
    """What a format's writer is given."""

    NOTES = auto()
    """The notes of a build."""
    DEFINITIONS = auto()
    """The definitions of a build, with the values of their variants."""
    STREAM = auto()
    """The same, one at a time, none of which is kept."""
    SHEETS = auto()
    """Sheets, each with its notes drawn from a seed of its own."""
    PACKAGE = auto()
    """Nothing: `flashgen build` writes it."""


class FormatOption(Struct, frozen=True):
    """An option of formats: `--name`, a flag unless it has a type, one of `choices`, or a text.

    One that is `multiple` may be given several times.
    """

    name: str
    help: str
    type: type = bool
    choices: tuple[str, ...] = ()
    default: Any = None
    metavar: str | None = None
    multiple: bool = False


class ExportFormat(Struct, frozen=True):
    """A format: what it keeps and drops, its options, and where its writer is.

    `writer` is `module.function` below this package. The function takes what `input` says, and each
    option by its name; it yields texts, or bytes. With `one_variant` it writes one variant of a
    numeric card unless more are asked for, and takes their number as `variants`. `beside` is a
    function, too: it returns the files that are copied beside the one that is written.
    """

    name: str
    suffixes: tuple[str, ...]
    keeps: str
    drops: str
    input: Input
    writer: str = ""
    options: tuple[FormatOption, ...] = ()
    one_variant: bool = False
    needs_file: bool = False
    beside: str = ""

    def load(self) -> Callable[..., Pieces]:
        """Import the writer."""
        made: Callable[..., Pieces] = _imported(self.writer)
        return made

    def files_beside(self, sheets: Any) -> dict[str, Path]:
        """Return the files that are copied beside the format's file, by their new names."""
        made: dict[str, Path] = _imported(self.beside)(sheets) if self.beside else {}
        return made


def _imported(name: str) -> Any:
    module, _, function = name.partition(".")
    return getattr(import_module(f"flashgen.exporters.{module}"), function)


_POINTS = FormatOption("points", "The points of each question.", float, metavar="POINTS")

_SHEETS = (
    FormatOption(
        "title",
        "The worksheet's title. Default: that of the deck, or of the one above all.",
        str,
    ),
    FormatOption("shuffle", "Another order on every sheet."),
    FormatOption(
        "part",
        "Only the questions, the key with worked solutions, or the answers alone. Repeatable. "
        "Default: questions and key.",
        str,
        ("questions", "key", "short-key"),
        multiple=True,
    ),
    FormatOption("duplex", "Begin each sheet and key on a right-hand page."),
    FormatOption("paper", "The paper's size.", str, ("a4", "letter"), "a4"),
    FormatOption(
        "space", "The space for answers.", str, ("none", "small", "normal", "large"), "normal"
    ),
    _POINTS,
    FormatOption(
        "header",
        "A line below the title in place of name and date; low lines are a blank, as in "
        '"Class: ____". Repeatable.',
        str,
        metavar="TEXT",
        multiple=True,
    ),
    FormatOption(
        "roster",
        "A sheet per student: a CSV file with a column `name`, and perhaps one `seed`.",
        Path,
        metavar="FILE",
    ),
    FormatOption(
        "pick",
        "Pick so many cards for each sheet, all of them equally often. Repeatable.",
        int,
        metavar="N",
        multiple=True,
    ),
    FormatOption(
        "from",
        "The cards that --pick picks from, as of --only. Default: all. Repeatable.",
        str,
        metavar="PATTERN",
        multiple=True,
    ),
)

FORMATS = {
    made.name: made
    for made in (
        ExportFormat(
            "tsv",
            (".tsv",),
            "every field of every note with all its variants, identity, note type, deck, tags",
            "images and note types themselves: the package brings them first",
            Input.NOTES,
            "tsv.write",
        ),
        ExportFormat(
            "csv",
            (".csv",),
            "question, options, answer, solution, hints as typed (Markdown), with a variant's "
            "numbers; value, unit and tolerance as numbers; tags, deck",
            "images, figures, feedback to mistakes; cells that a spreadsheet would run as a "
            "formula get an apostrophe in front",
            Input.DEFINITIONS,
            "csv.write",
            (FormatOption("bom", "Begin with a byte order mark, for Excel."),),
            one_variant=True,
        ),
        ExportFormat(
            "json",
            (".json",),
            "fields, and each variant's values, answers and texts at full precision",
            "images and figures, of which the fields have the names",
            Input.DEFINITIONS,
            "json.write",
        ),
        ExportFormat(
            "jsonl",
            (".jsonl", ".ndjson"),
            "the same, one note a line, with no note kept in memory",
            "the same",
            Input.STREAM,
            "json.write_lines",
        ),
        ExportFormat(
            "markdown",
            (".md", ".markdown"),
            "question, options, hints, answer, solution as typed, with a variant's numbers",
            "tags, figures, tolerances, feedback to mistakes; with `--style qa` deck, id and the "
            "hints of a cloze too",
            Input.DEFINITIONS,
            "markdown.write",
            (
                FormatOption(
                    "style",
                    "Headings, or Q: and A: blocks for hashcards.",
                    str,
                    ("list", "qa"),
                    "list",
                ),
            ),
            one_variant=True,
        ),
        ExportFormat(
            "moodle",
            (".xml",),
            "numeric cards as numerical questions with tolerance and unit, choices as multichoice, "
            "several answers, vectors, matrices, texts and clozes as embedded answers, statements "
            "as boxes to tick, orders as ordering (Moodle 4.4) or matching; one question a "
            "variant, a category a deck, and one a card of several variants; feedback, hints, "
            "other units, solution, images, tags",
            "sets, answers up to their sign, front and back, and gaps with math or markup are "
            "shown but not asked (description)",
            Input.NOTES,
            "moodle.write",
            (
                _POINTS,
                FormatOption("per-deck", "A category per deck, none per card."),
                FormatOption(
                    "unit-penalty",
                    "The fraction of the points that a wrong or missing unit costs.",
                    float,
                    default=0.0,
                    metavar="FRACTION",
                ),
            ),
        ),
        ExportFormat(
            "qti",
            (".zip",),
            "what `moodle` asks, as a QTI 2.1 package for Canvas, Blackboard, Brightspace, TAO: an "
            "item a variant with MathML, images and feedback, a test a deck that draws one "
            "variant of each card; `--qti 1.2` for Canvas Classic; what cannot be asked is a "
            "question for a written answer",
            "units that are typed, hints, tags",
            Input.NOTES,
            "qti.write",
            (
                FormatOption("qti", "The version of QTI.", str, ("2.1", "1.2"), "2.1"),
                _POINTS,
            ),
            needs_file=True,
        ),
        ExportFormat(
            "gift",
            (".gift",),
            "numbers with tolerance, texts, choices and statements with feedback and solution, "
            "orders as matching, a category a deck, images inside",
            "several answers, vectors, matrices and gaps are shown but not asked; units that are "
            "typed, hints",
            Input.NOTES,
            "gift.write",
        ),
        ExportFormat(
            "html",
            (".html", ".htm"),
            "a worksheet: questions, options, figures, images and math in one file, then the key "
            "with worked solutions, or the answers alone; a heading a deck; `--variants N` sheets, "
            "or one per student, each with its seed",
            "tags, tolerances, feedback to mistakes, hints; of several languages all but the "
            "first, unless `--lang` names them",
            Input.SHEETS,
            "worksheet.write",
            _SHEETS,
        ),
        ExportFormat(
            "pdf",
            (".pdf",),
            "the worksheet, printed by an installed Chromium; the pages of each sheet and key are "
            "counted",
            "the same",
            Input.SHEETS,
            "pdf.write",
            _SHEETS,
            needs_file=True,
        ),
        ExportFormat(
            "latex",
            (".tex",),
            "sheets as source of the class `exam`: questions, options, points, solutions that "
            "`\\printanswers` prints, figures as TikZ; with `-o` PNG and JPEG images, copied "
            "beside the file",
            "other images; tags, tolerances, feedback to mistakes, hints",
            Input.SHEETS,
            "latex.write",
            _SHEETS,
            beside="latex.images",
        ),
        ExportFormat(
            "apkg",
            (".apkg",),
            "everything, as `flashgen build`",
            "nothing; with `--seed` or `--variants` it leaves flashgen.lock as it is",
            Input.PACKAGE,
            needs_file=True,
        ),
    )
}

FORMATS_OF = {
    option.name: tuple(f.name for f in FORMATS.values() if option in f.options)
    for made in FORMATS.values()
    for option in made.options
}
"""The names of the formats that have each option."""


def table() -> str:
    """Return the table of what each format keeps and drops, in Markdown."""
    rows = [f"| `{f.name}` | {f.keeps} | {f.drops} |" for f in FORMATS.values()]
    return "\n".join(["| format | keeps | drops |", "| --- | --- | --- |", *rows]) + "\n"
