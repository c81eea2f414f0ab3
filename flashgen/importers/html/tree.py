"""The HTML of a field, as Anki and its users leave it -> a tree of what a text can show.

Written for this, and not on `html.parser`: formulas, sounds and clozes are no HTML and have to be
seen before the tags in them are; and what a stranger's field costs must stay linear in its length,
which the standard library's parser came to late.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from string import ascii_uppercase
from typing import Final

from flashgen.markup.marks import words

MAX_LENGTH: Final = 200_000
MAX_DEPTH: Final = 60
_MAX_ATTRIBUTES: Final = 60
_MAX_FORMULA: Final = 10_000

VOID: Final = words("area base br col embed hr img input link meta param source track wbr")
BLOCKS: Final = words(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody"
    " td tfoot th thead tr ul"
)
_SKIPPED: Final = words("script style title template noscript textarea iframe svg math")
_LOWER: Final = {ord(letter): letter.lower() for letter in ascii_uppercase}  # keeps every offset
# An element that a new one of the name ends, up to what holds it.
_ENDS: Final = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "thead": ({"thead", "tbody", "tfoot"}, {"table"}),
    "tbody": ({"thead", "tbody", "tfoot"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tfoot"}, {"table"}),
}

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|</?[A-Za-z][\w:-]*|\\[(\[]|\[(?:latex|\$\$?)\]|\[/?(?:sound|anki):[^\]]*\]"
    r"|\{\{c[0-9]{1,9}::|\}\}|::",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?"""
)
_TAG_END = re.compile(r"[\s/]*>")
_ANY_TAG = re.compile(r"<(/?[A-Za-z][\w:-]*)[^<>]*>")


@dataclass(slots=True)
class Element:
    """An element with its attributes and what stands in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of LaTeX, without its delimiters."""

    source: str
    display: bool


