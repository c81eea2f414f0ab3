"""Notes as the HTML that a card shows, variant by variant, read from the note's own fields.

It is the Python twin of how the script on the card fills its texts.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.card.data import (
    AnswerData,
    CardData,
    ChoiceData,
    FormData,
    MistakeData,
    Row,
    StatementData,
)
from flashgen.anki.card.html import menus_html
from flashgen.anki.card.lists import back_html
from flashgen.anki.card.reading import filled, read_data
from flashgen.anki.card.wordings import fields_by_form
from flashgen.anki.note import MediaFile, Note

_CLOZE_OPENING = re.compile(r"\{\{c[0-9]+::")
_MATH_DELIMITER = re.compile(r"(?<!\\)\\([()\[\]])")
_LATEX = re.compile(r"[\\^_{}&]")
_CLOZE = "#0b5c8a"  # the accent of style.css, by day
_TYPES = {".svg": "image/svg+xml", ".jpg": "image/jpeg"}
_IMAGE = re.compile(r'<img src="([^"]*)"')


class ShownMistake(Struct, frozen=True):
    """A known wrong value of the answer with the index `of`, and the feedback to it (HTML)."""

    value: Any
    says: str
    of: int


class Shown(Struct, frozen=True):
    """A note, or one variant of it, as HTML with `\\(…\\)` math.

    Of `choices` the first is the right one. `variant` counts from 1, and is 0 of a note that has
    neither numbers nor other forms. `values` are the unrounded answers.
    """

    note: Note
    question: str
    answer: str
    solution: str = ""
    variant: int = 0
    answers: tuple[AnswerData, ...] = ()
    values: tuple[Any, ...] = ()
    mistakes: tuple[ShownMistake, ...] = ()
    choices: tuple[ChoiceData, ...] = ()
    hints: tuple[str, ...] = ()
    statements: tuple[StatementData, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    """The items in their order, in groups that may stand in any order among themselves."""
    all_false: bool = False
    """Whether the note has a variant of which no statement is true."""

    @property
    def unasked(self) -> str:
        """The question where nothing is chosen in it: with the options of its menus."""
        return self.question + menus_html(self.answers)

    @property
    def extra(self) -> str:
        """What the card shows below the answer: the extra text and the source."""
        fields = self.note.fields
        source = f'<p class="source">{fields["Source"]}</p>' if fields["Source"] else ""
        return fields["Extra"] + source


def shown(note: Note) -> Iterator[Shown]:
    """Yield a note's variants, or its forms where it has no numbers."""
    if note.kind == "numeric":
        yield from _variants(note)
        return
    forms = fields_by_form(note.kind, note.fields, note.language)
    for number, fields in enumerate(forms, start=1):
        form = note if len(forms) == 1 else replace(note, fields=fields)
        for one in _cloze(form) if note.kind == "cloze" else _variants(form):
            yield replace(one, variant=number) if len(forms) > 1 else one


def _cloze(note: Note) -> Iterator[Shown]:
    fields = note.fields
    data = read_data(fields["Data"]) if fields["Data"] else None
    hints = filled(data.forms[0], data.rows[0]).hints if data else ()
    with_gap, text = (_uncovered(fields["Text"], show) for show in (_gap, _filled))
    yield Shown(note, with_gap, text, hints=hints)


def _variants(note: Note) -> Iterator[Shown]:
    fields = note.fields
    if not fields["Data"]:
        yield Shown(note, fields["Front"], fields["Back"])
        return
    data = read_data(fields["Data"])
    all_false = any(form.statements for form in data.forms) and _all_false(data)
    for number, row in enumerate(data.rows, start=1):
        form = filled(data.forms[row.form], row)
        yield _variant(note, number, form, row, all_false=all_false)


def _all_false(data: CardData) -> bool:
    """Tell whether there is a variant of which no statement is true."""
    forms = (filled(data.forms[row.form], row) for row in data.rows)
    return any(f.statements and not any(s.is_true for s in f.statements) for f in forms)


