"""Cards on paper: sheets of questions, and behind them the answers with worked solutions.

One HTML file that needs no network and no script: math is MathML, images are inside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from latex2mathml import exceptions
from latex2mathml.converter import convert

from flashgen.draws import Stream
from flashgen.exporters.shown import Shown, encoded, images_in, shown, with_sources
from flashgen.note_types import NUMERIC
from flashgen.notes import Note

_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
# The converter's errors have no class in common.
_UNKNOWN_MATH: tuple[type[Exception], ...] = (
    LookupError,
    ValueError,
    *(e for e in vars(exceptions).values() if isinstance(e, type) and issubclass(e, Exception)),
)
# Punctuation stays on the line of its formula.
_PUNCTUATED = re.compile(r"(<math [^>]*>(?:(?!</math>).)*</math>)([?!.,;:)]+)", re.DOTALL)
_BRACKETED = re.compile(
    r"<mo>&#x0005B;</mo>(<mtable[^>]*>(?:(?!</?mtable).)*</mtable>)<mo>&#x0005D;</mo>", re.DOTALL
)
# A sign behind an operator, a comma or an opening bracket: without its form it stands off from its
# number as a minus between two does.
_BEFORE_SIGN = r"<mo[^>]*>(?!&#x000(?:29|5D|7C|7D);|&#x02016;|!)[^<]*</mo>"
_SIGN = re.compile(
    rf"((?:{_BEFORE_SIGN}|(?:<mrow>|{_BEFORE_SIGN})<mo[^>]*>&#x0007C;</mo>)"
    r"(?:<mtext>&#x000A0;</mtext>|<mspace[^>]*/>)*)<mo>(?=(?:&#x02212;|\+)</mo>)"
)
_TYPES = {".svg": "image/svg+xml", ".jpg": "image/jpeg"}

_STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; }
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
.card { background: none; font-size: 11pt; }
.flashgen { max-width: 46rem; margin: 0 auto; padding: 1rem; }
.flashgen header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2em; }
.flashgen header h1 { margin: 0; flex-basis: 100%; }
.flashgen header p { margin: 0.3em 0; }
.flashgen .blank { display: inline-block; width: 12em; border-bottom: 1px solid; }
.flashgen .items { padding-inline-start: 2em; }
.flashgen .items > li { margin-block: 1.6em; break-inside: avoid; }
.flashgen .items > li::marker { font-weight: bold; }
.flashgen .work { height: 5em; }
.flashgen .whole { white-space: nowrap; }
.flashgen .gap { font-weight: bold; }
.flashgen math { font-size: 1.05em; }
.flashgen .bracketed {
  --bar: linear-gradient(currentColor, currentColor);
  border-inline: 1.3px solid;
  padding: 0 0.15em;
  background: var(--bar) 0 0, var(--bar) 0 100%, var(--bar) 100% 0, var(--bar) 100% 100%;
  background-size: 0.3em 1.3px;
  background-repeat: no-repeat;
}
.flashgen .math-block { display: block; overflow-x: auto; }
.flashgen .key .items > li { margin-block: 1em; }
.sheet + .sheet, .key { break-before: page; border-top: 1px solid; padding-top: 1em; }
@media print {
  .flashgen { max-width: none; padding: 0; }
  .sheet + .sheet, .key { border: 0; padding: 0; }
  .card { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


@dataclass(frozen=True, slots=True)
class _Words:
    sheet: str
    answers: str
    name: str
    date: str
    colon: str


_ENGLISH = _Words("Sheet", "Answers", "Name", "Date", ": ")
_CHINESE = _Words("试卷", "答案", "姓名", "日期", "：")


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


def pieces(sheets: Sequence[Sheet], *, title: str, shuffle: bool = False) -> Iterator[str]:
    """Yield the document: its head, every sheet, every answer key, its end.

    With ``shuffle`` each sheet has an order of its own, which its seed decides. Raises OSError
    where an image cannot be read.
    """
    language = sheets[0].notes[0].language if sheets and sheets[0].notes else "en"
    words = _CHINESE if language.split("-")[0] == "zh" else _ENGLISH
    yield (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{NUMERIC.css}\n{_STYLE}</style>\n</head>\n"
        '<body class="card">\n<main class="flashgen">\n'
    )
    filled = [(sheet.seed, _items(sheet, shuffle)) for sheet in sheets]
    for seed, items in filled:
        yield _sheet(seed, items, title, words)
    for seed, items in filled:
        yield _key(seed, items, title, words)
    yield "</main>\n</body>\n</html>\n"


def _items(sheet: Sheet, shuffle: bool) -> list[_Item]:
    stream = Stream.for_definition(sheet.seed, "worksheet", "order", None)
    items = [next(shown(note)) for note in sheet.notes]
    if shuffle:
        items = [items[number] for number in stream.shuffled(len(items))]
    return [_Item(item, tuple(stream.shuffled(len(item.choices)))) for item in items]


def _sheet(seed: int, items: Sequence[_Item], title: str, words: _Words) -> str:
    blanks = "".join(
        f'<p>{word}{words.colon}<span class="blank"></span></p>'
        for word in (words.name, words.date)
    )
    questions = "".join(_question(item) for item in items)
    return (
        f'<section class="sheet">\n<header><h1>{escape(title)}</h1>'
        f'<p class="number">{words.sheet} {seed}</p>{blanks}</header>\n'
        f'<ol class="items">\n{questions}</ol>\n</section>\n'
    )


def _question(item: _Item) -> str:
    note = item.shown.note
    options = "".join(f"<li>{item.shown.choices[number].text}</li>" for number in item.options)
    below = f'<ol type="A">{options}</ol>' if options else '<div class="work"></div>'
    return f"<li{_language(note)}>{_self_contained(item.shown.question + below, note)}</li>\n"


def _key(seed: int, items: Sequence[_Item], title: str, words: _Words) -> str:
    answers = "".join(_answer(item) for item in items)
    return (
        f'<section class="key">\n<header><h1>{escape(title)}{words.colon}{words.answers}</h1>'
        f'<p class="number">{words.sheet} {seed}</p></header>\n'
        f'<ol class="items">\n{answers}</ol>\n</section>\n'
    )


def _answer(item: _Item) -> str:
    one = item.shown
    right = f"<p><b>{chr(ord('A') + item.options.index(0))}</b></p>" if item.options else ""
    html = right + one.answer + one.solution + one.extra
    return f"<li{_language(one.note)}>{_self_contained(html, one.note)}</li>\n"


def _language(note: Note) -> str:
    return f' lang="{escape(note.language)}"'


def _self_contained(html: str, note: Note) -> str:
    """Return HTML with its math as MathML and its images inside."""
    sources = {
        escape(image.name): f"data:{_media_type(image.path.suffix)};base64,{encoded(image)}"
        for image in images_in(html, note)
    }
    typeset = _PUNCTUATED.sub(r'<span class="whole">\1\2</span>', _MATH.sub(_as_mathml, html))
    return with_sources(typeset, sources)


def _media_type(suffix: str) -> str:
    return _TYPES.get(suffix.lower(), f"image/{suffix.lower().removeprefix('.')}")


def _as_mathml(match: re.Match[str]) -> str:
    inline, block = match.groups()
    latex = unescape(inline or block)
    try:
        mathml = convert(latex, display="inline" if inline else "block")
    except _UNKNOWN_MATH:
        # What the converter does not know stands as it was typed: readable, if not typeset.
        return f"<code>{escape(latex)}</code>"
    # Brackets grow with a matrix only where the system has a font for math: lines always do.
    mathml = _SIGN.sub(r'\1<mo form="prefix">', mathml)
    mathml = _BRACKETED.sub(r'<mrow class="bracketed">\1</mrow>', mathml)
    return mathml if inline else f'<span class="math-block">{mathml}</span>'
