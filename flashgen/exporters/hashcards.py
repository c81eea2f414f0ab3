"""Cards as the Markdown of the hashcards program: `Q:` and `A:`, or `C:` with gaps in brackets.

Hashcards takes a file line by line, before any Markdown: a line that begins with `Q:`, `A:` or `C:`
begins a part, a line that is `---` ends a card, and after `C:` each pair of brackets is a gap,
unless a backslash stands before them. Outside code `\\(` and `\\[` begin a formula.
Source: https://github.com/eudoxia0/hashcards, `src/parser.rs` and `src/markdown.rs`
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from typing import Final

import pyromark
from msgspec import Struct, field

from flashgen.exporters.card_text import CardText, behind
from flashgen.exporters.list_texts import listed
from flashgen.markup.cloze import fill_clozes

# The signs of a gap while the text is written; authors can type neither.
_OPEN: Final = "\ue000"
_CLOSE: Final = "\ue001"

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH
_TAG = re.compile(r"^(?=[QAC]:)", re.MULTILINE)
_SEPARATOR = re.compile(r"^([^\S\n]*)---([^\S\n]*)$", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]]")
_INDENT = re.compile(r"( {1,4}|\t)$")
_BEFORE_GAP = re.compile(rf"\\(?=[{_OPEN}{_CLOSE}])|!(?={_OPEN})")
_SIGNS = re.compile(rf"\\([^{_OPEN}{_CLOSE}])|[\[\]]|{_BEFORE_GAP.pattern}", re.DOTALL)
_GAP = re.compile(f"[{_OPEN}{_CLOSE}]")
_KINDS: Final = {"Code": "code", "InlineMath": "math", "DisplayMath": "math"}


class _Gap(Struct):
    """A gap of a cloze text, and whether others are within it or around it."""

    number: int
    nested: bool = False


class _Gaps(Struct):
    """Takes the gaps of a text, inner ones first."""

    found: list[_Gap] = field(default_factory=list)

    def __call__(self, inside: str, hint: str, number: int) -> str:
        inner = inside.count(_OPEN)
        for gap in self.found[len(self.found) - inner :]:
            gap.nested = True
        self.found.append(_Gap(number, inner > 0))
        return f"{_OPEN}{inside}{_CLOSE}"


def blocks(card: CardText) -> Iterator[str]:
    """Yield a card's blocks: one, or one for each number of a cloze that needs several."""
    if card.note.kind != "cloze":
        front = "\n\n".join([card.front, listed(card.options)] if card.options else [card.front])
        back = "\n\n".join([card.back, *behind(card)])
        yield f"Q: {_written(front)}\nA: {_written(back)}\n"
        return
    gaps = _Gaps()
    text = fill_clozes(card.front, gaps)
    numbers = list(dict.fromkeys(gap.number for gap in gaps.found))
    alone = len(numbers) == len(gaps.found) and not any(gap.nested for gap in gaps.found)
    if alone and _can_be_gaps(text):
        yield f"C: {_written(text, gaps=True)}\n"
        return
    for number in sorted(numbers):
        one = fill_clozes(card.front, partial(_marked, number))
        if one.count(_OPEN) == 1 and _can_be_gaps(one):
            yield f"C: {_written(one, gaps=True)}\n"
        else:  # hashcards hides one gap at a time
            front = _hidden(one)
            yield f"Q: {_written(front)}\nA: {_written(_GAP.sub('', one))}\n"


def _marked(number: int, inside: str, _: str, of: int) -> str:
    """Return the text of a gap, in marks if the gap has that number."""
    return f"{_OPEN}{inside}{_CLOSE}" if of == number else inside


class _Region(Struct, frozen=True):
    """Code or a formula of a text: where it stands, and of a block of code what is in it."""

    start: int
    end: int
    kind: str
    content: str = ""
    language: str = ""


def _regions(text: str) -> list[_Region]:
    data = text.encode()
    found: list[_Region] = []
    content: list[str] | None = None
    fence: str | None = None  # of a block of code; None where it is indented
    for event, place in pyromark.events_with_range(text, options=_OPTIONS):
        name, value = next(iter(event.items())) if isinstance(event, dict) else (event, "")
        start = len(data[: place["start"]].decode())
        end = start + len(data[place["start"] : place["end"]].decode())
        if name == "Start" and isinstance(value, dict) and "CodeBlock" in value:
            content = []
            fence = value["CodeBlock"]["Fenced"] if value["CodeBlock"] != "Indented" else None
        elif name == "End" and value == "CodeBlock":
            if fence is None:
                start -= len(text[:start]) - len(_INDENT.sub("", text[:start], count=1))
            language = (fence or "").split()[:1]
            found.append(_Region(start, end, "block", "".join(content or ()), *language))
            content = None
        elif content is not None:
            content.append(str(value))
        elif name in _KINDS:
            found.append(_Region(start, end, _KINDS[name]))
    return found