def _variant(note: Note, number: int, form: FormData, row: Row, *, all_false: bool) -> Shown:
    # A mistake that this variant lacks is no option of it either; an option says what it says.
    kept = [k for k, value in enumerate(row.mistakes) if value is not None]
    options = [
        option for k, option in enumerate(form.choices, start=-1) if k < 0 or _stands(k, row)
    ][: form.show or None]
    figure = f'<figure class="figure">{form.figure}</figure>' if form.figure else ""
    numeric = note.kind == "numeric"
    if listed := back_html(form, note.language, note.fields["ID"]):
        answer = listed + form.answer
    else:
        answer = form.answer or note.fields["Answer" if numeric else "Back"]
    question = form.question or note.fields["Question" if numeric else "Front"]
    return Shown(
        note,
        question + figure,
        answer,
        form.solution,
        number if numeric else 0,
        form.answers,
        tuple(
            answer.formula or value for answer, value in zip(form.answers, row.answers, strict=True)
        ),
        tuple(_mistake(form.mistakes[k], row.mistakes[k]) for k in kept),
        tuple(options),
        form.hints,
        form.statements,
        form.order,
        all_false,
    )


def _mistake(mistake: MistakeData, value: Any) -> ShownMistake:
    return ShownMistake(mistake.formula or value, mistake.says, mistake.of)


def _stands(mistake: int, row: Row) -> bool:
    """Tell whether a variant has a mistake; options of no mistake are in all of them."""
    return mistake >= len(row.mistakes) or row.mistakes[mistake] is not None


def _gap(inside: str, hint: str, in_math: bool) -> str:
    if in_math and hint and not _LATEX.search(hint):
        hint = rf"\text{{{hint}}}"
    blank = f"[{hint or '…'}]"
    return blank if in_math else f'<span class="gap">{blank}</span>'


def _filled(inside: str, hint: str, in_math: bool) -> str:
    if not in_math:
        return f'<b class="cloze">{inside}</b>'
    # A formula takes no elements. No two braces may meet: they would end the deletion around it.
    return rf"{{\color{{{_CLOZE}}} {{{inside} }} }} "


def _uncovered(text: str, show: Callable[[str, str, bool], str]) -> str:
    """Return a cloze field with what `show` gives for the inside and the hint of each deletion.

    It also gets whether the deletion stands in a formula. Compiled clozes have no `{{`, `}}` or
    `::` but their own.
    """
    while opening := list(_CLOZE_OPENING.finditer(text)):
        inner = opening[-1]
        end = text.index("}}", inner.end())
        inside, _, hint = text[inner.end() : end].partition("::")
        delimiters = _MATH_DELIMITER.findall(text, 0, inner.start())
        in_math = bool(delimiters) and delimiters[-1] in "(["
        text = text[: inner.start()] + show(inside, hint, in_math) + text[end + 2 :]
    return text


def with_gaps(note: Note, field: Callable[[str, str, bool], str | None]) -> str:
    """Return the text of a cloze note with what `field` gives for each deletion.

    It gets the inside, the hint, and whether the deletion stands in a formula. A deletion that it
    gives None for is shown.
    """

    def shown_or_field(inside: str, hint: str, in_math: bool) -> str:
        made = field(inside, hint, in_math)
        return _filled(inside, hint, in_math) if made is None else made

    return _uncovered(note.fields["Text"], shown_or_field)


def with_sources(html: str, source: Mapping[str, str]) -> str:
    """Return HTML with other addresses for its images, by file name."""

    def replaced(match: re.Match[str]) -> str:
        return f'<img src="{escape(source.get(match[1], match[1]))}"'

    return _IMAGE.sub(replaced, html)


def images_in(html: str, note: Note) -> list[MediaFile]:
    """Return the images of the note that a text of it shows."""
    names = set(_IMAGE.findall(html))
    return [image for image in note.media if escape(image.name) in names]


def encoded(image: MediaFile) -> str:
    """Return an image's content in base 64. Raises OSError where it cannot be read."""
    return base64.b64encode(image.path.read_bytes()).decode("ascii")


def data_address(image: MediaFile) -> str:
    """Return an image as an address that holds it. Raises OSError where it cannot be read."""
    suffix = image.path.suffix.lower()
    kind = _TYPES.get(suffix, f"image/{suffix.removeprefix('.')}")
    return f"data:{kind};base64,{encoded(image)}"