@dataclass(frozen=True, slots=True)
class ClozeMark:
    """Where a cloze begins (with its number), its hint begins, or it ends."""

    source: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that no text can hold: a sound, say."""

    what: str


Node = Element | Formula | ClozeMark | Lost | str


def parse(html: str, *, clozes: bool = False) -> Element:
    """Return the tree of a field; `clozes`: its deletions are marks, not text."""
    return _Parser(html[:MAX_LENGTH], clozes).parse()


class _Parser:
    """Reads a field from left to right, with a stack of the open elements."""

    def __init__(self, html: str, clozes: bool) -> None:
        self._html = html
        self._lower = html.translate(_LOWER)
        self._clozes = clozes
        self._root = Element("")
        self._stack = [self._root]
        self._closings: dict[str, int] = {}  # where the next end of a formula is
        self._hints: list[bool] = []  # of each open cloze: whether its hint has begun

    def parse(self) -> Element:
        html = self._html
        position = 0
        search = 0
        while match := _TOKEN.search(html, search):
            start, search = match.span()
            end = self._token(match[0], start, search, position)
            if end is not None:
                position = search = end
        self._text(html[position:])
        return self._root

    def _token(self, token: str, start: int, end: int, position: int) -> int | None:
        """Take a token; return where to go on, or None where it is text after all."""
        if token[0] == "<":
            return self._tag(token, start, end, position)
        node: Node
        if token[0] == "{" or token in ("}}", "::"):
            if not self._is_cloze(token):
                return None
            node = ClozeMark(token.lower())
        elif token[0] == "\\" or token.lower() in ("[latex]", "[$]", "[$$]"):
            found = self._formula(token, start, end)
            if found is None:
                return None
            node, end = found
        else:
            node = Lost(unescape(token))
        self._text(self._html[position:start])
        if not token.startswith("[/"):  # the end of something that is lost
            self._stack[-1].children.append(node)
        return end

    def _is_cloze(self, token: str) -> bool:
        hints = self._hints
        if not self._clozes:
            return False
        if token[0] == "{":
            hints.append(False)
            return True
        if not hints or (token == "::" and hints[-1]):
            return False
        if token == "::":
            hints[-1] = True
        else:
            hints.pop()
        return True

    def _formula(self, token: str, start: int, end: int) -> tuple[Formula, int] | None:
        if any(element.name in ("code", "pre") for element in self._stack):
            return None
        closing = {"\\(": "\\)", "\\[": "\\]"}.get(token) or f"[/{token[1:].lower()}"
        # Where the next one is stays known, or many openings and no end would take for ever.
        close = self._closings.get(closing, -1)
        if close < end:
            close = self._lower.find(closing, end)
            self._closings[closing] = close = len(self._html) if close < 0 else close
        if close == len(self._html) or close - end > _MAX_FORMULA:
            return None
        source = _without_tags(self._html[end:close])
        display = token in ("\\[", "[$$]")
        if token.lower() == "[latex]":
            source, display = _latex(source)
        return Formula(source, display), close + len(closing)

    def _tag(self, token: str, start: int, end: int, position: int) -> int | None:
        html = self._html
        if token[1] == "!":
            self._text(html[position:start])
            return end
        attributes: dict[str, str] = {}
        for _ in range(_MAX_ATTRIBUTES):
            if close := _TAG_END.match(html, end):
                break
            match = _ATTRIBUTE.match(html, end)
            if match is None:
                return None
            name, *values = match.groups()
            attributes.setdefault(name.lower(), unescape(next(filter(None, values), "")))
            end = match.end()
        else:
            return None
        self._text(html[position:start])
        end = close.end()
        name = token.strip("</").lower()
        if token[1] == "/":
            self._close(name)
        elif name in _SKIPPED:
            after = self._lower.find(f"</{name}", end)
            if name in ("svg", "math", "iframe"):
                self._stack[-1].children.append(Lost(f"<{name}>"))
            return len(html) if after < 0 else after
        else:
            self._open(name, attributes)
        return end

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        stack = self._stack
        if name in BLOCKS:
            self._end({"p"}, BLOCKS - {"p"})
        if name in _ENDS:
            self._end(*_ENDS[name])
        element = Element(name, attributes)
        if len(stack) < MAX_DEPTH:
            stack[-1].children.append(element)
            if name not in VOID:
                stack.append(element)
        elif name in VOID:
            stack[-1].children.append(element)

    def _end(self, names: "set[str] | frozenset[str]", within: "set[str] | frozenset[str]") -> None:
        """End the nearest open element of these names, unless one of `within` is nearer."""
        for depth in range(len(self._stack) - 1, 0, -1):
            name = self._stack[depth].name
            if name in names:
                del self._stack[depth:]
                return
            if name in within:
                return

    def _close(self, name: str) -> None:
        if name == "br":  # as every browser reads it
            self._stack[-1].children.append(Element("br"))
        else:
            self._end({name}, {"td", "th"} - {name} if name not in ("table", "tr") else set())

    def _text(self, html: str) -> None:
        if not html:
            return
        children = self._stack[-1].children
        text = unescape(html)
        if children and isinstance(children[-1], str):
            children[-1] += text
        else:
            children.append(text)


def _without_tags(html: str) -> str:
    """Return the source of a formula in which an editor has left line breaks and styles."""

    def plain(match: re.Match[str]) -> str:
        return "\n" if match[1].strip("/").lower() in ("br", "div", "p") else ""

    return unescape(_ANY_TAG.sub(plain, html)).replace("\xa0", " ")


def _latex(source: str) -> tuple[str, bool]:
    """Return the formula of a piece of LaTeX, and whether it is displayed."""
    source = source.strip()
    for delimiter in ("$$", "$"):
        if source.startswith(delimiter) and source.endswith(delimiter) and len(source) > 2:
            inside = source[len(delimiter) : -len(delimiter)]
            if "$" not in inside:
                return inside, delimiter == "$$"
    for name in ("displaymath", "equation*", "equation"):
        begin, end = f"\\begin{{{name}}}", f"\\end{{{name}}}"
        if source.startswith(begin) and source.endswith(end):
            return source[len(begin) : -len(end)], True
    return source, source.startswith("\\begin{")


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, in the order of the text."""
    yield node
    if isinstance(node, Element):
        for child in node.children:
            yield from walk(child)


def text_of(node: Node) -> str:
    """Return the text of a node as it stands, line breaks as such."""
    if isinstance(node, str):
        return node
    if isinstance(node, Element):
        if node.name == "br":
            return "\n"
        return "".join(text_of(child) for child in node.children)
    if isinstance(node, Formula):
        return f"${node.source}$"
    return node.source if isinstance(node, ClozeMark) else ""
