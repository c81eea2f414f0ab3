"""Cards on paper: sheets of questions, and behind them the answers with worked solutions.

One HTML file that needs no network and no script: math is MathML, images are inside.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from flashgen.anki.card.shown import Shown, encoded, images_in, shown, with_sources
from flashgen.anki.note import Note
from flashgen.anki.note_types import NUMERIC
from flashgen.expression.draws.stream import stream_of
from flashgen.markup.mathml import typeset

_VALUE = re.compile(r'(?<=<span class="value">).*?(?=</span>)', re.DOTALL)
_HYPHEN = re.compile(r"(?<![\w.)-])-(?=[\d.])")  # of a number, not of 1e-5
_NUMBERS = frozenset({"integer", "number", "vector", "matrix"})
_TYPES = {".svg": "image/svg+xml", ".jpg": "image/jpeg"}

_STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; }
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
.card { background: none; font-size: 11pt; }
.flashgen { max-width: 46rem; margin: 0 auto; padding: 1rem; }
.flashgen header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2em; }
.flashgen header h1 { margin: 0; flex-basis: 100%; font-size: 1.5em; }
.flashgen header p { margin: 0.3em 0; }
.flashgen .blank { display: inline-block; width: 12em; border-bottom: 1px solid; }
.flashgen .items {
  padding-inline-start: calc(0.7em * var(--digits) + 0.7em); /* the marker stands in it */
  overflow: visible; /* a box that clips would clip the marker */
}
.flashgen h2 { margin: 1.6em 0 -0.4em; font-size: 1.2em; break-after: avoid; }
.flashgen .items > li { margin-block: 1.6em; break-inside: avoid; }
.flashgen .items > li::marker { font-weight: bold; }
.flashgen .work { height: 5em; }
.flashgen .whole { white-space: nowrap; }
.flashgen .outside { color: var(--fg-text); font-weight: 400; font-style: normal; }
.flashgen .gap { font-weight: bold; }
.flashgen math {
  font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math;
  font-size: 1.05em;
}
.flashgen mtd[columnalign="left"] { text-align: left; }
.flashgen mtd[columnalign="right"] { text-align: right; }
.flashgen mtable[columnspacing="0em"] > mtr > mtd { padding-inline: 0; }
.flashgen .bracketed {
  --bar: linear-gradient(currentColor, currentColor);
  border-inline: 1.3px solid;
  padding: 0 0.15em;
  background: var(--bar) 0 0, var(--bar) 0 100%, var(--bar) 100% 0, var(--bar) 100% 100%;
  background-size: 0.3em 1.3px;
  background-repeat: no-repeat;
}
.flashgen .math-block {
  display: block;
  overflow-x: auto;
  overflow-y: hidden;
  padding-block: 0.3em;
  text-align: center;
}
.flashgen .key .items > li { margin-block: 1em; }
.sheet + .sheet, .key { break-before: page; border-top: 1px solid; padding-top: 1em; }
@media print {
  .flashgen { max-width: none; padding: 0; }
  .flashgen :is(p, ol, ul, figure, table, .value, .math-block) { overflow: visible; }
  .flashgen pre { overflow: visible; white-space: pre-wrap; }
  .sheet + .sheet, .key { border: 0; padding: 0; }
  .card { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


@dataclass(frozen=True, slots=True)
class _Words:
    sheet: str
    """With places for the number of the sheet and its seed."""
    answers: str
    name: str
    date: str
    colon: str
    title: str


_ENGLISH = _Words("Sheet {0} (seed {0})", "Answers", "Name", "Date", ": ", "Worksheet")
_CHINESE = _Words("试卷 {0}（种子 {0}）", "答案", "姓名", "日期", "：", "练习")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The notes of a sheet, drawn with the root seed that is its number."""

    seed: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    shown: Shown
    options: tuple[int, ...]
    """The order of the choices, by their index in `shown`."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Items that follow each other on a sheet, below a heading or none; `first` is a number."""

    heading: str
    first: int
    items: tuple[_Item, ...]


