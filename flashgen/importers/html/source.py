"""What is no HTML in a field: formulas, sounds, speech and clozes, taken out before it is parsed.

A browser knows nothing of them, and a `<` in a formula would begin a tag. Each becomes a
placeholder of private-use characters, which a field cannot hold, and which `tree` replaces again.
"""

import re
from html import unescape
from typing import Final

from msgspec import Struct, field

from flashgen.importers.html.latex import latex_nodes
from flashgen.importers.html.nodes import ClozeMark, Lost, Node, TexFormula
from flashgen.markup.marks import words

MAX_CLOZE_DEPTH: Final = 8
_MAX_FORMULA: Final = 10_000
_MAX_DEPTH: Final = 400

PLACEHOLDER: Final = re.compile("\ue000([0-9]+)\ue001")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_TOKEN = re.compile(
    r"<!--|</?[A-Za-z]|\\[(\[]|\[(?:latex|\$\$?)\]|\[/?(?:sound|anki):[^\]]{0,1000}\]"
    r"|(?-i:\{\{c[0-9]{1,9}(?:,[0-9]{1,9})*::)|\}\}|::",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"""(?:"[^"]*"|'[^']*'|[^>"'])*+>""")
_RAW = re.compile(r"<(script|style)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?[A-Za-z][\w:-]*)[^<>]*>")
_OPENING = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
# They have no end tag, or one that is often left out.
_FLAT: Final = words(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track"
    " wbr"
)


class Source(Struct):
    """HTML with placeholders, what each stands for, and how it was typed."""

    html: str
    nodes: list[tuple[Node, ...]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def restored(self, text: str) -> str:
        """Return a piece of the HTML as it was typed."""
        return PLACEHOLDER.sub(lambda match: self.typed[int(match[1])], text)


def extract(html: str, *, clozes: bool) -> Source:
    """Replace formulas, sounds, speech and (with `clozes`) clozes by placeholders."""
    return _Extractor(_PRIVATE.sub("", _bounded(html)), clozes).extract()


class _Extractor:
    def __init__(self, html: str, clozes: bool) -> None:
        self._html = html
        self._lower = html.lower() if html.isascii() else _ascii_lower(html)
        self._clozes = clozes
        self._source = Source("")
        self._pieces: list[str] = []
        self._open: list[tuple[int, str, int]] = []  # piece and mark, piece of its hint or 0
        self._closings: dict[str, int] = {}  # where the next end of a formula is

    def extract(self) -> Source:
        html = self._html
        position = search = 0
        while match := _TOKEN.search(html, search):
            start, search = match.span()
            token = match[0]
            if token[0] == "<":
                search = self._behind_tag(token, start, search)
                continue
            end = self._special(token, start, search, html[position:start])
            if end is not None:
                position = search = end
        for piece, mark, hint in self._open:  # never closed, so it is text
            self._pieces[piece] = mark
            if hint:
                self._pieces[hint] = "::"
        self._source.html = "".join([*self._pieces, html[position:]])
        return self._source

    def _behind_tag(self, token: str, start: int, end: int) -> int:
        html = self._html
        if token == "<!--":
            close = html.find("-->", end)
            return len(html) if close < 0 else close + 3
        tag = _TAG.match(html, end)
        if tag is None:  # it has no end, so nothing behind it shows
            return len(html)
        if raw := _RAW.match(html, start):
            close = self._lower.find(f"</{raw[1].lower()}", tag.end())
            return len(html) if close < 0 else close
        return tag.end()

    def _special(self, token: str, start: int, end: int, before: str) -> int | None:
        """Replace a token; return where to go on, or None where it is text after all."""
        if token[0] == "{" or token in ("}}", "::"):
            return self._cloze(token, end, before)
        if token[0] == "\\" or token.lower() in ("[latex]", "[$]", "[$$]"):
            closing = {"\\(": "\\)", "\\[": "\\]"}.get(token) or f"[/{token[1:].lower()}"
            close = self._closing(closing, end)
            if close == len(self._html) or close - end > _MAX_FORMULA:
                return None
            source = _without_tags(self._html[end:close])
            display = token in ("\\[", "[$$]")
            nodes = (
                latex_nodes(source, clozes=self._clozes)
                if token.lower() == "[latex]"
                else (TexFormula(source, display),)
            )
            end = close + len(closing)
            self._put(before, nodes, self._html[start:end])
            return end
        nodes = () if token.startswith("[/") else (Lost(unescape(token)),)
        if token.lower().startswith("[anki:tts"):  # what it speaks shows nowhere
            close = self._closing("[/anki:tts]", end)
            if close < len(self._html):
                end = close + len("[/anki:tts]")
                nodes = (Lost(unescape(self._html[start:end])),)
        self._put(before, nodes, self._html[start:end])
        return end

    def _closing(self, closing: str, end: int) -> int:
        # Where the next one is stays known, or many openings and no end would take for ever.
        close = self._closings.get(closing, -1)
        if close < end:
            close = self._lower.find(closing, end)
            self._closings[closing] = close = len(self._html) if close < 0 else close
        return close

    def _cloze(self, token: str, end: int, before: str) -> int | None:
        if not self._clozes:
            return None
        if token[0] == "{":
            if len(self._open) == MAX_CLOZE_DEPTH:
                return None
            self._put(before, (ClozeMark(token),), token)
            self._open.append((len(self._pieces) - 1, token, 0))
            return end
        if not self._open or (token == "::" and self._open[-1][2]):
            return None
        self._put(before, (ClozeMark(token),), token)
        piece, mark, _ = self._open.pop()
        if token == "::":
            self._open.append((piece, mark, len(self._pieces) - 1))
        return end

    def _put(self, before: str, nodes: tuple[Node, ...], typed: str) -> None:
        source = self._source
        self._pieces += [before, f"\ue000{len(source.nodes)}\ue001"]
        source.nodes.append(nodes)
        source.typed.append(typed)


def _ascii_lower(text: str) -> str:
    return text.translate({number: number + 32 for number in range(65, 91)})


def _bounded(html: str) -> str:
    """Return HTML whose elements do not nest so deep that parsing it takes for ever."""
    if html.count("<") <= _MAX_DEPTH:
        return html
    depth = 0
    for closing, name in _OPENING.findall(html):
        if name.lower() not in _FLAT:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > _MAX_DEPTH:
                return _ANY_TAG.sub(" ", html)
    return html


def _without_tags(html: str) -> str:
    """Return the source of a formula in which an editor has left line breaks and styles."""

    def plain(match: re.Match[str]) -> str:
        return "\n" if match[1].strip("/").lower() in ("br", "div", "p") else ""

    return unescape(_ANY_TAG.sub(plain, html)).replace("\xa0", " ")
