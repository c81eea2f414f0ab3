"""Cards on paper: sheets of questions, then their keys, with worked solutions or the answers alone.

One HTML file that needs no network and no script: math is MathML, images are inside.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from msgspec import Struct

from flashgen.anki.card.data import AnswerData
from flashgen.anki.card.html import shuffled
from flashgen.anki.card.shown import Shown, data_address, images_in, with_sources
from flashgen.anki.note import Note
from flashgen.anki.note_types import NUMERIC
from flashgen.exporters.layout import (
    KEY,
    PAPERS,
    QUESTIONS,
    SHORT_KEY,
    SPACES,
    Layout,
    Words,
    words_of,
)
from flashgen.exporters.lists import printed_items, printed_statements, short_answer, truth_words
from flashgen.exporters.sheets import Sheet, SheetSet, on_sheet
from flashgen.markup.mathml import typeset
from flashgen.markup.typography import with_true_minus

_SCORE_COLUMNS: Final = 12
_BLANK = re.compile("_{3,}")


class Section(Struct, frozen=True):
    """A sheet or a key: its HTML, and what stands at the foot of its pages."""

    html: str
    foot: str


class _Item(Struct, frozen=True):
    shown: Shown
    options: tuple[int, ...]
    """The order of the choices, by their index in `shown`."""


class _Part(Struct, frozen=True):
    """Items that follow each other on a sheet, below a heading or none; `first` is a number."""

    heading: str
    first: int
    items: tuple[_Item, ...]


class Pages(Struct, frozen=True):
    """What all sections of a worksheet have in common."""

    title: str
    language: str
    layout: Layout
    words: Words

    def document(self, sections: Iterable[Section]) -> Iterator[str]:
        """Yield a document of the sections.

        Where it is one section, its pages are counted; a browser cannot count those of each.
        """
        sections = list(sections)
        feet = list(dict.fromkeys(section.foot for section in sections))
        rules = [f"@page {{ size: {PAPERS[self.layout.paper]}; }}"]
        rules += [f"@page s{n} {{ {_margin('left', _css(foot))} }}" for n, foot in enumerate(feet)]
        if len(sections) == 1:
            before, between, after = self.words.page.split("{}")
            counted = f"{_css(before)} counter(page) {_css(between)} counter(pages) {_css(after)}"
            rules.append(f"@page {{ {_margin('right', counted)} }}")
        style = "\n".join([NUMERIC.css, _style(), *rules])
        duplex = " duplex" if self.layout.duplex else ""
        yield (
            f'<!DOCTYPE html>\n<html lang="{escape(self.language)}">\n<head>\n'
            '<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>\n{style}\n</style>\n</head>\n"
            f'<body class="card">\n<main class="flashgen{duplex}" '
            f'style="--space: {SPACES[self.layout.space]:g}">\n'
        )
        for section in sections:
            page = f"page: s{feet.index(section.foot)}"
            yield section.html.replace("<section ", f'<section style="{page}" ', 1)
        yield "</main>\n</body>\n</html>\n"


def write(sheets: SheetSet, layout: Layout) -> Iterator[str]:
    """Yield the document: its head, every sheet, every key, its end.

    The title is that of the deck, or of the deck above all of them. Where there are several, each
    has a heading on the sheet. With ``shuffle`` each sheet has an order of its own instead, which
    its seed decides. Raises OSError where an image cannot be read.
    """
    pages = pages_of(sheets, layout)
    yield from pages.document(sections(sheets, pages))


def pages_of(sheets: SheetSet, layout: Layout) -> Pages:
    """Return the markup that the sections of all sheets share."""
    words = words_of(sheets.language)
    above = _common([deck.split("::") for deck in sheets.decks])
    title = layout.title or (above[-1] if above else words.title)
    return Pages(title, sheets.language, layout, words)


def sections(sheets: SheetSet, pages: Pages) -> Iterator[Section]:
    """Yield the wanted parts of the sheets: all of the first kind, then all of the next."""
    above = len(_common([deck.split("::") for deck in sheets.decks]))
    first, *later = pages.layout.parts
    behind: dict[str, list[Section]] = {part: [] for part in later}
    for sheet in sheets.sheets:
        parts = _parts(sheet, above, pages)
        yield _SECTIONS[first](sheet, parts, pages)
        for part in later:
            behind[part].append(_SECTIONS[part](sheet, parts, pages))
    for of in behind.values():
        yield from of


def _common(paths: list[list[str]]) -> list[str]:
    """Return the common prefix of the paths."""
    first, last = min(paths, default=[]), max(paths, default=[])
    same = (number for number, name in enumerate(first) if last[number : number + 1] != [name])
    return first[: next(same, len(first))]


def _parts(sheet: Sheet, above: int, pages: Pages) -> list[_Part]:
    """Return the parts of a sheet: one a deck, whose heading is its path without what is above."""
    items = [on_sheet(note, sheet.seed) for note in sheet.notes]
    decks: dict[str, list[Shown]] = {}
    if pages.layout.shuffle:
        decks[""] = [items[number] for number in shuffled(len(items), f"order {sheet.seed}")]
    else:
        for item in items:
            decks.setdefault(item.note.deck, []).append(item)
    parts = []
    first = 1
    for deck, of in decks.items():
        path = deck.split("::")
        heading = pages.words.colon.join(path[above:] or path[-1:]) if len(decks) > 1 else ""
        ordered = (
            _Item(one, tuple(shuffled(len(one.choices), f"{sheet.seed} {one.note.name}")))
            for one in of
        )
        parts.append(_Part(heading, first, tuple(ordered)))
        first += len(of)
    return parts


def _questions(sheet: Sheet, parts: Sequence[_Part], pages: Pages) -> Section:
    layout, words = pages.layout, pages.words
    lines = layout.header
    if not lines:
        names = [words.date] if sheet.name else [words.name, words.date]
        lines = tuple(f"{name}{words.colon}{'_' * 12}" for name in names)
    blanks = "".join(f"<p>{_with_blanks(line)}</p>" for line in lines)
    html = _numbered(parts, lambda item: _question(item, pages))
    score = _score(parts, pages) if layout.points is not None else ""
    return _section("sheet", sheet, pages, pages.title, blanks + score, html)


def _key(sheet: Sheet, parts: Sequence[_Part], pages: Pages) -> Section:
    title = f"{pages.title}{pages.words.colon}{pages.words.answers}"
    return _section("key", sheet, pages, title, "", _numbered(parts, _answer))


def _short_key(sheet: Sheet, parts: Sequence[_Part], pages: Pages) -> Section:
    title = f"{pages.title}{pages.words.colon}{pages.words.short_answers}"
    return _section("key short", sheet, pages, title, "", _numbered(parts, _short_answer))


_SECTIONS: Final[Mapping[str, Callable[[Sheet, Sequence[_Part], Pages], Section]]] = {
    QUESTIONS: _questions,
    KEY: _key,
    SHORT_KEY: _short_key,
}


def _section(
    kind: str, sheet: Sheet, pages: Pages, title: str, below_title: str, html: str
) -> Section:
    number = pages.words.sheet.format(sheet.seed)
    name = f'<p class="student"><b>{escape(sheet.name)}</b></p>' if sheet.name else ""
    foot = " · ".join(part for part in (number, sheet.name, title) if part)
    return Section(
        f'<section class="{kind}">\n<header><h1>{escape(title)}</h1>'
        f'<p class="number">{number}</p>{name}{below_title}</header>\n{html}</section>\n',
        foot,
    )


def _with_blanks(line: str) -> str:
    """Return a line of the header; three low lines or more are a blank to write on."""

    def blank(match: re.Match[str]) -> str:
        return f'<span class="blank" style="width: {len(match[0]):d}em"></span>'

    return _BLANK.sub(blank, escape(line))


def _score(parts: Sequence[_Part], pages: Pages) -> str:
    """Return the table of points: a column for each question, and one for all of them."""
    words, points = pages.words, pages.layout.points or 0
    count = sum(len(part.items) for part in parts)
    columns = [(str(n), f"{points:g}") for n in range(1, count + 1)]
    columns.append((words.total, f"{points * count:g}"))
    tables = []
    for start in range(0, len(columns), _SCORE_COLUMNS):
        some = columns[start : start + _SCORE_COLUMNS]
        rows = (
            (words.question, [f"<th>{number}</th>" for number, _ in some]),
            (words.points.format("").strip().capitalize(), [f"<td>{p}</td>" for _, p in some]),
            (words.reached, ["<td></td>"] * len(some)),
        )
        body = "".join(f"<tr><th>{head}</th>{''.join(cells)}</tr>" for head, cells in rows)
        tables.append(f'<table class="score">{body}</table>')
    return "".join(tables)


def _numbered(parts: Sequence[_Part], written: Callable[[_Item], str]) -> str:
    digits = len(str(sum(len(part.items) for part in parts)))
    return "".join(
        _heading(part)
        + f'<ol class="items" start="{part.first}" style="--digits: {digits}">\n'
        + "".join(map(written, part.items))
        + "</ol>\n"
        for part in parts
    )


def _heading(part: _Part) -> str:
    if not part.heading:
        return ""
    return f"<h2{_language(part.items[0].shown.note)}>{escape(part.heading)}</h2>\n"


def _question(item: _Item, pages: Pages) -> str:
    note = item.shown.note
    points = pages.layout.points
    worth = ""
    if points is not None:
        words = pages.words.point if points == 1 else pages.words.points
        worth = f'<span class="points">({words.format(f"{points:g}")})</span>'
    options = "".join(f"<li>{item.shown.choices[number].text}</li>" for number in item.options)
    below = f'<ol type="A">{options}</ol>' if options else _space(item.shown)
    if item.shown.statements or item.shown.order:
        below = _list(item.shown)
    html = _self_contained(item.shown.question + below, note)
    return f"<li{_language(note)}>{worth}{html}</li>\n"


def _list(one: Shown) -> str:
    """Return statements with boxes to tick, or items with letters and blanks for their order."""
    if one.statements:
        boxes = " ".join(f"☐ {word}" for word in truth_words(one))
        lines = (
            f'<li><div>{statement.text}</div> <span class="boxes">{boxes}</span></li>'
            for statement in printed_statements(one)
        )
        return f'<ul class="ticked">{"".join(lines)}</ul>'
    items = printed_items(one)
    listed = "".join(f"<li>{item}</li>" for item in items)
    blanks = ", ".join(['<span class="blank letter"></span>'] * len(items))
    return f'<ol type="A">{listed}</ol><p class="fill">{blanks}</p>'


def _space(one: Shown) -> str:
    """Return the space for an answer: to work it out and fill it in, or lines to write on."""
    if one.note.kind == "cloze":  # the gaps are in the text
        return ""
    if not one.answers:
        return '<div class="rule"></div>' * 2
    several = len(one.answers) > 1
    fields = "".join(
        '<p class="fill">'
        + (f"{answer.label or escape(answer.name)}: " if several else "")
        + (_boxes(answer) if answer.options else '<span class="blank"></span>')
        + (f' <span class="unit">{answer.unit}</span>' if _shows_unit(answer) else "")
        + "</p>"
        for answer in one.answers
    )
    if all(answer.options for answer in one.answers):
        return fields
    return f'<div class="work"></div>{fields}'


def _shows_unit(answer: AnswerData) -> bool:
    return bool(answer.unit) and not answer.unit_required


def _boxes(answer: AnswerData) -> str:
    """Return the options of a menu, each with a box to tick."""
    return " ".join(
        f'<span class="tick"><span class="tick-box"></span> {option}</span>'
        for option in answer.options
    )


def _answer(item: _Item) -> str:
    one = item.shown
    letters = _listed_answer(one) if one.order else ""
    html = _letter(item) + letters + one.answer + one.solution + one.extra
    return f"<li{_language(one.note)}>{_self_contained(html, one.note)}</li>\n"


def _short_answer(item: _Item) -> str:
    one = item.shown
    html = _self_contained(_letter(item) or _listed_answer(one) or one.answer, one.note)
    return f"<li{_language(one.note)}>{html}</li>\n"


def _letter(item: _Item) -> str:
    return f"<p><b>{chr(ord('A') + item.options.index(0))}</b></p>" if item.options else ""


def _listed_answer(one: Shown) -> str:
    return f"<p><b>{short_answer(one)}</b></p>" if one.statements or one.order else ""


def _language(note: Note) -> str:
    return f' lang="{escape(note.language)}"'


def _self_contained(html: str, note: Note) -> str:
    """Return HTML with its math as MathML, its images inside and the minus signs of print."""
    sources = {escape(image.name): data_address(image) for image in images_in(html, note)}
    return with_sources(with_true_minus(typeset(html)), sources)


@cache
def _style() -> str:
    return Path(__file__).with_name("worksheet.css").read_text(encoding="utf-8")


def _margin(side: str, content: str) -> str:
    return f"@bottom-{side} {{ content: {content}; }}"


def _css(text: str) -> str:
    """Return a text as a string of CSS."""
    escaped = re.sub(r'[\\"<\n]', lambda match: f"\\{ord(match[0]):x} ", text)
    return f'"{escaped}"'