def write(
    sheets: Iterable[Sheet], *, title: str | None = None, shuffle: bool = False
) -> Iterator[str]:
    """Yield the document: its head, every sheet, every answer key, its end.

    The title is that of the deck, or of the deck above all of them. Where there are several, each
    has a heading on the sheet. With ``shuffle`` each sheet has an order of its own instead, which
    its seed decides. Raises OSError where an image cannot be read.
    """
    sheets = list(sheets)
    notes = [note for sheet in sheets for note in sheet.notes]
    language = notes[0].language if notes else "en"
    words = _CHINESE if language.split("-")[0] == "zh" else _ENGLISH
    above = _common([note.deck.split("::") for note in notes])
    title = title or (above[-1] if above else words.title)
    yield (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{NUMERIC.css}\n{_STYLE}</style>\n</head>\n"
        '<body class="card">\n<main class="flashgen">\n'
    )
    filled = [(sheet.seed, _parts(sheet, len(above), words, shuffle)) for sheet in sheets]
    for seed, parts in filled:
        yield _sheet(seed, parts, title, words)
    for seed, parts in filled:
        yield _key(seed, parts, title, words)
    yield "</main>\n</body>\n</html>\n"


def _common(paths: list[list[str]]) -> list[str]:
    """Return what all paths begin with."""
    first, last = min(paths, default=[]), max(paths, default=[])
    same = (number for number, name in enumerate(first) if last[number : number + 1] != [name])
    return first[: next(same, len(first))]


def _parts(sheet: Sheet, above: int, words: _Words, shuffle: bool) -> list[_Part]:
    """Return the parts of a sheet: one a deck, whose heading is its path without what is above."""
    stream = stream_of("worksheet", sheet.seed)
    items = [next(shown(note)) for note in sheet.notes]
    decks: dict[str, list[Shown]] = {}
    if shuffle:
        decks[""] = [items[number] for number in stream.sample(len(items), len(items))]
    else:
        for item in items:
            decks.setdefault(item.note.deck, []).append(item)
    parts = []
    first = 1
    for deck, of in decks.items():
        path = deck.split("::")
        heading = words.colon.join(path[above:] or path[-1:]) if len(decks) > 1 else ""
        ordered = (
            _Item(item, tuple(stream.sample(len(item.choices), len(item.choices)))) for item in of
        )
        parts.append(_Part(heading, first, tuple(ordered)))
        first += len(of)
    return parts


def _sheet(seed: int, parts: Sequence[_Part], title: str, words: _Words) -> str:
    blanks = "".join(
        f'<p>{word}{words.colon}<span class="blank"></span></p>'
        for word in (words.name, words.date)
    )
    return (
        f'<section class="sheet">\n<header><h1>{escape(title)}</h1>'
        f'<p class="number">{words.sheet.format(seed)}</p>{blanks}</header>\n'
        f"{_numbered(parts, _question)}</section>\n"
    )


def _key(seed: int, parts: Sequence[_Part], title: str, words: _Words) -> str:
    return (
        f'<section class="key">\n<header><h1>{escape(title)}{words.colon}{words.answers}</h1>'
        f'<p class="number">{words.sheet.format(seed)}</p></header>\n'
        f"{_numbered(parts, _answer)}</section>\n"
    )


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


def _question(item: _Item) -> str:
    note = item.shown.note
    options = "".join(f"<li>{_option(item.shown, number)}</li>" for number in item.options)
    below = f'<ol type="A">{options}</ol>' if options else '<div class="work"></div>'
    return f"<li{_language(note)}>{_self_contained(item.shown.question + below, note)}</li>\n"


def _option(one: Shown, number: int) -> str:
    text = one.choices[number].text
    if not _is_numeric(one):
        return text
    value, unit, rest = text.partition('<span class="unit">')
    return _with_minus(value) + unit + rest


def _answer(item: _Item) -> str:
    one = item.shown
    right = f"<p><b>{chr(ord('A') + item.options.index(0))}</b></p>" if item.options else ""
    answer = _VALUE.sub(_with_minus, one.answer) if _is_numeric(one) else one.answer
    html = right + answer + one.solution + one.extra
    return f"<li{_language(one.note)}>{_self_contained(html, one.note)}</li>\n"


def _is_numeric(one: Shown) -> bool:
    return bool(one.answers) and all(answer.kind in _NUMBERS for answer in one.answers)


def _with_minus(value: str | re.Match[str]) -> str:
    """Return a value with the minus signs of print: in the fields they are as they are typed."""
    return _HYPHEN.sub("−", value if isinstance(value, str) else value[0])


def _language(note: Note) -> str:
    return f' lang="{escape(note.language)}"'


def _self_contained(html: str, note: Note) -> str:
    """Return HTML with its math as MathML and its images inside."""
    sources = {
        escape(image.name): f"data:{_media_type(image.path.suffix)};base64,{encoded(image)}"
        for image in images_in(html, note)
    }
    return with_sources(typeset(html), sources)


def _media_type(suffix: str) -> str:
    return _TYPES.get(suffix.lower(), f"image/{suffix.lower().removeprefix('.')}")