def _can_be_gaps(text: str) -> bool:
    """Return whether each gap in code or a formula reads as it is in Markdown, as in hashcards."""
    for region in _regions(text):
        inside = text[region.start : region.end]
        if inside.count(_OPEN) != inside.count(_CLOSE):
            return False
        for gap in re.findall(f"{_OPEN}(.*?){_CLOSE}", inside, re.DOTALL):
            if pyromark.html(gap, options=_OPTIONS) != f"<p>{escape(gap, quote=False)}</p>\n":
                return False
    return True


def _hidden(text: str) -> str:
    """Return a text with `[…]` in place of its gaps."""
    maths = [region for region in _regions(text) if region.kind == "math"]

    def gap(match: re.Match[str]) -> str:
        in_math = any(region.start <= match.start() < region.end for region in maths)
        return r"[\dots]" if in_math else "[…]"

    return re.sub(f"{_OPEN}[^{_OPEN}]*?{_CLOSE}", gap, text, flags=re.DOTALL)


def _written(text: str, *, gaps: bool = False) -> str:
    """Return Markdown that reads as this text does after hashcards has read its own signs."""
    parts: list[str] = []
    position = 0
    for region in _regions(text):
        parts.append(_prose(text[position : region.start], gaps))
        parts.append(_REGIONS[region.kind](text, region, gaps))
        position = region.end
    parts.append(_prose(text[position:], gaps))
    written = _TAG.sub(" ", "".join(parts))  # in a paragraph a space before a line shows nothing
    # Four hyphens are the same rule, or underline of a heading, and nothing else to hashcards.
    written = _SEPARATOR.sub(r"\1----\2", written)
    return written.replace(_OPEN, "[").replace(_CLOSE, "]")


def _prose(text: str, gaps: bool) -> str:
    def written(match: re.Match[str]) -> str:
        sign = match[0]
        if match[1]:  # an escape: hashcards would begin a formula, or escape a gap
            return f"&#{ord(match[1])};" if match[1] in "[]()\\" else sign
        if sign in "[]":
            return f"\\{sign}" if gaps else sign
        return f"&#{ord(sign)};"

    return _SIGNS.sub(written, text)


def _code(text: str, region: _Region, gaps: bool) -> str:
    source = text[region.start : region.end]
    if _BEFORE_GAP.search(source):
        source = f"<code>{_as_html(source.strip('`').strip())}</code>"
    return _BRACKET.sub(r"\\\g<0>", source) if gaps else source


def _math(text: str, region: _Region, gaps: bool) -> str:
    source = _SEPARATOR.sub(r"\1{---}\2", text[region.start : region.end])
    source = _BEFORE_GAP.sub(lambda match: "!{}" if match[0] == "!" else "\\ ", source)
    return _BRACKET.sub(r"\\\g<0>", source) if gaps else source


def _code_block(text: str, region: _Region, gaps: bool) -> str:
    source = text[region.start : region.end]
    if _TAG.search(source) or _SEPARATOR.search(source) or _BEFORE_GAP.search(source):
        source = _html_block(text, region)
    return _BRACKET.sub(r"\\\g<0>", source) if gaps else source


def _html_block(text: str, region: _Region) -> str:
    """Return a block of code as HTML, in which any sign can be written as a number."""
    start = text.rfind("\n", 0, region.start) + 1
    before = re.sub(r"[^>\s]", " ", text[start : region.start])  # the signs of lists and quotes
    language = f' class="language-{escape(region.language)}"' if region.language else ""
    lines = f"<pre><code{language}>{_as_html(region.content)}</code></pre>".split("\n")
    return f"\n{before}".join(lines) + "\n" * text[region.start : region.end].endswith("\n")


def _as_html(code: str) -> str:
    html = escape(code, quote=False).replace("\\", "&#92;").replace("!", "&#33;")
    html = _TAG.sub("\0", html)
    html = re.sub("\0(.)", lambda match: f"&#{ord(match[1])};", html)
    return _SEPARATOR.sub(r"\1&#45;--\2", html)


_REGIONS: Final[dict[str, Callable[[str, _Region, bool], str]]] = {
    "code": _code,
    "math": _math,
    "block": _code_block,
}


def several(cards: Sequence[CardText]) -> Iterator[str]:
    """Yield the blocks of the cards, with an empty line between them."""
    blank = ""
    for card in cards:
        for block in blocks(card):
            yield blank + block
            blank = "\n"
